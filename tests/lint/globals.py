"""globals.py - nothing mutable is global: objects in .data and .bss, but for the two modules that own the process's state."""
import os
import subprocess
import sys

ALLOWED = {"log.o", "livvakt_lua.o"}
found = []
for folder, _, names in os.walk(os.path.join(sys.argv[1], "daemon")):
    for name in names:
        if not name.endswith(".o") or name in ALLOWED:
            continue
        table = subprocess.run(["objdump", "-t", os.path.join(folder, name)], capture_output=True, text=True, check=True).stdout
        for line in table.splitlines():
            words = line.split()
            if " O " in line and any(section in words for section in (".data", ".bss", ".tbss", ".tdata")):
                found.append("%s: %s is mutable and global" % (name, words[-1]))
print("\n".join(found))
sys.exit(1 if found else 0)
