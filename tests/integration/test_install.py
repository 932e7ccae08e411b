"""What `make install` puts in place works from there, under any PREFIX, and is gone after `make uninstall`."""
import os
import stat
import subprocess
import unittest

from house import PROGRAM, ROOT, Case, plain


@plain
class Install(Case):
    def install(self, *arguments):
        subprocess.run([os.path.join(ROOT, "systemd", "install"), *arguments], check=True)

    def files(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.folder) for name in names]

    def test_there_and_gone(self):
        self.install(PROGRAM, self.folder, "/opt/anywhere")
        program = os.path.join(self.folder, "opt/anywhere/bin/livvakt")
        done = subprocess.run([program, "check", "-q"], cwd="/", capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(self.folder, "opt/anywhere/lib/systemd/system/livvakt.service"), encoding="utf-8") as file:
            self.assertIn("ExecStart=/opt/anywhere/bin/livvakt run", file.read())
        config = os.path.join(self.folder, "etc/livvakt/livvakt.yaml")
        self.assertTrue(os.stat(config).st_mode & stat.S_IROTH, "the service's user must be able to read it")
        self.install("--remove", self.folder, "/opt/anywhere")
        self.assertEqual(self.files(), [config])

    def test_own_configuration_stays(self):
        config = os.path.join(self.folder, "etc/livvakt/livvakt.yaml")
        os.makedirs(os.path.dirname(config))
        with open(config, "w", encoding="utf-8") as file:
            file.write("listen: 127.0.0.1:1\n")
        self.install(PROGRAM, self.folder, "/usr")
        with open(config, encoding="utf-8") as file:
            self.assertEqual(file.read(), "listen: 127.0.0.1:1\n")


if __name__ == "__main__":
    unittest.main()
