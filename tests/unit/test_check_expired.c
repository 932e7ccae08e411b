/* test_check_expired.c - facts about rules whose days are over, and those that rest on them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_expired.h"
#include "rules_house.h"
#include <stdio.h>

static const int64_t now = INT64_C(1700000000000000); /* 2023-11-14 */

#define RULE(id, more)                                                                             \
	"  - {id: " id ", category: insult, points: 2, " more ", hit: [a], miss: [b]}\n"
#define OLD RULE("old", "words: [tölp],\n     expires: 2023-11-13")

/* All complaints, with lines; the first rule begins in line 4. */
static const struct {
	const char *rules, *said;
} rows[] = {
	{ OLD, "5 expired\n" },
	{ RULE("a", "words: [tölp], expires: 2023-11-14"), "" }, /* its last day */
	{ RULE("a", "words: [tölp], starts: 2024-01-01"), "" },
	{ RULE("a", "words: [tölp], starts: 2042-01-01"), "4 late-start\n" },
	{ OLD RULE("a", "words: [kräk],\n     none: [old]"), "5 expired\n7 rests-on-expired\n" },
	{ OLD RULE("a", "words: [kräk],\n     all: [old]"), "5 expired\n7 rests-on-expired\n" },
	{ OLD RULE("b", "words: [kräk]") RULE("a", "any: [b, old]"),
	  "5 expired\n7 rests-on-expired\n" },
	{ OLD RULE("a", "words: [kräk],\n     none: [old], expires: 2023-11-12"),
	  "5 expired\n7 expired\n" },
	{ OLD RULE("a", "words: [kräk], none: [{author: {staff: yes}}]"), "5 expired\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct house_file file = { "sv/p.yaml", NULL };
		struct complaints loading, complaints;
		struct rule_source source;
		struct ruleset *ruleset;
		char pack[1024], said[256] = "";

		snprintf(pack, sizeof(pack), "pack: p\nlanguage: sv\nrules:\n%s", rows[i].rules);
		file.text = pack;
		complaints_init(&loading);
		complaints_init(&complaints);
		house_read(&source, &file, 1, &loading);
		ruleset = ruleset_build(&source, &loading);
		assert_non_null(ruleset);
		check_expired(&source, ruleset, now, &complaints);
		for (size_t j = 0; j < complaints.count; j++) {
			size_t len = strlen(said);

			assert_int_equal(complaints.items[j].weight, COMPLAINT_WARNING);
			snprintf(said + len, sizeof(said) - len, "%u %s\n",
				 complaints.items[j].line, complaints.items[j].code);
		}
		assert_string_equal(said, rows[i].said);
		ruleset_unref(ruleset);
		rule_source_done(&source);
		complaints_done(&complaints);
		complaints_done(&loading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
