"""train and eval on comments that people labelled: both read the same lines alike, and tell of what they cannot use."""
import json
import os
import re
import unittest

from house import Case, SHIPPED_RULES, put, run, one_thread

COMMON = "och men så i dag igen hos er på torget med barnen efter jobbet vid kassan för min mamma".split()
TEXTS = {"neg": ("Fortfarande ingen leverans", "Väntat i tre timmar i kön", "Appen kraschar hela tiden"),
         "neu": ("Öppnar ni på lördag", "Finns den i blått", "Jag bor i Umeå"),
         "pos": ("Tack för snabb hjälp", "Underbart bemötande", "Bästa butiken i stan")}


def comments(count):
    """As many, made up, the same each time; some complaints have no word of mood, only a rule that knows them."""
    for i in range(count):
        label = ("neg", "neu", "pos")[i % 3]
        own, rest = TEXTS[label][i // 3 % 3], (COMMON[(i * step + i // 7) % len(COMMON)] for step in (1, 3, 5, 7))
        yield {"text": "%s %s" % (own, " ".join(rest)), "sent": label, "author": "u%d" % i, "lang": "sv"}


@one_thread
class Labelled(Case):
    def lines(self, name, rows):
        return put(os.path.join(self.folder, name), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    def train(self, path, *more, check=0):
        return run("train", "--rules", SHIPPED_RULES, "-o", os.path.join(self.folder, "mood.model"), *more, path, check=check)

    def eval(self, path, *more, check=0):
        return run("eval", "--rules", SHIPPED_RULES, "--sentiment", *more, path, check=check)

    def test_the_lexicon_beside_the_model_is_the_one_in_use(self):
        path = self.lines("labelled.jsonl", comments(600))
        accuracy = re.search(r"accuracy (\S+)", self.eval(path)[1])[1]
        recall = re.search(r"^negative .* (\S+) +\S+$", self.eval(path)[1], re.M)[1]
        told = self.train(path)[1]
        self.assertEqual(re.search(r"accuracy\) +(\S+)", told)[1], "%.3f" % float(accuracy))
        self.assertEqual(re.search(r"^negative .*\n +recall +(\S+)", told, re.M)[1], "%.3f" % float(recall))

    def test_other_formats(self):
        rows = list(comments(3))
        table = put(os.path.join(self.folder, "table.csv"), "text,sent\n" + "".join('"%(text)s",%(sent)s\n' % row for row in rows))
        array = put(os.path.join(self.folder, "array.json"), json.dumps(rows, indent=1))
        for path, said in ((table, "does not begin with an object"), (array, "begins with an array")):
            for command in (self.train, self.eval):
                with self.subTest(path=path, command=command.__name__):
                    _, out, err = command(path, check=2)
                    self.assertIn(path + " " + said + "; JSON Lines are wanted", err)
                    self.assertEqual((out, err.count("\n")), ("", 1))
        marked = put(os.path.join(self.folder, "marked.jsonl"), "\ufeff" + json.dumps(rows[0]) + "\n")
        self.assertIn("comments 1\n", self.eval(marked)[1])

    def test_labels_that_are_none(self):
        rows = list(comments(30))
        number = {"neg": -1, "neu": 0, "pos": 1}
        for out, err in (self.eval(self.lines("numbers", ({**row, "sent": number[row["sent"]]} for row in rows)), check=2)[1:],
                         self.eval(self.lines("none", ({"text": row["text"]} for row in rows)), check=2)[1:]):
            self.assertIn("no comment has a label that can be compared", err)
            self.assertEqual(out, "")
        self.assertLess(len(self.eval(os.path.join(self.folder, "numbers"), check=2)[2].splitlines()), 25)
        rows[6]["sent"] = "mixed"
        del rows[8]["sent"]
        path = self.lines("mixed", rows)
        out, err = self.eval(path, check=2)[1:]
        self.assertIn(path + ":7: sent: is no label; a label is neg, neu or pos", err)
        self.assertIn("1 comments had no label", err)
        self.assertIn("comments 28\n", out)
        rows[6].update(sent="", label="neg")  # another field may hold it
        self.assertIn("comments 29\n", self.eval(self.lines("label", rows))[1])

    def test_languages_that_are_none(self):
        rows = list(comments(300))
        for row, lang in zip(rows, ("Swedish", "fr", "sv-SE", "NO", "und", "")):
            row["lang"] = lang
        path = self.lines("languages.jsonl", rows)
        for command in (self.train, self.eval):
            self.assertEqual(command(path)[2].count('the "lang" of 2 comments (first: Swedish) is none of'), 1)
        self.assertNotIn("lang", self.eval(path, "--no-lang")[2])


if __name__ == "__main__":
    unittest.main()
