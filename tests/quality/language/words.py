"""Words of the unpacked packages that `make` names, one a line: how often learn.c is to see it, and the share of each language (include/language.h) in its
uses. A spelling dictionary says that a language has a word, running text how often."""

import collections
import glob
import random
import re
import sys

import running_text

ROOT = sys.argv[1]
LANGUAGES = ["", "sv", "nb", "nn", "da", "de", "en", "other"]
FOREIGN_EACH = 150000
SEEN_EACH = 375000  # times that a language's words are seen in one round
IN_TEXT = 0.7  # so much of a language's words as they are used stands in our texts,
TAMED = 0.8  # which are about few things: what is frequent in them is less so elsewhere
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


def dictionaries():
    """word → the languages whose dictionaries have it, as bits."""
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
    return languages


def main():
    known, used = dictionaries(), {}
    for language, words in running_text.counts(ROOT):
        for word, count in words.items():
            if count > 1 or word in known:
                used.setdefault(word, [0] * len(LANGUAGES))[LANGUAGES.index(language)] = count
    every = range(1, len(LANGUAGES))
    size = [sum(bits >> i & 1 for bits in known.values()) or 1 for i in range(len(LANGUAGES))]
    uses = [sum(counts[i] ** TAMED for counts in used.values()) or 1 for i in range(len(LANGUAGES))]
    sights = [sum(counts[i] ** 0.5 for counts in used.values()) or 1 for i in range(len(LANGUAGES))]
    unused = [0] * len(LANGUAGES)
    for word in sorted(known.keys() | used.keys()):
        bits, counts = known.get(word, 0), used.get(word, unused)
        has = [(bits >> i & 1) / size[i] for i in every]
        share = [IN_TEXT * counts[i] ** TAMED / uses[i] + (1 - IN_TEXT) * has[i - 1] for i in every]
        seen = sum(SEEN_EACH * (has[i - 1] + counts[i] ** 0.5 / sights[i]) / 2 for i in every)
        print(word, "%.3f" % seen, *("%.4f" % (part / sum(share)) for part in share), sep="\t")


main()
