"""livvakt repartition: the brands of a Redis to another number of partitions, and everything is as it was."""
import http.client
import json
import os
import signal
import subprocess
import time

import test_partitions
from house import DEADLINE, PROGRAM, Service, comment, partition_of, redis_cli, run, wait_for


class Story(test_partitions.Spread):
    """Brands with everything that may be known of them, and what people see of it."""
    BRANDS = ["Fjordbrus", "Ås: 100 %", "{curly}", "", "Malmö", "Sør", "seven", "eight"]

    def tell(self, livvakt, start=0):
        """Comments that count, that wait for a person, that hide, that raise an alarm, and a person's word on some."""
        for place, brand in enumerate(self.named()):
            at = start + 100 * place
            self.send(livvakt, *[comment(at + n, "Det här är dåligt %d" % n, brand=brand) for n in range(20)],
                      *[comment(at + 20 + n, "You idiot", brand=brand, author="troll") for n in range(5)],
                      comment(at + 30, "I will kill you", brand=brand))
        for place, brand in enumerate(self.named()):
            self.judged_at_least(livvakt, brand, 26)
        wait_for(lambda: len(self.mails()) == len(self.named()), "a mail for each")
        wait_for(lambda: {m["state"] for m in livvakt.call("GET", "/v1/deliveries?limit=200")[1]["deliveries"]} == {"sent"}, "them to be marked")
        for place, brand in enumerate(self.named()):
            word = {"brand": brand, "id": "c%d" % (start + 100 * place + 20), "action": "hide", "by": "anna"}
            self.assertEqual(livvakt.call("POST", "/v1/queue", word)[0], 200)
        incidents = livvakt.call("GET", "/v1/incidents?limit=200")[1]["incidents"]
        for incident in incidents[::2]:
            run("incidents", "ack", incident["id"], "--by", "anna", "--to", livvakt.url, check=0)

    def named(self):
        return [brand for brand in self.BRANDS if brand]

    def judged_at_least(self, livvakt, brand, count):
        wait_for(lambda: self.totals(livvakt, brand)["judged"] >= count, "the comments of " + brand)

    def seen(self, livvakt):
        """All that people see."""
        lists = {path: livvakt.call("GET", "/v1/%s?limit=200" % path)[1] for path in ("queue", "incidents", "deliveries")}
        for path, name in (("queue", "items"), ("incidents", "incidents"), ("deliveries", "deliveries")):
            lists[path][name].sort(key=lambda item: item["id"])  # those of the same moment stand in the order of partitions
        export = run("export", "-c", livvakt.config, "--author", "troll", check=0)[1]
        return {"totals": {brand: self.totals(livvakt, brand) for brand in self.named()}, "export": sorted(export.splitlines()), **lists}

    def places(self, cli, partitions):
        """Which brands stand in which partition, by all keys that name one; and those of partitions that are no more."""
        keys = [key for key in cli("--scan", "--pattern", "lv:*").splitlines() if key]
        self.assertEqual([key for key in keys if int(key[5:key.index("}")]) >= partitions], [])
        for place in range(partitions):
            expected = sorted(brand for brand in self.named() if partition_of(brand, partitions) == place)
            for kind in ("totals", "queue-brand", "incidents-brand"):
                found = [key.split(":", 3)[3] for key in keys if key.startswith("lv:{p%d}:%s:" % (place, kind))]
                self.assertEqual(len(found), len(expected), (kind, place, found))

    def again(self, livvakt, start=0):
        """The same comments count once still; a person's word reaches the right one; an alarm goes on."""
        before = self.seen(livvakt)["totals"]
        for place, brand in enumerate(self.named()):
            self.send(livvakt, *[comment(start + 100 * place + n, "Det här är dåligt %d" % n, brand=brand) for n in range(20)])
        for brand in self.named():
            wait_for(lambda: self.totals(livvakt, brand)["duplicates"] == before[brand]["duplicates"] + 20, "repeats to be known")
            self.assertEqual(self.totals(livvakt, brand)["judged"], before[brand]["judged"])


class Repartition(Story):
    def change(self, livvakt, partitions, check=0):
        livvakt.write_config(self.config(partitions))
        return run("repartition", "-c", livvakt.config, check=check)

    def test_to_four_to_three_and_back_to_one(self):
        livvakt = self.service(self.config(1))
        self.tell(livvakt)
        before = self.seen(livvakt)
        livvakt.stop()
        livvakt.write_config(self.config(4))
        livvakt.start(wait=False)
        livvakt.process.wait()
        self.assertIn("spread over 1 partition, the configuration says 4; write partitions: 1, or stop every Livvakt and run livvakt "
                      "repartition", livvakt.text())
        self.assertIn("7 brands lie in 4 partitions now", run("repartition", "-c", livvakt.config, check=0)[1])
        self.assertIn("nothing to move", run("repartition", "-c", livvakt.config, check=0)[1])
        livvakt.start()
        self.places(livvakt.redis, 4)
        self.assertEqual(self.seen(livvakt), before)
        self.again(livvakt)
        # an edit, which the partition that the brand came from does not hear of
        edited = [comment(100 * place, "You idiot", brand=brand, edited_at=time.time()) for place, brand in enumerate(self.named())]
        self.send(livvakt, *edited)
        for brand in self.named():
            wait_for(lambda: self.totals(livvakt, brand)["edited"] == 1, "the edit")
        wait_for(lambda: len(self.seen(livvakt)["queue"]["items"]) == 6 * len(self.named()), "it to wait for a person")
        open_ones = [i for i in livvakt.call("GET", "/v1/incidents?limit=200")[1]["incidents"] if i["state"] == "open"]
        run("incidents", "ack", open_ones[0]["id"], "--by", "anna", "--to", livvakt.url, check=0)
        wait_for(lambda: {m["state"] for m in livvakt.call("GET", "/v1/deliveries?limit=200")[1]["deliveries"]} == {"sent"}, "the mails")
        before = self.seen(livvakt)
        for partitions in (3, 1):
            livvakt.stop()
            self.change(livvakt, partitions)
            livvakt.start()
            self.places(livvakt.redis, partitions)
            self.assertEqual(self.seen(livvakt), before)
        self.send(livvakt, *edited)  # known as it was last
        for brand in self.named():
            wait_for(lambda: self.totals(livvakt, brand)["duplicates"] == 21, "the edit to be known")
            self.assertEqual(self.totals(livvakt, brand)["edited"], 1)
        self.assertEqual(livvakt.redis("hmget", "lv:{p0}:identity", "state", "partitions").split(), ["4", "1"])

    def test_what_waits_for_its_time(self):
        """The next step of an alarm comes from the new partition."""
        policy = "policies: [{name: default, steps: [{notify: [person anna], wait: 10m}]}]"
        two = "policies: [{name: default, steps: [{notify: [person anna], wait: 4s}, {notify: [person anna], wait: 10m}]}]"
        livvakt = self.service(self.config(1).replace(policy, two))
        brand = next(name for name in self.named() if partition_of(name, 2) == 1)
        self.send(livvakt, comment(1, "I will kill you", brand=brand))
        wait_for(lambda: len(self.mails()) == 1, "the first mail")
        wait_for(lambda: livvakt.redis("zcard", "lv:{p0}:due") >= "1", "the next step")
        livvakt.stop()
        livvakt.write_config(self.config(2).replace(policy, two))
        run("repartition", "-c", livvakt.config, check=0)
        livvakt.start()
        wait_for(lambda: len(self.mails()) == 2, "the second mail")
        self.assertGreaterEqual(int(livvakt.redis("zcard", "lv:{p1}:due")), 1)

    def test_comments_that_wait(self):
        """They are judged first: nothing is changed until they are."""
        livvakt = self.service("roles: [intake, console]\n" + self.config(1))
        self.send(livvakt, *[comment(n, brand="Malmö") for n in range(10)])
        livvakt.stop()
        status, _, talk = self.change(livvakt, 2, check=1)
        self.assertIn("comments wait to be judged in partition 0", talk)
        livvakt.write_config(self.config(1))
        livvakt.start()
        self.judged_at_least(livvakt, "Malmö", 10)
        livvakt.stop()
        self.change(livvakt, 2)

    def test_what_was_set_aside(self):
        """Goes with its brand, once, and back into the stream there."""
        livvakt = self.service(self.config(1))
        brand = next(name for name in ("Malmö", "Sør", "seven", "eight") if partition_of(name, 2) == 1)
        self.send(livvakt, comment(1, brand=brand))
        livvakt.redis("xadd", "lv:{p0}:stream", "*", "brand", brand, "count", "3", "block", "nonsense")
        livvakt.redis("xadd", "lv:{p0}:stream", "*", "a", "b")
        wait_for(lambda: livvakt.redis("xlen", "lv:{p0}:poison") == "2", "them to be set aside")
        self.judged_at_least(livvakt, brand, 1)
        livvakt.stop()
        self.change(livvakt, 2)
        livvakt.start()
        self.assertEqual([livvakt.redis("xlen", "lv:{p%d}:poison" % place) for place in (0, 1)], ["1", "1"])
        self.assertEqual(self.totals(livvakt, brand)["poisoned"], 3)

    def test_what_is_not_known(self):
        livvakt = self.service(self.config(1))
        livvakt.redis("set", "lv:{p0}:news", "1")
        livvakt.stop()
        talk = self.change(livvakt, 2, check=1)[2]
        self.assertIn("lv:{p0}:news is a key that this Livvakt does not know", talk)
        livvakt.write_config(self.config(1))
        livvakt.start()
        livvakt.redis("del", "lv:{p0}:news")
        livvakt.redis("set", "lv:{p1}:totals:x", "1")
        livvakt.stop()
        talk = self.change(livvakt, 2, check=1)[2]
        self.assertIn("there is something in partition 1 already", talk)
        livvakt.write_config(self.config(1))
        livvakt.start()  # nothing was changed


class Shared(Story):
    """On a Redis that is not Livvakt's own."""

    def setUp(self):
        super().setUp()
        self.socket = os.path.join(self.folder, "shared.sock")
        server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--dir", self.folder],
                                  stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        wait_for(lambda: self.cli("ping") == "PONG", "redis-server")

    def cli(self, *arguments):
        return subprocess.run(["redis-cli", "-s", self.socket, *arguments], capture_output=True).stdout.decode().strip()

    def config(self, partitions):
        return "redis: unix://%s\n" % self.socket + super().config(partitions)

    def test_while_one_works_there(self):
        """Refused, and nothing is changed; one that was killed is forgotten soon."""
        livvakt = self.service(self.config(1))
        other = self.other_config(2)
        talk = run("repartition", "-c", other, check=1)[2]
        self.assertIn("1 Livvakt works on this Redis", talk)
        self.assertEqual(self.cli("hget", "lv:{p0}:identity", "state"), "4")
        self.send(livvakt, comment(1, brand="Malmö"))
        self.judged_at_least(livvakt, "Malmö", 1)
        livvakt.kill()
        self.assertEqual(run("repartition", "-c", other)[0], 1)
        self.assertGreater(int(self.cli("pttl", self.cli("--scan", "--pattern", "lv:{p0}:present:*"))), 0)
        wait_for(lambda: run("repartition", "-c", other)[0] == 0, "the killed one to be forgotten")

    def test_under_a_livvakt_that_was_away(self):
        """One that Redis had forgotten ends by itself, before it takes anything in."""
        livvakt = self.service(self.config(1))
        self.send(livvakt, comment(1, brand="Malmö"))
        self.judged_at_least(livvakt, "Malmö", 1)
        self.cli("hset", "lv:{p0}:identity", "state", "3", "next", "2")
        livvakt.process.wait(timeout=DEADLINE)
        self.assertNotEqual(livvakt.process.returncode, 0)
        self.assertIn("spread over another number of partitions", livvakt.text())
        livvakt.start(wait=False)
        livvakt.process.wait()
        self.assertIn("run livvakt repartition with partitions: 2", livvakt.text())

    def other_config(self, partitions):
        """For a command that shares the state folder; nobody's Livvakt runs on it."""
        path = os.path.join(self.folder, "other.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("state: state\n" + self.config(partitions))
        return path

    def test_somebody_comes_in_meanwhile(self):
        """Who had looked before it was marked, and says that it is there only then."""
        livvakt = self.service(self.config(1))
        livvakt.stop()
        process = subprocess.Popen([PROGRAM, "repartition", "-c", self.other_config(2)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        wait_for(self.is_begun, "it to be marked")
        self.cli("set", "lv:{p0}:present:late", "1", "px", "20000")
        talk = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("1 Livvakt works on this Redis (late)", talk)
        self.assertFalse(self.is_begun())
        self.assertEqual(self.cli("hmget", "lv:{p0}:identity", "state", "partitions").split(), ["4", "1"])

    def test_two_at_once(self):
        """To the same number: the second one waits, and finds nothing to do; one that Redis had forgotten does not go on beside it."""
        livvakt = self.service(self.config(1))
        self.send(livvakt, *[comment(n, brand=brand) for n, brand in enumerate(self.named())])
        for brand in self.named():
            self.judged_at_least(livvakt, brand, 1)
        livvakt.stop()
        other = self.other_config(2)
        first = subprocess.Popen([PROGRAM, "repartition", "-c", other], stdout=subprocess.DEVNULL)
        wait_for(self.is_begun, "the first one to begin")
        self.assertIn("there is nothing to move", run("repartition", "-c", other, check=0)[1])
        self.assertEqual((first.wait(), self.cli("get", "lv:{p0}:alone")), (0, ""))
        other = self.other_config(3)
        first = subprocess.Popen([PROGRAM, "repartition", "-c", other], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        wait_for(self.is_begun, "the first one to begin")
        first.send_signal(signal.SIGSTOP)  # it is not renewed, and Redis forgets it
        self.addCleanup(first.kill)
        self.assertIn("7 brands lie in 3 partitions now", run("repartition", "-c", other, check=0)[1])
        first.send_signal(signal.SIGCONT)
        self.assertIn("Redis had forgotten that this works there", first.communicate()[1].decode())
        self.assertEqual(first.returncode, 1)
        self.assertEqual(self.cli("hmget", "lv:{p0}:identity", "next", "copied", "state", "partitions").split("\n"), ["4", "3"])
        for place in range(3):
            brands = {key.split(":", 3)[3] for key in self.cli("--scan", "--pattern", "lv:{p%d}:totals:*" % place).split("\n") if key}
            self.assertEqual(len(brands), sum(partition_of(brand, 3) == place for brand in self.named()), brands)

    def test_beside_other_commands(self):
        """What goes through all of Redis waits for its end, or is refused and named; and what is spread anew meanwhile is noticed."""
        livvakt = self.service(self.config(2))
        self.send(livvakt, comment(1, brand="Malmö"))
        self.judged_at_least(livvakt, "Malmö", 1)
        livvakt.stop()
        first = subprocess.Popen([PROGRAM, "repartition", "-c", self.other_config(3)], stdout=subprocess.DEVNULL)
        wait_for(self.is_begun, "it to begin")
        for command in (("forget", "--author", "a"), ("poison", "--again", "all")):
            self.assertIn("spread over 3 partitions, the configuration says 2", run(*command, "-c", livvakt.config, check=1)[2])
        self.assertEqual(first.wait(), 0)
        self.cli("set", "lv:{p0}:alone", "livvakt repartition, process 7 on elsewhere pid:[1]", "px", "60000")
        self.assertIn("livvakt repartition, process 7 on elsewhere works on this Redis",
                      run("forget", "--author", "a", "-c", self.other_config(3), check=1)[2])

    def test_a_newer_state(self):
        """Is left alone."""
        livvakt = self.service(self.config(1))
        livvakt.stop()
        self.cli("hset", "lv:{p0}:identity", "state", "99")
        self.assertIn("newer Livvakt", run("repartition", "-c", self.other_config(2), check=3)[2])
        self.assertEqual(self.cli("hmget", "lv:{p0}:identity", "state", "partitions").split(), ["99", "1"])

    def test_under_a_livvakt_that_was_stopped(self):
        """Long enough to be forgotten: what waits at its door is not taken in to where the brand was."""
        livvakt = self.service(self.config(1))
        brand = next(name for name in self.BRANDS if partition_of(name, 2) == 1)
        self.send(livvakt, comment(1, brand=brand))
        self.judged_at_least(livvakt, brand, 1)
        other = self.other_config(2)
        livvakt.process.send_signal(signal.SIGSTOP)
        self.addCleanup(livvakt.process.send_signal, signal.SIGCONT)
        wait_for(lambda: run("repartition", "-c", other)[0] == 0, "the stopped one to be forgotten")
        body = json.dumps(comment(2, brand=brand)).encode()
        waiting = http.client.HTTPConnection("127.0.0.1", livvakt.port, timeout=DEADLINE)
        self.addCleanup(waiting.close)
        waiting.request("POST", "/v1/comments", body, {"Content-Type": "application/json"})
        self.cli("client", "pause", "1500", "all")  # the answer where the brands lie comes later than the comment
        livvakt.process.send_signal(signal.SIGCONT)
        self.assertEqual(waiting.getresponse().status, 503)
        livvakt.process.wait(timeout=DEADLINE)
        self.assertIn("spread over another number of partitions", livvakt.text())
        self.assertEqual(self.cli("xlen", "lv:{p0}:stream"), "0")

    def kill_one(self, livvakt, moment):
        """Whether it was killed after it had begun."""
        process = subprocess.Popen([PROGRAM, "repartition", "-c", livvakt.config], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        moment(process)
        process.kill()
        talk = process.communicate()[1].decode()
        self.assertIn(process.returncode, (-9, 0), talk)  # it may have come to its end before
        return process.returncode == -9 and self.is_begun()

    def is_begun(self):
        return bool(self.cli("hget", "lv:{p0}:identity", "next"))

    def test_killed_again_and_again(self):
        """At any moment; in the end it is as if it had been done at once."""
        livvakt = self.service(self.config(1))
        self.BRANDS = self.BRANDS + ["brand %d" % n for n in range(25)]
        self.tell(livvakt)
        before = self.seen(livvakt)
        killed = 0
        for partitions in (5, 2):
            livvakt.stop()
            livvakt.write_config(self.config(partitions))
            for pause in (0.01, 2.51, 2.53, 2.56, 2.6, 2.65):  # while it copies, which begins 2.5 seconds after it is marked
                killed += self.kill_one(livvakt, lambda process: time.sleep(pause))
            copied = lambda process: wait_for(lambda: process.poll() is not None or
                                              self.cli("hget", "lv:{p0}:identity", "copied"), "all to be copied")
            for _ in range(5):  # while it clears
                killed += self.kill_one(livvakt, copied)
            if self.is_begun():
                livvakt.start(wait=False)
                livvakt.process.wait()
                self.assertIn("not brought to its end", livvakt.text())
            run("repartition", "-c", livvakt.config, check=0)
            livvakt.start()
            self.places(self.cli, partitions)
            self.assertEqual(self.seen(livvakt), before)
        self.assertGreater(killed, 5)
        self.again(livvakt)


class OnACluster(test_partitions.ThreeMasters, Story):
    def cluster(self):
        return super().cluster().replace("partitions: %d" % self.PARTITIONS, "partitions: %d" % self.count)

    def test_from_node_to_node(self):
        """Keys that lie on other servers than before."""
        self.count = 1
        livvakt = Service(self.folder, self.cluster())
        self.services.append(livvakt)
        livvakt.start()
        self.tell(livvakt)
        before = self.seen(livvakt)
        for self.count in (4, 3, 1):
            livvakt.stop()
            livvakt.write_config(self.cluster())
            run("repartition", "-c", livvakt.config, check=0)
            livvakt.start()
            self.assertEqual(self.seen(livvakt), before)
            self.places(lambda *words: "\n".join(redis_cli(port, *words) for port in self.ports), self.count)
        self.again(livvakt)
