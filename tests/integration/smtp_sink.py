#!/usr/bin/python3
"""An SMTP server for tests: writes each mail it takes as a line of JSON, and misbehaves when told to.

usage: smtp_sink.py --record FILE [--port 0] [--port-file FILE] [options]

  --fail N            answer the first N recipients with --code, then behave
  --code CODE         of --fail: 451 (default), 550, 552 …
  --fail-data N       refuse the first N mails after their data, with --code
  --slow SECONDS      wait so long before answering the data of a mail
  --drop N            take the data of the first N mails, then close without an answer
  --starttls CERT KEY offer STARTTLS, and take no mail without it
  --login USER PASSWORD   take no mail without this login (needs --starttls)

A line of the record: {"from","to":[],"tls","login","headers":{},"subject","text","raw","at"}. What was refused or dropped
is recorded, too, with "refused": the answer. The port is written to --port-file once the server listens; it runs until
SIGTERM or SIGINT.
"""
import argparse
import asyncio
import email
import email.policy
import json
import signal
import ssl
import time

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Sink:
    def __init__(self, options):
        self.options = options
        self.failures_left = options.fail
        self.data_failures_left = options.fail_data
        self.drops_left = options.drop
        self.record = open(options.record, "a", encoding="utf-8")

    def write(self, session, envelope, refused=None):
        raw = envelope.content or b""
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        text = mail.get_content() if raw and mail.get_content_maintype() == "text" else ""
        line = {
            "at": time.time(),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "login": getattr(session, "auth_data", None) and session.auth_data.login.decode(),
            "headers": {name: str(value) for name, value in mail.items()},
            "subject": str(mail.get("Subject", "")),
            "text": text.replace("\r\n", "\n"),
            "raw": raw.decode("ascii", "replace"),
        }
        if refused:
            line["refused"] = refused
        self.record.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.record.flush()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.failures_left > 0:
            self.failures_left -= 1
            answer = f"{self.options.code} not now, says the test"
            envelope.rcpt_tos.append(address)
            self.write(session, envelope, answer)
            envelope.rcpt_tos.pop()
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.options.slow:
            await asyncio.sleep(self.options.slow)
        if self.drops_left > 0:
            self.drops_left -= 1
            self.write(session, envelope, "dropped")
            server.transport.abort()
            return "421 never sent"
        if self.data_failures_left > 0:
            self.data_failures_left -= 1
            answer = f"{self.options.code} not this one, says the test"
            self.write(session, envelope, answer)
            return answer
        self.write(session, envelope)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, data):
        user, password = self.options.login
        fine = (isinstance(data, LoginPassword) and data.login == user.encode()
                and data.password == password.encode())
        return AuthResult(success=fine, handled=fine, auth_data=data if fine else None)


def make_server(sink, options, context):
    login = {}
    if options.login:
        login = {"authenticator": sink.authenticate, "auth_required": True, "auth_require_tls": context is not None}
    return SMTP(sink, hostname="sink.test", tls_context=context, require_starttls=context is not None,
                enable_SMTPUTF8=False, **login)


async def serve(options):
    context = None
    if options.starttls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.starttls)
    sink = Sink(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: make_server(sink, options, context), "127.0.0.1", options.port)
    stop = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: stop.done() or stop.set_result(None))
    port = server.sockets[0].getsockname()[1]
    if options.port_file:
        with open(options.port_file, "w", encoding="ascii") as file:
            file.write(f"{port}\n")
    else:
        print(port, flush=True)
    await stop
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file")
    parser.add_argument("--fail", type=int, default=0)
    parser.add_argument("--fail-data", type=int, default=0)
    parser.add_argument("--code", type=int, default=451)
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--drop", type=int, default=0)
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--login", nargs=2, metavar=("USER", "PASSWORD"))
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
