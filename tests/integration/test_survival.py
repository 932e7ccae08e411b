"""Nothing lost, nothing counted twice: killed in mid-stream, Redis killed, without power, without a disk, away."""
import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import threading
import time
import unittest

from house import ENDS, LIGHT_RULES, MILD, PROGRAM, SHIPPED_RULES, SLOW, Background, Case, Clock, Service, comment, free_ports, preloaded, sink, wait_for


class Survival(Case):
    def feed(self, livvakt, sent, stop):
        """Sends numbered comments as long as it may. Whatever is not answered with 202 is sent again until it is, as a
        platform or a patient client does; so each number is accepted at least once."""
        while not stop.is_set():
            lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(sent["comments"], sent["comments"] + 50))
            while not sent["given up"]:
                begun = time.monotonic()
                try:
                    status, _, _ = livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson", timeout=10)
                except Exception:  # nobody there, or half an answer
                    status = 0
                if status == 202:
                    sent["taken"].append((begun, time.monotonic(), sent["comments"] + 50))
                    break
                sent["again"] += 1
                stop.wait(0.02)
            else:
                return
            sent["comments"] += 50

    def settle(self, livvakt):
        """All that was accepted is judged, or known from before."""
        def settled():
            totals = livvakt.totals_if_any()
            return totals if totals and totals["accepted"] == sum(totals[end] for end in ENDS) else None
        return wait_for(settled, "everything to be judged")

    def check(self, totals, comments):
        """Each comment counted once, however often it was sent."""
        self.assertEqual(totals["judged"], comments)
        self.assertEqual(totals["accepted"], totals["judged"] + totals["duplicates"])
        self.assertEqual(totals["negative"] + totals["neutral"] + totals["positive"], totals["judged"])
        self.assertEqual(totals["allow"] + totals["review"] + totals["hide"], totals["judged"])
        self.assertEqual((totals["poisoned"], totals["edited"]), (0, 0))

    def test_killed_in_mid_stream(self):
        livvakt = self.service()
        # the port must be the same after a restart, so that the feeder finds it
        livvakt.write_config("", "127.0.0.1:%d" % free_ports(1)[0])
        sent, end = self.feeding(livvakt)
        dice = random.Random(7)
        for _ in range(6):
            target = livvakt_judged(livvakt) + dice.randint(100, 600)
            wait_for(lambda: livvakt_judged(livvakt) >= target, "judging to go on")
            livvakt.kill()
            livvakt.start()
        end()
        totals = self.settle(livvakt)
        self.assertGreater(sent["comments"], 600)
        self.check(totals, sent["comments"])

    def test_what_nobody_looked_at_is_looked_at_at_the_start(self):
        """A line that is lower after the restart stands for a look that the kill came before."""
        livvakt = self.service("defaults: {minimum_negative: 1000}\n")
        lines = [json.dumps(comment(n, "Det här är fruktansvärt dåligt %d" % n, author="a%d" % (n % 9))) for n in range(40)]
        livvakt.call("POST", "/v1/comments", "\n".join(lines), "application/x-ndjson")
        livvakt.wait_judged(40)
        livvakt.kill()
        livvakt.write_config("defaults: {minimum_negative: 3, minimum_authors: 1}\n")
        livvakt.start()
        scopes = lambda: [incident["scope"] for incident in livvakt.call("GET", "/v1/incidents")[1]["incidents"]]
        wait_for(lambda: scopes() == ["brand"], lambda: "the incident: %s" % scopes())

    def test_killed_with_a_full_stream(self):
        """Everything is accepted before the kill, so the sum is known exactly."""
        livvakt = self.service("judges: 1\n")
        lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(20000))
        status, answer, _ = livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")
        self.assertEqual((status, answer["accepted"]), (202, 20000))
        livvakt.kill()
        livvakt.start()
        totals = self.settle(livvakt)
        self.assertEqual((totals["accepted"], totals["judged"]), (20000, 20000))

    def test_killed_at_the_start(self):
        """Two dozen lives of a moment each set nothing aside, and what they had in their hands is judged by the one that lives. A
        sanitizer makes judging slow enough without the shipped rules, which under it take ten seconds to compile, two dozen times."""
        livvakt = self.service("judges: 1\nrules: [%s]\n" % (SHIPPED_RULES if SLOW == 1 else LIGHT_RULES))
        lines = "\n".join(json.dumps(comment(n, MILD[n % 5] * 5)) for n in range(3000))
        self.assertEqual(livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")[0], 202)
        livvakt.kill()
        dice = random.Random(3)
        for _ in range(24):
            livvakt.start()
            time.sleep(dice.random() * 0.004)  # the moments in which it judges what the one before it held
            livvakt.kill()
        livvakt.start()
        self.check(self.settle(livvakt), 3000)

    def no_power(self, fsync):
        """A service whose Redis loses, when it is killed, whatever it has not synced."""
        livvakt = Service(self.folder, "redis_fsync: %s\n" % fsync, env=preloaded(self, TEST_POWER="1"))
        self.services.append(livvakt)
        livvakt.start()
        self.assertEqual(livvakt.redis("config", "get", "appendfsync").split()[-1], fsync)
        return livvakt

    def cut_the_power(self, livvakt, sent, cut):
        """In mid-stream; gives between which moments, by the monotonic clock."""
        target = sent["comments"] + 300
        wait_for(lambda: sent["comments"] >= target, "comments to be taken in")
        before = time.monotonic()
        livvakt.kill_redis()
        after = time.monotonic()
        wait_for(lambda: livvakt.text().count("redis-server answers again") > cut, "Redis to be started again")
        return before, after

    def feeding(self, livvakt, sent=None):
        """Begins to send, or goes on; gives what was sent, and how to end it."""
        sent, stop = sent or new_sender(), threading.Event()
        feeder = Background(lambda: self.feed(livvakt, sent, stop))

        def end(give_up=False):
            sent["given up"] = give_up
            stop.set()
            feeder.join()
        self.addCleanup(end, True)
        return sent, end

    def test_power_cut_always(self):
        """What was answered with 202 was on the disk: exact, after a power cut in mid-stream, three times."""
        livvakt = self.no_power("always")
        sent, end = self.feeding(livvakt)
        for cut in range(3):
            self.cut_the_power(livvakt, sent, cut)
        end()
        self.assertGreater(sent["again"], 0)
        self.check(self.settle(livvakt), sent["comments"])

    def test_power_cut_everysec(self):
        """What was accepted in the last two seconds may be lost, and is nowhere counted; nothing else is."""
        livvakt = self.no_power("everysec")
        sent, lost = new_sender(), 0
        for cut in range(15):  # until one comes between two syncs
            _, end = self.feeding(livvakt, sent)
            before, after = self.cut_the_power(livvakt, sent, cut)
            end()
            totals = self.settle(livvakt)
            # what was under way may have been taken in before the cut, and noted long after it; and a busy machine may keep Redis
            # waiting for a second before it gets to sync
            accepted = max((count for begun, _, count in sent["taken"] if begun < after), default=0)
            safe = max((count for _, noted, count in sent["taken"] if noted < before - 3), default=0)
            self.assertLessEqual(sent["comments"] - totals["judged"] - lost, accepted - safe)
            self.assertEqual(totals["accepted"], totals["judged"] + totals["duplicates"])
            lost = sent["comments"] - totals["judged"]
            if lost and cut:
                return
        self.fail("nothing was lost: was the power cut?")

    def test_disk_full(self):
        """Nothing is taken in, the log says it once, and with room everything goes on, exact."""
        for fsync in ("everysec", "always"):
            with self.subTest(fsync):
                self.fill_the_disk(fsync)

    def fill_the_disk(self, fsync):
        folder = os.path.join(self.folder, fsync)
        state, program = os.path.join(folder, "state"), os.path.join(folder, "livvakt")
        os.makedirs(state)
        if subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", state], capture_output=True).returncode:
            self.skipTest("no mount namespace can be made here")
        with open(program, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexec unshare -rm sh -c 'mount -t tmpfs -o size=8m tmpfs %s && exec %s \"$@\"' sh \"$@\"\n" % (state, PROGRAM))
        os.chmod(program, 0o700)
        livvakt = Service(folder, "redis_fsync: %s\n" % fsync, program)
        self.services.append(livvakt)
        livvakt.start()
        filler = "/proc/%d/root%s/filler" % (livvakt.process.pid, state)
        with open(filler, "wb", buffering=0) as file, self.assertRaises(OSError):
            while file.write(b"x" * 4096):
                pass

        def take(number):
            return livvakt.call("POST", "/v1/comments", comment(number, "so long that pages fill " * 20))
        sent = next(n for n in range(1000) if take(n)[0] != 202)
        status, answer, headers = take(sent)
        self.assertEqual(status, 503, answer)
        self.assertTrue(headers["Retry-After"])
        self.not_ready(livvakt, "disk full" if fsync == "everysec" else "")
        wait_for(lambda: "disk full" in livvakt.text() or "No space left" in livvakt.text(), "the reason in the log")
        os.unlink(filler)
        wait_for(lambda: take(sent)[0] == 202, "comments to be taken in again")
        self.check(self.settle(livvakt), sent + 1)
        self.ready_again(livvakt)
        self.assertLess(livvakt.text().count("alarms and deliveries wait"), 3)
        livvakt.stop()

    def not_ready(self, livvakt, reason):
        """What a balancer, an operator and the metrics are told while nothing can be stored."""
        answers = lambda path: livvakt.call("GET", path)[:2]
        said = lambda path, status: answers(path)[0] == status and reason in json.dumps(answers(path)[1])
        wait_for(lambda: said("/readyz", 503), lambda: "Livvakt to say that it cannot store: %s" % (answers("/readyz"),))
        wait_for(lambda: said("/healthz", 200), lambda: "its health to say so: %s" % (answers("/healthz"),))
        livvakt.wait_metric("store_writable", 0)
        wait_for(lambda: re.search("comments are turned away: .*" + reason, livvakt.text()), "the log to say so")

    def ready_again(self, livvakt):
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "Livvakt to be ready again")
        livvakt.wait_metric("store_writable", 1)
        livvakt.wait_log("comments are taken in again")
        self.assertEqual(livvakt.text().count("comments are turned away"), 1)

    def test_clock_is_set(self):
        """An hour ahead, two back, and right again, in mid-stream, for Livvakt and its Redis: every comment counts once."""
        clock = Clock(self)
        livvakt = Service(self.folder, env=clock.env)
        self.services.append(livvakt)
        livvakt.start()
        sent, end = self.feeding(livvakt)
        for shift in (3600, -3600, 0):
            target = sent["comments"] + 500
            wait_for(lambda: sent["comments"] >= target, "comments to be taken in")
            clock.set(shift)
            target = livvakt_judged(livvakt) + 500
            wait_for(lambda: livvakt_judged(livvakt) >= target, "judging to go on")
        end()
        self.check(self.settle(livvakt), sent["comments"])
        self.assertNotIn("error", livvakt.text())

    def test_clock_goes_back_under_an_alarm(self):
        """The next step comes when it was to come, by anybody's watch; so does a delivery that is tried again."""
        clock, mail = Clock(self), os.path.join(self.folder, "mail.jsonl")
        smtp, reserve = sink(self, "smtp_sink.py", "--record", mail)[1], socket.socket()
        reserve.bind(("127.0.0.1", 0))
        livvakt = Service(self.folder, env=clock.env, config="""email: {url: "smtp://127.0.0.1:%d", from: livvakt@example.org, starttls: false}
people: [{name: anna, email: anna@example.org}]
policies: [{name: default, steps: [{notify: [person anna], wait: 6s}, {notify: [person anna], wait: 1h}]}]
hide: [{name: door, url: "http://127.0.0.1:%d/"}]
""" % (smtp, reserve.getsockname()[1]))
        self.services.append(livvakt)
        livvakt.start()

        def mails():
            with open(mail, encoding="utf-8") as file:
                return file.read().count("\n")
        livvakt.call("POST", "/v1/comments", comment(1, "I will kill you"))
        wait_for(lambda: os.path.exists(mail) and mails() == 1, "the first mail")
        livvakt.call("POST", "/v1/queue", {"brand": "default", "id": "c1", "action": "hide", "by": "anna"})

        def tries():
            return max((m["attempts"] for m in livvakt.call("GET", "/v1/deliveries")[1]["deliveries"] if m["state"] == "waiting"), default=0)
        before = wait_for(tries, "the hide call to fail")
        clock.set(-3600)
        # how far is measured from two clocks, and something may come between reading the one and the other
        wait_for(lambda: re.search(r"the clock went back by 3(59|60)\d s", livvakt.text()), "that to be seen")
        wait_for(lambda: mails() == 2, "the second mail")
        wait_for(lambda: tries() > before, "the hide call to be tried again")

    def test_redis_out_of_memory(self):
        """Intake stops, judging goes on and makes room."""
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1))
        livvakt.wait_judged(1)
        livvakt.redis("config", "set", "maxmemory", "100kb")
        status, answer, headers = livvakt.call("POST", "/v1/comments", comment(2))
        self.assertEqual(status, 503)
        self.assertIn("out of memory", json.dumps(answer))
        self.assertTrue(headers["Retry-After"])
        self.not_ready(livvakt, "out of memory")
        livvakt.redis("config", "set", "maxmemory", "0")
        self.assertEqual(livvakt.call("POST", "/v1/comments", comment(2))[0], 202)
        self.check(self.settle(livvakt), 2)
        self.ready_again(livvakt)

    def test_full_of_waiting_comments(self):
        """At the limit of memory what waits is judged, although nothing can be taken in."""
        livvakt = self.service("judges: 1\n")
        lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(20000))
        self.assertEqual(livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")[0], 202)
        livvakt.redis("config", "set", "maxmemory", "100kb")
        self.check(self.settle(livvakt), 20000)

    def test_full_stream(self):
        """As many wait as may: turned away with words, also by what asks whether it is ready, until somebody judges."""
        livvakt = self.service("stream: 1000\nroles: [intake, console]\n")
        lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(1000))
        self.assertEqual(livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")[0], 202)
        self.not_ready(livvakt, "1000 comments wait to be judged")
        status, answer, headers = livvakt.call("POST", "/v1/comments", comment(1000))
        self.assertEqual(status, 503)
        self.assertTrue(headers["Retry-After"])
        livvakt.redis("set", "lv:{p0}:waiting", "999")  # as if one had been judged
        self.ready_again(livvakt)

    def test_redis_read_only(self):
        """A replica that was not promoted: refused with words, and everything goes on when it is."""
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1))
        livvakt.wait_judged(1)
        livvakt.redis("replicaof", "127.0.0.1", "1")
        status, answer, _ = livvakt.call("POST", "/v1/comments", comment(2))
        self.assertEqual(status, 503, answer)
        self.not_ready(livvakt, "read-only")
        livvakt.redis("replicaof", "no", "one")
        wait_for(lambda: livvakt.call("POST", "/v1/comments", comment(2))[0] == 202, "intake to go on")
        self.check(self.settle(livvakt), 2)
        self.ready_again(livvakt)

    def test_redis_hung(self):
        """It carries out what it was asked, and answers, when nobody waits for it any more."""
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1))
        livvakt.wait_judged(1)
        pid = int([l for l in livvakt.redis("info", "server").splitlines() if l.startswith("process_id:")][0].split(":")[1])
        os.kill(pid, signal.SIGSTOP)
        try:
            status, answer, headers = livvakt.call("POST", "/v1/comments", comment(2))
            self.assertEqual(status, 503)
            self.assertTrue(headers["Retry-After"])
            self.assertEqual(livvakt.call("GET", "/healthz")[0], 200)
        finally:
            os.kill(pid, signal.SIGCONT)
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "the service to be ready again")
        # whether the second one was stored, nobody can know; sent again, it counts once all the same
        wait_for(lambda: livvakt.call("POST", "/v1/comments", comment(2))[0] == 202, "intake to go on")
        self.check(self.settle(livvakt), 2)

    def test_idle_connections_leave_descriptors(self):
        """Who opens connections and says nothing neither fills the log nor takes what alarms are sent with."""
        livvakt = self.service(start=False)
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, before[1]))
        try:
            livvakt.start()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        idle = [socket.socket() for _ in range(300)]
        for one in idle:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", livvakt.port))
        wait_for(lambda: "too many connections" in livvakt.text(), "the limit")
        self.assertLess(len(os.listdir("/proc/%d/fd" % livvakt.process.pid)), 250)
        self.assertEqual(livvakt.text().count("too many connections"), 1)
        for one in idle:
            one.close()
        self.assertEqual(livvakt.call("GET", "/healthz")[0], 200)

    def test_stop_in_order(self):
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", [comment(n) for n in range(100)])
        self.assertEqual(livvakt.stop(), 0)
        livvakt.start()
        self.assertEqual(livvakt.wait_judged(100)["accepted"], 100)


def new_sender():
    return {"comments": 0, "again": 0, "taken": [], "given up": False}


def livvakt_judged(livvakt):
    try:
        return livvakt.totals()["judged"]
    except Exception:
        return 0


if __name__ == "__main__":
    unittest.main()
