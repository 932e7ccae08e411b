"""A copy of the state that was taken while it was written to is a state, whole and of one moment."""
import os
import threading
import unittest

from house import ENDS, Background, Case, Service, comment, free_ports, redis_server, run, wait_for


class Backup(Case):
    def backup(self, livvakt, name, check=0):
        to = os.path.join(self.folder, name)
        _, out, err = run("backup", "-c", livvakt.config, to, check=check)
        return to, out, err

    def restored(self, folder):
        """A Livvakt that goes on from the copy."""
        home = folder + ".home"
        os.makedirs(home)
        os.rename(folder, os.path.join(home, "state"))
        livvakt = Service(home)
        self.services.append(livvakt)
        return livvakt.start()

    def assert_adds_up(self, livvakt, least, most):
        """All that had been accepted before the copy was begun, no more than by its end, and something becomes of each."""
        accepted = livvakt.totals()["accepted"]
        self.assertTrue(least <= accepted <= most, "%d of %d to %d" % (accepted, least, most))
        totals = livvakt.wait_settled(accepted)
        self.assertEqual(sum(totals[end] for end in ENDS), accepted)

    def test_while_comments_come_and_redis_rewrites(self):
        livvakt, over, sent = self.service(), threading.Event(), [0]

        def send():
            while not over.is_set():
                livvakt.send_until_taken(sent[0], 50)
                sent[0] += 50

        def rewrite():
            while not over.is_set():
                livvakt.redis("bgrewriteaof")
        work = [Background(send), Background(rewrite)]
        copies = []
        try:
            for number in range(4):
                wait_for(lambda: sent[0] >= (number + 1) * 200, "comments to be sent")
                least = livvakt.totals()["accepted"]
                folder, out, _ = self.backup(livvakt, "copy %d" % number)
                self.assertIn("holds the state of", out)
                copies.append((folder, least, livvakt.totals()["accepted"]))
        finally:
            over.set()
            for one in work:
                one.join()
        livvakt.stop()
        for folder, least, most in copies:
            again = self.restored(folder)
            self.assertNotIn("warning", again.call("GET", "/readyz")[1])
            self.assert_adds_up(again, least, most)
            again.stop()

    def test_authors_are_still_found(self):
        livvakt = self.service()
        livvakt.call("POST", "/v1/comments", comment(1, author="anna"))
        livvakt.wait_judged(1)
        livvakt.stop()
        folder, _, _ = self.backup(livvakt, "copy")  # of one that does not run
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        again = self.restored(folder)
        _, out, _ = run("export", "-c", again.config, "--author", "anna", check=0)
        self.assertIn("c1", out)

    def test_what_is_there_is_left_alone(self):
        livvakt = self.service()
        folder, _, _ = self.backup(livvakt, "copy")
        _, _, err = self.backup(livvakt, "copy", check=2)
        self.assertIn("is there already", err)
        _, _, err = self.backup(livvakt, "no/such", check=3)
        self.assertIn("no/such", err)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("copy")], ["copy"])
        self.assertTrue(os.path.exists(os.path.join(folder, "author.key")))

    def test_nothing_to_copy(self):
        livvakt = self.service(start=False)
        _, _, err = self.backup(livvakt, "copy", check=1)
        state = os.path.join(self.folder, "state")
        self.assertIn("no service has run with the state folder %s" % state, err)
        self.assertIn("with -c", err)
        self.assertIn("appendonly.aof.manifest", err)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("copy")], [])

    def test_without_the_key(self):
        """With it alone are authors found: a copy without it is none."""
        livvakt = self.service()
        livvakt.stop()
        key = os.path.join(self.folder, "state", "author.key")
        os.unlink(key)
        for config in ("", "redis: redis://127.0.0.1:1/0\n"):
            livvakt.write_config(config)
            _, out, err = self.backup(livvakt, "copy", check=1)
            self.assertEqual(out, "")
            self.assertIn(key + " is missing; is this the state folder of a service that ran?", err)
            self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("copy")], [])

    def test_a_folder_without_a_name(self):
        livvakt = self.service(start=False)
        before = os.listdir(self.folder)
        _, _, err = run("backup", "-c", livvakt.config, "", check=2)
        self.assertIn("the name of the folder is empty", err)
        self.assertEqual(os.listdir(self.folder), before)

    def test_another_redis_is_not_ours_to_copy(self):
        port = free_ports(1)[0]
        server = redis_server(port, os.path.join(self.folder, "redis"))
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        livvakt = self.service("redis: redis://127.0.0.1:%d/0\n" % port)
        folder, out, _ = self.backup(livvakt, "copy")
        self.assertIn("back it up with its own means", out)
        self.assertEqual(sorted(os.listdir(folder)), ["author.key", "redis.used"])


if __name__ == "__main__":
    unittest.main()
