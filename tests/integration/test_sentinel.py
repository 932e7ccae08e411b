"""A Redis with a replica and three Sentinels: a fail-over in mid-stream is followed, and every comment counts once."""
import os
import signal
import subprocess
import threading
import time

from house import Case, Service, free_ports, redis_cli, replica_has_all, wait_for


class Sentinel(Case):
    OPTIONS = ["--save", "", "--appendonly", "yes", "--repl-diskless-sync-delay", "0"]

    def setUp(self):
        super().setUp()
        self.processes = {}
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

    def tearDown(self):
        super().tearDown()
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def run_redis(self, port, *options):
        folder = os.path.join(self.folder, "redis-%d" % port)
        os.makedirs(folder, exist_ok=True)
        self.processes[port] = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, *options],
                                                stdout=subprocess.DEVNULL)
        wait_for(lambda: redis_cli(port, "ping") == "PONG", "redis-server")

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

    def fail_over(self, break_master, config="", mend=lambda: None):
        """Comments before, meanwhile and after; gives the totals."""
        livvakt = self.livvakt(config)
        livvakt.send_until_taken(0, 500)
        if not config:  # only what has reached the replica survives the loss of a machine
            wait_for(lambda: replica_has_all(*self.redis_ports), "the replica to have it all")
        before = self.master()
        break_master(self.processes[before])
        sender = threading.Thread(target=lambda: [livvakt.send_until_taken(500 + 50 * n, 50) for n in range(10)])
        sender.start()
        wait_for(lambda: self.master() != before, "the fail-over")
        mend()
        sender.join()

        def settled():
            status, totals, _ = livvakt.call("GET", "/v1/totals?brand=default")  # 503 until it has reconnected
            return totals if status == 200 and totals["judged"] >= 1000 else None
        return wait_for(settled, "all of them"), livvakt

    def test_a_dead_master(self):
        """Killed in the moment of the 202: with redis_replicas nothing of it is lost. It comes back as the replica that is asked for."""
        old, new = self.redis_ports
        totals, livvakt = self.fail_over(lambda process: process.kill(), "redis_replicas: 1\n",
                                         lambda: self.run_redis(old, *self.OPTIONS, "--replicaof", "127.0.0.1", str(new)))
        self.assertEqual((totals["judged"], totals["poisoned"]), (1000, 0))
        self.assertEqual(livvakt.call("GET", "/readyz")[0], 200)

    def test_a_hung_master_that_comes_back(self):
        totals, livvakt = self.fail_over(lambda process: process.send_signal(signal.SIGSTOP))
        self.assertEqual((totals["judged"], totals["poisoned"]), (1000, 0))
        old = self.redis_ports[0]
        self.processes[old].send_signal(signal.SIGCONT)
        wait_for(lambda: "role:slave" in redis_cli(old, "info", "replication"), "the old master to follow")
        livvakt.send_until_taken(1000, 100)
        self.assertEqual(livvakt.wait_judged(1100)["judged"], 1100)
