"""Rules that rest on others: the examples of docs/rules.md are rules that work, and explain says what was asked."""
import json
import os
import re
import shutil
import unittest

from house import ROOT, Case, run, one_thread

RUDE = "  - {id: rude-word, category: insult, points: 2, words: [sopa, tönt, mes], hit: [sopa], miss: [kul]}\n"


# What somebody writes who is angry, who is worried, and who only complains and is pleased. Invented.
MOODS = {
    "en": ("I am absolutely furious, I have had enough of you", "Is it safe to drink the water? I'm worried about my kids",
           "The soup was a bit cold. Lovely place though"),
    "sv": ("Nu har jag fått nog, det här är ett hån", "Jag är rädd att någon blir påkörd där", "Soppan var lite kall. Mysigt ställe"),
    "nb": ("Jeg er rasende, skam dere!", "Er det farlig å drikke vannet? Jeg er bekymret for barna", "Suppen var litt kald. Koselig sted"),
    "nn": ("No har eg fått nok, dette er ein hån mot oss", "Eg er redd for at nokon vert påkøyrd der", "Suppa var litt kald. Koseleg stad"),
    "da": ("Nu har jeg fået nok, det her er en hån", "Jeg er bekymret for børnene", "Suppen var lidt kold. Hyggeligt sted"),
    "de": ("Mir reicht es, das ist eine Unverschämtheit", "Ich habe Angst, dass dort jemand überfahren wird",
           "Die Suppe war etwas kalt. Schöner Laden"),
}

# Tears and skulls of laughter, and a complaint that has one.
LAUGHTER = {"en": "omg I'm dead 💀", "sv": "jag dör 😭😂", "nb": "😭😭😭", "nn": "skrik 😭 ❤️", "da": "skriger 😭", "de": "ich sterbe 😭🤣"}
NO_LAUGHTER = {"sv": "Så dåligt 😭", "en": "The app crashed again, terrible 💀"}


@one_thread
class Rules(Case):
    def documented(self):
        """The pack of docs/rules.md that combines rules, with the further rules shown behind it."""
        with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as file:
            blocks = re.findall(r"```yaml\n(.*?)```", file.read(), re.S)
        first = next(i for i, block in enumerate(blocks) if block.startswith("pack: combined"))
        more = [block for block in blocks[first + 1:] if block.startswith("  - id:")]
        self.assertGreaterEqual(len(more), 2)
        folder = os.path.join(self.folder, "rules")
        os.makedirs(os.path.join(folder, "common"))
        os.makedirs(os.path.join(folder, "sv"))
        shutil.copy(os.path.join(ROOT, "rules", "sv", "language.yaml"), os.path.join(folder, "sv"))
        with open(os.path.join(folder, "common", "combined.yaml"), "w", encoding="utf-8") as file:
            file.write(blocks[first] + RUDE + "".join(more))
        return folder

    def test_documented_examples(self):
        status, out, err = run("check", self.documented())
        self.assertEqual(status, 0, out + err)
        self.assertEqual([line for line in out.splitlines() if "[expired]" not in line], [])

    def test_explain_says_what_was_asked(self):
        folder = self.documented()
        comment = {"text": "free crypto at https://example.com/x", "ts": "2026-11-29T12:00:00Z",
                   "author": {"id": "a", "created_at": "2026-11-28T12:00:00Z"}}
        status, out, err = run("rules", "explain", "--rules", folder, "--json", json.dumps(comment))
        self.assertEqual(status, 0, err)
        self.assertRegex(out, r"asked +combined/offer-from-new-account +author younger_than 7d\? yes")
        self.assertRegex(out, r"found +combined/offer-from-new-account +spam 4 ")
        self.assertIn("action     hide", out)
        status, out, err = run("rules", "explain", "--rules", folder, comment["text"])
        self.assertEqual(status, 0, err)
        self.assertRegex(out, r"asked +combined/offer-from-new-account +author younger_than 7d\? not known")
        self.assertIn("action     review", out)
        self.assertIn('1 comment has no "ts", so rules that start or expire', err)
        del comment["ts"]
        status, out, err = run("rules", "explain", "--rules", folder, "--json", json.dumps(comment))
        self.assertIn("the age of an account, rested", err)
        self.assertEqual(run("rules", "explain", "--rules", folder, "--json", "{")[0], 2)

    def test_rules_with_days_and_comments_without_a_time(self):
        folder = self.documented()
        lines = '{"text":"hej","ts":"2026-01-01T00:00:00Z"}\n{"text":"hej"}\n{"text":"du"}\n'
        for arguments in (["score", "--rules", folder, "-"], ["rules", "diff", folder, folder, "-"]):
            with self.subTest(arguments=arguments[0]):
                status, _, err = run(*arguments, stdin=lines.encode())
                self.assertEqual(status, 0, err)
                self.assertIn('2 comments have no "ts", so rules that start or expire', err)
                self.assertEqual(run(*arguments, stdin=lines.splitlines(True)[0].encode())[2], "")

    def test_anger_and_worry_are_told_in_every_language(self):
        """All in one run, since a start compiles the shipped rules where none are kept."""
        asked = [(language, text, wanted) for language, texts in MOODS.items()
                 for text, wanted in zip(texts, ({"anger"}, {"worry"}, set()))]
        laughed = [*LAUGHTER.items(), *NO_LAUGHTER.items()]
        lines = "\n".join(json.dumps({"lang": language, "text": text})
                          for language, text in [comment[:2] for comment in asked] + laughed)
        status, out, err = run("score", "-", stdin=lines.encode())
        self.assertEqual(status, 0, err)
        verdicts = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(len(verdicts), len(asked) + len(laughed))
        for i, ((language, text), verdict) in enumerate(zip(laughed, verdicts[len(asked):])):
            with self.subTest(language=language, text=text):
                self.assertEqual(verdict["polarity"] == "negative", i >= len(LAUGHTER))
        for (language, text, wanted), verdict in zip(asked, verdicts):
            with self.subTest(language=language, text=text):
                self.assertEqual({name for name in ("anger", "worry") if verdict[name] >= 0.2}, wanted)


if __name__ == "__main__":
    unittest.main()
