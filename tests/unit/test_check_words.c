/* test_check_words.c - facts about words of different rules; those of one rule are in test_check.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_words.h"
#include "rules_house.h"
#include <stdio.h>

#define RULE(id, category, points, more)                                                           \
	"  - {id: " id ", category: " category ", points: " points ", " more                       \
	", hit: [a], miss: [b]}\n"

#define LISTS(words) "lists: {bad: " words "}\nrules:\n"

static const struct {
	const char *rules, *code;
	unsigned line;
} rows[] = {
	{ RULE("a", "insult", "3", "words: [tölp]") RULE("b", "insult", "4", "words: [kräk]"), NULL,
	  0 },
	{ RULE("a", "insult", "3", "words: [tölp]") RULE("b", "insult", "4", "words: [kräk, Tölp]"),
	  "duplicate-word", 4 }, /* the cheaper one */
	{ RULE("a", "insult", "3", "words: [tölp]") RULE("b", "insult", "3", "words: [tölp]"),
	  "duplicate-word", 5 }, /* the later one */
	{ RULE("a", "insult", "3", "words: [tölp]") RULE("b", "hate", "3", "words: [tölp]"), NULL,
	  0 },
	{ RULE("a", "insult", "3", "words: [tölpar]")
		  RULE("b", "insult", "4", "words: [\"tölp*\"]"),
	  "subsumed-word", 4 },
	{ RULE("a", "insult", "4", "words: [tölpar]")
		  RULE("b", "insult", "3", "words: [\"tölp*\"]"),
	  NULL, 0 }, /* the dearer word is worth a line of its own */
	{ RULE("a", "insult", "3", "words: [tölpar]")
		  RULE("b", "insult", "4", "words: [\"tölp*\"], unless: [skojar]"),
	  NULL, 0 },
	{ RULE("a", "insult", "3", "words: [tölpar]")
		  RULE("b", "insult", "4", "words: [\"tölp*\"], when: {channel: [ungdom]}"),
	  NULL, 0 },
	{ RULE("a", "insult", "3", "words: [tölpar]")
		  RULE("b", "insult", "4", "words: [\"tölp*\"], status: shadow"),
	  NULL, 0 },
	{ RULE("a", "insult", "3", "words: [\"tölp där\"]")
		  RULE("b", "insult", "4", "words: [tölp]"),
	  NULL, 0 },
	{ RULE("a", "insult", "3", "words: [\"din tölp\"]")
		  RULE("b", "insult", "4", "words: [\"Din  tölp\"]"),
	  "duplicate-word", 4 },
	{ RULE("a", "insult", "3", "words: [\"din tölp\"], gap: 1")
		  RULE("b", "insult", "4", "words: [\"din tölp\"]"),
	  NULL, 0 }, /* din stora tölp */
	{ RULE("a", "insult", "3", "words: [\"din tölp\"]")
		  RULE("b", "insult", "4", "words: [\"din tölp\"], gap: 1"),
	  "duplicate-word", 4 },
	{ RULE("a", "insult", "3",
	       "words: [tölp], followed_by: [nu, sen], turned_by: [ikväll, sen]"),
	  "followed-and-turned", 4 },
	{ RULE("a", "insult", "3", "words: [tölp], followed_by: [nu], turned_by: [sen]"), NULL, 0 },
	/* lists: what is written out goes, for other phrases may need the list as it is */
	{ LISTS("[tölp, kräk, tölp]") RULE("a", "insult", "3", "words: [\"{bad}\"]"),
	  "duplicate-word", 3 },
	{ LISTS("[\"tölp*\", tölp]") RULE("a", "insult", "3", "words: [\"{bad}\"]"),
	  "subsumed-word", 3 },
	{ LISTS("[\"*ölp\", \"*tölp\"]") RULE("a", "insult", "3", "words: [\"{bad}\"]"),
	  "subsumed-word", 3 },
	{ LISTS("[\"tölp*\", tölpar]") RULE("a", "insult", "3", "words: [\"{bad}\"]"), NULL,
	  0 }, /* tölapr is known only by the whole word */
	{ LISTS("[tölp, kräk]") RULE("a", "insult", "3", "words: [\"{bad}\", tölp]"),
	  "duplicate-word", 5 },
	{ LISTS("[tölp, kräk]") RULE("a", "insult", "3", "words: [\"{bad}\"]")
		  RULE("b", "insult", "3", "words: [tölp]"),
	  "duplicate-word", 6 },
	{ LISTS("[tölp, kräk]") RULE("a", "insult", "3", "words: [tölp]")
		  RULE("b", "insult", "3", "words: [\"{bad}\"]"),
	  "duplicate-word", 5 },
	{ LISTS("[tölp, kräk]") RULE("a", "insult", "3", "words: [tölp]")
		  RULE("b", "insult", "3", "words: [\"din {bad}\"]"),
	  NULL, 0 },
	{ LISTS("[tölp, kräk]") RULE("a", "insult", "4", "words: [tölp]")
		  RULE("b", "insult", "3", "words: [\"{bad}\"]"),
	  NULL, 0 },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct house_file file = { "sv/p.yaml", NULL };
		struct complaints loading, complaints;
		struct rule_source source;
		struct ruleset *ruleset;
		char pack[1024];

		snprintf(pack, sizeof(pack), "pack: p\nlanguage: sv\n%s%s",
			 strncmp(rows[i].rules, "lists:", 6) == 0 ? "" : "rules:\n", rows[i].rules);
		file.text = pack;
		complaints_init(&loading);
		complaints_init(&complaints);
		house_read(&source, &file, 1, &loading);
		ruleset = ruleset_build(&source, &loading);
		assert_non_null(ruleset);
		check_words(&source, &source.packs[0], ruleset, &complaints);
		if ((complaints.count == 1) != (rows[i].code != NULL))
			fail_msg("%zu complaints in:\n%s", complaints.count, rows[i].rules);
		if (rows[i].code) {
			assert_string_equal(complaints.items[0].code, rows[i].code);
			assert_int_equal(complaints.items[0].line, rows[i].line);
			assert_int_equal(complaints.items[0].weight, COMPLAINT_WARNING);
		}
		ruleset_unref(ruleset);
		rule_source_done(&source);
		complaints_done(&complaints);
		complaints_done(&loading);
	}
}

/* Two packs, as files a and b. */
static const struct {
	const char *a, *b, *text; /* NULL: no complaint */
	const char *file;	  /* where it is complained of */
} pairs[] = {
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "3", "words: [tölp]"),
	  "'tölp' says the same as 'tölp' of a/x (sv/a.yaml:4), which pays as much, and the same "
	  "words pay once; take it out of one",
	  "sv/b.yaml" },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [din tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "3", "words: [din tölp]"),
	  "'din tölp' says the same as 'din tölp' of a/x (sv/a.yaml:4), which pays as much, and "
	  "the same words pay once; take it out of one",
	  "sv/b.yaml" },
	/* the one that pays less is too much */
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölpar]"),
	  "pack: b\nlanguage: [sv, en]\nrules:\n" RULE("y", "insult", "4", "words: [\"tölp*\"]"),
	  "'tölpar' is found by 'tölp*' of b/y (sv/b.yaml:4), which pays as much, and the same "
	  "words pay once; take it out of one",
	  "sv/a.yaml" },
	{ "pack: a\nlanguage: sv\nrules:\n  - {id: x, label: \"topic:t\", words: [tölp], hit: [a], "
	  "miss: [b]}\n",
	  "pack: b\nlanguage: sv\nrules:\n  - {id: y, label: \"topic:t\", words: [tölp], hit: [a], "
	  "miss: [b]}\n",
	  "'tölp' says the same as 'tölp' of a/x (sv/a.yaml:4), which gives the same labels; take "
	  "it out of one",
	  "sv/b.yaml" },
	{ "pack: a\nlanguage: sv\nrules:\n  - {id: x, label: \"topic:t\", words: [tölp], hit: [a], "
	  "miss: [b]}\n",
	  "pack: b\nlanguage: sv\nrules:\n  - {id: y, label: \"topic:u\", words: [tölp], hit: [a], "
	  "miss: [b]}\n",
	  NULL, NULL },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: en\nrules:\n" RULE("y", "insult", "3", "words: [tölp]"), NULL, NULL },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "hate", "3", "words: [tölp]"), NULL, NULL },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "3",
						 "words: [tölp], followed_by: [nu]"),
	  NULL, NULL },
	/* the narrower one can go, whichever comes first, and never the wider one */
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: [sv, en]\nrules:\n" RULE("y", "insult", "3", "words: [tölp]"),
	  "'tölp' says the same as 'tölp' of b/y (sv/b.yaml:4), which pays as much, and the same "
	  "words pay once; take it out of one",
	  "sv/a.yaml" },
	{ "pack: a\nlanguage: [sv, en]\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "4", "words: [tölp]"), NULL, NULL },
	{ "pack: a\nlanguage: [sv, en]\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: [sv, da]\nrules:\n" RULE("y", "insult", "3", "words: [tölp]"), NULL,
	  NULL },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp]"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "3",
						 "words: [tölp], except: [tölp nu]"),
	  NULL, NULL },
	{ "pack: a\nlanguage: sv\nrules:\n" RULE("x", "insult", "3", "words: [tölp], count: many"),
	  "pack: b\nlanguage: sv\nrules:\n" RULE("y", "insult", "3", "words: [tölp]"), NULL, NULL },
};

static void test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct house_file files[] = { { "sv/a.yaml", pairs[i].a },
						    { "sv/b.yaml", pairs[i].b } };
		struct complaints loading, complaints;
		struct rule_source source;
		struct ruleset *ruleset;

		complaints_init(&loading);
		complaints_init(&complaints);
		house_read(&source, files, 2, &loading);
		ruleset = ruleset_build(&source, &loading);
		assert_non_null(ruleset);
		check_words_of_packs(&source, ruleset, &complaints);
		assert_int_equal(complaints.count, pairs[i].text != NULL);
		if (pairs[i].text) {
			assert_string_equal(complaints.items[0].code, "word-of-two-packs");
			assert_string_equal(complaints.items[0].text, pairs[i].text);
			assert_string_equal(complaints.items[0].file, pairs[i].file);
			assert_int_equal(complaints.items[0].weight, COMPLAINT_WARNING);
		}
		ruleset_unref(ruleset);
		rule_source_done(&source);
		complaints_done(&complaints);
		complaints_done(&loading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
