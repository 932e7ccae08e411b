"""How often words are written, by language, in the running text of unpacked packages: messages (gettext, MediaWiki), handbooks, manual pages."""

import collections
import gzip
import html
import json
import os
import re
import struct

FOREIGN = "nl fr es it pt pl fi is".split()
REGIONS = "sv-se nb-no nn-no da-dk de-de en-us en-gb nl-nl fr-fr es-es it-it pl-pl pt-br pt-pt is-is".split()
NAMES = {name: name[:2] for name in "sv nb nn da de en".split() + REGIONS} | {"no": "nb"}
NAMES |= {name: "other" for name in NAMES.keys() | set(FOREIGN) if name[:2] in FOREIGN}
WORD = re.compile(r"[^\W\d_]{2,22}")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
# What is no language: code, addresses, what a program puts in, and the marks of a key to press.
NO_TEXT = re.compile(r"<[^>]*>|https?://\S+|\S+@\S+|%[-0-9.$]*[a-zA-Z]|\{\{[^}]*\}\}|\{[^}]*\}|\[\[[^\]|]*\||\$\w+|\\[nt]")
CODE = re.compile(r"<(script|style|pre|code|tt|kbd|samp)\b.*?</\1>", re.S)
INLINE = re.compile(r"</?(?:a|b|i|em|span|strong|q|acronym|abbr)\b[^>]*>")
ENGLISH = set("the of and to is this for with be are an you not that from can or by as it".split())


def messages(path):
    """A gettext file: English, and its translation; what was left as it is says nothing."""
    data = open(path, "rb").read()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    number, given, translated = struct.unpack_from(order + "3I", data, 8)

    def string(table, i):
        length, start = struct.unpack_from(order + "2I", data, table + 8 * i)
        return data[start : start + length].split(b"\0")[0].decode("utf-8", "replace").split("\4")[-1]

    for i in range(number):
        english, other = string(given, i), string(translated, i)
        if english and english != other:
            yield "en", english
            yield None, other


def page(path):
    text = INLINE.sub("", CODE.sub(" ", open(path, encoding="utf-8", errors="replace").read()))
    return ((None, sentence) for part in re.split(r"<[^>]*>", text) for sentence in SENTENCE.split(part))


def wiki(path):
    texts = [text for text in json.load(open(path)).values() if isinstance(text, str)]
    return ((None, sentence) for text in texts for sentence in SENTENCE.split(text))


def manual(path):
    lines = gzip.open(path, "rt", encoding="utf-8", errors="replace").read().split("\n")
    return ((None, re.sub(r"\\f.|\\.", "", line)) for line in lines if not line.startswith("."))


READERS = [(".mo", "", messages), (".html", "", page), (".json", "i18n", wiki), (".gz", "/man/", manual)]


def language_of(path):
    """By its folders and name, the nearest first: .../nb/LC_MESSAGES/x.mo, admin-nb_NO.mo, index.da.html."""
    for part in path.split("/")[::-1]:
        for name in (part, part.split(".")[0], part.rsplit(".", 2)[-2] if part.count(".") > 1 else ""):
            if name.lower().replace("_", "-") in NAMES:
                return NAMES[name.lower().replace("_", "-")]
    return None


def plain(text):
    return " ".join(re.sub("[_&~]", "", NO_TEXT.sub(" ", html.unescape(text))).split())


def is_english(segment):
    """Translations are not whole: English stands in them."""
    words = segment.lower().split()
    known = sum(word in ENGLISH for word in words)
    return known >= 2 and known * 4 > len(words) or known > 0 and len(words) <= 3


def segments(root):
    """language → what is written in it, each once."""
    found = collections.defaultdict(dict)
    for folder, _, names in sorted(os.walk(root)):
        for path in (os.path.join(folder, name) for name in sorted(names)):
            language = language_of(path[len(root) :])
            if not language or os.path.islink(path):
                continue
            for ending, within, read in READERS:
                if path.endswith(ending) and within in path:
                    for own, text in read(path):
                        found[own or language][plain(text)] = None
    return found


def counts(root):
    found = segments(root)
    for language, texts in found.items():
        words = collections.Counter()
        for text in texts:
            if language == "en" or text not in found["en"] and not is_english(text):
                words.update(WORD.findall(text.lower()))
        yield language, words
