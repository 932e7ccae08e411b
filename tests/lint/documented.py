"""documented.py - every command has a man page and a line in the README, every key of the configuration is documented."""
import os
import re
import subprocess
import sys

program = sys.argv[1]
found = []
commands = re.findall(r"^  ([\w-]+) ", subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout, re.M)
readme = open("README.md", encoding="utf-8").read()
for command in commands:
    if not os.path.exists("docs/man/livvakt-%s.1" % command):
        found.append("docs/man/livvakt-%s.1 is missing" % command)
    if "livvakt " + command not in readme:
        found.append("README.md does not name `livvakt %s`" % command)
wanted = subprocess.run([program, "run", "--help-config"], capture_output=True, text=True, check=True).stdout
manual = open("docs/configuration.md", encoding="utf-8").read()
for line in wanted.splitlines():
    if line.startswith("| `") and line not in manual:
        found.append("docs/configuration.md lacks or contradicts: " + line)
sample = open("systemd/livvakt.yaml", encoding="utf-8").read()
for key in re.findall(r"^\| `(\w+)`", wanted.split("## defaults")[0], re.M):
    if key + ":" not in sample:
        found.append("systemd/livvakt.yaml does not show " + key)
api = open("docs/openapi.yaml", encoding="utf-8").read()
for path in re.findall(r'"(/[^"]*)"', open("daemon/api/api.c", encoding="utf-8").read()):
    if path.replace("*", "{id}") not in api and path.replace("/*", "/{id}") not in api:
        found.append("docs/openapi.yaml does not describe " + path)
print("\n".join(found))
sys.exit(1 if found else 0)
