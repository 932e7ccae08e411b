"""A Redis with a replica and three Sentinels: a fail-over in mid-stream is followed, and every comment counts once."""
import os
import signal
import subprocess
from urllib.parse import quote

from house import (DEADLINE, ENDS, Background, Case, Service, brands_on_each, free_ports, redis_cli, redis_server, replica_has_all, run,
                   wait_for)


TILT = 30  # for so long a Sentinel does nothing that could not run for two seconds


class Sentinel(Case):
    OPTIONS = ["--save", "", "--appendonly", "yes", "--repl-diskless-sync-delay", "0"]

    def setUp(self):
        super().setUp()
        self.processes = {}
        self.addCleanup(self.end)
        self.redis_ports, self.sentinel_ports = free_ports(2), free_ports(3)
        for place, port in enumerate(self.redis_ports):
            more = ["--replicaof", "127.0.0.1", str(self.redis_ports[0])] if place else []
            self.run_redis(port, *self.OPTIONS, *more)
        wait_for(lambda: "master_link_status:up" in redis_cli(self.redis_ports[1], "info", "replication"), "the replica")
        for port in self.sentinel_ports:
            self.run_sentinel(port)
        wait_for(lambda: all("num-other-sentinels\n2" in redis_cli(port, "sentinel", "master", "main")
                             and "num-slaves\n1" in redis_cli(port, "sentinel", "master", "main")
                             for port in self.sentinel_ports), "the Sentinels to know each other")

    def end(self):
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def run_redis(self, port, *options):
        self.processes[port] = redis_server(port, os.path.join(self.folder, "redis-%d" % port), *options)

    def run_sentinel(self, port):
        path = os.path.join(self.folder, "sentinel-%d.conf" % port)
        with open(path, "w", encoding="ascii") as file:
            file.write("port %d\nbind 127.0.0.1\ndir %s\nsentinel monitor main 127.0.0.1 %d 2\n"
                       "sentinel down-after-milliseconds main 1500\nsentinel failover-timeout main 6000\n"
                       % (port, self.folder, self.redis_ports[0]))
        self.processes[port] = subprocess.Popen(["redis-server", path, "--sentinel"], stdout=subprocess.DEVNULL)
        wait_for(lambda: redis_cli(port, "ping") == "PONG", "a Sentinel")

    def master(self):
        return int(redis_cli(self.sentinel_ports[1], "sentinel", "get-master-addr-by-name", "main").split("\n")[1])

    def livvakt(self, config):
        url = "sentinel://127.0.0.1:1,%s/main" % ",".join("127.0.0.1:%d" % port for port in self.sentinel_ports)
        livvakt = Service(self.folder, "redis: %s\n%s" % (url, config))  # the first one is down: the next is asked
        self.services.append(livvakt)
        return livvakt.start()

    def fail_over(self, break_master, config="", mend=lambda: None, brands=("default",)):
        """Comments before, meanwhile and after; gives the totals, summed over the brands."""
        livvakt = self.livvakt(config)
        livvakt.send_until_taken(0, 500, brands)
        if not config:  # only what has reached the replica survives the loss of a machine
            wait_for(lambda: replica_has_all(*self.redis_ports), "the replica to have it all")
        before = self.master()
        break_master(self.processes[before])
        sender = Background(lambda: [livvakt.send_until_taken(500 + 50 * n, 50, brands) for n in range(10)])
        wait_for(lambda: self.master() != before, "the fail-over", TILT + DEADLINE)
        mend()
        sender.join()

        def settled():  # what was sent twice too
            answers = [livvakt.call("GET", "/v1/totals?brand=" + quote(brand)) for brand in brands]
            if any(answer[0] != 200 for answer in answers):  # 503 until it has reconnected
                return None
            totals = {name: sum(answer[1][name] for answer in answers) for name in ("judged", "poisoned", "accepted", "duplicates")}
            over = totals["accepted"] == totals["judged"] + totals["duplicates"] + totals["poisoned"]
            return totals if totals["judged"] >= 1000 and over else None
        return wait_for(settled, "all of them"), livvakt

    def test_a_dead_master(self):
        """Killed in the moment of the 202: with redis_replicas nothing of it is lost. It comes back as the replica that is asked for."""
        old, new = self.redis_ports
        totals, livvakt = self.fail_over(lambda process: process.kill(), "redis_replicas: 1\n",
                                         lambda: self.run_redis(old, *self.OPTIONS, "--replicaof", "127.0.0.1", str(new)))
        self.assertEqual((totals["judged"], totals["poisoned"]), (1000, 0))
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "it to be ready")

    def test_a_dead_master_with_partitions(self):
        """Each of them follows by itself; and nothing that was answered with 202 is lost in any."""
        old, new = self.redis_ports
        brands = [names[0] for names in brands_on_each(4)]
        totals, livvakt = self.fail_over(lambda process: process.kill(), "redis_replicas: 1\npartitions: 4\n",
                                         lambda: self.run_redis(old, *self.OPTIONS, "--replicaof", "127.0.0.1", str(new)), brands)
        self.assertEqual((totals["judged"], totals["poisoned"], totals["accepted"] - totals["duplicates"]), (1000, 0, 1000))
        for brand in brands:
            self.assertEqual(livvakt.totals(quote(brand))["judged"], 250)
        wait_for(lambda: livvakt.call("GET", "/readyz")[1] == {"status": "ready"}, "all of it to be ready")
        self.processes[old].send_signal(signal.SIGSTOP)  # the replica hangs: nothing is safe
        wait_for(lambda: "0 of the 1 replicas" in livvakt.call("GET", "/readyz")[1].get("error", ""), "Livvakt to say that too few have it")
        self.processes[old].send_signal(signal.SIGCONT)
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 200, "it to be ready again")

    def test_another_number_of_partitions(self):
        """livvakt repartition finds the master, and does not end before a replica has it all."""
        brands = [names[0] for names in brands_on_each(3)]
        livvakt = self.livvakt("redis_replicas: 1\n")
        livvakt.send_until_taken(0, 300, brands)
        for brand in brands:
            livvakt.wait_judged(100, quote(brand))
        livvakt.stop()
        with open(livvakt.config, "a", encoding="utf-8") as file:
            file.write("partitions: 3\n")
        run("repartition", "-c", livvakt.config, check=0)
        livvakt.start()
        livvakt.send_until_taken(0, 300, brands)  # all of them known
        for place, brand in enumerate(brands):
            totals = wait_for(lambda: self.known_again(livvakt, brand), "them to be known")
            self.assertEqual(totals["judged"], 100)
            wait_for(lambda: redis_cli(self.redis_ports[1], "hget", "lv:{p%d}:totals:%s" % (place, brand), "duplicates") == str(totals["duplicates"]),
                     "the replica")

    def known_again(self, livvakt, brand):
        """The totals, when all hundred came once more, or oftener where a part of them was refused, and none is under way."""
        totals = livvakt.totals_if_any(quote(brand))
        over = totals and totals["duplicates"] >= 100 and totals["accepted"] == sum(totals[end] for end in ENDS)
        return totals if over else None

    def test_a_hung_master_that_comes_back(self):
        totals, livvakt = self.fail_over(lambda process: process.send_signal(signal.SIGSTOP))
        self.assertEqual((totals["judged"], totals["poisoned"]), (1000, 0))
        old = self.redis_ports[0]
        self.processes[old].send_signal(signal.SIGCONT)
        wait_for(lambda: "role:slave" in redis_cli(old, "info", "replication"), "the old master to follow")
        livvakt.send_until_taken(1000, 100)
        self.assertEqual(livvakt.wait_judged(1100)["judged"], 1100)
