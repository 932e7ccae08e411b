"""Rules that change under a running service: read anew by themselves or when asked, refused when broken, quick to start with."""
import concurrent.futures
import glob
import os
import stat
import time
import unittest

from house import Case, put, run, wait_for, one_thread

PACK = "pack: en-x\nlanguage: en\nrules:\n  - id: w\n    category: insult\n    points: 9\n    words: [%s]\n" \
       "    hit: [you %s]\n    miss: [hello]\n"


def pack(word):
    return PACK % (word, word)


class Reload(Case):
    def write(self, name, text):
        return put(os.path.join(self.folder, name), text)

    def write_over(self, name, text):
        """The file itself, in one go: it is as long as before."""
        with open(os.path.join(self.folder, name), "r+b", buffering=0) as file:
            before = os.fstat(file.fileno())
            file.write(text.encode("utf-8").ljust(before.st_size))
            self.assertEqual(os.fstat(file.fileno()).st_size, before.st_size)

    def serve(self, config=""):
        self.write("rules/en/x.yaml", pack("zonker"))
        self.livvakt = self.service("rules: [rules]\n" + config)
        return self.livvakt

    def hides(self, word):
        return self.livvakt.call("POST", "/v1/score", {"text": "you " + word, "lang": "en"})[1]["action"] == "hide"

    def health(self):
        return self.livvakt.call("GET", "/healthz")

    def reload(self, *arguments):
        return run("rules", "reload", "-c", self.livvakt.config, "--to", self.livvakt.url, *arguments)


class Watched(Reload):
    def test_changes_are_taken_up(self):
        self.serve()
        self.assertTrue(self.hides("zonker"))
        self.write_over("rules/en/x.yaml", pack("blurt"))
        wait_for(lambda: self.hides("blurt"), "a file that was written over")
        self.assertFalse(self.hides("zonker"))
        self.write("rules/en/x.yaml", pack("gromp"))
        wait_for(lambda: self.hides("gromp"), "a file that was renamed into place")
        self.write("rules/en/lists/l.txt", "quibb\n")
        self.write("rules/en/y.yaml", pack("'{l}'").replace("en-x", "en-y").replace("you '{l}'", "you quibb"))
        wait_for(lambda: self.hides("quibb"), "a new file and a new folder")
        self.assertTrue(self.hides("gromp"))
        os.remove(os.path.join(self.folder, "rules/en/y.yaml"))
        wait_for(lambda: not self.hides("quibb"), "a file that was removed")
        self.assertNotIn("mistakes", self.livvakt.text())

    def test_an_emptied_folder_is_refused(self):
        """What is not mounted, or half copied, is no wish to have no rules."""
        self.serve()
        path = os.path.join(self.folder, "rules/en/x.yaml")
        os.rename(path, self.folder + "/kept.yaml")
        wait_for(lambda: "rules_broken_since" in self.health()[1], "the refusal")
        self.assertIn("error[no-rules]", self.health()[1]["rules_first_mistake"])
        self.assertTrue(self.hides("zonker"))
        os.rename(self.folder + "/kept.yaml", path)
        wait_for(lambda: "rules_broken_since" not in self.health()[1], "the rules put back")

    def test_a_pipe_keeps_nobody(self):
        """Whoever opens a pipe waits for its writer."""
        self.serve()
        os.mkfifo(os.path.join(self.folder, "rules/en/a.yaml"))
        wait_for(lambda: "rules_broken_since" in self.health()[1], "the refusal")
        self.assertIn("error[unreadable]", self.health()[1]["rules_first_mistake"])
        os.remove(os.path.join(self.folder, "rules/en/a.yaml"))
        self.write("rules/en/x.yaml", pack("blurt"))
        wait_for(lambda: self.hides("blurt"), "what was mended")

    def test_many_rules_gone_are_told(self):
        self.serve()
        rule = "  - id: r%s\n    category: insult\n    points: 1\n    words: [quib%s]\n    hit: [quib%s]\n    miss: [hello]\n"
        many = self.write("rules/en/y.yaml", "pack: en-y\nlanguage: en\nrules:\n" + "".join(rule % (end, end, end) for end in "abcdefghijkl"))
        wait_for(lambda: "rules read anew: 13 rules" in self.livvakt.text(), "the new file")
        os.remove(many)
        wait_for(lambda: "12 fewer than before" in self.livvakt.text(), "what is gone")

    def test_whose_examples_fail_are_refused(self):
        """What check refuses, a service does not take, even when another program has compiled it before."""
        self.serve()
        path = self.write("rules/en/x.yaml", pack("and").replace("miss: [hello]", "miss: [you and I]"))
        run("score", "--rules", os.path.join(self.folder, "rules"), "-", stdin=b'{"text": "hello"}', check=0)
        wait_for(lambda: "rules_broken_since" in self.health()[1], "the refusal")
        self.assertEqual(self.health()[1]["rules_first_mistake"], path + ":9:12: error[example-miss-fails]")
        self.assertTrue(self.hides("zonker"))
        self.assertFalse(self.hides("and"))
        self.write("rules/en/x.yaml", pack("zonker").replace("words: [zonker]", r"regex: ['zonker (\w+\s?)+$']").replace("you zonker", "zonker you"))
        wait_for(lambda: "catastrophic" in self.health()[1]["rules_first_mistake"], "the next refusal")
        status, out, err = self.reload()
        self.assertEqual(status, 1, err)
        self.assertIn("error[catastrophic]", out + err)
        self.write("rules/en/x.yaml", pack("blurt"))
        wait_for(lambda: self.hides("blurt"), "what was mended")

    def test_a_start_takes_them_and_tells(self):
        """Somebody must stand guard; what check would say is told as soon as it was tried."""
        path = self.write("rules/en/x.yaml", pack("and").replace("miss: [hello]", "miss: [you and I]"))
        self.livvakt = self.service("rules: [rules]\n")
        self.assertTrue(self.hides("and"))
        wait_for(lambda: "rules_broken_since" in self.health()[1], "the trial")
        health = self.health()[1]
        self.assertEqual(health["rules_first_mistake"], path + ":9:12: error[example-miss-fails]")
        self.assertIn("at the start", health["rules"])
        self.assertEqual(self.livvakt.metric("rules_broken"), 1)
        self.livvakt.wait_log("error[example-miss-fails]", "a start takes them")
        self.assertTrue(self.hides("and"), "it stands guard all the same")
        self.write("rules/en/x.yaml", pack("and").replace("words:", "wrds:"))
        wait_for(lambda: "refused for" in self.health()[1]["rules"], "the refusal on top of it")
        self.assertIn("at the start", self.health()[1]["rules"])
        self.assertEqual(self.health()[1]["rules_first_mistake"], path + ":7:5: error[unknown-key]")
        self.write("rules/en/x.yaml", pack("blurt"))
        wait_for(lambda: self.hides("blurt"), "what was mended")
        self.assertEqual(self.health()[1]["rules"], "good")

    def test_what_a_start_took_is_tried_and_marked_as_good(self):
        self.serve()
        cache = os.path.join(self.folder, "rules/.cache")
        wait_for(lambda: os.path.isdir(cache) and any(name.startswith("tried-") for name in os.listdir(cache)), "the trial")
        self.assertEqual(self.health()[1]["rules"], "good")
        self.assertNotIn("mistakes", self.livvakt.text())

    def test_broken_ones_are_named_and_the_last_good_set_stays(self):
        self.serve()
        before = self.health()[1]["ruleset"]
        path = self.write("rules/en/x.yaml", pack("zonker").replace("words:", "wrds:"))
        status, health, _ = wait_for(lambda: "rules_broken_since" in self.health()[1] and self.health(), "the refusal")
        self.assertEqual(status, 200, "the node works: a load balancer must not take it out")
        self.assertEqual((health["status"], health["ruleset"]), ("alive", before))
        self.assertIn("refused", health["rules"])
        self.assertEqual(health["rules_first_mistake"], path + ":7:5: error[unknown-key]")
        self.assertGreater(health["rules_mistakes"], 0)
        self.assertRegex(health["rules_broken_since"], r"^20\d\d-\d\d-\d\dT")
        self.assertTrue(self.hides("zonker"))
        self.livvakt.wait_log("x.yaml:7:5: error[unknown-key]", "the rules stay as they were")
        self.livvakt.wait_metric("rules_reload_failures_total", 1)
        self.assertEqual(self.livvakt.metric("rules_broken"), 1)
        self.assertGreater(self.livvakt.metric("rules_broken_since_seconds"), 0)
        self.assertEqual(self.livvakt.call("GET", "/readyz")[0], 200)
        self.write("rules/en/x.yaml", pack("blurt"))
        wait_for(lambda: self.hides("blurt"), "what was mended")
        health = self.health()[1]
        self.assertEqual(health["rules"], "good")
        self.assertNotIn("rules_broken_since", health)
        self.assertEqual(self.livvakt.metric("rules_broken"), 0)

    def test_a_folder_that_is_away_for_a_moment(self):
        self.serve()
        os.rename(os.path.join(self.folder, "rules"), os.path.join(self.folder, "away"))
        wait_for(lambda: "rules_broken_since" in self.health()[1], "the refusal")
        self.assertTrue(self.hides("zonker"))
        os.rename(os.path.join(self.folder, "away"), os.path.join(self.folder, "rules"))
        wait_for(lambda: self.health()[1]["rules"] == "good", "the folder's return")

    def test_many_keywords(self):
        self.serve()
        words = ["".join("bdfgklmnprstv"[number // 13 ** at % 13] + "aeiou"[(number >> at) % 5] for at in range(4)) + "x"
                 for number in range(10000)]
        rules = "".join("  - id: w%d\n    category: insult\n    points: 9\n    words: [%s]\n    hit: [you %s]\n    miss: [hello]\n"
                        % (at, ", ".join(words[at:at + 20]), words[at]) for at in range(0, len(words), 20))
        self.write("rules/en/y.yaml", "pack: en-y\nlanguage: en\nrules:\n" + rules)
        begun = time.monotonic()
        wait_for(lambda: self.hides(words[-1]), "10,000 keywords")
        print("10,000 keywords in force after %.2f s" % (time.monotonic() - begun))


class Asked(Reload):
    def test_not_watched(self):
        self.serve("rules_watch: false\n")
        self.write("rules/en/x.yaml", pack("blurt"))
        status, out, err = self.reload()
        self.assertEqual((status, out.strip()), (0, self.health()[1]["ruleset"]), err)
        self.assertIn("1 rules", err)
        self.assertTrue(self.hides("blurt"))
        self.assertEqual(self.livvakt.metric("rules_reloads_total"), 1)  # counted before the command has its answer

    def test_refused(self):
        self.serve("rules_watch: false\n")
        path = self.write("rules/en/x.yaml", pack("zonker").replace("points: 9", "points: many"))
        status, out, err = self.reload()
        self.assertEqual(status, 1, err)
        self.assertIn(path + ":6:", out)
        self.assertIn("stays in force", err)
        self.assertTrue(self.hides("zonker"))
        self.write("rules/en/x.yaml", pack("zonker"))
        self.assertEqual(self.reload()[0], 0)

    def test_the_token_is_asked_for(self):
        self.write("token", "sesame\n")
        self.serve("token_file: token\n")
        self.assertEqual(self.livvakt.call("POST", "/v1/rules/reload", "")[0], 401)
        self.assertEqual(self.livvakt.call("GET", "/v1/rules")[0], 401)
        self.assertEqual(self.reload()[0], 0)

    @one_thread
    def test_nobody_there(self):
        config = self.write("livvakt.yaml", "listen: 127.0.0.1:9\n")
        status, out, err = run("rules", "reload", "-c", config)
        self.assertEqual((status, out), (3, ""))
        self.assertIn("livvakt run", err)


class Kept(Reload):
    """What was compiled is kept beside the rules, and no reason to fail. With a star, since whole words need no engine's literals."""

    def score(self):
        return run("score", "--rules", os.path.join(self.folder, "rules"), stdin=b'{"text":"you zonker","lang":"en"}', check=0)[1]

    def judge(self):
        self.assertIn('"hide"', self.score())

    def kept(self):
        """What lies there, by path: its size, and which file it is. Literals, and where memory can be had at addresses of one's choice,
        which the thread sanitizer forbids, the whole of the rules."""
        folder = os.path.join(self.folder, "rules", ".cache")
        paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        return {path: (os.stat(path).st_size, os.stat(path).st_ino) for path in paths}

    @one_thread
    def test_beside_the_rules(self):
        self.write("rules/en/x.yaml", pack("zonker*"))
        self.judge()
        first = self.kept()
        self.assertIn(len(first), (1, 2))
        wholes = {path: open(path, "rb").read() for path in first}
        for path in first:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.judge()
        self.assertEqual(self.kept(), first, "compiled again")
        for damage in (lambda whole: b"", lambda whole: whole[:-1], lambda whole: b"x" * 1000,
                       lambda whole: whole[:len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1:]):
            for path, whole in wholes.items():
                with open(path, "wb") as file:
                    file.write(damage(whole))
            self.judge()
            mended = self.kept()
            self.assertEqual({path: size for path, (size, _) in mended.items()}, {path: size for path, (size, _) in first.items()})
            self.judge()
            self.assertEqual(self.kept(), mended, "not mended")

    @one_thread
    def test_by_several_at_once(self):
        self.write("rules/en/x.yaml", pack("zonker*"))
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(self.judge) for _ in range(12)]:
                done.result()
        kept = self.kept()
        self.assertTrue(all(path.endswith(".compiled") for path in kept), kept)
        self.judge()
        self.assertEqual(self.kept(), kept)

    @one_thread
    def test_a_change_of_the_same_length_is_seen(self):
        path = self.write("rules/en/x.yaml", pack("gromp*"))
        before = os.stat(path)
        self.assertNotIn('"hide"', self.score())
        self.write_over("rules/en/x.yaml", pack("zonke*"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.assertEqual(os.stat(path).st_size, before.st_size)
        self.judge()

    def test_in_the_state_where_others_write_the_rules(self):
        self.write("rules/en/y.yaml", pack("quibb*").replace("en-x", "en-y"))
        os.chmod(os.path.join(self.folder, "rules"), 0o777)
        self.serve()
        self.assertFalse(os.path.exists(os.path.join(self.folder, "rules", ".cache")))
        wait_for(lambda: glob.glob(os.path.join(self.folder, "state", "rules-cache", "*")), "what was compiled")


if __name__ == "__main__":
    unittest.main()
