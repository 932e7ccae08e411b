"""What is kept of a person can be shown and erased, completely; and where the memory is can be asked."""
import contextlib
import glob
import json
import os
import unittest
import urllib.parse

from house import Case, comment, run, sink, wait_for

ABUSE = "I will kill you"


class Privacy(Case):
    def livvakt(self, config=""):
        livvakt = self.service(config)
        self.config = livvakt.config
        return livvakt

    def export(self, author, *more):
        out = run("export", "-c", self.config, "--author", author, *more, check=0)[1]
        return [json.loads(line) for line in out.splitlines()]

    def files(self, livvakt):
        """Every byte that stands in the state folder."""
        found = b""
        for path in glob.glob(os.path.join(livvakt.folder, "state", "**"), recursive=True):
            if os.path.isfile(path):
                with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:  # Redis may have taken it away just now
                    found += file.read()
        return found

    def test_nothing_kept(self):
        self.livvakt()
        self.assertEqual(self.export("nobody"), [])
        self.assertIn("nothing is kept", run("forget", "-c", self.config, "--author", "nobody", check=0)[1])

    def test_export_and_forget(self):
        _, port = sink(self, "webhook_sink.py", "--record", os.path.join(self.folder, "hide.jsonl"))
        livvakt = self.livvakt('hide:\n  - {name: site, method: POST, url: "http://127.0.0.1:%d/{id}", body: \'{"a":"{author}"}\'}\n'
                               % port)
        troll = {"id": "Troll-4711", "name": "Terje Trollesen"}
        for brand in ("Fjordbrus", "Andre: 100%"):
            livvakt.call("POST", "/v1/comments", [comment(1, ABUSE + " unlike others", brand=brand, author=troll),
                                                  comment(2, "Takk for hjelpen, sier jeg", brand=brand, author=troll),
                                                  comment(3, ABUSE, brand=brand, author="Troll-47")])
            livvakt.wait_judged(3, urllib.parse.quote(brand))
        wait_for(lambda: livvakt.redis("zcard", "lv:{p0}:messages:sent").strip() == "4", "the hide calls")
        found = self.export("Troll-4711")
        self.assertEqual(sorted((f["place"], f["brand"]) for f in found),
                         sorted((place, brand) for brand in ("Andre: 100%", "Fjordbrus")
                                for place in ("incident", "message", "queue", "recent", "recent")))
        queued = [f for f in found if f["place"] == "queue"][0]
        self.assertEqual((queued["author_name"], queued["text"]), ("Terje Trollesen", ABUSE + " unlike others"))
        self.assertEqual(len(self.export("Troll-4711", "--brand", "Fjordbrus")), 5)
        out = run("forget", "-c", self.config, "--author", "Troll-4711", "--brand", "Fjordbrus", "--by", "anna", check=0)[1]
        self.assertIn("queue      1 erased", out)
        self.assertEqual({f["brand"] for f in self.export("Troll-4711")}, {"Andre: 100%"})
        run("forget", "-c", self.config, "--author", "Troll-4711", check=0)
        self.assertEqual(self.export("Troll-4711"), [])
        self.assertEqual(len(self.export("Troll-47")), 8)  # somebody else
        self.assertEqual(livvakt.totals("Fjordbrus")["judged"], 3)  # counts stay
        theirs = (b"Trollesen", b"unlike others", b"sier jeg")
        wait_for(lambda: not any(word in self.files(livvakt) for word in theirs), "the append-only file to be written anew")
        audit = livvakt.redis("xrange", "lv:{p0}:audit", "-", "+")
        self.assertIn("anna", audit)
        self.assertNotIn("Troll", audit)

    def test_examples_of_an_incident(self):
        livvakt = self.livvakt("defaults: {minimum_negative: 3, minimum_authors: 1}\n")
        for n in range(40):
            livvakt.call("POST", "/v1/comments", comment(n, "Det här är fruktansvärt dåligt %d" % n, author="a%d" % (n % 3)))
        def incident():
            items = livvakt.call("GET", "/v1/incidents")[1]["incidents"]
            return items[0] if items and items[0]["example_comments"] else None
        before = wait_for(incident, "the incident")
        self.assertTrue(before["first_comment"]["id"])
        livvakt.wait_judged(40)
        wait_for(lambda: {"recent", "incident"} <= {f["place"] for f in self.export("a0")}, "the first one's comments among its examples")
        for author in ("a0", "a1", "a2"):
            run("forget", "-c", self.config, "--author", author, check=0)
        after = livvakt.call("GET", "/v1/incidents/" + before["id"])[1]
        self.assertEqual((after["examples"], after["example_comments"], after["first_comment"]), ([], [], None))
        self.assertEqual(after["state"], "open")

    def test_words_that_only_they_wrote(self):
        """What others write too stays a driver; a name that only they gave goes, from incident and messages."""
        livvakt = self.livvakt("defaults: {minimum_negative: 3, minimum_authors: 1}\n")
        for n in range(24):
            livvakt.call("POST", "/v1/comments", comment(n, "Det här är fruktansvärt dåligt, ring Terje Trollesen %d" % n, author="Troll"))
            livvakt.call("POST", "/v1/comments", comment(100 + n, "Det här är fruktansvärt dåligt i butiken %d" % n, author="a%d" % n))
        livvakt.wait_judged(48)

        def drivers():
            items = livvakt.call("GET", "/v1/incidents")[1]["incidents"]
            return " ".join(driver for item in items for driver in item["drivers"])
        wait_for(lambda: all(word in drivers() for word in ("trollesen", "fruktansvärt dåligt")), lambda: "both to be drivers: " + drivers())
        found = {f["text"] for f in self.export("Troll") if f["place"] == "phrase"}
        self.assertTrue(any("trollesen" in text for text in found), found)
        self.assertFalse(any("fruktansvärt dåligt" == text for text in found), found)
        run("forget", "-c", self.config, "--author", "Troll", check=0)
        self.assertNotIn("trollesen", drivers())
        self.assertIn("fruktansvärt dåligt", drivers())
        self.assertEqual(self.export("Troll"), [])

    def test_a_watched_comment(self):
        livvakt = self.livvakt()
        livvakt.call("POST", "/v1/comments", dict(comment(1, ABUSE), author={"id": "Troll-4711", "name": "Ola N"}))
        def incident():
            items = livvakt.call("GET", "/v1/incidents")[1]["incidents"]
            return items[0] if items else None
        before = wait_for(incident, "the incident")
        self.assertEqual((before["watched"]["by"], before["watched"]["author"]), ("threat", "Ola N"))
        livvakt.wait_judged(1)
        run("forget", "-c", self.config, "--author", "Troll-4711", check=0)
        after = livvakt.call("GET", "/v1/incidents/" + before["id"])[1]
        self.assertEqual((after["watched"], after["example_comments"], after["state"]), (None, [], "open"))
        self.assertEqual((before["scope"], after["scope"]), ("comment:c1", "comment:" + before["id"]))
        self.assertEqual(self.export("Troll-4711"), [])
        kept = [key for key in livvakt.redis("--scan").split() if "comment:c1" in key]
        self.assertEqual(kept, [])
        self.assertNotIn("comment:c1", livvakt.redis("hgetall", "lv:{p0}:incident:" + before["id"]))
        # it is the same incident to whoever takes it
        run("incidents", "ack", before["id"], "--by", "anna", "--to", livvakt.url, check=0)

    def test_another_key(self):
        """After a change of the key authors are found under both, until the old one's time is over."""
        livvakt = self.livvakt("keep_author_key: 1h\n")
        livvakt.call("POST", "/v1/comments", comment(1, "Takk for alt", author="Troll-4711"))
        livvakt.wait_judged(1)
        self.assertIn("finds authors until", run("rotate-key", "-c", self.config, check=0)[1])
        self.assertEqual([f["id"] for f in self.export("Troll-4711")], ["c1"])  # before the restart, too
        livvakt.stop()
        livvakt.start()
        self.assertIn("authors are hashed with a new key", livvakt.text())
        livvakt.call("POST", "/v1/comments", [comment(1, "Takk for alt", author="Troll-4711"),  # comes again
                                              comment(2, "Takk for det", author="Troll-4711")])
        livvakt.wait_judged(2)
        self.assertEqual(livvakt.totals()["duplicates"], 1)
        self.assertEqual({f["id"] for f in self.export("Troll-4711")}, {"c1", "c2"})
        status, _, talk = run("rotate-key", "-c", self.config)
        self.assertEqual(status, 1)
        self.assertIn("nothing was changed", talk)
        run("forget", "-c", self.config, "--author", "Troll-4711", check=0)
        self.assertEqual(self.export("Troll-4711"), [])

    def test_another_key_at_once(self):
        livvakt = self.livvakt("keep_author_key: 0\n")
        livvakt.call("POST", "/v1/comments", comment(1, "Takk for alt", author="Troll-4711"))
        livvakt.wait_judged(1)
        run("rotate-key", "-c", self.config, check=0)
        status, out, err = run("export", "-c", self.config, "--author", "Troll-4711")
        self.assertEqual((status, out), (1, ""))
        self.assertIn("restart first", err)
        livvakt.stop()
        livvakt.start()
        self.assertEqual(self.export("Troll-4711"), [])  # nobody's
        self.assertEqual(livvakt.redis("zcard", "lv:{p0}:recent:default").strip(), "1")
        self.assertEqual(run("rotate-key", "-c", os.path.join(self.folder, "none.yaml"))[0], 2)

    def test_wrong_use(self):
        livvakt = self.livvakt()
        self.assertEqual(run("forget", "-c", self.config)[0], 2)
        self.assertEqual(run("export", "-c", self.config, "--author", "")[0], 2)
        self.assertEqual(run("state", "-c", self.config, "more")[0], 2)
        livvakt.stop()
        status, _, talk = run("forget", "-c", self.config, "--author", "x")
        self.assertEqual(status, 3)
        self.assertIn("the service must run", talk)

    def test_state(self):
        livvakt = self.livvakt()
        livvakt.call("POST", "/v1/comments", [comment(n, ABUSE if n < 5 else "Takk") for n in range(50)])
        livvakt.wait_judged(50)
        state = json.loads(run("state", "--json", "-c", self.config, check=0)[1])
        self.assertEqual((state["append_only"], state["append_sync"], state["waiting"]), ("yes", "everysec", 0))
        self.assertEqual(state["kinds"]["queued"]["keys"], 5)
        self.assertEqual((state["kept"]["queue"]["count"], state["kept"]["queue"]["leave_within_a_day"]), (5, 0))
        self.assertNotIn("?", state["kinds"], "a key that docs/state.md does not know")
        documented = open(os.path.join(os.path.dirname(__file__), "../../docs/state.md"), encoding="utf-8").read()
        for kind in state["kinds"]:
            self.assertRegex(documented, "`%s[:`<]" % kind)
        text = run("state", "-c", self.config, check=0)[1]
        self.assertRegex(text, r"queued +5 ")
        livvakt.redis("set", "lv:{p0}:something", "else")
        self.assertEqual(json.loads(run("state", "--json", "-c", self.config, check=0)[1])["kinds"]["?"]["keys"], 1)


if __name__ == "__main__":
    unittest.main()
