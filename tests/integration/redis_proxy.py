#!/usr/bin/python3
"""A TCP way to a redis-server that misbehaves when told to: slow, or it loses answers.

usage: redis_proxy.py SOCKET [--delay SECONDS] [--lose N]

  --delay SECONDS   every answer comes so much later
  --lose N          about every N-th answer is lost, and the connection with it: the command was carried out

The port is the first line of standard output.
"""
import argparse
import random
import socket
import threading
import time


def pump(source, target, before):
    try:
        while True:
            data = source.recv(65536)
            if not data or not before(data):
                break
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--lose", type=int, default=0)
    options = parser.parse_args()
    dice = random.Random(1)

    def answer(_):
        if options.delay:
            time.sleep(options.delay)
        return not options.lose or dice.randrange(options.lose) > 0

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(options.socket)
        threading.Thread(target=pump, args=(client, server, lambda data: True), daemon=True).start()
        threading.Thread(target=pump, args=(server, client, answer), daemon=True).start()


main()
