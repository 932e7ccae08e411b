"""Who is on call: told from the configuration alone, by the clock of the place."""
import json
import os

from house import Case, run, one_thread

CONFIG = """
people:
  - {name: anna, full_name: Anna Berg, email: anna@example.org}
  - {name: bo, email: bo@example.org}
  - {name: cy, email: cy@example.org}
schedules:
  - name: newsroom
    people: [anna, bo]
    start: "2026-01-05T08:00:00+01:00"
    timezone: Europe/Stockholm
    overrides: [{person: cy, from: "2026-12-01T00:00:00+01:00", to: "2026-12-03T00:00:00+01:00"}]
  - {name: boss, people: [cy]}
policies:
  - name: day
    steps: [{notify: [schedule newsroom], wait: 10m}, {notify: [schedule boss, person bo]}]
  - {name: post, steps: [{notify: [person bo]}]}
areas: [{name: logistics, topics: delivery, policy: post}]
brands: [{name: Fjordbrus}]
email: {url: "smtp://127.0.0.1:25", from: l@example.org, starttls: false}
"""


@one_thread
class OnCall(Case):
    def setUp(self):
        super().setUp()
        self.config = os.path.join(self.folder, "livvakt.yaml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(CONFIG)

    def oncall(self, *words, status=0):
        got, out, err = run("oncall", "-c", self.config, *words)
        self.assertEqual(got, status, err)
        return out if status == 0 else err

    def test_turns_to_come(self):
        out = self.oncall("--at", "2026-11-29T12:00:00Z", "--for", "14d")
        turns = [line for line in out.splitlines() if line.startswith("newsroom: ")]
        self.assertEqual([line.split(": ")[1].split(" <")[0] for line in turns], ["Anna Berg", "bo", "cy", "bo", "Anna Berg"])
        self.assertIn("to 2026-11-30 08:00 Europe/Stockholm", turns[0])
        self.assertTrue(turns[2].endswith("(takes over)"))
        self.assertIn("area logistics: bo\n", out)
        self.assertIn("brand Fjordbrus: Anna Berg; after 10m cy, bo\n", out)

    def test_summer_has_the_same_time_of_day(self):
        turn = json.loads(self.oncall("--json", "--at", "2026-07-01T12:00:00Z", "newsroom"))
        self.assertEqual(turn["to"], "2026-07-06T06:00:00Z")
        self.assertFalse(turn["takes_over"])

    def test_nothing_changes_any_more(self):
        turn = json.loads(self.oncall("--json", "--at", "2027-01-01T00:00:00Z", "--for", "366d", "boss"))
        self.assertEqual((turn["person"], "to" in turn), ("cy", False))

    def test_wrong_use(self):
        self.assertIn('did you mean "newsroom"?', self.oncall("newsrom", status=2))
        self.assertIn("--at takes a time", self.oncall("--at", "noon", status=2))
        self.assertIn("--for takes a duration", self.oncall("--for", "long", status=2))
