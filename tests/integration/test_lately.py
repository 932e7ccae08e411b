"""Rules that ask what else came lately: floods of one text or link, busy authors, those who were hidden before."""
import json
import os
import random
import threading
import time
import unittest
import urllib.parse

from house import Background, Case, comment, free_ports, run, wait_for, one_thread

RULE = "  - {id: %s, category: %s, points: %s, hit: [a], miss: [b], %s}\n"
RATE = "when: {rate: {more_than: %d, within: %s, of: %s}}"
TEXT = "Köp billiga klockor hos oss i dag"


def rate(name, more_than, of, within="10m"):
    return RULE % (name, "spam", 9, RATE % (more_than, within, of))


class Lately(Case):
    def livvakt(self, *rules, config="judges: 1\n"):
        os.makedirs(os.path.join(self.folder, "rules", "common"), exist_ok=True)
        with open(os.path.join(self.folder, "rules", "common", "lately.yaml"), "w", encoding="utf-8") as file:
            file.write("pack: lately\nlanguage: any\nrules:\n" + "".join(rules))
        return self.service("rules: [rules]\n" + config)

    def send(self, livvakt, *comments):
        status, answer, _ = livvakt.call("POST", "/v1/comments", list(comments))
        self.assertEqual((status, answer["accepted"]), (202, len(comments)))

    def queued(self, livvakt):
        return sorted((item["id"] for item in livvakt.call("GET", "/v1/queue?limit=200")[1]["items"]), key=lambda name: int(name[1:]))

    def lately(self, livvakt, author):
        """How many comments of an author are counted, as the export says it; by what it says."""
        out = run("export", "-c", livvakt.config, "--author", author, check=0)[1]
        return sorted(line["text"] for line in map(json.loads, out.splitlines()) if line["place"] in ("rate", "hidden"))

    def test_flood_of_one_text(self):
        """Many people, one text with small differences: caught from the sixth on, in one batch or one by one."""
        livvakt = self.livvakt(rate("flood", 5, "text"))
        copies = [TEXT, TEXT.upper(), TEXT.replace(" ", "  "), TEXT + "!!!"]
        self.send(livvakt, *[comment(n, copies[n % 4]) for n in range(10)])
        livvakt.wait_settled(10)
        self.assertEqual(self.queued(livvakt), ["c%d" % n for n in range(5, 10)])
        for n in range(10, 15):
            self.send(livvakt, comment(n, copies[n % 4]))
            livvakt.wait_settled(n + 1)
        self.send(livvakt, comment(15, "Något helt annat"), comment(16, TEXT, brand="another"))
        totals = livvakt.wait_settled(16)
        self.assertEqual((totals["hide"], totals["allow"]), (10, 6))
        self.assertEqual(livvakt.totals("another")["hide"], 0)

    def test_links_and_authors(self):
        livvakt = self.livvakt(rate("link", 2, "link"), rate("busy", 4, "author", "1h"))
        self.send(livvakt, comment(1, "Se https://kop.example/a"), comment(2, "Hej! www.kop.example/a/"),
                  comment(3, "Titta HTTPS://Kop.Example/a?utm_source=x"), comment(4, "https://kop.example/b"))
        livvakt.wait_settled(4)
        self.assertEqual(self.queued(livvakt), ["c3"])
        self.send(livvakt, *[comment(n, "Text %d av samma hand" % n, author="busy") for n in range(5, 12)])
        livvakt.wait_settled(11)
        self.assertEqual(self.queued(livvakt), ["c3", "c9", "c10", "c11"])

    def test_again_and_edited(self):
        """A second delivery does not count again, also not for those behind it in the batch; an edit neither."""
        livvakt = self.livvakt(rate("flood", 8, "text"), rate("busy", 8, "author"))
        copies = [comment(n, TEXT) for n in range(5)]
        for _ in range(3):
            self.send(livvakt, *copies)
        self.send(livvakt, *copies, comment(5, TEXT))
        totals = livvakt.wait_settled(21)
        self.assertEqual((totals["judged"], totals["hide"]), (6, 0))
        for n in range(20):
            self.send(livvakt, comment(6, "Nu i version %s" % ("i" * (n + 1)), author="editor"))
            livvakt.wait_settled(22 + n)
        self.assertEqual(livvakt.totals()["hide"], 0)
        self.assertEqual(self.lately(livvakt, "editor"), ["1 of the author's comments came lately"])
        self.send(livvakt, *[comment(n, TEXT) for n in range(7, 10)])
        livvakt.wait_settled(44)
        self.assertEqual(self.queued(livvakt), ["c9"])

    def test_times(self):
        """What came later or too long ago does not count; what comes late counts where it was written."""
        livvakt = self.livvakt(rate("flood", 2, "text", "1h"))
        begun = time.time() - 4 * 3600  # not a date: what is five weeks old does not count any more
        at = lambda n, minutes: comment(n, TEXT, ts=begun + 60 * minutes)
        self.send(livvakt, at(1, 0), at(2, 90), at(3, 180), at(4, 95))
        livvakt.wait_settled(4)
        self.assertEqual(self.queued(livvakt), [])
        self.send(livvakt, at(5, 185), at(6, 100))
        livvakt.wait_settled(6)
        self.assertEqual(self.queued(livvakt), ["c6"])

    def test_returning_offender(self):
        """Who was hidden twice is looked at sooner; a person who shows a comment again takes it back."""
        livvakt = self.livvakt(RULE % ("bad", "insult", 9, "words: [zonker]"),
                               RULE % ("again", "insult", 9, "words: [blurt], when: {author: {hidden_before: 2}}"))
        self.send(livvakt, comment(1, "you blurt", author="x"), comment(2, "you zonker", author="x"),
                  comment(3, "you blurt", author="x"), comment(4, "you zonker", author="x"),
                  comment(5, "you blurt", author="x"), comment(6, "you blurt", author="y"))
        livvakt.wait_settled(6)
        self.assertEqual(self.queued(livvakt), ["c2", "c4", "c5"])
        self.assertEqual(self.lately(livvakt, "x"), ["3 of the author's comments were hidden"])
        for name in ("c4", "c5", "c4"):
            run("queue", "allow", name, "--brand", "default", "--by", "anna", "--to", livvakt.url, check=0)
        self.send(livvakt, comment(7, "you blurt", author="x"))
        livvakt.wait_settled(7)
        self.assertEqual(self.queued(livvakt), ["c2"])
        self.send(livvakt, comment(8, "you zonker", author="x"))
        livvakt.wait_settled(8)
        self.send(livvakt, comment(9, "you blurt", author="x"))
        livvakt.wait_settled(9)
        self.assertEqual(self.queued(livvakt), ["c2", "c8", "c9"])
        out = run("forget", "-c", livvakt.config, "--author", "x", check=0)[1]
        self.assertRegex(out, r"hidden +1 erased")
        self.send(livvakt, comment(10, "you blurt", author="x"))
        livvakt.wait_settled(10)
        self.assertEqual(self.queued(livvakt), [])

    def test_a_brand_of_any_name(self):
        """Counted, shown and erased at this brand alone."""
        livvakt = self.livvakt(rate("busy", 1, "author"), RULE % ("again", "spam", 1, "when: {author: {hidden_before: 9}}"))
        for brand in ("Andre: 100%", "{b}:author:1", "default"):
            self.send(livvakt, *[comment(n, "Text %d" % n, author="x", brand=brand) for n in range(4)])
            livvakt.wait_judged(4, urllib.parse.quote(brand))
        self.assertEqual(len(self.lately(livvakt, "x")), 6)
        out = run("forget", "-c", livvakt.config, "--author", "x", "--brand", "Andre: 100%", check=0)[1]
        self.assertRegex(out, r"hidden +1 erased\nrate +1 erased")
        run("forget", "-c", livvakt.config, "--author", "x", "--brand", "{b}:author:1", check=0)
        self.assertEqual(self.lately(livvakt, "x"),
                         ["3 of the author's comments were hidden", "4 of the author's comments came lately"])

    def test_killed_in_between(self):
        """Whatever is killed when: each comment is counted once."""
        livvakt = self.livvakt(rate("busy", 1000000, "author", "24h"), rate("flood", 1000000, "text", "24h"), config="judges: 2\n")
        livvakt.write_config("rules: [rules]\njudges: 2\n", "127.0.0.1:%d" % free_ports(1)[0])
        sent, stop, dice = {"comments": 0}, threading.Event(), random.Random(11)

        def feed():
            while not stop.is_set():
                first = sent["comments"]
                lines = "\n".join(json.dumps(comment(n, TEXT, author="one")) for n in range(first, first + 50))
                while True:
                    try:
                        status = livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson", timeout=10)[0]
                    except Exception:  # nobody there, or half an answer
                        status = 0
                    if status == 202:
                        break
                    stop.wait(0.02)
                sent["comments"] += 50
        feeder = Background(feed)
        try:
            for _ in range(4):
                target = sent["comments"] + dice.randint(100, 500)
                wait_for(lambda: sent["comments"] >= target, "comments to be taken in")
                livvakt.kill()
                livvakt.start()
        finally:
            stop.set()
            feeder.join()

        def over():
            totals = livvakt.totals_if_any()
            return totals and totals["accepted"] == totals["judged"] + totals["duplicates"]
        wait_for(over, "everything to be judged")
        self.assertEqual(livvakt.totals()["judged"], sent["comments"])
        self.assertEqual(self.lately(livvakt, "one"), ["%d of the author's comments came lately" % sent["comments"]])

    def test_score_reads_and_writes_nothing(self):
        livvakt = self.livvakt(rate("flood", 2, "text"))
        score = lambda text: livvakt.call("POST", "/v1/score", {"text": text})[1]["action"]
        for _ in range(5):
            self.assertEqual(score(TEXT), "allow")
        self.send(livvakt, comment(1, TEXT), comment(2, TEXT))
        livvakt.wait_settled(2)
        self.assertEqual((score(TEXT), score("Något annat")), ("hide", "allow"))
        livvakt.kill_redis()
        wait_for(lambda: score(TEXT) in ("allow", "hide"), "an answer, whatever is known")

    def test_nobody_asks(self):
        livvakt = self.livvakt(RULE % ("bad", "insult", 9, "words: [zonker]"))
        self.send(livvakt, comment(1, "you zonker"), comment(2, TEXT))
        livvakt.wait_settled(2)
        run("queue", "hide", "c1", "--brand", "default", "--by", "anna", "--to", livvakt.url, check=0)
        kinds = json.loads(run("state", "--json", "-c", livvakt.config, check=0)[1])["kinds"]
        self.assertFalse({"rates", "rates-before", "hides", "hides-before"} & set(kinds), kinds)

    def test_state(self):
        livvakt = self.livvakt(rate("flood", 2, "text"), RULE % ("again", "spam", 9, "when: {author: {hidden_before: 2}}"))
        self.send(livvakt, *[comment(n, TEXT) for n in range(5)])
        livvakt.wait_settled(5)
        kinds = json.loads(run("state", "--json", "-c", livvakt.config, check=0)[1])["kinds"]
        self.assertEqual((kinds["rates"]["keys"], kinds["hides"]["keys"], "?" in kinds), (1, 1, False))
        self.assertGreater(int(livvakt.redis("pttl", "lv:{p0}:rates:default:text:600000000")), 0)

    @one_thread
    def test_replay_counts_too(self):
        """Harmless words, said too often within ten minutes: an incident on the recording's own clock, the same each time."""
        livvakt = self.livvakt(rate("flood", 5, "text"))
        lines = [{"id": "q%d" % n, "author": "b%d" % n, "text": "En fråga nummer %s" % ("x" * (n % 50)), "ts": 1790000000 + n * 1200}
                 for n in range(1000)]
        lines += [{"id": "r%d" % n, "author": "a%d" % n, "text": TEXT, "ts": 1791200000 + 5 * n} for n in range(100)]
        path = os.path.join(self.folder, "recording.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(json.dumps({"brand": "b", **line}) for line in lines))
        found = [json.loads(run("replay", "-q", "--json", "-c", livvakt.config, path, check=0)[1]) for _ in range(2)]
        self.assertEqual([{k: v for k, v in each.items() if k != "id"} for each in found][0], {k: v for k, v in found[1].items() if k != "id"})
        self.assertEqual(found[0]["negative"] > 50, True, found[0])


if __name__ == "__main__":
    unittest.main()
