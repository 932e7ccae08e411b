"""State that is lost is told, loudly, and nothing begins anew in silence."""
import glob
import os
import subprocess
import unittest

from house import DEADLINE, Case, Clock, Service, comment, free_ports, redis_cli, redis_server, run, wait_for

LOST = "is empty, though we worked with its state before"
IDENTITY = "lv:{p0}:identity"


class Foreign(Case):
    """A Redis that is not Livvakt's own."""

    def setUp(self):
        super().setUp()
        self.redis_port = free_ports(1)[0]
        self.redis = self.start_redis("one")
        self.url = "redis: redis://127.0.0.1:%d/0\n" % self.redis_port

    def start_redis(self, name):
        server = redis_server(self.redis_port, os.path.join(self.folder, name), "--appendonly", "yes")
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        return server

    def mark(self):
        return redis_cli(self.redis_port, "hget", IDENTITY, "author_key")

    def assert_told(self, livvakt):
        wait_for(lambda: LOST in livvakt.text(), lambda: "the loss to be told:\n" + livvakt.text())
        wait_for(lambda: "warning" in livvakt.call("GET", "/readyz")[1], "readiness to tell it")
        self.assertEqual(livvakt.metric("store_losses_total"), 1)

    def test_emptied_while_it_is_used(self):
        livvakt = self.service(self.url)
        mark = self.mark()
        self.assertEqual(livvakt.call("GET", "/readyz")[1], {"status": "ready"})
        redis_cli(self.redis_port, "flushall")
        wait_for(lambda: self.mark() == mark, "whose state it is to be written again")
        self.assert_told(livvakt)
        livvakt.send_until_taken(0, 5)
        livvakt.wait_judged(5)
        folder = os.path.join(self.folder, "other")
        os.makedirs(folder)
        other = Service(folder, self.url + "partitions: 4\n")
        self.assertEqual(run("run", "-c", other.config)[0], 3)

    def test_taken_by_another_while_it_was_empty(self):
        livvakt = self.service(self.url)
        redis_cli(self.redis_port, "eval",
                  "redis.call('flushall') redis.call('hset', KEYS[1], 'author_key', 'x', 'state', 4, 'partitions', 1)", "1", IDENTITY)
        subprocess.run(["redis-cli", "-p", str(self.redis_port), "hdel", IDENTITY, "state"], check=True, capture_output=True)
        self.assertEqual(livvakt.process.wait(DEADLINE), 3)
        self.assertIn("another author.key", livvakt.text())

    def test_another_at_the_next_start(self):
        livvakt = self.service(self.url)
        livvakt.stop()
        livvakt.start()
        self.assertNotIn(LOST, livvakt.text())
        livvakt.stop()
        self.redis.kill()
        self.redis.wait()
        self.start_redis("two")
        livvakt.start()
        self.assert_told(livvakt)


    def test_a_clock_that_is_wrong(self):
        """Two machines that do not agree what time it is see no episodes, or wrong ones."""
        clock = Clock(self)
        livvakt = self.service(self.url, start=False)
        livvakt.env = clock.env
        for shift, word, level in ((3600, "s ahead of Redis'", "error: "), (-30, "s behind Redis'", "warning: ")):
            clock.set(shift=shift)
            livvakt.start()
            said = wait_for(lambda: [line for line in livvakt.text().splitlines() if word in line],
                            lambda: "the clock to be told:\n" + livvakt.text())
            self.assertEqual((len(said), level in said[0]), (1, True), said)
            ahead = livvakt.call("GET", "/readyz")[1]["clock_ahead_seconds"]
            self.assertAlmostEqual(ahead, shift, delta=5)
            self.assertRegex(livvakt.call("GET", "/metrics")[1], r"\nlivvakt_clock_ahead_seconds %s\d+\n" % ("-" if shift < 0 else ""))
            livvakt.stop()

    def test_made_a_replica_by_hand(self):
        """It answers, and takes nothing: each part says so once, not at every turn."""
        livvakt = self.service(self.url)
        redis_cli(self.redis_port, "replicaof", "127.0.0.1", "1")
        said = "alarms and deliveries wait"
        wait_for(lambda: said in livvakt.text() and "comments are turned away" in livvakt.text(), lambda: "it to be said:\n" + livvakt.text())
        begin = livvakt.metric("http_requests_total")
        wait_for(lambda: livvakt.metric("http_requests_total") > begin + 300, "some turns")
        self.assertEqual(livvakt.text().count(said), 1)
        redis_cli(self.redis_port, "replicaof", "no", "one")
        wait_for(lambda: "duty: Redis is back" in livvakt.text(), lambda: "its end to be said:\n" + livvakt.text())
        self.assertEqual(livvakt.text().count("duty: Redis is back"), 1)

    def test_a_password_that_was_changed(self):
        """The file is read before each connection: nobody need restart anything."""
        def cli(password, *arguments):
            subprocess.run(["redis-cli", "-p", str(self.redis_port), "-a", password, *arguments], check=True, capture_output=True)

        def write(password):
            with open(os.path.join(self.folder, "password"), "w", encoding="utf-8") as file:
                file.write(password + "\n")
        redis_cli(self.redis_port, "config", "set", "requirepass", "old")
        write("old")
        livvakt = self.service(self.url + "redis_password_file: password\n")
        livvakt.send_until_taken(0, 5)
        livvakt.wait_judged(5)
        cli("old", "config", "set", "requirepass", "new")
        cli("new", "client", "kill", "type", "normal")
        wait_for(lambda: livvakt.call("GET", "/readyz")[0] == 503, "the old password to be refused")
        write("new")
        livvakt.send_until_taken(5, 5)
        livvakt.wait_judged(10)
        self.assertEqual(run("state", "-c", livvakt.config)[0], 0)


class Own(Case):
    def setUp(self):
        super().setUp()
        self.livvakt = self.service()
        self.livvakt.call("POST", "/v1/comments", [comment(n) for n in range(5)])
        self.livvakt.wait_judged(5)
        self.livvakt.stop()

    def refused(self, word):
        status, _, err = run("run", "-c", self.livvakt.config)
        self.assertEqual(status, 3, err)
        self.assertIn(word, err)

    def test_no_manifest(self):
        path, = glob.glob(os.path.join(self.livvakt.folder, "state/redis/appendonlydir/*.manifest"))
        os.rename(path, path + ".away")
        self.refused("appendonly.aof.manifest, without which redis-server would start empty")
        os.rename(path + ".away", path)
        self.livvakt.start()
        self.assertEqual(self.livvakt.totals()["judged"], 5)

    def test_no_files(self):
        for path in glob.glob(os.path.join(self.livvakt.folder, "state/redis/appendonlydir/*")):
            os.remove(path)
        self.livvakt.start()
        self.assertIn(LOST, self.livvakt.text())

    def test_no_author_key(self):
        os.remove(os.path.join(self.livvakt.folder, "state", "author.key"))
        for _ in range(2):
            self.refused("restore that one from a backup")
        run("rotate-key", "-c", self.livvakt.config, check=0)
        self.livvakt.start()
        self.assertEqual(self.livvakt.totals()["judged"], 5)
        self.assertNotIn(LOST, self.livvakt.text())


if __name__ == "__main__":
    unittest.main()
