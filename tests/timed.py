"""timed.py - what a test program takes, by the clock and of the processors, and a list of those that take most."""
import os
import subprocess
import time

SHOWN = 20


def run_timed(command, log, **options):
    """(exit status as subprocess has it, seconds, processor seconds of it and of its children that it waited for); it prints to log."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=log, stderr=log, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - begun, usage.ru_utime + usage.ru_stime


def tell_times(times):
    """Of {name: (seconds, processor seconds)}: the sum, and those that took longest, each with both."""
    print("  in all %.0f s one after another, %.0f s of a processor; longest, and of a processor:" %
          tuple(sum(figures) for figures in zip(*times.values())))
    for name, figures in sorted(times.items(), key=lambda item: -item[1][0])[:SHOWN]:
        print("  %7.1f s %6.1f s  %s" % (*figures, name))
