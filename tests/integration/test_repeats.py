"""Platforms deliver at least once, and comments are edited: each counts once, as it reads now."""
import json
import os
import random
import unittest

from house import Case, comment, run, wait_for, one_thread

ABUSE = "I will kill you"
MILD = "Takk for hjelpen"


class Repeats(Case):
    def send(self, livvakt, *comments):
        status, answer, _ = livvakt.call("POST", "/v1/comments", list(comments))
        self.assertEqual((status, answer["accepted"]), (202, len(comments)))

    def queued(self, livvakt):
        return {item["id"]: item for item in livvakt.call("GET", "/v1/queue")[1]["items"]}

    def test_the_same_again(self):
        livvakt = self.service()
        first = [comment(n) for n in range(300)]
        for _ in range(3):
            self.send(livvakt, *first)
        self.send(livvakt, *first, *first)  # and within one batch
        totals = livvakt.wait_settled(1500)
        self.assertEqual((totals["judged"], totals["duplicates"], totals["negative"]), (300, 1200, 300))
        # the same id elsewhere is another comment
        self.send(livvakt, comment(1, channel="b"), comment(1, brand="other"))
        wait_for(lambda: livvakt.totals("other")["judged"] == 1, "the other brand's")
        self.assertEqual(livvakt.wait_settled(1501)["judged"], 301)
        # neither id nor time: nobody can know, so it counts
        self.send(livvakt, {"text": "hei"}, {"text": "hei"}, {"text": "hei", "ts": 1795345200}, {"text": "hei", "ts": 1795345200})
        self.assertEqual(livvakt.wait_settled(1505)["judged"], 304)
        livvakt.wait_metric("judge_duplicates_total", 1201)

    def test_remembered_across_a_kill(self):
        livvakt = self.service()
        self.send(livvakt, *[comment(n) for n in range(100)])
        livvakt.wait_settled(100)
        livvakt.kill()
        livvakt.start()
        self.send(livvakt, *[comment(n) for n in range(110)])
        totals = livvakt.wait_settled(210)
        self.assertEqual((totals["judged"], totals["duplicates"]), (110, 100))

    def test_switched_off(self):
        livvakt = self.service("duplicates_within: 0\n")
        self.send(livvakt, comment(1), comment(1))
        self.send(livvakt, comment(1))
        self.assertEqual(livvakt.wait_settled(3)["judged"], 3)

    def test_edited(self):
        livvakt = self.service()
        self.send(livvakt, comment(1, MILD), comment(2, ABUSE))
        livvakt.wait_settled(2)
        self.assertEqual(list(self.queued(livvakt)), ["c2"])
        self.send(livvakt, comment(1, ABUSE))
        totals = livvakt.wait_settled(3)
        self.assertEqual((totals["judged"], totals["edited"], totals["duplicates"]), (2, 1, 0))
        self.assertEqual((totals["threat"], totals["allow"], totals["positive"]), (2, 0, 0))
        self.assertEqual(sorted(self.queued(livvakt)), ["c1", "c2"])
        self.send(livvakt, comment(1, ABUSE), comment(1, ABUSE + "!"), comment(1, MILD))
        totals = livvakt.wait_settled(6)
        self.assertEqual((totals["judged"], totals["threat"], totals["allow"]), (2, 1, 1))
        self.assertEqual(totals["edited"] + totals["duplicates"], 4)

    def test_old_version_comes_late(self):
        livvakt = self.service()
        self.send(livvakt, comment(1, MILD, edited_at="2026-11-22T10:00:00Z"))
        livvakt.wait_settled(1)
        self.send(livvakt, comment(1, ABUSE, edited_at="2026-11-22T09:00:00Z"), comment(1, ABUSE))
        totals = livvakt.wait_settled(3)
        self.assertEqual((totals["judged"], totals["duplicates"], totals["threat"]), (1, 2, 0))
        status, answer, _ = livvakt.call("POST", "/v1/comments", comment(1, MILD, edited_at="now"))
        self.assertEqual(status, 422)
        self.assertIn("edited_at must be a time", answer["error"])

    def test_edited_after_a_decision(self):
        """A person allowed one text; that is no leave for another."""
        livvakt = self.service()
        self.send(livvakt, comment(1, ABUSE))
        livvakt.wait_settled(1)
        run("queue", "allow", "c1", "--brand", "default", "--by", "anna", "--to", livvakt.url, check=0)
        self.send(livvakt, comment(1, ABUSE))
        self.assertEqual(livvakt.wait_settled(2)["duplicates"], 1)
        self.assertEqual(self.queued(livvakt), {})
        self.send(livvakt, comment(1, "I will kill you all"))
        livvakt.wait_settled(3)
        self.assertEqual(self.queued(livvakt)["c1"]["text"], "I will kill you all")

    @one_thread
    def test_replay_does_the_same(self):
        """A recording in which every comment stands twice, some of them later: the same incidents."""
        dice, lines = random.Random(3), []
        for day in range(15):
            for n in range(60):
                lines.append((day * 86400 + dice.randrange(86400), "Det här är dåligt" if n % 15 == 0 else MILD))
        lines += [(14 * 86400 + 70000 + 10 * n, "Det här är dåligt") for n in range(80)]
        once = [{"id": "r%d" % n, "brand": "b", "author": "a%d" % n, "text": text, "ts": 1790000000 + at}
                for n, (at, text) in enumerate(sorted(lines))]
        twice = [line for each in once for line in (each, each)]
        found = []
        for name, recording in (("once", once), ("twice", twice)):
            path = os.path.join(self.folder, name + ".jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(json.dumps(line) for line in recording))
            out = run("replay", "-q", "--json", path, check=0)[1]
            found.append([{k: v for k, v in json.loads(line).items() if k != "id"} for line in out.splitlines()])
        self.assertEqual(len(found[0]), 1)
        self.assertEqual(found[0], found[1])

    @one_thread
    def test_replay_tells_of_all(self):
        """More incidents than a page of the store holds; and what could not be read is said with the answer."""
        path = os.path.join(self.folder, "many.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for n in range(205 * 12):
                file.write(json.dumps({"id": "m%d" % n, "brand": "b%d" % (n // 12), "author": "a%d" % n,
                                       "text": "Det här är dåligt %d" % n, "ts": 1790000000 + n}) + "\n")
        out, err = run("replay", "-q", "--json", path, check=0)[1:3]
        brands = [json.loads(line)["brand"] for line in out.splitlines()]
        self.assertEqual(len(set(brands)), 205)
        self.assertEqual((brands[0], brands[-1]), ("b0", "b204"))
        self.assertNotIn("only the latest", err)
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(dict(id="m", brand="b", text=MILD, ts=1790000000)) + "\n{\n")
        self.assertIn("1 line of the recording was left out", run("replay", "-q", path, check=2)[2])


if __name__ == "__main__":
    unittest.main()
