"""house.py - a Livvakt of its own for each test: private folder, private port, real binary, real redis-server.

Nothing sleeps: waits are for conditions, with a deadline.
"""
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("LIVVAKT", os.path.join(ROOT, "build/livvakt")))
SLOW = float(os.environ.get("LIVVAKT_SLOW", "1"))  # sanitizer flavours are given more time
DEADLINE = max(60, 30 * SLOW)
# What a flavour would find nothing in that plain does not; the runner leaves it out there, too.
one_thread = unittest.skipIf("/thread/" in PROGRAM, "only commands run, which have one thread: its sanitizer finds nothing")
plain = unittest.skipIf("/address/" in PROGRAM or "/thread/" in PROGRAM, "of what a sanitizer sees, others do it, too")
LIGHT_RULES, SHIPPED_RULES = (os.path.join(ROOT, folder) for folder in ("tests/integration/rules", "rules"))
MEMORY = "/dev/shm"
LOG_SHOWN = 4000  # bytes of a failed test's
ENDS = ("judged", "duplicates", "poisoned", "edited")  # what becomes of a comment
SANITIZER_ENDS = {23: "Leak", 66: "Thread"}  # exit statuses; the others' is 1, and a report in the log
REPORTS = re.compile(r"WARNING: ThreadSanitizer.*?SUMMARY[^\n]*|ERROR: (?:Address|Leak)Sanitizer.*?SUMMARY[^\n]*|[^\n]*: runtime error: [^\n]*", re.S)
MILD = ["Det här är dåligt", "Takk for hjelpen", "Der Laden ist super", "I am fine", "Hvad koster det?"]


def wait_for(condition, what, deadline=None):
    """Polls until the condition is true; gives its value. What it waits for may be a function that tells how far it came."""
    end = time.monotonic() + (deadline or DEADLINE)
    while True:
        asked = time.monotonic()
        value = condition()
        if value:
            return value
        answered = time.monotonic()
        if answered > end:
            raise AssertionError("waited in vain for " + (what() if callable(what) else what))
        # A question takes time from what it waits for, and from the other tests: at most a third of theirs.
        time.sleep(min(max(0.01, 2 * (answered - asked)), 0.25))


class Background(threading.Thread):
    """Work beside the test, begun at once; its failure is the test's, by join()."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work, self.failure = work, None
        self.start()

    def run(self):
        try:
            self.work()
        except BaseException as failure:
            self.failure = failure

    def join(self, timeout=None):
        super().join(timeout)
        if self.failure:
            raise self.failure


def quick_folder():
    """Where a test's folder is made: in memory where there is room. On a disk that has a build to write, a sync takes seconds, in
    which a node of a cluster is silent and taken for dead; and nothing here cuts the power."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30
    return MEMORY if roomy else None


def put(path, text):
    """A whole file at once, in place of what was there: who watches it never sees a part of it, however long this process has to wait
    between making and filling it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    beside = os.path.join(os.path.dirname(path), ".%s.tmp" % os.path.basename(path))
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(beside, path)
    return path


def run(*arguments, stdin=None, check=None, env=None, timeout=None):
    """A subcommand to its end: (exit status, stdout, stderr)."""
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=timeout or 120 * SLOW,
                          env=env)
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError("%s gave %d, not %d\n%s%s" % (arguments, done.returncode, check, out, err))
    return done.returncode, out, err


CLAIMS = []  # held until this process ends


def free_ports(count):
    """Ports of this machine that nobody has, nor any other test asks for. Not those that the system hands out: one of them would be
    somebody else's by the time that a server which died comes back."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        handed_out = int(file.read().split()[0])
    ports = []
    for port in random.sample(range(10000, max(handed_out, 20000)), 1000):
        claim, probe = socket.socket(socket.AF_UNIX), socket.socket()
        try:
            claim.bind("\0livvakt-test-port-%d" % port)
            probe.bind(("127.0.0.1", port))
            CLAIMS.append(claim)
            ports.append(port)
        except OSError:
            claim.close()
        finally:
            probe.close()
        if len(ports) == count:
            return ports
    raise AssertionError("no free ports")


def redis_cli(port, *arguments):
    return subprocess.run(["redis-cli", "-p", str(port), *arguments], capture_output=True).stdout.decode().strip()


def redis_server(port, folder, *options):
    """One of the test's own, that answers; its log is in its folder."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "log"), "ab") as log:
        server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, *options],
                                  stdout=log, stderr=log)

    def answers():
        if server.poll() is not None:
            raise AssertionError("redis-server ended with %d:\n%s" % (server.returncode, log_end(folder)))
        return redis_cli(port, "ping") == "PONG"
    wait_for(answers, lambda: "redis-server:\n" + log_end(folder))
    return server


def log_end(folder):
    with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-12:])


def replica_has_all(master, replica):
    """Whether this replica has what the master, both by their ports, has carried out until now. WAIT would not say: it speaks of what
    its own connection wrote, so redis-cli, which wrote nothing, hears at once that all have it. Nor does the replica's link being
    up: after a full copy the master sends nothing on until it hears from the replica, up to a second later."""
    def offset(port, name):
        found = re.search(r"^%s:(\d+)" % name, redis_cli(port, "info", "replication"), re.M)
        return int(found[1]) if found else -1
    done = offset(master, "master_repl_offset")
    return 0 <= done <= offset(replica, "slave_repl_offset")


class Process(subprocess.Popen):
    """One that knows by which signals a test may have ended it, whether by kill(), terminate() or send_signal()."""

    def __init__(self, *arguments, **options):
        self.sent = set()
        super().__init__(*arguments, **options)

    def send_signal(self, sig):
        self.sent.add(sig)
        super().send_signal(sig)

    def bad_end(self):
        """What to say of an end that no test and no line of the program asked for; None of another."""
        status = self.poll()
        if status in SANITIZER_ENDS:
            return "the service ended with %d, as %sSanitizer has it" % (status, SANITIZER_ENDS[status])
        if status is None or status >= 0 or -status in self.sent:
            return None
        return "the service ended with %d, %s, which no test sent" % (status, signal.Signals(-status).name)


class Service:
    """livvakt run in a folder of its own. `config` is YAML text that is put behind listen and state; light rules unless it names others."""

    def __init__(self, folder, config="", program=PROGRAM, env=None):
        self.folder, self.program, self.env = folder, program, env
        self.config = os.path.join(folder, "livvakt.yaml")
        self.log = os.path.join(folder, "log")
        self.process, self.port = None, None
        self.processes = []  # one for each start
        self.write_config(config)

    def write_config(self, config, listen="127.0.0.1:0"):
        with open(self.config, "w", encoding="utf-8") as file:
            rules = "" if re.search("^rules:", config, re.M) else "rules: [%s]\n" % LIGHT_RULES
            file.write("listen: %s\nstate: state\n%s%s" % (listen, rules, config))

    def start(self, wait=True):
        log = open(self.log, "ab")
        begin = log.tell()
        self.process = Process([self.program, "run", "-c", self.config], stderr=log, stdout=log, env=self.env)
        self.processes.append(self.process)
        log.close()
        if wait:
            wait_for(lambda: self.ready(begin), "the service to be ready:\n" + self.text())
        return self

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def ready(self, begin):
        with open(self.log, "rb") as file:
            file.seek(begin)
            found = re.search(rb"ready: http://127\.0\.0\.1:(\d+)", file.read())
        if found:
            self.port = int(found.group(1))
            return True
        if self.process.poll() is not None:
            raise AssertionError("the service ended with %d:\n%s" % (self.process.returncode, self.text()))
        return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=DEADLINE)
        return self.process.returncode if self.process else None

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    def redis(self, *arguments):
        """What the managed Redis answers, as redis-cli prints it."""
        socket = os.path.join(self.folder, "state", "redis", "redis.sock")
        done = subprocess.run(["redis-cli", "-s", socket, *arguments], capture_output=True, timeout=DEADLINE)
        return done.stdout.decode("utf-8", "replace").strip()

    def kill_redis(self):
        pid = self.redis("info", "server")
        number = re.search(r"process_id:(\d+)", pid)
        if number:
            os.kill(int(number.group(1)), signal.SIGKILL)

    def call(self, method, path, body=None, kind="application/json", headers=None, timeout=None):
        """(status, decoded JSON or text, headers)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout or DEADLINE)
        try:
            sent = dict(headers or {})
            if body is not None:
                sent.setdefault("Content-Type", kind)
                if isinstance(body, str):
                    body = body.encode("utf-8")
                elif not isinstance(body, bytes):
                    body = json.dumps(body).encode("utf-8")
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            raw = answer.read()
            try:
                value = json.loads(raw)
            except ValueError:
                value = raw.decode("utf-8", "replace")
            return answer.status, value, answer.headers
        finally:
            connection.close()

    def metric(self, name):
        """A figure of /metrics as it stands now."""
        found = re.search(r"^livvakt_%s (-?\d+)$" % re.escape(name), self.call("GET", "/metrics")[1], re.M)
        return int(found[1]) if found else None

    def wait_metric(self, name, value):
        """The process counts a moment after what it counts is to be seen in Redis, in a log or by a receiver."""
        wait_for(lambda: self.metric(name) == value, lambda: "%s to be %s, it is %s" % (name, value, self.metric(name)))

    def wait_log(self, *pieces):
        wait_for(lambda: all(piece in self.text() for piece in pieces), lambda: "the log to say %s:\n%s" % (pieces, self.text()))

    def totals(self, brand="default"):
        status, value, _ = self.call("GET", "/v1/totals?brand=" + brand)
        assert status == 200, value
        return value

    def totals_if_any(self, brand="default"):
        """None while Redis is away, or has not been connected to again."""
        status, value, _ = self.call("GET", "/v1/totals?brand=" + brand)
        return value if status == 200 else None

    def send_until_taken(self, first, count, brands=("default",)):
        """Mild comments with these numbers, sent again until they are accepted, as a sender does whose Redis fails over."""
        body = "\n".join(json.dumps(comment(n, MILD[n % len(MILD)], brand=brands[n % len(brands)])) for n in range(first, first + count))

        def taken():
            try:
                return self.call("POST", "/v1/comments", body, "application/x-ndjson")[0] == 202
            except OSError:
                return False
        wait_for(taken, "the comments to be taken in")

    def wait_judged(self, count, brand="default"):
        """Gives the totals by then."""
        def judged():
            totals = self.totals_if_any(brand)
            return totals if totals and totals["judged"] >= count else None
        return wait_for(judged, "%d comments to be judged" % count)

    def wait_settled(self, accepted, brand="default"):
        """Until so many were accepted and something has become of each; gives the totals."""
        def settled():
            totals = self.totals_if_any(brand)
            over = totals and totals["accepted"] == accepted == sum(totals[end] for end in ENDS)
            return totals if over else None
        return wait_for(settled, "%d comments to be through" % accepted)


class Case(unittest.TestCase):
    """A test with a folder and services that are gone afterwards."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="livvakt-test-", dir=quick_folder())
        self.services, self.cleanups = [], []

    def tearDown(self):
        """All of them end and the folder goes, whatever one of them did; only then is that told. What is printed is shown by the
        runner when the test failed."""
        failures = []
        for service in self.services:
            try:
                service.stop()
            except subprocess.TimeoutExpired:
                failures.append("a service did not stop within %d seconds:\n%s" % (DEADLINE, service.text()))
                service.kill()
            self.end_redis(service)
            failures += filter(None, (process.bad_end() for process in service.processes))
            if os.path.exists(service.log):
                print("the log of %s ends:\n%s" % (service.folder, service.text()[-LOG_SHOWN:]))
                failures += REPORTS.findall(service.text())
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertEqual(failures, [])

    def end_redis(self, service):
        """A redis-server that outlived a killed Livvakt."""
        subprocess.run(["redis-cli", "-s", os.path.join(service.folder, "state", "redis", "redis.sock"), "shutdown",
                        "nosave"], capture_output=True)

    def service(self, config="", start=True):
        service = Service(self.folder, config)
        self.services.append(service)
        return service.start() if start else service


def sink(case, script, *arguments):
    """A receiver that runs as its own process and prints its port as the first line; gives (process, port)."""
    process = subprocess.Popen(["/usr/bin/python3", os.path.join(ROOT, "tests/integration", script), *arguments],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    case.addCleanup(process.wait)
    case.addCleanup(process.stdout.close)
    case.addCleanup(process.kill)
    line = process.stdout.readline().decode()
    found = re.search(r"(\d+)", line)
    if not found:
        raise AssertionError("%s did not say its port: %r" % (script, line))
    return process, int(found.group(1))


def preloaded(case, **variables):
    """An environment in which preload.c stands between a program and the world."""
    library = os.path.join(case.folder, "preload.so")
    subprocess.run([os.environ.get("CC", "cc"), "-std=c17", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-o", library,
                    os.path.join(ROOT, "tests/integration/preload.c")], check=True)
    sanitizer = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    return {**os.environ, **sanitizer, "LD_PRELOAD": library, **variables}


class Clock:
    """A wall clock that a test sets, for programs started with its environment."""

    def __init__(self, case):
        self.path = os.path.join(case.folder, "clock")
        self.began = time.time(), time.monotonic()
        self.set()
        self.env = preloaded(case, TEST_CLOCK=self.path)

    def set(self, shift=0, speed=1):
        """So many seconds ahead of the real one, and so many times as fast since it was made."""
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(struct.pack("dddd", *self.began, speed, shift))


def partition_of(brand, partitions):
    """As docs/scaling.md says it."""
    hash = 0xcbf29ce484222325
    for byte in brand.encode():
        hash = ((hash ^ byte) * 0x100000001b3) & (2 ** 64 - 1)
    return (hash ^ (hash >> 32)) % partitions


def brands_on_each(partitions, each=1):
    """Names of brands, `each` of them in every partition."""
    names = ["brand %d" % n for n in range(200)]
    return [[name for name in names if partition_of(name, partitions) == p][:each] for p in range(partitions)]


def comment(number, text="Det här är dåligt", **fields):
    return {"id": "c%d" % number, "text": text, "author": "a%d" % number, **fields}
