"""Rules that rest on others: the examples of docs/rules.md are rules that work, and explain says what was asked."""
import json
import os
import re
import shutil
import unittest

from house import ROOT, Case, run

RUDE = "  - {id: rude-word, category: insult, points: 2, words: [sopa, tönt, mes], hit: [sopa], miss: [kul]}\n"


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
        self.assertEqual(run("rules", "explain", "--rules", folder, "--json", "{")[0], 2)


if __name__ == "__main__":
    unittest.main()
