"""house.py - the house of docs/architecture.md: who may include whom, one library one room, lengths, banned calls."""
import os
import re
import subprocess
import sys

# Which rooms a room may look into; the others, the command room and what stands in daemon/ itself (service, pipeline …), into all.
MAY = {
    "base": [],
    "noun": ["base"],
    "text": ["base", "noun"],
    "judge": ["base", "noun", "text"],
    "train": ["base", "noun", "text", "judge"],
    "detect": ["base", "noun", "text"],
    "store": ["base", "noun", "plain"],
    "intake": ["base", "noun", "store"],
    "alarm": ["base", "noun", "config"],
    "deliver": ["base", "noun", "config"],
    "face": ["base", "noun"],
    "config": ["base", "noun"],
    "batch": ["base", "noun", "text", "judge", "detect", "store", "deliver", "config"],
    "raise": ["base", "noun", "detect", "store", "alarm", "config"],
    "lookout": ["base", "noun", "detect", "store", "alarm", "config", "batch", "raise"],
    "keeper": ["base", "noun", "judge", "config"],
    "api": ["base", "noun", "judge", "intake", "store", "alarm", "face", "config", "batch", "raise", "top"],
}
# Headers without a .c of their own, or plain nouns that several rooms share.
NOUNS = {"comment", "verdict", "finding", "incident", "message", "language", "thresholds", "series_counts", "recent_comment",
         "effects", "circumstances", "chorus_voice"}
LIBRARIES = {  # header pattern -> files that may include it
    r"hs(_\w+)?\.h|hs/.*": r"daemon/judge/",
    r"pcre2\.h": r"daemon/judge/",
    r"hiredis.*|async\.h|adapters/.*": r"daemon/store/",
    r"curl/.*": r"daemon/deliver/http_client\w*\.c",
    r"event2/.*": r"daemon/(base/loop\.c|face/|store/redis_async\w*\.c)",
    r"http_parser\.h": r"daemon/face/http_reader\.c",
    r"sodium\.h": r"daemon/base/crypto\.c",
    r"cjson/.*|cJSON\.h": r"daemon/base/json\.c",
    r"yaml\.h": r"daemon/base/yaml\.c",
    r"utf8proc\.h": r"daemon/text/",
    r"libstemmer\.h": r"daemon/text/",
    r"libpsl\.h|idn2\.h": r"daemon/text/domain\.c",
    r"linear\.h": r"daemon/train/linear_fit\.c",
    r"systemd/.*": r"daemon/service\.c",
}
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen|rand|srand|localtime|alloca)\s*\(")
CLOCKS = re.compile(r"\b(clock_gettime|gettimeofday|time)\s*\(")
FUNCTION_MAX, FILE_MAX, P90_MAX, MEDIAN_MAX = 80, 600, 45, 16

complaints = []


def complain(place, text):
    complaints.append("%s: %s" % (place, text))


def files(pattern):
    return subprocess.run(["git", "ls-files", pattern], capture_output=True, text=True, check=True).stdout.split()


def room_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) == 3 else "top"


def owners(sources):
    """header stem -> room: the .c of the same name says it."""
    rooms = {os.path.splitext(os.path.basename(path))[0]: room_of(path) for path in sources}
    rooms.update({name: "noun" for name in NOUNS})
    return rooms


def room_of_header(stem, rooms, by_users):
    return rooms.get(stem) or by_users.get(stem)


def inside_headers(sources, rooms):
    """Headers without a .c of their name belong to the one room that includes them."""
    users = {}
    for path in sources:
        for name in re.findall(r'^#include "(\w+)\.h"', open(path, encoding="utf-8").read(), re.M):
            if name not in rooms:
                users.setdefault(name, set()).add(room_of(path))
    return {name: next(iter(found)) if len(found) == 1 else "base" for name, found in users.items()}


def check_includes(sources):
    rooms = owners(sources)
    by_users = inside_headers(sources, rooms)
    for path in sources:
        here = room_of(path)
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            own = re.match(r'#include "([\w/]+)\.h"', line)
            foreign = re.match(r"#include <([^>]+)>", line)
            if own:
                there = room_of_header(os.path.basename(own.group(1)), rooms, by_users)
                if here in MAY and there not in (None, here) and there not in MAY[here]:
                    complain("%s:%d" % (path, number), "%s must not look into %s (%s.h)" % (here, there, own.group(1)))
            if foreign:
                for pattern, allowed in LIBRARIES.items():
                    if re.fullmatch(pattern, foreign.group(1)) and not re.match(allowed, path):
                        complain("%s:%d" % (path, number), "<%s> belongs to %s" % (foreign.group(1), allowed))


def strip_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(\\.|[^\"\\])*\"", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)


def check_calls(sources):
    for path in sources:
        code = strip_comments(open(path, encoding="utf-8").read())
        for number, line in enumerate(code.splitlines(), 1):
            found = BANNED.search(line)
            if found:
                complain("%s:%d" % (path, number), "%s is banned" % found.group(1))
            if CLOCKS.search(line) and path != "daemon/base/clock.c":
                complain("%s:%d" % (path, number), "only clock.c asks what time it is")
            if re.match(r"extern\b", line) and path.endswith(".c"):
                complain("%s:%d" % (path, number), "extern belongs into a header")


def function_lengths(path):
    start, name = None, ""
    previous = ""
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith("{"):
            start, name = number, previous.strip()
        elif line.startswith("}") and start:
            if not line.startswith("};") and "=" not in name:
                yield number - start - 1, number, name
            start = None
        if line.strip():
            previous = line


def check_lengths(sources):
    lengths = []
    for path in sources:
        count = sum(1 for _ in open(path, encoding="utf-8"))
        if count > FILE_MAX:
            complain(path, "%d lines; at most %d: is it one idea?" % (count, FILE_MAX))
        for length, number, name in function_lengths(path):
            lengths.append(length)
            if length > FUNCTION_MAX:
                complain("%s:%d" % (path, number), "a function of %d lines" % length)
    lengths.sort()
    if lengths:
        median, p90 = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
        if median > MEDIAN_MAX or p90 > P90_MAX:
            complain("daemon", "functions: median %d, nine in ten under %d lines" % (median, p90))


def check_headers(sources, headers):
    stems = {os.path.splitext(os.path.basename(path))[0] for path in sources}
    for path in headers:
        text = open(path, encoding="utf-8").read()
        if not text.startswith("/*"):
            complain(path, "a header opens with what it is for")
        if "#ifndef LIVVAKT_" not in text:
            complain(path, "a header has a guard that begins with LIVVAKT_")
    for path in sources:
        if not open(path, encoding="utf-8").read().startswith("/*"):
            complain(path, "a file opens with what it is for")
    included = set()
    for path in sources + headers + files("tests/*.c"):
        included |= set(re.findall(r'#include "(\w+)\.h"', open(path, encoding="utf-8").read()))
    for path in headers:
        stem = os.path.splitext(os.path.basename(path))[0]
        if stem not in included:
            complain(path, "nobody includes this header")
    return stems


def check_tests(sources):
    """Each module that a header speaks for has a test that includes the header."""
    tested = set()
    for path in files("tests/*.c"):
        tested |= set(re.findall(r'#include "(\w+)\.h"', open(path, encoding="utf-8").read()))
    untested = {line.split("#")[0].strip() for line in open("tests/lint/tested-elsewhere", encoding="utf-8")}
    headers = {os.path.splitext(os.path.basename(path))[0] for path in files("include/*.h")}
    for path in sources:
        stem = os.path.splitext(os.path.basename(path))[0]
        if stem in headers and stem not in tested and stem not in untested:
            complain(path, "no test includes %s.h" % stem)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    sources, headers = files("daemon/*.c"), files("include/*.h")
    check_includes(sources)
    check_calls(sources)
    check_lengths(sources)
    check_headers(sources, headers)
    check_tests(sources)
    print("\n".join(complaints))
    return 1 if complaints else 0


sys.exit(main())
