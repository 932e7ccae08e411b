"""Nothing lost, nothing counted twice: killed in mid-stream, Redis killed, Redis away."""
import json
import os
import random
import resource
import signal
import socket
import threading
import unittest

from house import Case, comment, run, wait_for

ABUSE = "I will kill you"
MILD = ["Det här är dåligt", "Takk for hjelpen", "Der Laden ist super", "I am fine", "Hvad koster det?"]


class Survival(Case):
    def feed(self, livvakt, sent, stop):
        """Sends numbered comments as long as it may. Whatever is not answered with 202 is sent again until it is, as a
        platform or a patient client does; so each number is accepted at least once."""
        while not stop.is_set():
            lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(sent["comments"], sent["comments"] + 50))
            while True:
                try:
                    status, _, _ = livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson", timeout=10)
                except Exception:  # nobody there, or half an answer
                    status = 0
                if status == 202:
                    break
                sent["again"] += 1
                stop.wait(0.02)
            sent["comments"] += 50

    def settle(self, livvakt):
        """All that was accepted is judged, or known from before."""
        def settled():
            totals = livvakt.totals()
            over = totals["judged"] + totals["edited"] + totals["duplicates"] + totals["poisoned"]
            return totals if totals["accepted"] == over else None
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
        livvakt.write_config("", "127.0.0.1:%d" % livvakt.port)
        sent, stop = {"comments": 0, "again": 0}, threading.Event()
        feeder = threading.Thread(target=self.feed, args=(livvakt, sent, stop))
        feeder.start()
        dice = random.Random(7)
        try:
            for _ in range(6):
                target = livvakt_judged(livvakt) + dice.randint(100, 600)
                wait_for(lambda: livvakt_judged(livvakt) >= target, "judging to go on")
                livvakt.kill()
                livvakt.start()
        finally:
            stop.set()
            feeder.join()
        totals = self.settle(livvakt)
        self.assertGreater(sent["comments"], 600)
        self.check(totals, sent["comments"])

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

    def killed_redis(self, fsync, kills):
        """Kills the managed Redis again and again under load; gives (totals, comments sent)."""
        livvakt = self.service("redis_fsync: %s\n" % fsync)
        self.assertEqual(livvakt.redis("config", "get", "appendfsync").split()[-1], fsync)
        sent, stop = {"comments": 0, "again": 0}, threading.Event()
        feeder = threading.Thread(target=self.feed, args=(livvakt, sent, stop))
        feeder.start()
        try:
            for kill in range(kills):
                target = sent["comments"] + 300
                wait_for(lambda: sent["comments"] >= target, "comments to be taken in")
                livvakt.kill_redis()
                wait_for(lambda: livvakt.text().count("redis-server answers again") > kill, "Redis to be started again")
        finally:
            stop.set()
            feeder.join()
        self.assertGreater(sent["again"], 0)
        return self.settle(livvakt), sent["comments"]

    def test_redis_killed_always(self):
        """What was answered with 202 was on the disk: exact."""
        totals, comments = self.killed_redis("always", 3)
        self.check(totals, comments)

    def test_redis_killed_everysec(self):
        """What Redis had answered it had written, if the disk keeps up; what it had not written for two seconds may be lost."""
        totals, comments = self.killed_redis("everysec", 3)
        self.assertLessEqual(totals["judged"], comments)
        self.assertGreaterEqual(totals["judged"], comments * 0.5)
        self.assertEqual(totals["accepted"], totals["judged"] + totals["duplicates"])

    def test_redis_out_of_memory(self):
        """Intake stops, judging goes on and makes room."""
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1))
        livvakt.wait_judged(1)
        livvakt.redis("config", "set", "maxmemory", "1mb")
        status, answer, headers = livvakt.call("POST", "/v1/comments", comment(2))
        self.assertEqual(status, 503)
        self.assertIn("out of memory", json.dumps(answer))
        self.assertTrue(headers["Retry-After"])
        self.assertEqual(livvakt.call("GET", "/healthz")[0], 200)
        livvakt.redis("config", "set", "maxmemory", "0")
        self.assertEqual(livvakt.call("POST", "/v1/comments", comment(2))[0], 202)
        self.check(self.settle(livvakt), 2)

    def test_full_of_waiting_comments(self):
        """At the limit of memory what waits is judged, although nothing can be taken in."""
        livvakt = self.service("judges: 1\n")
        lines = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(20000))
        self.assertEqual(livvakt.call("POST", "/v1/comments", lines, "application/x-ndjson")[0], 202)
        livvakt.redis("config", "set", "maxmemory", "1mb")
        self.check(self.settle(livvakt), 20000)

    def test_redis_read_only(self):
        """A replica that was not promoted: refused with words, and everything goes on when it is."""
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1))
        livvakt.wait_judged(1)
        livvakt.redis("replicaof", "127.0.0.1", "1")
        status, answer, _ = livvakt.call("POST", "/v1/comments", comment(2))
        self.assertEqual(status, 503, answer)
        livvakt.redis("replicaof", "no", "one")
        wait_for(lambda: livvakt.call("POST", "/v1/comments", comment(2))[0] == 202, "intake to go on")
        self.check(self.settle(livvakt), 2)

    def test_redis_hung(self):
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
        wait_for(lambda: livvakt.call("POST", "/v1/comments", comment(3))[0] == 202, "intake to go on")
        totals = self.settle(livvakt)
        self.assertIn(totals["accepted"], (2, 3))  # whether the second one was stored, nobody can know

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


def livvakt_judged(livvakt):
    try:
        return livvakt.totals()["judged"]
    except Exception:
        return 0


if __name__ == "__main__":
    unittest.main()
