"""The main job: comments in, a backlash noticed, the right person told, the worst comments hidden; on real peers."""
import base64
import datetime
import hashlib
import hmac
import json
import os
import random
import subprocess
import time
import unittest

from house import Case, Clock, DEADLINE, ROOT, SHIPPED_RULES, Service, comment, run, sink, wait_for, one_thread

ANGRY = ["Det här är fruktansvärt dåligt", "Skandal, jag är rasande", "Usel kundtjänst, ingen svarar", "Farligt och respektlöst",
         "Katastrof, aldrig mer", "Elendig service, jeg er rasende", "Forfærdeligt, I svarer ikke", "Schrecklich, eine Katastrophe",
         "Terrible, worst company ever", "Awful, nobody answers, disgusting"]
CALM = ["Tack för hjälpen, jättebra", "Var kan man köpa den?", "Takk, veldig bra", "Danke, super Service", "Lovely, thanks a lot"]

CONFIG = """
rules: [{rules}]
email: {{url: "smtp://127.0.0.1:{smtp}", from: livvakt@example.org, starttls: {starttls}{login}}}
webhooks: [{{name: chat, url: "http://127.0.0.1:{webhook}/in", secret_file: chat.secret}}]
people:
  - {{name: anna, email: anna@example.org}}
  - {{name: bo, email: bo@example.org}}
schedules: [{{name: night, people: [anna, bo], start: "{start}", shift: 7d}}]
policies:
  - name: default
    steps:
      - {{notify: [schedule night, webhook chat], wait: {wait}}}
      - {{notify: [person bo], wait: 10m}}
    repeat: 0
hide:
  - {{name: site, channel: site, url: "http://127.0.0.1:{hide}/c/{{id}}/hide", secret_file: hide.secret,
     headers: ["Authorization: Bearer {{secret}}"], body: '{{"reason": "{{reason}}"}}'}}
"""


class MainJob(Case):
    def receivers(self, smtp=(), webhook=(), hide=(), wait="10m", starttls="false", login=""):
        self.files = {name: os.path.join(self.folder, name + ".jsonl") for name in ("mail", "webhook", "hide")}
        ports = {}
        for name, script, more in [("mail", "smtp_sink.py", smtp), ("webhook", "webhook_sink.py", webhook),
                                   ("hide", "webhook_sink.py", hide)]:
            ports[name] = sink(self, script, "--record", self.files[name], *more)[1]
        self.secret = base64.b64encode(bytes(range(32))).decode()
        for name, text in [("chat.secret", "whsec_" + self.secret), ("hide.secret", "sesame"), ("password", "hush")]:
            with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
                file.write(text + "\n")
        start = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return CONFIG.format(rules=SHIPPED_RULES, smtp=ports["mail"], webhook=ports["webhook"], hide=ports["hide"], start=start, wait=wait,
                             starttls=starttls, login=login)

    def records(self, name):
        if not os.path.exists(self.files[name]):
            return []
        with open(self.files[name], encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def first_came_again(self):
        """The webhook's first message, which was refused, under the same id; others may have come between."""
        ids = [self.signed(record)[0] for record in self.records("webhook")]
        return ids.count(ids[0]) >= 2 if ids else False

    def quiet_days(self, livvakt, brand="Fjordbrus", days=10, a_day=40):
        dice, now, lines = random.Random(5), datetime.datetime.now(datetime.timezone.utc), []
        for day in range(days, 0, -1):
            for n in range(a_day):
                ts = now - datetime.timedelta(days=day, hours=-dice.uniform(0, 22))
                text = dice.choice(ANGRY if n % 20 == 0 else CALM)
                lines.append(json.dumps({"id": "q%d-%d" % (day, n), "brand": brand, "text": text, "author": "q%d" % n,
                                         "ts": ts.isoformat()}))
        status, answer, _ = livvakt.call("POST", "/v1/comments", "\n".join(lines), "application/x-ndjson")
        self.assertEqual((status, answer["accepted"]), (202, len(lines)))
        livvakt.wait_judged(len(lines), brand)
        return len(lines)

    def pile_on(self, livvakt, count=12, brand="Fjordbrus"):
        for n in range(count):
            comment = {"id": "p%d" % n, "brand": brand, "channel": "site", "author": "angry%d" % n, "text": ANGRY[n % len(ANGRY)],
                       "url": "https://site.example/c/p%d" % n}
            self.assertEqual(livvakt.call("POST", "/v1/comments", comment)[0], 202)

    def incident(self, livvakt, state=None):
        def found():
            items = livvakt.call("GET", "/v1/incidents?brand=Fjordbrus")[1]["incidents"]
            return items[0] if items and (state is None or items[0]["state"] == state) else None
        return wait_for(found, "the incident" + (" to be " + state if state else ""))

    def signed(self, record):
        headers = {name.lower(): value for name, value in record["headers"].items()}
        text = "%s.%s.%s" % (headers["webhook-id"], headers["webhook-timestamp"], record["body"])
        mac = base64.b64encode(hmac.new(base64.b64decode(self.secret), text.encode(), hashlib.sha256).digest()).decode()
        return headers["webhook-id"], "v1," + mac in headers["webhook-signature"].split()

    def test_from_comment_to_call(self):
        livvakt = self.service(self.receivers())
        self.quiet_days(livvakt)
        self.assertEqual(livvakt.call("GET", "/v1/incidents")[1]["incidents"], [], "the archive must raise nothing")
        self.pile_on(livvakt)
        incident = self.incident(livvakt)  # before it a threat would be an incident of its own
        livvakt.call("POST", "/v1/comments", {"id": "threat", "brand": "Fjordbrus", "channel": "site", "author": "x",
                                              "text": "Jag ska döda dig"})
        wait_for(lambda: self.records("mail") and self.records("webhook") and self.records("hide"), "mail, webhook and hide call")
        mail, webhook, hide = self.records("mail")[0], self.records("webhook")[0], self.records("hide")[0]
        self.assertEqual(mail["to"], ["anna@example.org"])
        self.assertIn("Fjordbrus", mail["subject"])
        self.assertIn("livvakt incidents ack " + incident["id"], mail["text"])
        self.assertTrue(all(len(line) <= 78 for line in mail["text"].splitlines()), mail["text"])
        first = webhook["json"]["data"]["first_comment"]
        self.assertIn("It began with:\n", mail["text"])
        self.assertIn("   " + first["url"] + "\n", mail["text"].replace("\r", "").split("What people write")[0])
        self.assertIn("   https://site.example/c/p", mail["text"].split("What people write")[1])
        self.assertEqual(mail["headers"]["Auto-Submitted"], "auto-generated")
        self.assertTrue(self.signed(webhook)[1])
        self.assertEqual((webhook["json"]["type"], webhook["json"]["data"]["id"]), ("incident.opened", incident["id"]))
        self.assertEqual((hide["path"], hide["headers"]["authorization"]), ("/c/threat/hide", "Bearer sesame"))
        self.assertIn("threat", hide["json"]["reason"])
        queue = livvakt.call("GET", "/v1/queue?brand=Fjordbrus")[1]["items"]
        match = [item for item in queue if item["id"] == "threat"][0]["verdict"]["matches"][0]
        self.assertEqual("Jag ska döda dig".encode()[match["span"][0]:match["span"][1]].decode(), "Jag ska döda dig")
        self.assertEqual(len(livvakt.call("GET", "/v1/incidents")[1]["incidents"]), 1)
        # a person takes it
        out = run("incidents", "explain", incident["id"], "--to", livvakt.url, check=0)[1]
        self.assertRegex(out, r"5 min .* alerts")
        self.assertIn("Why not earlier", out)
        # what is usual at this time of day decides by a hair how it is put
        self.assertRegex(out, r"\n\d\d:\d\d( to \d\d:\d\d: nothing unusual, surprise at most 0\.\d\d|.* not surprising enough.*)\n")
        self.assertRegex(out, r"Severity \d at its worst, by \d+ points")
        self.assertIn("people (minimum_authors: there were about", out)

        out = run("incidents", "mark", incident["id"], "real", "--by", "anna", "--to", livvakt.url, check=0)[1]
        self.assertIn("real, says anna", out)
        self.assertEqual(livvakt.call("GET", "/v1/incidents/" + incident["id"])[1]["feedback"], "real")
        self.assertEqual(run("incidents", "mark", incident["id"], "fake", "--by", "bo", "--to", livvakt.url)[0], 2)
        self.assertEqual(run("incidents", "mark", "inc-nothing", "real", "--by", "bo", "--to", livvakt.url)[0], 1)

        out = run("incidents", "show", incident["id"], "--to", livvakt.url, check=0)[1]
        for piece in ("It began with:", first["url"], "Told so far: anna and chat.", "UTC: bo.", "It was real, says anna."):
            self.assertIn(piece, " ".join(out.split()))
        status, out, err = run("incidents", "ack", incident["id"], "--by", "ana", "--to", livvakt.url)
        self.assertEqual((status, out), (2, ""))
        self.assertIn('no person "ana" is known; did you mean "anna"?', err)
        out = run("incidents", "ack", incident["id"], "--by", "anna", "--to", livvakt.url, check=0)[1]
        self.assertIn("anna took it at", out)
        self.assertIn("acknowledged", out)
        self.assertEqual(run("incidents", "ack", incident["id"], "--by", "bo", "--to", livvakt.url)[0], 1)
        self.assertEqual(run("incidents", "ack", "inc-nothing", "--by", "bo", "--to", livvakt.url)[0], 1)
        self.assertEqual(self.incident(livvakt)["acknowledged_by"], "anna")
        run("incidents", "mark", incident["id"], "false", "--by", "bo", "--to", livvakt.url, check=0)
        self.assertEqual(self.incident(livvakt)["acknowledged_by"], "anna")
        self.assertNotIn("Jag ska döda", livvakt.text(), "a comment's text in the log")
        # the person's word is final
        decide = lambda id: run("queue", "allow", id, "--brand", "Fjordbrus", "--by", "anna", "--to", livvakt.url, check=0)
        self.assertIn("no such comment waits", decide("thraet")[2])
        self.assertEqual(decide("threat")[2], "")
        livvakt.call("POST", "/v1/comments", {"id": "threat", "brand": "Fjordbrus", "channel": "site", "author": "x",
                                              "text": "Jag ska döda dig"})
        wait_for(lambda: livvakt.totals("Fjordbrus")["duplicates"] == 1, "the second delivery")
        self.assertEqual(len(self.records("hide")), 1)
        wait_for(lambda: "sent" in run("deliveries", "--to", livvakt.url, check=0)[1], "what was taken to be marked")

    def test_a_silence_holds_back_until_it_ends(self):
        livvakt = self.service(self.receivers())
        self.quiet_days(livvakt)
        silence = lambda *words: run("silence", *words, "--to", livvakt.url, "-c", livvakt.config)
        add = lambda *words: silence("add", "--by", "bo", "--reason", "new prices", *words)
        for words, code, said in [(["--brand", "Fjordbrusk", "--for", "2h"], 2, 'did you mean "Fjordbrus"?'),
                                  (["--brand", "Fjordbrus", "--for", "8d"], 2, "7 days at most"),
                                  (["--brand", "Fjordbrus", "--until", "2020-01-01"], 2, "no time"),
                                  (["--brand", "Fjordbrus", "--until", "2020-01-01T00:00:00Z"], 2, "later than now"),
                                  (["--brand", "Fjordbrus"], 2, "say how long"),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--scope", "topics:price"], 2, "did you mean topic:"),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--scope", "language:xx"], 2, "there are sv, nb"),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--scope", "channel:sit"], 2, "no comment with"),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--scope", "comment:c1"], 2, "no scope"),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--by", "annna"], 2, 'did you mean "anna"?'),
                                  (["--brand", "Fjordbrus", "--for", "2h", "--reason", ""], 2, "say why")]:
            status, out, err = add(*words)
            self.assertEqual((status, out), (code, ""), words)
            self.assertIn(said, err)
        # what is missing is asked for in the words of the command, not of the HTTP interface
        nobody = {name: value for name, value in os.environ.items() if name != "USER"}
        for words, said in [(["silence", "add", "--brand", "Fjordbrus", "--for", "2h", "--reason", "r"], "--by NAME"),
                            (["silence", "end", "sil-none"], "--by NAME"), (["incidents", "ack", "inc-none"], "--by NAME"),
                            (["incidents", "mark", "inc-none", "false"], "--by NAME"),
                            (["incidents", "mark", "inc-none", "wrong", "--by", "bo"], "real, false or expected"),
                            (["queue", "hide", "c1", "--brand", "Fjordbrus"], "--by NAME"), (["queue", "hide", "c1", "--by", "bo"], "--brand NAME"),
                            (["silence", "add", "--by", "bo", "--for", "2h", "--reason", "r"], "--brand NAME"),
                            (["silence", "add", "--by", "bo", "--brand", "Fjordbrus", "--for", "2h"], "--reason TEXT"),
                            (["silence", "add", "--by", "bo", "--brand", "Fjordbrus", "--reason", "r"], "--for LENGTH")]:
            status, out, err = run(*words, "--to", livvakt.url, "-c", livvakt.config, env=nobody)
            self.assertEqual((status, out), (2, ""), words)
            self.assertIn(said, err)
            self.assertNotIn("{", err)
        self.assertEqual(silence()[1], "no silences\n")
        status, out, err = add("--brand", "Fjordbrus", "--for", "2h")
        self.assertEqual((status, err), (0, ""))
        self.assertRegex(out, r"^sil-\w{26}  Fjordbrus: until .* UTC, by bo: new prices\n$")
        name = out.split()[0]
        livvakt.wait_metric("silences_active", 1)
        # opened and shown as ever, and nobody is told of it; of a threat meanwhile somebody is
        self.pile_on(livvakt)
        incident = self.incident(livvakt)
        self.assertEqual((incident["held"], incident["untold"], incident["silenced"]["id"]), (["step"], True, name))
        livvakt.call("POST", "/v1/comments", {"id": "threat", "brand": "Fjordbrus", "channel": "site", "author": "x", "text": "Jag ska döda dig"})
        wait_for(lambda: self.records("mail") and self.records("webhook"), "the mail about the threat")
        self.assertIn("a threat in a comment", self.records("mail")[0]["subject"])
        shown = " ".join(run("incidents", "show", incident["id"], "--to", livvakt.url, check=0)[1].split())
        self.assertRegex(shown, r"bo has silenced it until [^:]+:[^:]+: new prices\. So nobody was told\.")
        self.assertIn("(silenced: nobody was told)", shown)
        self.assertIn("Silence " + name, run("incidents", "explain", incident["id"], "--to", livvakt.url, check=0)[1])
        livvakt.kill()
        livvakt.start()
        about = lambda: [mail for mail in self.records("mail") if "negative comments" in mail["subject"]]
        self.assertEqual(about(), [])
        self.assertEqual({message["incident"] for message in livvakt.call("GET", "/v1/deliveries")[1]["deliveries"] if message["incident"]},
                         {self.records("webhook")[0]["json"]["data"]["id"]}, "the threat's alone")
        # a person ends it: what is still open is told now
        self.assertEqual(silence("end", "sil-none", "--by", "anna")[0], 1)
        self.assertEqual(silence("end", name, "--by", "anna")[0], 0)
        self.assertEqual(silence("end", name, "--by", "anna")[0], 1)
        wait_for(about, "the mail about the incident")
        self.assertRegex(" ".join(about()[0]["text"].split()), r"bo had silenced it until [^:]+:[^:]+: new prices\. ")
        self.assertEqual((silence()[1], silence("--brand", "Nobody", "--all")[1]), ("no silences\n", "no silences\n"))
        self.assertIn("by bo, ended by anna: new prices", silence("--all")[1])
        livvakt.wait_metric("silences_active", 0)
        self.assertRegex(livvakt.text(), name + ": bo silences brand of Fjordbrus until .*: new prices\n")
        # all that are in force are listed, and where others are left out that is said
        asked = lambda n: livvakt.call("POST", "/v1/silences", {"brand": "Fjordbrus", "scope": "post:%d" % n, "by": "bo", "reason": "r", "for": "2h"})[0]
        self.assertEqual([asked(n) for n in range(257)], [200] * 256 + [409])
        status, out, err = silence()
        self.assertEqual((len(out.splitlines()), err), (256, ""))
        status, out, err = silence("--all", "--brand", "Fjordbrus")
        self.assertEqual((len(out.splitlines()), err), (256, "only the 256 that end last are shown\n"))
        self.assertNotIn("ended by anna", out)

    def test_taking_what_nobody_was_told_of_is_logged(self):
        livvakt = self.service(self.receivers())
        self.quiet_days(livvakt)
        run("silence", "add", "--brand", "Fjordbrus", "--for", "2h", "--by", "bo", "--reason", "new prices",
            "--to", livvakt.url, "-c", livvakt.config, check=0)
        self.pile_on(livvakt)
        incident = self.incident(livvakt)
        self.assertTrue(incident["untold"])
        run("incidents", "ack", incident["id"], "--by", "anna", "--to", livvakt.url, check=0)
        livvakt.wait_log("incident %s of Fjordbrus: taken by anna\n" % incident["id"])
        self.assertEqual(self.records("mail"), [])

    def test_a_flood_by_one_person_is_said_to_be_one(self):
        livvakt = self.service(self.receivers())
        self.quiet_days(livvakt)
        # however they are cut into batches: whatever has four authors is one person's, mostly
        lines = [json.dumps({"id": "f%d" % n, "brand": "Fjordbrus", "channel": "site", "text": ANGRY[n % len(ANGRY)],
                             "author": {"id": "flooder", "followers": 0} if n % 4 else {"id": "other%d" % n, "followers": 5}}) for n in range(40)]
        self.assertEqual(livvakt.call("POST", "/v1/comments", "\n".join(lines), "application/x-ndjson")[0], 202)
        wait_for(lambda: self.records("mail"), "the mail")
        text = " ".join(self.records("mail")[0]["text"].split())
        self.assertRegex(text, r"by about \d+ people\. \d+ of the \d+ were written by one person\. ")
        self.assertRegex(text, r" \d+ of \d+ came from new accounts or ones without followers\. ")
        self.assertRegex(text, r" Without copies and single people's many comments it is about \d+ of \d+\.")
        incident = self.incident(livvakt)
        self.assertGreater(2 * incident["author_most"], incident["known"])
        self.assertEqual((incident["newcomers"], incident["newcomers_of"]), (incident["author_most"], incident["known"]))
        self.assertLess(incident["organic"], incident["known"])
        self.assertLessEqual(incident["authors"], incident["known"] - incident["author_most"] + 1)
        shown = " ".join(run("incidents", "show", incident["id"], "--to", livvakt.url, check=0)[1].split())
        self.assertRegex(shown, r"\d+ of the \d+ were written by one person\.")

    def test_programs_that_write_together_are_said_to_be_such(self):
        livvakt = self.service(self.receivers())
        self.quiet_days(livvakt)
        begin = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(seconds=30)
        lines = [json.dumps({"id": "t%d" % n, "brand": "Fjordbrus", "channel": "site", "post": "p1", "author": "bot%d" % n,
                             "ts": (begin + datetime.timedelta(seconds=n // 8)).isoformat(),
                             "text": "%s, %d" % (ANGRY[n % len(ANGRY)], n)}) for n in range(24)]
        self.assertEqual(livvakt.call("POST", "/v1/comments", "\n".join(lines), "application/x-ndjson")[0], 202)
        incident = wait_for(lambda: next((item for item in livvakt.call("GET", "/v1/incidents?brand=Fjordbrus")[1]["incidents"]
                                          if item["synchronous"] == len(lines)), None), "an incident that says so")
        self.assertLess(incident["organic"], incident["known"] - 20)
        shown = " ".join(run("incidents", "show", incident["id"], "--to", livvakt.url, check=0)[1].split())
        self.assertRegex(shown, r" 24 of \d+ came within two seconds of another account's, far more than by chance: this looks like programs")
        self.assertRegex(shown, r" Without those, copies and single people's many comments it is about \d of \d+\.")

    def test_nobody_acknowledges(self):
        livvakt = self.service(self.receivers(wait="1s"))
        self.quiet_days(livvakt)
        self.pile_on(livvakt)
        told = lambda: {person for mail in self.records("mail") for person in mail["to"]}
        wait_for(lambda: told() >= {"anna@example.org", "bo@example.org"}, "both steps")
        first = [mail for mail in self.records("mail") if mail["to"] == ["anna@example.org"]]
        second = [mail for mail in self.records("mail") if mail["to"] == ["bo@example.org"]]
        self.assertEqual(len(second), 1)
        self.assertEqual(self.incident(livvakt)["state"], "open")
        self.assertEqual(first[0]["headers"]["References"], second[0]["headers"]["References"], "one thread in the mail program")

    def test_receivers_that_fail(self):
        """Retries with back-off, under the same id; nothing is sent twice to those who took it."""
        livvakt = self.service(self.receivers(smtp=("--fail", "1"), webhook=("--fail", "1", "--code", "503"), hide=("--fail", "1")))
        self.quiet_days(livvakt)
        self.pile_on(livvakt)
        livvakt.call("POST", "/v1/comments", {"id": "threat", "brand": "Fjordbrus", "channel": "site", "author": "x", "text": "Jag ska döda dig"})
        wait_for(lambda: self.first_came_again() and len(self.records("hide")) >= 2 and
                 any("refused" not in mail for mail in self.records("mail")), "the second tries", 2 * DEADLINE)
        self.assertTrue(all(self.signed(record)[1] for record in self.records("webhook")))
        self.assertEqual(len({record["path"] for record in self.records("hide")}), 1)
        wait_for(lambda: livvakt.metric("deliver_retried_total") >= 3, "each of the three to be counted")

    def test_killed_before_the_delivery(self):
        """The outbox survives: what could not be delivered is delivered by the next process, under the same id."""
        config = self.receivers(webhook=("--fail", "1", "--code", "503"))
        livvakt = self.service(config)
        self.quiet_days(livvakt)
        self.pile_on(livvakt)
        wait_for(lambda: self.records("webhook"), "the first try")
        livvakt.kill()
        livvakt.start()
        lease = 90  # of who was killed before it marked what came of the first try
        wait_for(self.first_came_again, "the next process to try again", lease + DEADLINE)
        self.assertEqual(len(livvakt.call("GET", "/v1/incidents")[1]["incidents"]), 1)

    def test_tls_and_login(self):
        cert, key = os.path.join(self.folder, "cert.pem"), os.path.join(self.folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        config = self.receivers(smtp=("--starttls", cert, key, "--login", "livvakt", "hush"), starttls="true",
                                login=", username: livvakt, password_file: password")
        livvakt = self.service("ca_file: cert.pem\n" + config)
        self.quiet_days(livvakt)
        self.pile_on(livvakt)
        wait_for(lambda: self.records("mail"), "the mail over TLS:\n" + livvakt.text())
        self.assertEqual((self.records("mail")[0]["tls"], self.records("mail")[0]["login"]), (True, "livvakt"))
        self.assertNotIn("hush", livvakt.text())


class Replay(Case):
    @one_thread
    def test_days_of_one_backlash_know_each_other(self):
        """Glass in bottles on three evenings, in ever other words, and an app that fails between: three are one matter, the fourth is not."""
        dice, start, lines = random.Random(5), datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc), []
        glass = ["There was glass in my bottle", "Found broken glass in two bottles", "My daughter drank from a bottle with glass in it",
                 "Bottles with glass in them, how can you sell that", "Glass splinters in the bottle again", "I cut my lip on glass from your bottle"]
        app = ["The app will not let me log in", "I cannot log in to the app since noon", "App login fails every time", "Your app logs me out and login is broken"]
        def add(ts, text, author):
            lines.append(json.dumps({"id": "d%d" % len(lines), "brand": "B", "text": text, "author": author, "ts": ts.isoformat()}))
        for day in range(15):
            for n in range(50):
                add(start + datetime.timedelta(days=day, hours=dice.uniform(6, 23)), dice.choice(ANGRY if n % 15 == 0 else CALM), "q%d" % n)
        for day, hour, texts in [(10, 19, glass), (11, 18, glass), (12, 11, app), (12, 20, glass)]:
            for n in range(40):
                add(start + datetime.timedelta(days=day, hours=hour, seconds=50 * n), "%s. %s!" % (dice.choice(texts), dice.choice(ANGRY)), "a%d-%d-%d" % (day, hour, n))
        path = os.path.join(self.folder, "days.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(lines, key=lambda line: json.loads(line)["ts"])) + "\n")
        told = (json.loads(line) for line in run("replay", "--json", "-q", path, check=0)[1].splitlines())
        days = sorted((each for each in told if each["scope"] == "brand"), key=lambda each: each["opened_at"])  # six texts are many copies, too
        self.assertEqual([each["opened_at"][8:13] for each in days], ["12T19", "13T18", "14T11", "14T20"])
        self.assertEqual([(each["again"] or {}).get("times") for each in days], [None, 2, None, 3], [each["drivers"] for each in days])
        self.assertEqual((days[3]["again"]["first"], days[3]["again"]["last"], days[3]["again"]["acknowledged_by"]), (days[0]["id"], days[1]["id"], ""))
        self.assertIn("    again: day 3, incident 3 since %s" % days[0]["id"], run("replay", "-q", path, check=0)[1])

    @one_thread
    def test_two_who_write_again_and_again_are_no_backlash(self):
        """Twenty comments each within 45 minutes, on a brand that hears a complaint now and then; forty people with one each are one."""
        dice, start = random.Random(8), datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
        what = ["bus", "driver", "ticket", "price", "seat", "stop", "window", "heating", "queue", "app"]
        how = ["is awful", "is terrible", "is a disgrace", "disgusts me", "is the worst ever", "is horrible", "makes me furious", "is a scandal"]
        when = ["today", "again", "as always", "on my way home", "this morning", "for weeks now", "without a word", "and nobody cares"]
        def angry():
            return "The %s %s %s" % (dice.choice(what), dice.choice(how), dice.choice(when))
        usual = [(start + datetime.timedelta(days=day, hours=dice.uniform(6, 23)), angry() if n % 7 == 0 else dice.choice(CALM), "q%d" % dice.randrange(3000))
                 for day in range(15) for n in range(150)]
        for people, told in ((2, 0), (40, 1)):
            flood = [(start + datetime.timedelta(days=14, hours=14, seconds=dice.uniform(0, 2700)), angry(), "t%d" % (n % people)) for n in range(40)]
            lines = [json.dumps({"id": "n%d" % n, "brand": "B", "ts": ts.isoformat(), "text": text, "author": author})
                     for n, (ts, text, author) in enumerate(sorted(usual + flood))]
            path = os.path.join(self.folder, "flood%d.jsonl" % people)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            incidents = [json.loads(line) for line in run("replay", "--json", "-q", path, check=0)[1].splitlines()]
            self.assertEqual(len([each for each in incidents if each["scope"] == "brand" and each["opened_at"] >= "2026-03-16T13"]), told, incidents)

    @one_thread
    def test_replay_finds_the_episode(self):
        """Two quiet weeks, a bad evening, a quiet day: one incident, in the evening, and the same one each time."""
        dice, start, lines = random.Random(3), datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc), []
        def add(ts, text, author):
            lines.append(json.dumps({"id": "r%d" % len(lines), "brand": "B", "text": text, "author": author, "ts": ts.isoformat()}))
        for day in range(15):
            for n in range(50):
                add(start + datetime.timedelta(days=day, hours=dice.uniform(6, 23)), dice.choice(ANGRY if n % 15 == 0 else CALM), "q%d" % n)
        evening = start + datetime.timedelta(days=13, hours=19)
        for n in range(60):
            add(evening + datetime.timedelta(seconds=40 * n), "Glasskärvor i flaskan! " + dice.choice(ANGRY), "a%d" % n)
        dice.shuffle(lines)
        path = os.path.join(self.folder, "archive.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        first = run("replay", "--json", "-q", path, check=0)[1]
        incidents = [json.loads(line) for line in first.splitlines()]
        self.assertEqual(len(incidents), 1, first)
        opened = datetime.datetime.fromisoformat(incidents[0]["opened_at"].replace("Z", "+00:00"))
        self.assertLess((opened - evening).total_seconds(), 15 * 60)
        self.assertGreaterEqual((opened - evening).total_seconds(), 0)
        self.assertTrue(incidents[0]["resolved_at"])
        self.assertTrue(any("glas" in driver for driver in incidents[0]["drivers"]), incidents[0]["drivers"])
        self.assertEqual(run("replay", "--json", "-q", path, check=0)[1], first)
        told, why = run("replay", "--explain", "-q", path, check=0)[1].split("Why not earlier")
        self.assertRegex(told, r"\nIt alerted by the (number of negative comments: \d+ where \d+\.\d were expected|share of negative comments: \d+ of \d+), within \d+ min;\n"
                         r"the series is that of the whole brand, against its own past\.\n")
        self.assertRegex(told, r"(?s)When it was told, %s.* alerts" % incidents[0]["opened_at"][:19])
        earlier, worst = why.split("At its worst")
        self.assertRegex(earlier, r"\d\d:\d\d to \d\d:\d\d: nothing unusual, surprise at most 0\.\d\d\n")
        self.assertIn(incidents[0]["peak_at"][:19], worst)

    def test_a_campaign_is_the_same_live(self):
        """Twelve near-copies by twelve people within three hours, live with a start amid them, and out of the recording."""
        clock, begun, lines = Clock(self), time.time() - 4 * 3600, []
        for n in range(12):
            text = "%s This lemonade is terrible and nobody at the company cares, I have thrown away every bottle in my kitchen" % "@acme hey".split()[n % 2]
            lines += [{"brand": "acme", **comment(10 * n + k, "When is your shop in street %d open on a Sunday in July, please?" % n if k else text,
                                                  ts=begun + 900 * n + 60 * k)} for k in range(4)]
        path = os.path.join(self.folder, "archive.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(map(json.dumps, lines)) + "\n")
        livvakt = Service(self.folder, env=clock.env)
        self.services.append(livvakt)
        replayed = [json.loads(line) for line in run("replay", "--json", "-q", "-c", livvakt.config, path, check=0)[1].splitlines()]
        livvakt.start()
        half = len(lines) // 2
        livvakt.call("POST", "/v1/comments", lines[:half])
        livvakt.wait_settled(half, "acme")
        livvakt.kill()
        livvakt.start()
        livvakt.call("POST", "/v1/comments", lines[half:])
        livvakt.wait_settled(len(lines), "acme")
        clock.set(shift=60)  # it is looked at 20 s after a negative comment
        live = wait_for(lambda: livvakt.call("GET", "/v1/incidents")[1]["incidents"], "the campaign:\n" + livvakt.text())
        self.assertEqual([(each["scope"], each["negative"], each["authors"]) for each in live],
                         [(each["scope"], each["negative"], each["authors"]) for each in replayed])
        self.assertRegex(replayed[0]["scope"], "^campaign:")

    def archive(self, name, comments):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(comment) + "\n" for comment in comments)
        return path

    @one_thread
    def test_threats_are_incidents_at_once_in_bounds(self):
        threats = [{"id": "t%d" % n, "brand": "B", "text": "I will kill you, I know where you live", "author": "a%d" % (n % 3),
                    "ts": 1770000000 + 20 * n} for n in range(40)]
        incidents = [json.loads(line) for line in run("replay", "--json", "-q", self.archive("t.jsonl", threats), check=0)[1].splitlines()]
        scopes = [incident["scope"] for incident in incidents]
        self.assertEqual([scope for scope in scopes if scope != "brand"], ["comment:t0", "comment:t1", "comment:t2", "comment"])
        self.assertEqual(incidents[0]["drivers"], ["a threat"])
        self.assertEqual(incidents[0]["examples"], ["t0"])
        self.assertEqual(incidents[0]["opened_at"], "2026-02-02T02:40:00Z")

    @one_thread
    def test_what_strangers_wrote_does_nothing_to_a_terminal(self):
        threat = {"id": "t\u202e", "brand": "B", "text": "I will kill you, I know where \x1b \x9b you live", "author": "a",
                  "ts": 1770000000, "label": "threat"}
        path = self.archive("t.jsonl", [threat])
        for arguments in (["replay", "-q", path], ["eval", "--positive", "other", "--show", "false", path],
                          ["rules", "explain", "--json", json.dumps(threat)]):
            with self.subTest(arguments=arguments[0]):
                text = run(*arguments, check=0)[1]
                self.assertIn("\ufffd", text)
                self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")

    @one_thread
    def test_two_configurations_side_by_side(self):
        calm = [{"id": "c%d" % n, "brand": "B", "text": "Nice day", "author": "c%d" % (n % 40), "ts": 1770000000 + 1800 * n} for n in range(400)]
        bad = [{"id": "b%d" % n, "brand": "B", "text": "Worst service ever, terrible and disgusting, I am angry about item %d" % n,
                "author": "b%d" % n, "ts": 1770000000 + 1800 * 390 + 30 * n} for n in range(12)]
        path = self.archive("two.jsonl", calm + bad)
        sides = [os.path.join(self.folder, name) for name in ("a.yaml", "b.yaml")]
        for side, least in zip(sides, (5, 50)):
            with open(side, "w", encoding="utf-8") as file:
                file.write("defaults:\n  minimum_negative: %d\n" % least)
        text = run("replay", "-q", "--compare", *sides, path, check=0)[1]
        self.assertIn("a.yaml: 1 incidents", text)
        self.assertIn("b.yaml: 0 incidents", text)
        self.assertIn("only A", text)
        configs = [json.loads(line)["config"] for line in run("replay", "-q", "--json", "--compare", *sides, path, check=0)[1].splitlines()]
        self.assertEqual(configs, sides[:1])
        with open(path, "a", encoding="utf-8") as file:
            file.write("{\n")
        self.assertEqual(run("replay", "-q", "--compare", *sides, path, check=2)[1], text)  # a line that is no comment is left out
        svg = os.path.join(self.folder, "two.svg")
        run("replay", "-q", "--svg", svg, path, check=2)
        with open(svg, encoding="utf-8") as file:
            picture = file.read()
        self.assertIn(">B</text>", picture)
        self.assertEqual(picture.count('</title><rect class="mark"'), 1)
        run("replay", "--compare", sides[0], check=2)


if __name__ == "__main__":
    unittest.main()
