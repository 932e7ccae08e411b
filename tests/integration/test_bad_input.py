"""Bad input gets one clear line with place and remedy; the exit code is as promised; nothing is half-started."""
import http.server
import os
import socket
import subprocess
import threading
import unittest

from house import DEADLINE, LIGHT_RULES, PROGRAM, Case, Service, SHIPPED_RULES, put, run, wait_for, one_thread


class BadInput(Case):
    def write(self, name, text):
        return put(os.path.join(self.folder, name), text)

    def run_fails(self, config, status, *words):
        path = self.write("livvakt.yaml", config)
        got, out, err = run("run", "-c", path)
        self.assertEqual(got, status, err)
        for word in words:
            self.assertIn(word, err)
        self.assertEqual(out, "")
        self.assertFalse(os.path.exists(os.path.join(self.folder, "state", "redis", "redis.sock")), "half-started")
        return err

    @one_thread
    def test_wrong_yaml(self):
        self.run_fails("listen: [\n", 2, "livvakt.yaml:2:", "yaml-syntax")

    @one_thread
    def test_unknown_key(self):
        self.run_fails("lisen: 127.0.0.1:0\n", 2, "livvakt.yaml:1:1", "unknown-key", 'did you mean "listen"?')

    @one_thread
    def test_all_complaints_at_once(self):
        err = self.run_fails("judges: many\nstream: 5\nbrands:\n  - nam: x\n", 2, ":1:9:", ":2:9:", ":4:5:")
        self.assertIn('"name"', err)

    @one_thread
    def test_unknown_names(self):
        self.run_fails("people: [{name: anna, webhook: chat}]\nschedules: [{name: s, people: [ana]}]\n", 2,
                       'no webhook "chat"', 'no person "ana"; did you mean "anna"?')

    @one_thread
    def test_inline_secret(self):
        self.run_fails("email: {url: smtp://x, from: a@b.example, password: hush}\n", 2, "inline-secret", "password_file")

    @one_thread
    def test_missing_file(self):
        got, _, err = run("run", "-c", os.path.join(self.folder, "nothing.yaml"))
        self.assertEqual(got, 2)
        self.assertIn("nothing.yaml", err)

    def test_port_in_use(self):
        with socket.socket() as busy:
            busy.bind(("127.0.0.1", 0))
            busy.listen()
            port = busy.getsockname()[1]
            self.run_fails("listen: 127.0.0.1:%d\nstate: state\nrules: [%s]\n" % (port, LIGHT_RULES), 3, "%d is in use" % port, "listen")

    def test_state_in_use(self):
        self.service()
        got, _, err = run("run", "-c", self.write("two.yaml", "listen: 127.0.0.1:0\nstate: state\nrules: [%s]\n" % LIGHT_RULES))
        self.assertEqual(got, 3, err)
        self.assertIn("in use by another Livvakt", err)

    def test_open_to_the_world(self):
        self.run_fails("listen: 0.0.0.0:0\nstate: state\n", 2, "livvakt.yaml:1:9", "token_file")
        self.run_fails("token_file: nothing\nstate: state\n", 2, "token_file: cannot open", "nothing")

    def test_redis_away(self):
        self.run_fails("listen: 127.0.0.1:0\nstate: state\nrules: [%s]\nredis: unix:///nowhere/redis.sock\n" % LIGHT_RULES, 3, "/nowhere/redis.sock")

    def test_redis_with_tls(self):
        self.run_fails("listen: 127.0.0.1:0\nstate: state\nredis: rediss://localhost\n", 2, "TLS")

    def test_regex_that_does_not_compile(self):
        self.write("rules/en/x.yaml", "pack: en-x\nlanguage: en\nrules:\n  - id: bad\n    category: insult\n    points: 3\n"
                                      "    regex: ['(unclosed']\n    hit: [a]\n    miss: [b]\n")
        self.run_fails("listen: 127.0.0.1:0\nstate: state\nrules: [rules]\n", 2, "x.yaml:7:", "regex")

    def test_full_disk(self):
        """A file system of 1 MiB, where the machine allows to mount one."""
        state = os.path.join(self.folder, "state")
        os.makedirs(state)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", state], capture_output=True).returncode:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", state])
        filler = os.open(os.path.join(state, "filler"), os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(filler, b"x" * 4096)
        except OSError:
            os.close(filler)
        got, _, err = run("run", "-c", self.write("livvakt.yaml", "listen: 127.0.0.1:0\nstate: state\n"))
        self.assertEqual(got, 3, err)
        self.assertIn("space", err)

    @one_thread
    def test_full_disk_behind_standard_output(self):
        comments = self.write("comments.jsonl", '{"text":"a","ts":"2026-01-01T00:00:00Z"}\n')
        for arguments in (["--version"], ["--help"], ["run", "--help-config"], ["score", comments], ["replay", "--help"]):
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE)
                self.assertEqual(done.returncode, 3)
                self.assertRegex(done.stderr.decode(), "disk full|No space left")

    @one_thread
    def test_an_area_of_a_topic_that_no_rule_gives(self):
        config = self.write("areas.yaml", "rules: [%s]\npolicies: [{name: p, steps: [{notify: [person a]}]}]\n"
                            "people: [{name: a, email: a@example.org}]\nemail: {url: 'smtp://127.0.0.1:25', from: l@example.org, "
                            "starttls: false}\nareas: [{name: vans, policy: p, topics: [delivery, delivry]}]\n" % SHIPPED_RULES)
        status, out, _ = run("check", "-c", config)
        self.assertEqual(status, 0)
        self.assertEqual([line for line in out.splitlines() if line.startswith("areas:")],
                         ["areas: warning[no-topic]: no rule gives a comment the label topic:delivry; correct the name, or write a rule that does"])

    def test_broken_rules_never_replace_good_ones(self):
        good = "pack: en-x\nlanguage: en\nrules:\n  - id: w\n    category: insult\n    points: 9\n    words: [zonker]\n" \
               "    hit: [you zonker]\n    miss: [hello]\n"
        path = self.write("rules/en/x.yaml", good)
        livvakt = self.service("rules: [rules]\n")
        score = lambda text: livvakt.call("POST", "/v1/score", {"text": text, "lang": "en"})[1]["action"]
        self.assertEqual((score("you zonker"), score("you blurt")), ("hide", "allow"))
        self.write("rules/en/x.yaml", good.replace("words:", "wrds:"))
        livvakt.process.send_signal(1)
        wait_for(lambda: "the rules stay as they were" in livvakt.text(), "the refusal")
        self.assertEqual(score("you zonker"), "hide")
        self.assertIn("refused", livvakt.call("GET", "/healthz")[1]["rules"])
        self.write("rules/en/x.yaml", good.replace("zonker", "blurt"))
        livvakt.process.send_signal(1)
        wait_for(lambda: score("you blurt") == "hide", "the new rules")
        self.assertEqual(score("you zonker"), "allow")
        self.assertEqual(livvakt.call("GET", "/healthz")[1]["rules"], "good")

    def test_the_latest_rules_count(self):
        """Asked anew while it reads (the shipped rules take a moment), it reads once more."""
        pack = "pack: en-x\nlanguage: en\nrules:\n  - id: w\n    category: insult\n    points: 9\n    words: [%s]\n" \
               "    hit: [you %s]\n    miss: [hello]\n"
        self.write("own/en/x.yaml", pack % ("zonker", "zonker"))
        livvakt = self.service("rules: [%s, own]\n" % SHIPPED_RULES)
        for word in ("blurt", "gromp", "quibb", "snarl"):
            self.write("own/en/x.yaml", pack % (word, word))
            livvakt.process.send_signal(1)
        hides = lambda: livvakt.call("POST", "/v1/score", {"text": "you snarl", "lang": "en"})[1]["action"] == "hide"
        wait_for(hides, lambda: "the latest rules:\n" + livvakt.text(), 3 * DEADLINE)  # what it reads already, and once more

    @one_thread
    def test_commands(self):
        for arguments in (["nonsense"], ["run", "extra"], ["score", "--nothing"], ["send"], ["replay"], ["incidents", "ack"],
                          ["deliveries", "extra"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(run(*arguments)[0], 2)
        self.assertIn('did you mean "score"?', run("scroe")[2])
        lines = b'{"text":"a","label":"abuse"}\n{"text":"b","label":"ok"}\n'
        self.assertIn("no comment has the label 'abuze'; did you mean 'abuse'?", run("eval", "--positive", "abuze", "-", stdin=lines, check=0)[2])
        self.assertNotIn("no comment", run("eval", "--positive", "abuse", "-", stdin=lines, check=0)[2])
        status, _, err = run("send", "--to", "http://127.0.0.1:1", "-", stdin=b'{"text":"a"}\n')
        self.assertEqual((status, "accepted" in err), (3, False), err)
        for path, why in ((os.path.join(self.folder, "no.jsonl"), "No such file"), (self.folder, "Is a directory")):
            for command, missing in (("replay", 2), ("send", None), ("score", 3), ("detect", None)):
                with self.subTest(command=command, path=path):
                    status, _, err = run(command, path)
                    self.assertIn(status, (missing,) if missing else (2, 3))
                    self.assertIn(path, err)
                    self.assertIn(why, err)

    def test_a_temporary_folder_too_deep_for_a_socket(self):
        """It was cut, so that Redis would have been started somewhere else, or nowhere."""
        recording = self.write("one.jsonl", '{"text":"a","ts":"2026-01-01T00:00:00Z"}\n')
        deep = os.path.join(self.folder, "d" * 60)
        os.mkdir(deep)
        err = run("replay", "-q", recording, env={**os.environ, "TMPDIR": deep}, check=2)[2]
        self.assertIn("set it to a shorter folder: " + deep, err)

    def test_a_wrong_token(self):
        """Who sent one is not told to send one, but where it came from."""
        for name, token in (("token", "one"), ("wrong", "another")):
            self.write(name, token * 8 + "\n")
        livvakt = self.service("token_file: token\n")
        for name, words in (("wrong", ("not the one in token_file", "it was taken from", "/wrong")), (None, ("send the header", "-c"))):
            path = self.write("asks.yaml", "token_file: %s\n" % name if name else "state: state\n")
            status, _, err = run("incidents", "-c", path, "--to", livvakt.url)
            self.assertEqual(status, 2, err)
            for word in words:
                self.assertIn(word, err)

    def test_never_started(self):
        path = self.write("fresh.yaml", "state: nowhere\n")
        for command in ("state", "poison"):
            status, _, err = run(command, "-c", path)
            self.assertEqual(status, 3, err)
            self.assertIn("the service must run", err)
            self.assertIn("nowhere", err)
        livvakt = self.service()
        status, _, err = run("poison", "-c", livvakt.config, "--again", "banana")
        self.assertEqual(status, 2, err)
        self.assertIn("banana is no id", err)
        self.assertEqual(run("poison", "-c", livvakt.config, "--again", "1-0")[0], 1)

    @one_thread
    def test_answers_that_are_no_livvakts(self):
        """Whatever another server says, with a 200 or a 404, nothing was decided by it."""
        class Stranger(http.server.BaseHTTPRequestHandler):
            answer = None

            def do_GET(self):
                status, body = self.answer
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            do_POST = do_GET

            def log_message(self, *_):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Stranger)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        to = "http://127.0.0.1:%d" % server.server_port
        by = ["--by", "a"]
        commands = [["queue"], ["queue", "--json"], ["queue", "hide", "x", "--brand", "b", *by], ["incidents"], ["incidents", "show", "x"],
                    ["incidents", "ack", "x", *by], ["silence"], ["silence", "end", "x", *by], ["deliveries"], ["deliveries", "--json"],
                    ["rules", "reload"], ["send", "-"]]
        for status, body in ((200, b"<html>Log in</html>"), (200, b"{}"), (200, b"[]"), (202, b""), (404, b"<h1>Not Found</h1>"),
                             (401, b"who are you?"), (302, b"")):
            Stranger.answer = (status, body)
            for command in commands:
                with self.subTest(status=status, body=body, command=command):
                    ended, out, err = run(*command, "--to", to, stdin=b'{"text":"a"}\n')
                    self.assertEqual((ended, out), (3, ""), err)
                    self.assertIn("this is no Livvakt", err)

    @one_thread
    def test_help(self):
        for name in ("run", "check", "score", "eval", "replay", "detect", "send", "incidents", "queue", "deliveries"):
            with self.subTest(name=name):
                status, out, _ = run(name, "--help")
                self.assertEqual(status, 0)
                self.assertIn("usage: livvakt " + name, out)
                self.assertEqual(run("help", name), (0, out, ""))
        self.assertEqual(run("help", "rules", "diff")[:2], run("rules", "diff", "--help")[:2])
        self.assertEqual(run("help"), run("--help"))
        self.assertIn('did you mean "score"?', run("help", "scroe")[2])


if __name__ == "__main__":
    unittest.main()
