"""Brands spread over partitions: each comment through its own one, and answers as if there were only one."""
import json
import os
import shutil
import signal
import urllib.parse

from house import Case, Service, brands_on_each, comment, free_ports, redis_cli, redis_server, run, sink, wait_for

CONFIG = """partitions: %d
judges: 1
defaults: {minimum_negative: 1000}
email: {url: "smtp://127.0.0.1:%d", from: livvakt@example.org, starttls: false}
people: [{name: anna, email: anna@example.org}]
policies: [{name: default, steps: [{notify: [person anna], wait: 10m}]}]
"""


def calm(number, **fields):
    return comment(number, "Where can I buy one?", **fields)


class Spread(Case):
    def setUp(self):
        super().setUp()
        self.mail = os.path.join(self.folder, "mail.jsonl")
        self.smtp = sink(self, "smtp_sink.py", "--record", self.mail)[1]

    def config(self, partitions):
        return CONFIG % (partitions, self.smtp)

    def send(self, livvakt, *comments, lines=True):
        body = "\n".join(map(json.dumps, comments)) if lines else list(comments)
        status, answer, _ = livvakt.call("POST", "/v1/comments", body, "application/x-ndjson" if lines else "application/json")
        self.assertEqual((status, answer["accepted"]), (202, len(comments)), answer)

    def totals(self, livvakt, brand):
        return livvakt.totals(urllib.parse.quote(brand))

    def judged(self, livvakt, counts):
        for brand, count in counts.items():
            wait_for(lambda: self.totals(livvakt, brand)["judged"] >= count, "the comments of " + brand)
            totals = self.totals(livvakt, brand)
            self.assertEqual((totals["accepted"], totals["judged"]), (count, count))

    def mails(self):
        if not os.path.exists(self.mail):
            return []
        with open(self.mail, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def pages(self, livvakt, path, name, more, limit):
        """All things of a list, page by page."""
        found, after = [], ""
        while True:
            page = livvakt.call("GET", "%s?limit=%d%s" % (path, limit, after))[1][name]
            found += page
            if len(page) < limit:
                return found
            after = more(page[-1])


class Partitions(Spread):
    def test_from_comment_to_call(self):
        livvakt = self.service(self.config(3))
        brands = [names[0] for names in brands_on_each(3)]
        self.send(livvakt, *[calm(n, brand=brands[n % 3]) for n in range(300)])
        for place, brand in enumerate(brands):
            self.send(livvakt, comment(1000 + place, "I will kill you", brand=brand), lines=False)
        self.judged(livvakt, {brand: 101 for brand in brands})
        for place, brand in enumerate(brands):
            self.assertEqual(livvakt.redis("hget", "lv:{p%d}:totals:%s" % (place, brand), "judged"), "101")
            self.assertEqual(livvakt.redis("zcard", "lv:{p%d}:brands" % place), "1")
        wait_for(lambda: len(self.mails()) == 3, "a mail for each")
        incidents = livvakt.call("GET", "/v1/incidents")[1]["incidents"]
        self.assertEqual([i["brand"] for i in incidents], [b for _, b in sorted(((i["opened_at"], i["brand"]) for i in incidents), reverse=True)])
        self.assertEqual({i["brand"] for i in incidents}, set(brands))
        for incident in incidents:
            run("incidents", "ack", incident["id"], "--by", "anna", "--to", livvakt.url, check=0)
        self.assertEqual({i["state"] for i in livvakt.call("GET", "/v1/incidents")[1]["incidents"]}, {"acknowledged"})
        self.assertEqual(livvakt.call("GET", "/v1/incidents/inc-nowhere")[0], 404)

    def test_lists_and_decisions(self):
        """Pages over all partitions hang together, and a person's word reaches the right one."""
        livvakt = self.service(self.config(3))
        brands = [name for names in brands_on_each(3, 2) for name in names]
        self.send(livvakt, *[comment(n, "You idiot", brand=brands[n % 6], author="one") for n in range(60)])
        self.send(livvakt, *[comment(100 + n, "I will kill you", brand=brands[n]) for n in range(6)])
        self.judged(livvakt, {brand: 11 for brand in brands})
        items = livvakt.call("GET", "/v1/queue?limit=200")[1]["items"]
        self.assertEqual(len(items), 66)
        self.assertEqual([i["queued_at"] for i in items], sorted(i["queued_at"] for i in items))
        for limit in (1, 7, 66):
            pages = self.pages(livvakt, "/v1/queue", "items", lambda last: "&after_brand=%s&after_id=%s" % (
                urllib.parse.quote(last["brand"]), last["id"]), limit)
            self.assertEqual(pages, items)
        one = livvakt.call("GET", "/v1/queue?limit=200&brand=" + urllib.parse.quote(brands[3]))[1]["items"]
        self.assertEqual(one, [item for item in items if item["brand"] == brands[3]])
        for item in items[::2]:
            word = {"brand": item["brand"], "id": item["id"], "action": "allow", "by": "anna"}
            self.assertEqual(livvakt.call("POST", "/v1/queue", word)[1], {"status": "decided", "queued": True})
        self.assertEqual(livvakt.call("GET", "/v1/queue?limit=200")[1]["items"], items[1::2])
        wait_for(lambda: len(self.mails()) == 6, "the mails")
        for path, name in (("/v1/incidents", "incidents"), ("/v1/deliveries", "deliveries")):
            whole = lambda: livvakt.call("GET", path + "?limit=200")[1][name]
            self.assertEqual(len(whole()), 6)
            # a mail that has come is marked as sent a moment later, and what an incident says of itself may go on
            wait_for(lambda: self.pages(livvakt, path, name, lambda last: "&after=" + last["id"], 1) == whole(), "pages that are the whole")
        self.assertEqual(livvakt.call("GET", "/v1/incidents?after=inc-gone")[0], 404)

    def test_commands(self):
        """What looks into Redis itself looks into all partitions."""
        livvakt = self.service(self.config(3))
        brands = [names[0] for names in brands_on_each(3)]
        self.send(livvakt, *[comment(n, "You idiot", brand=brand, author="troll") for n, brand in enumerate(brands)],
                  comment(9, "thank you", brand=brands[1], author="friend"))
        self.judged(livvakt, {brands[0]: 1, brands[1]: 2, brands[2]: 1})
        state = json.loads(run("state", "--json", "-c", livvakt.config, check=0)[1])
        self.assertEqual((state["kinds"]["identity"]["keys"], state["kept"]["queue"]["count"]), (3, 3))
        self.assertGreater(state["used_bytes"], 100000)
        found = [json.loads(line) for line in run("export", "-c", livvakt.config, "--author", "troll", check=0)[1].splitlines()]
        self.assertEqual(sorted(f["brand"] for f in found if f["place"] == "queue"), sorted(brands))
        run("forget", "-c", livvakt.config, "--author", "troll", "--brand", brands[2], check=0)
        self.assertEqual(len(livvakt.call("GET", "/v1/queue")[1]["items"]), 2)
        run("forget", "-c", livvakt.config, "--author", "troll", check=0)
        self.assertEqual(run("export", "-c", livvakt.config, "--author", "troll", check=0)[1], "")
        self.assertNotEqual(run("export", "-c", livvakt.config, "--author", "friend", check=0)[1], "")
        self.assertEqual(livvakt.redis("xlen", "lv:{p0}:audit"), "5")

        for place in (0, 2):
            livvakt.redis("xadd", "lv:{p%d}:stream" % place, "*", "brand", "stranger", "count", "1", "block", "nonsense")
        wait_for(lambda: len(run("poison", "-c", livvakt.config, check=0)[1].splitlines()) == 2, "both to be set aside")
        poison = [line.split()[0] for line in run("poison", "-c", livvakt.config, check=0)[1].splitlines()]
        self.assertEqual([name[:2] for name in poison], ["0:", "2:"])
        status, _, talk = run("poison", "-c", livvakt.config, "--again", poison[1][2:])
        self.assertEqual(status, 2)
        self.assertIn("as the list has it", talk)
        run("poison", "-c", livvakt.config, "--again", poison[1], check=0)
        wait_for(lambda: livvakt.redis("xlen", "lv:{p2}:poison") == "1", "it to be set aside anew")
        self.assertIn("2 blocks", run("poison", "-c", livvakt.config, "--again", "all", check=0)[1])
        for place in range(3):
            livvakt.wait_metric('store_connected{partition="%d"}' % place, 1)

    def test_another_number(self):
        livvakt = self.service(self.config(2))
        brands = [names[0] for names in brands_on_each(2)]
        self.send(livvakt, *[calm(n, brand=brand) for n, brand in enumerate(brands)])
        self.judged(livvakt, {brand: 1 for brand in brands})
        other = os.path.join(self.folder, "other.yaml")
        with open(other, "w", encoding="utf-8") as file:
            file.write("state: state\n" + self.config(3))
        status, _, talk = run("export", "-c", other, "--author", "a0")
        self.assertEqual(status, 1)
        self.assertIn("write partitions: 2", talk)
        livvakt.stop()
        livvakt.write_config(self.config(3))
        livvakt.start(wait=False)
        livvakt.process.wait()
        self.assertIn("spread over 2 partitions, the configuration says 3; write partitions: 2", livvakt.text())
        livvakt.write_config(self.config(2))
        livvakt.start()
        self.judged(livvakt, {brand: 1 for brand in brands})


class Roles(Spread):
    """One Livvakt for each role, on one Redis with two partitions: together they are a whole one."""

    def beside(self, first, name, roles):
        folder = os.path.join(self.folder, name)
        os.makedirs(os.path.join(folder, "state"))
        shutil.copy(os.path.join(first.folder, "state", "author.key"), os.path.join(folder, "state"))
        socket = os.path.join(first.folder, "state", "redis", "redis.sock")
        livvakt = Service(folder, "redis: unix://%s\nroles: [%s]\n" % (socket, roles) + self.config(2))
        self.services.insert(0, livvakt)  # ended before the one whose Redis it is
        return livvakt.start()

    def test_one_each(self):
        door = self.service("roles: [intake]\n" + self.config(2))
        desk = self.beside(door, "desk", "console")
        brands = [name for names in brands_on_each(2, 2) for name in names]
        self.send(door, *[calm(n, brand=brands[n % 4]) for n in range(400)],
                  *[comment(1000 + n, "I will kill you", brand=brand) for n, brand in enumerate(brands)])
        for path in ("/v1/queue", "/v1/incidents", "/v1/deliveries", "/v1/totals?brand=x"):
            status, answer, _ = door.call("GET", path)
            self.assertEqual(status, 503)
            self.assertIn("console is not among the `roles`", answer["error"])
        self.assertEqual(desk.call("POST", "/v1/comments", comment(1))[0], 503)
        self.assertEqual([each.call("GET", path)[0] for each in (door, desk) for path in ("/healthz", "/readyz", "/metrics", "/v1/rules")],
                         [200] * 8)
        self.assertEqual([self.totals(desk, brand)["judged"] for brand in brands], [0] * 4)
        self.beside(door, "judge", "judge")
        self.judged(desk, {brand: 101 for brand in brands})
        incidents = desk.call("GET", "/v1/incidents")[1]["incidents"]
        self.assertEqual(sorted(i["brand"] for i in incidents), sorted(brands))
        alarm = self.beside(door, "alarm", "alarm")
        self.assertIn("alarm without deliver", alarm.text())
        wait_for(lambda: [m["state"] for m in desk.call("GET", "/v1/deliveries")[1]["deliveries"]] == ["waiting"] * 4, "messages")
        self.assertEqual(self.mails(), [])
        self.beside(door, "post", "deliver")
        wait_for(lambda: len(self.mails()) == 4, "the mails")
        wait_for(lambda: [m["state"] for m in desk.call("GET", "/v1/deliveries")[1]["deliveries"]] == ["sent"] * 4, "them to be marked")
        for incident in incidents:
            run("incidents", "ack", incident["id"], "--by", "anna", "--to", desk.url, check=0)
        self.judged(desk, {brand: 101 for brand in brands})


class ThreeMasters(Spread):
    """A Redis Cluster with a third of the slots each, and a partition or two on each of them. That one is silent for seconds ends
    nothing: nobody takes its place, and on a busy machine the others would be taken for dead, too."""
    PARTITIONS = 4

    def setUp(self):
        super().setUp()
        ports = free_ports(6)
        self.ports, self.servers = ports[:3], []
        self.addCleanup(lambda: [(server.kill(), server.wait()) for server in self.servers])
        for port, bus in zip(self.ports, ports[3:]):
            self.servers.append(redis_server(
                port, os.path.join(self.folder, str(port)), "--cluster-port", str(bus), "--save", "", "--cluster-enabled", "yes",
                "--cluster-node-timeout", "15000", "--cluster-require-full-coverage", "no"))
        for place, port in enumerate(self.ports):
            redis_cli(port, "cluster", "addslotsrange", str(16384 * place // 3), str(16384 * (place + 1) // 3 - 1))
            redis_cli(port, "cluster", "set-config-epoch", str(place + 1))
            if place:
                redis_cli(port, "cluster", "meet", "127.0.0.1", str(self.ports[0]), str(ports[3]))
        wait_for(lambda: all("cluster_state:ok" in redis_cli(port, "cluster", "info") and
                             "cluster_size:3" in redis_cli(port, "cluster", "info") for port in self.ports), "the cluster")
        self.home_of = [self.home(place) for place in range(self.PARTITIONS)]

    def home(self, partition):
        """The place of the master that has it."""
        return int(redis_cli(self.ports[0], "cluster", "keyslot", "lv:{p%d}:" % partition)) * 3 // 16384

    def cluster(self):
        return "redis: cluster://%s\n" % ",".join("127.0.0.1:%d" % port for port in self.ports) + self.config(self.PARTITIONS)


class InACluster(ThreeMasters):
    def test_a_master_that_is_away(self):
        """Each brand lies on its master, and the brands of two go on while the third is away; then its own do, too."""
        livvakt = self.service(self.cluster())
        brands = [names[0] for names in brands_on_each(self.PARTITIONS)]
        homes = self.home_of
        self.assertEqual(set(homes), {0, 1, 2})
        self.send(livvakt, *[calm(n, brand=brands[n % 4]) for n in range(400)])
        self.judged(livvakt, {brand: 100 for brand in brands})
        for place, brand in enumerate(brands):
            self.assertEqual(redis_cli(self.ports[homes[place]], "hget", "lv:{p%d}:totals:%s" % (place, brand), "judged"), "100")
        away = homes[1]
        self.servers[away].send_signal(signal.SIGSTOP)
        gone = {brand for place, brand in enumerate(brands) if homes[place] == away}
        sent = [comment(1000 + n, "I will kill you", brand=brand) for n, brand in enumerate(brands)]
        status, answer, _ = livvakt.call("POST", "/v1/comments", sent)
        self.assertEqual((status, answer["accepted"], answer["unstored_count"]), (503, 4 - len(gone), len(gone)), answer)
        wait_for(lambda: len(self.mails()) == 4 - len(gone), "mails of the others")
        wait_for(lambda: livvakt.call("GET", "/readyz")[:2] == (200, {"status": "ready for a part of the brands"}), "that to be said")
        self.judged(livvakt, {brand: 101 for brand in brands if brand not in gone})
        self.assertEqual(livvakt.call("GET", "/v1/incidents")[0], 503)  # one of them does not answer
        self.servers[away].send_signal(signal.SIGCONT)
        wait_for(lambda: livvakt.call("GET", "/readyz")[1] == {"status": "ready"}, "all of it to be ready")
        wait_for(lambda: livvakt.call("POST", "/v1/comments", sent)[0] == 202, "what was not taken")
        wait_for(lambda: len(self.mails()) == 4, "all mails")
        for brand in brands:
            wait_for(lambda: self.totals(livvakt, brand)["judged"] == 101, brand)
        self.assertEqual(len(livvakt.call("GET", "/v1/incidents")[1]["incidents"]), 4)

    def test_a_master_that_is_away_at_the_start(self):
        """Its brands are taken up when it is there; the others need not wait for that."""
        livvakt = self.service(self.cluster())
        brands = [names[0] for names in brands_on_each(self.PARTITIONS)]
        self.send(livvakt, *[calm(n, brand=brand) for n, brand in enumerate(brands)])
        self.judged(livvakt, {brand: 1 for brand in brands})
        livvakt.stop()
        away = self.home_of[1]
        self.servers[away].send_signal(signal.SIGSTOP)
        livvakt.start()
        self.assertIn("partitions are away", livvakt.text())
        there = [brand for place, brand in enumerate(brands) if self.home_of[place] != away]
        self.send(livvakt, *[calm(100 + n, brand=brand) for n, brand in enumerate(there)])
        self.judged(livvakt, {brand: 2 for brand in there})
        self.assertEqual(livvakt.call("POST", "/v1/comments", calm(200, brand=brands[1]))[0], 503)
        self.servers[away].send_signal(signal.SIGCONT)
        wait_for(lambda: livvakt.call("GET", "/readyz")[1] == {"status": "ready"}, "all of it to be ready")
        livvakt.wait_log("partition 1 is there, and taken up")
        self.send(livvakt, *[calm(300, brand=brand) for brand in brands])
        self.judged(livvakt, {brand: 2 + (brand in there) for brand in brands})
