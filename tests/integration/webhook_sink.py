#!/usr/bin/python3
"""A receiver of webhooks and hide calls for tests: writes each request as a line of JSON, checks signatures by itself,
and misbehaves when told to.

usage: webhook_sink.py --record FILE [--port 0] [--port-file FILE] [options]

  --secret FILE       check Standard Webhooks signatures with the secrets in this file (whsec_…, one a line)
  --fail N            answer the first N requests with --code, then behave
  --code CODE         of --fail: 500 (default), 410, 429, 302 …
  --retry-after N     with --fail: a Retry-After header of N seconds
  --slow SECONDS      wait so long before each answer
  --drop N            read the first N requests, then close without an answer
  --tls CERT KEY      speak HTTPS

A line of the record: {"at","method","path","headers":{},"body","json","signature":"good"|"bad"|"none"|null,"answered"}.
Header names are in small letters; "answered" is the status, 0 when dropped; "signature" is null without --secret.
"""
import argparse
import base64
import hashlib
import hmac
import json
import signal
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300


def read_secrets(path):
    with open(path, encoding="ascii") as file:
        lines = [line.strip() for line in file if line.strip()]
    return [base64.b64decode(line[len("whsec_"):]) for line in lines]


def check_signature(secrets, headers, body, now):
    """Standard Webhooks 1.0.0, written from the specification alone."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    if any(name not in headers for name in names):
        return "none"
    message_id, timestamp, signatures = (headers[name] for name in names)
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "bad"
    signed = f"{message_id}.{timestamp}.".encode() + body
    for signature in signatures.split(" "):
        version, _, code = signature.partition(",")
        for secret in secrets:
            want = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
            if version == "v1" and hmac.compare_digest(want, code):
                return "good"
    return "bad"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_one(self):
        sink = self.server.sink
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if sink.options.slow:
            time.sleep(sink.options.slow)
        status = sink.next_status()
        sink.write(self, body, status)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        if status >= 300 and sink.options.retry_after is not None:
            self.send_header("Retry-After", str(sink.options.retry_after))
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        answer = b"ok" if status < 300 else b"not now, says the test"
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_one


class Sink:
    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.failures_left = options.fail
        self.drops_left = options.drop
        self.secrets = read_secrets(options.secret) if options.secret else None
        self.record = open(options.record, "a", encoding="utf-8")

    def next_status(self):
        with self.lock:
            if self.drops_left > 0:
                self.drops_left -= 1
                return 0
            if self.failures_left > 0:
                self.failures_left -= 1
                return self.options.code
            return 200

    def write(self, request, body, status):
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = None
        now = time.time()
        line = {
            "at": now,
            "method": request.command,
            "path": request.path,
            "headers": headers,
            "body": body.decode("utf-8", "replace"),
            "json": parsed,
            "signature": check_signature(self.secrets, headers, body, now) if self.secrets else None,
            "answered": status,
        }
        with self.lock:
            self.record.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.record.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file")
    parser.add_argument("--secret")
    parser.add_argument("--fail", type=int, default=0)
    parser.add_argument("--code", type=int, default=500)
    parser.add_argument("--retry-after", type=int)
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--drop", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    options = parser.parse_args()

    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    server.sink = Sink(options)
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    if options.port_file:
        with open(options.port_file, "w", encoding="ascii") as file:
            file.write(f"{server.server_address[1]}\n")
    else:
        print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
