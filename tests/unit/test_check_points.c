/* test_check_points.c - facts about points that cannot do what they seem to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_points.h"
#include <stdio.h>

/* The category and points of a rule in a group with a cap of 6, and what is said of it. */
static const struct {
	const char *keys, *code, *says;
} rows[] = {
	{ "category: insult, points: 6, group: g", NULL, NULL },
	{ "category: insult, points: 6.5, group: g", "over-cap", "so the rest never counts" },
	{ "category: insult, points: 8, group: g", "over-cap", "so by itself it never hides" },
	{ "category: insult, points: 8", NULL, NULL },
	{ "category: insult, points: -8, group: g", NULL, NULL },
	{ "category: insult, points: 4, group: low", "over-cap", "before a person" },
	{ "category: insult, points: 2, group: low", NULL, NULL },
	{ "category: profanity, points: 7.5", NULL, NULL },
	{ "category: profanity, points: 8", "never-hides", "8 points hide" },
	{ "category: selfharm, points: 9", "never-hides", "selfharm never hides" },
	{ "label: topic:x, group: g", NULL, NULL },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct complaints complaints;
		struct arena arena;
		const struct pack *pack;
		char text[512];

		snprintf(text, sizeof(text),
			 "pack: p\nlanguage: sv\ngroups: {g: {cap: 6}, low: {cap: 3}}\nrules:\n"
			 "  - {id: a, %s, words: [x], hit: [x], miss: [y]}\n"
			 "  - {id: b, label: topic:x, group: g, words: [x], hit: [x], miss: [y]}\n"
			 "  - {id: c, label: topic:x, group: low, words: [x], hit: [x], miss: "
			 "[y]}\n",
			 rows[i].keys);
		arena_init(&arena, 4096, 1 << 20);
		complaints_init(&complaints);
		pack = pack_parse(slice_from(text), "sv/p.yaml", &arena, &complaints);
		assert_non_null(pack);
		check_points(pack, &pack->rules[0], &thresholds_default, &complaints);
		if (complaints.count != (rows[i].code != NULL))
			fail_msg("%zu complaints of: %s", complaints.count, rows[i].keys);
		if (rows[i].code) {
			assert_string_equal(complaints.items[0].code, rows[i].code);
			assert_non_null(strstr(complaints.items[0].text, rows[i].says));
			assert_int_equal(complaints.items[0].line, 5);
		}
		complaints_done(&complaints);
		arena_done(&arena);
	}
}

/* What a configuration says of hiding holds. */
static void test_thresholds_of_a_configuration(void **state)
{
	struct thresholds thresholds = thresholds_default;
	const struct pack_rule swearing = { .category = CATEGORY_PROFANITY, .points = 8000 };
	const struct pack pack = { .file = "sv/p.yaml" };
	struct complaints complaints;

	(void)state;
	thresholds.hide[CATEGORY_PROFANITY] = 9000;
	complaints_init(&complaints);
	check_points(&pack, &swearing, &thresholds, &complaints);
	assert_int_equal(complaints.count, 0);
	complaints_done(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_thresholds_of_a_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
