"""Livvakt and its Redis on two hosts, and the network between them cut: wholly, and only the way back.

The other host is a network namespace with a private address; making one takes root.
"""
import json
import os
import subprocess
import unittest

from house import ENDS, Background, Case, Service, comment, wait_for

MILD = ["Det här är dåligt", "Takk for hjelpen", "Der Laden ist super", "I am fine", "Hvad koster det?"]


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@unittest.skipUnless(os.geteuid() == 0, "only root may make network namespaces")
class Network(Case):
    def setUp(self):
        super().setUp()
        name = os.urandom(4).hex()
        self.space, self.here, there = "livvakt-" + name, "lva" + name, "lvb" + name
        place = os.getpid() % 16384  # others run at the same time, each as a process
        mine, self.address = ("10.213.%d.%d" % (place // 64, place % 64 * 4 + host) for host in (1, 2))
        ip("netns", "add", self.space)
        self.addCleanup(lambda: ip("netns", "del", self.space))
        ip("-n", self.space, "link", "set", "lo", "up")
        ip("link", "add", self.here, "type", "veth", "peer", "name", there, "netns", self.space)
        ip("address", "add", mine + "/30", "dev", self.here)
        ip("link", "set", self.here, "up")
        ip("-n", self.space, "address", "add", self.address + "/30", "dev", there)
        ip("-n", self.space, "link", "set", there, "up")
        self.mine, self.there = mine, there
        self.redis = subprocess.Popen(["ip", "netns", "exec", self.space, "redis-server", "--port", "6379", "--bind", self.address,
                                       "--protected-mode", "no", "--save", "", "--dir", self.folder], stdout=subprocess.DEVNULL)
        self.addCleanup(self.redis.wait)
        self.addCleanup(self.redis.kill)
        wait_for(lambda: self.cli("ping") == "PONG", "redis-server on the other host")

    def cli(self, *arguments):
        return subprocess.run(["ip", "netns", "exec", self.space, "redis-cli", "-h", self.address, *arguments],
                              capture_output=True).stdout.decode().strip()

    def send(self, livvakt, first, count):
        body = "\n".join(json.dumps(comment(n, MILD[n % 5])) for n in range(first, first + count))

        def taken():
            try:
                return livvakt.call("POST", "/v1/comments", body, "application/x-ndjson")[0] == 202
            except OSError:
                return False
        wait_for(taken, "the comments to be taken in")

    def cut_in_mid_stream(self, cut, mend):
        livvakt = Service(self.folder, "redis: redis://%s\n" % self.address)
        self.services.append(livvakt)
        livvakt.start()
        self.send(livvakt, 0, 200)
        cut()
        sender = Background(lambda: [self.send(livvakt, 200 + 50 * n, 50) for n in range(16)])
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 503, "Livvakt to say that its Redis is away")
        self.assertEqual(livvakt.call("GET", "/healthz")[0], 200)
        mend()
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "Livvakt to be ready again")
        sender.join()
        def settled():
            totals = livvakt.totals_if_any()
            return totals if totals and totals["judged"] >= 1000 and totals["accepted"] == sum(totals[end] for end in ENDS) else None
        totals = wait_for(settled, "everything that came in to be judged")
        self.assertEqual((totals["judged"], totals["poisoned"], totals["edited"]), (1000, 0, 0))

    def test_the_cable_is_out(self):
        self.cut_in_mid_stream(lambda: ip("-n", self.space, "link", "set", self.there, "down"),
                               lambda: ip("-n", self.space, "link", "set", self.there, "up"))

    def test_answers_do_not_come_back(self):
        """What was sent may have happened: repeats are known, so nothing counts twice."""
        self.cut_in_mid_stream(lambda: ip("-n", self.space, "route", "add", "blackhole", self.mine + "/32"),
                               lambda: ip("-n", self.space, "route", "del", "blackhole", self.mine + "/32"))
