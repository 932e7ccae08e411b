"""A Redis Cluster of three masters: Livvakt finds the node that has its keys, and follows them when they move or their node dies."""
import os
import signal
import subprocess
import threading
from urllib.parse import quote

from house import PROGRAM, Case, Service, brands_on_each, comment, free_ports, redis_cli, replica_has_all, run, wait_for

SLOTS = 16384


class Cluster(Case):
    def setUp(self):
        super().setUp()
        self.processes = {}
        self.addCleanup(self.end)
        ports = free_ports(8)
        self.ports, self.buses = ports[:4], dict(zip(ports[:4], ports[4:]))
        for port, bus in self.buses.items():
            self.run_redis(port, bus)
        masters = self.ports[:3]
        for place, port in enumerate(masters):
            redis_cli(port, "cluster", "addslotsrange", str(SLOTS * place // 3), str(SLOTS * (place + 1) // 3 - 1))
            redis_cli(port, "cluster", "set-config-epoch", str(place + 1))
        for port in self.ports[1:]:
            redis_cli(port, "cluster", "meet", "127.0.0.1", str(self.ports[0]), str(self.buses[self.ports[0]]))
        self.wait_whole()

    def end(self):
        for process in self.processes.values():
            process.kill()
            process.wait()

    def run_redis(self, port, bus):
        folder = os.path.join(self.folder, "redis-%d" % port)
        os.makedirs(folder, exist_ok=True)
        self.processes[port] = subprocess.Popen(
            ["redis-server", "--port", str(port), "--cluster-port", str(bus), "--bind", "127.0.0.1", "--dir", folder, "--save", "",
             "--appendonly", "yes", "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--repl-diskless-sync-delay", "0"],
            stdout=subprocess.DEVNULL)
        wait_for(lambda: redis_cli(port, "ping") == "PONG", "redis-server")

    def wait_whole(self):
        wait_for(lambda: all("cluster_state:ok" in info and "cluster_known_nodes:4" in info
                             for info in (redis_cli(port, "cluster", "info") for port in self.processes)), "the cluster to be whole")

    def names(self):
        return {port: redis_cli(port, "cluster", "myid") for port in self.ports}

    def owner(self, asked, partition=0):
        """The port of the node that has a partition's slot, as the node at the port `asked` sees it."""
        said = redis_cli(asked, "exists", "lv:{p%d}:" % partition)
        return int(said.rsplit(":", 1)[1]) if said.startswith("MOVED") else asked

    def livvakt(self, config=""):
        nodes = ["127.0.0.1:1"] + ["127.0.0.1:%d" % port for port in self.ports]  # the first is down: the next is asked
        livvakt = Service(self.folder, "redis: cluster://%s\n%s" % (",".join(nodes), config))
        self.services.append(livvakt)
        return livvakt.start()

    def move_slot(self, to, partition=0):
        """As redis-cli --cluster reshard does it, for the one slot of a partition; all keys, a few at a time."""
        source, names, slot = self.owner(self.ports[0], partition), self.names(), self.slot_of(partition)
        self.assertNotEqual(source, to)
        self.assertEqual(redis_cli(to, "cluster", "setslot", slot, "importing", names[source]), "OK")
        self.assertEqual(redis_cli(source, "cluster", "setslot", slot, "migrating", names[to]), "OK")
        while True:
            keys = redis_cli(source, "cluster", "getkeysinslot", slot, "3").splitlines()
            if not keys:
                break
            self.assertEqual(redis_cli(source, "migrate", "127.0.0.1", str(to), "", "0", "5000", "keys", *keys), "OK")
        for port in [to] + [other for other in self.ports if other != to]:
            redis_cli(port, "cluster", "setslot", slot, "node", names[to])
        return source

    def slot_of(self, partition):
        return redis_cli(self.ports[0], "cluster", "keyslot", "lv:{p%d}:" % partition)

    def settle(self, livvakt, count, brand="default"):
        def settled():
            status, totals, _ = livvakt.call("GET", "/v1/totals?brand=" + quote(brand))  # 503 until it has reconnected
            return totals if status == 200 and totals["judged"] >= count else None
        totals = wait_for(settled, "all of them")
        self.assertEqual((totals["judged"], totals["poisoned"], totals["accepted"] - totals["duplicates"]), (count, 0, count))
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "it to be ready")

    def test_a_slot_that_moves(self):
        livvakt = self.livvakt()
        livvakt.send_until_taken(0, 500)
        wait_for(lambda: livvakt.totals()["judged"] == 500, "the first ones")
        there = next(port for port in self.ports[:3] if port != self.owner(self.ports[0]))
        sender = threading.Thread(target=lambda: [livvakt.send_until_taken(500 + 20 * n, 20) for n in range(40)])
        sender.start()
        source = self.move_slot(there)
        sender.join()
        self.settle(livvakt, 1300)
        self.assertEqual(redis_cli(source, "cluster", "countkeysinslot", self.slot_of(0)), "0")
        self.move_slot(source)  # and back, with nothing under way
        livvakt.send_until_taken(1300, 100)
        self.settle(livvakt, 1400)

    def test_a_slot_that_moves_with_partitions(self):
        """The one that moves is away meanwhile, and only its brands; all count right."""
        partitions, moving = 4, 2
        brands = [names[0] for names in brands_on_each(partitions)]
        livvakt = self.livvakt("partitions: %d\n" % partitions)
        livvakt.send_until_taken(0, 400, brands)
        there = next(port for port in self.ports[:3] if port != self.owner(self.ports[0], moving))
        sender = threading.Thread(target=lambda: [livvakt.send_until_taken(400 + 40 * n, 40, brands) for n in range(20)])
        sender.start()
        source = self.move_slot(there, moving)
        sender.join()
        for brand in brands:
            self.settle(livvakt, 300, brand)
        self.assertEqual(redis_cli(source, "cluster", "countkeysinslot", self.slot_of(moving)), "0")
        self.assertEqual(redis_cli(there, "hget", "lv:{p%d}:totals:%s" % (moving, brands[moving]), "judged"), "300")
        self.move_slot(source, moving)
        livvakt.send_until_taken(1200, 40, brands)
        for brand in brands:
            self.settle(livvakt, 310, brand)

    def test_half_of_a_partition(self):
        """One whose slot begins to move after repartition had looked at it is not taken for all there is."""
        livvakt = self.livvakt("partitions: 4\n")
        brands = [names[0] for names in brands_on_each(4)]
        livvakt.send_until_taken(0, 400, brands)
        for brand in brands:
            self.settle(livvakt, 100, brand)
        livvakt.stop()
        with open(livvakt.config, encoding="utf-8") as file:
            text = file.read()
        with open(livvakt.config, "w", encoding="utf-8") as file:
            file.write(text.replace("partitions: 4", "partitions: 3"))
        first, names = self.owner(self.ports[0]), self.names()
        moving = next(number for number in range(1, 4) if self.owner(self.ports[0], number) != first)
        source = self.owner(self.ports[0], moving)
        target = next(port for port in self.ports[:3] if port not in (source, first))
        slot, keys = self.slot_of(moving), ["lv:{p%d}:%s:%s" % (moving, kind, brands[moving]) for kind in ("totals", "recent")]
        redis_cli(first, "client", "pause", "600000", "write")  # it looks at all, and waits here to mark the first
        process = subprocess.Popen([PROGRAM, "repartition", "-c", livvakt.config], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        wait_for(lambda: "cmd=hset" in redis_cli(first, "client", "list"), "it to have looked at all")
        self.assertEqual(redis_cli(target, "cluster", "setslot", slot, "importing", names[source]), "OK")
        self.assertEqual(redis_cli(source, "cluster", "setslot", slot, "migrating", names[target]), "OK")
        self.assertEqual(redis_cli(source, "migrate", "127.0.0.1", str(target), "", "0", "5000", "keys", *keys), "OK")
        redis_cli(first, "client", "unpause")
        talk = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 3, talk)
        self.assertIn("not all of partition %d lies on one node; wait until" % moving, talk)
        self.move_slot(target, moving)
        run("repartition", "-c", livvakt.config, check=0)
        livvakt.start()
        for brand in brands:
            self.settle(livvakt, 100, brand)

    def test_a_master_that_dies_with_partitions(self):
        """Each master with a replica: whatever was accepted is on the replica of its partition."""
        names, extra = self.names(), free_ports(4)
        for port, bus in zip(extra[:2], extra[2:]):
            self.run_redis(port, bus)
            redis_cli(port, "cluster", "meet", "127.0.0.1", str(self.ports[0]), str(self.buses[self.ports[0]]))
        replicas = [self.ports[3], *extra[:2]]
        for master, replica in zip(self.ports, replicas):
            wait_for(lambda: redis_cli(replica, "cluster", "replicate", names[master]) == "OK", "it to follow")
        brands = [names[0] for names in brands_on_each(4)]
        livvakt = self.livvakt("partitions: 4\nredis_replicas: 1\n")
        livvakt.send_until_taken(0, 400, brands)
        dead = self.owner(self.ports[0], 1)
        others = [port for port in self.ports[:3] if port != dead]
        self.processes.pop(dead).kill()
        sender = threading.Thread(target=lambda: [livvakt.send_until_taken(400 + 40 * n, 40, brands) for n in range(10)])
        sender.start()
        heir = replicas[self.ports.index(dead)]
        wait_for(lambda: self.owner(others[0], 1) == heir, "the fail-over")
        self.run_redis(dead, self.buses[dead])
        sender.join()
        for brand in brands:
            self.settle(livvakt, 200, brand)

    def test_a_master_that_dies(self):
        """Killed in the moment in which the 202 is there: with redis_replicas its replica has whatever was accepted, from a comment
        to a person's word. Without, this loses what the replica had not heard of yet (scaling.md)."""
        owner, replica = self.owner(self.ports[0]), self.ports[3]
        self.assertEqual(redis_cli(replica, "cluster", "replicate", self.names()[owner]), "OK")
        livvakt = self.livvakt("redis_replicas: 1\n")
        livvakt.send_until_taken(0, 1)  # the replica is there
        self.processes[replica].send_signal(signal.SIGSTOP)
        status, answer, headers = livvakt.call("POST", "/v1/comments", comment(500))
        self.processes[replica].send_signal(signal.SIGCONT)
        self.assertEqual((status, answer["accepted"]), (503, 0), answer)
        self.assertTrue(headers["Retry-After"])
        self.assertIn("0 of the 1 replicas", answer["unstored"][0]["error"])
        livvakt.send_until_taken(1, 499)
        word = {"brand": "default", "id": "c1", "action": "hide", "by": "Kari"}
        wait_for(lambda: livvakt.call("POST", "/v1/queue", word)[0] == 200, "the person's word to be taken")
        self.processes.pop(owner).kill()
        sender = threading.Thread(target=lambda: [livvakt.send_until_taken(500 + 50 * n, 50) for n in range(10)])
        sender.start()
        other = next(port for port in self.ports[:3] if port != owner)
        wait_for(lambda: self.owner(other) == replica, "the fail-over")
        self.assertEqual(redis_cli(replica, "hget", "lv:{p0}:decision:default:c1", "action"), "hide")
        self.run_redis(owner, self.buses[owner])  # comes back as the replica, without which nothing is accepted
        sender.join()
        self.settle(livvakt, 1000)

    def test_a_plain_address_of_a_node(self):
        """Says what to write instead; a node that happens to have the keys serves as any Redis does."""
        wrong = next(port for port in self.ports[:3] if port != self.owner(self.ports[0]))
        livvakt = Service(self.folder, "redis: redis://127.0.0.1:%d\n" % wrong)
        self.services.append(livvakt)
        livvakt.start(wait=False)
        wait_for(lambda: "write cluster://" in livvakt.text(), "the remedy")
