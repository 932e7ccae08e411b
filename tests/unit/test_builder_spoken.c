/* test_builder_spoken.c - facts about words as they are spoken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include <stdio.h>
#include <string.h>

#define GERMAN "language: de\ncommon: [und, der, die, das, ich, nicht, ein, du]\n"
#define SPOKEN "spoken: {dich: [di, disch], ich: [i], und: [un, u]}\n"
#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const struct house_file files[] = {
	{ "de/language.yaml", GERMAN SPOKEN },
	{ "de/lists/pair.txt", "dich und mich\n" },
	{ "de/d.yaml",
	  "pack: d\nlanguage: de\nrules:\n"
	  "  - {id: hurt, category: threat, points: 5, gap: 1, words: [ich töte dich]" EXAMPLES
	  "  - {id: pair, category: hate, points: 5, words: [\"{pair}\"]" EXAMPLES
	  "  - {id: alone, category: insult, points: 5, words: [dich]" EXAMPLES
	  "  - {id: excused, category: sexual, points: 5, words: [kuss], except: [kuss dich], "
	  "unless: [ich dich]" EXAMPLES },
	{ "sv/s.yaml", "pack: s\nlanguage: [sv, en, de]\nrules:\n"
		       "  - {id: all, category: spam, points: 5, words: [geld dich]" EXAMPLES },
};

static const struct {
	const char *text;
	enum category category;
	int32_t points;
} facts[] = {
	{ "ich töte dich", CATEGORY_THREAT, 5000 },
	{ "i töte bald di", CATEGORY_THREAT, 5000 },
	{ "i töte mich", CATEGORY_THREAT, 0 },
	{ "dich u mich", CATEGORY_HATE, 5000 }, /* one word alone */
	{ "di u mich", CATEGORY_HATE, 0 },	/* of two, each in its form of one number */
	{ "di un mich", CATEGORY_HATE, 5000 },
	{ "disch u mich", CATEGORY_HATE, 5000 },
	{ "dich", CATEGORY_INSULT, 5000 },
	{ "di", CATEGORY_INSULT, 0 }, /* alone it may be anything */
	{ "ein kuss", CATEGORY_SEXUAL, 5000 },
	{ "ein kuss di", CATEGORY_SEXUAL, 0 },
	{ "ein kuss, i di", CATEGORY_SEXUAL, 0 },
	{ "geld dich", CATEGORY_SPAM, 5000 },
	{ "geld di", CATEGORY_SPAM, 0 }, /* of more than two languages */
};

static void test_found_as_spoken(void **state)
{
	struct judge *judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct comment comment = { .text = slice_from(facts[i].text),
						 .lang = slice_from("de") };
		struct error error = { 0 };
		struct verdict verdict;

		assert_int_equal(judge_comment(judge, &comment, &judge_terms_default, &arena,
					       &verdict, &error),
				 0);
		if (verdict.scores[facts[i].category] != facts[i].points)
			fail_msg("%s: %d points", facts[i].text,
				 (int)verdict.scores[facts[i].category]);
		arena_reset(&arena);
	}
	arena_done(&arena);
	judge_free(judge);
}

static void test_mistakes(void **state)
{
	static const char *const mistakes[] = {
		GERMAN "spoken: {dich: [d*]}\n",
		GERMAN "spoken: {\"ich dich\": [i]}\n",
		GERMAN "spoken: {dich: [a, b, c, d, e]}\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct house_file file = { "de/language.yaml", mistakes[i] };
		struct complaints complaints;

		complaints_init(&complaints);
		ruleset_unref(house_load(&file, 1, &complaints));
		assert_int_equal(complaints.errors, 1);
		assert_int_equal(complaints.items[0].line, 3);
		if (i != 0) /* a star with one letter is complained of before */
			assert_string_equal(complaints.items[0].code, "spoken-word");
		complaints_done(&complaints);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_as_spoken),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
