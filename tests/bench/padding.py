"""padding.py - rules and texts of an invented language, for benches: as many keywords and regexes as asked, the same on every machine."""
import os
import random

STARTS = ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "sk", "st", "tr", "", "kr", "fl", "gr", "sp"]
VOWELS = "aeiou"
ENDS = ["", "", "n", "r", "t", "l", "s", "", "nd", "ng"]
FORMS = ["{0}(?:en|er|ar)? [a-z]{{2,6}} {1}", "{0}[0-9]{{2,4}}", "(?:{0}|{1})(?:st|nd)e", "{0}(?: [a-z]+)? (?:og|and|und|och) {1}"]


def word(dice, syllables):
    return "".join(dice.choice(STARTS) + dice.choice(VOWELS) + dice.choice(ENDS) for _ in range(syllables))


def keywords(count, seed=1):
    dice, found = random.Random(seed), {}
    while len(found) < count:
        found[word(dice, 3 + len(found) % 2)] = True
    return list(found)


def regexes(count, seed=2):
    dice = random.Random(seed)
    return [FORMS[number % 4].format(word(dice, 3), word(dice, 3)) for number in range(count)]


def write_rules(folder, words, patterns):
    """A rule folder: twenty keywords a rule, a regex a rule."""
    rules = [("w%d" % at, "words: [%s]" % ", ".join(words[at:at + 20])) for at in range(0, len(words), 20)]
    rules += [("r%d" % at, "regex: ['%s']" % pattern) for at, pattern in enumerate(patterns)]
    os.makedirs(os.path.join(folder, "common"))
    with open(os.path.join(folder, "common", "padding.yaml"), "w", encoding="ascii") as file:
        file.write("pack: padding\nlanguage: any\nrules:\n")
        for name, what in rules:
            file.write("  - id: %s\n    %s\n    category: insult\n    points: 1\n    hit: [a]\n    miss: [b]\n" % (name, what))


def texts(count, words, seed=3):
    """Comments of 4 to 27 words, about 80 bytes; one in twenty holds a keyword."""
    dice = random.Random(seed)
    common = [word(dice, 1 if at < 60 else 2 if at < 1500 else 3) for at in range(20000)]
    for number in range(count):
        chosen = [common[int(len(common) * dice.random() ** 6)] for _ in range(dice.randrange(4, 28))]
        if number % 20 == 0:
            chosen[len(chosen) // 2] = dice.choice(words)
        yield " ".join(chosen)
