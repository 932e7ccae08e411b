"""Words and the languages that have them, from the unpacked packages that `make` names: one a line, with the languages as bits (include/language.h)."""

import collections
import glob
import random
import re
import struct
import sys

ROOT = sys.argv[1]
LANGUAGES = ["", "sv", "nb", "nn", "da", "de", "en", "other"]
FOREIGN_EACH = 150000
WORD = re.compile(r"^[^\W\d_]{2,22}$")
LISTS = [("sv", "swedish"), ("nb", "bokmaal"), ("nn", "nynorsk"), ("da", "danish"), ("de", "ngerman"), ("en", "american-english-large"), ("en", "british-english-large")]
FOREIGN = ["dutch", "french", "spanish", "italian", "portuguese", "polish"]
DICTIONARIES = [("sv", "sv_SE"), ("nb", "nb_NO"), ("nn", "nn_NO"), ("da", "da_DK"), ("de", "de_DE"), ("other", "is_IS")]
ENCODINGS = {"ISO8859-1": "latin-1"}


def draw(words, limit):
    words = sorted(words)
    random.seed(1)
    return random.sample(words, limit) if len(words) > limit else words


def listed(name, names_too):
    raw = open("%s/usr/share/dict/%s" % (ROOT, name), "rb").read()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return [word.lower() for word in text.split("\n") if names_too or word == word.lower()]


def endings_of(affixes):
    endings = collections.defaultdict(list)
    for parts in (line.split() for line in affixes):
        if len(parts) < 5 or parts[0] != "SFX":
            continue
        added = parts[3].split("/")[0]
        try:
            condition = re.compile("(?:%s)$" % ("" if parts[4] == "." else parts[4]))
        except re.error:
            continue
        endings[parts[1]].append(("" if parts[2] == "0" else parts[2], "" if added == "0" else added, condition))
    return endings


def inflected(name):
    """The words of a spelling dictionary with one ending each."""
    path = "%s/usr/share/hunspell/%s" % (ROOT, name)
    raw = open(path + ".aff", "rb").read()
    encoding = re.search(rb"SET (\S+)", raw).group(1).decode()
    encoding = ENCODINGS.get(encoding, encoding)
    affixes = raw.decode(encoding, "replace")
    endings = endings_of(affixes.split("\n"))
    for line in open(path + ".dic", "rb").read().decode(encoding, "replace").split("\n")[1:]:
        word, _, flags = re.split(r"[\t ]", line)[0].partition("/")
        if word != word.lower() and name != "de_DE":
            continue
        yield word.lower()
        if "FLAG num" in affixes:
            flags = flags.split(",")
        elif "FLAG long" in affixes:
            flags = [flags[i : i + 2] for i in range(0, len(flags), 2)]
        for off, added, condition in (ending for flag in flags for ending in endings.get(flag, ())):
            if word.endswith(off) and condition.search(word):
                yield (word[: len(word) - len(off)] + added).lower()


def messages(language):
    """Words seen twice in a program's messages (gettext's .mo)."""
    counts = collections.Counter()
    for path in glob.glob("%s/usr/lib/libreoffice/program/resource/%s/LC_MESSAGES/*.mo" % (ROOT, language)):
        data = open(path, "rb").read()
        number, table = struct.unpack_from("<I", data, 8)[0], struct.unpack_from("<I", data, 16)[0]
        for i in range(number):
            length, start = struct.unpack_from("<2I", data, table + 8 * i)
            text = data[start : start + length].decode("utf-8", "replace")
            counts.update(re.findall(r"[^\W\d_]{2,}", re.sub(r"[~_]", "", text).lower()))
    return [word for word, count in counts.items() if count > 1]


def main():
    languages = collections.Counter()

    def add(language, words):
        for word in words:
            if WORD.match(word):
                languages[word] |= 1 << LANGUAGES.index(language)

    for language, name in LISTS:
        add(language, listed(name, language == "de"))
    for name in FOREIGN:
        add("other", draw(set(listed(name, False)), FOREIGN_EACH))
    for language, name in DICTIONARIES:
        words = inflected(name)
        add(language, draw(set(words), FOREIGN_EACH) if language == "other" else words)
    for language in ("fi", "is"):
        add("other", messages(language))
    for word, bits in sorted(languages.items()):
        print("%s\t%d" % (word, bits))


main()
