/* test_severity.c - the table of severity, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "severity.h"

static void is(struct severity_facts facts, unsigned severity)
{
	assert_int_equal(severity_of(&facts), severity);
}

static void the_table(void **state)
{
	(void)state;
	is((struct severity_facts){ 0 }, 4);
	is((struct severity_facts){ .over = 0.1, .negative = 6, .expected = 2 }, 4);
	is((struct severity_facts){ .over = 3, .negative = 6, .expected = 2 }, 4);
	is((struct severity_facts){ .over = 3, .negative = 8, .expected = 2 }, 3);
	is((struct severity_facts){ .over = 8, .negative = 30, .expected = 7 }, 2);
	is((struct severity_facts){ .over = 8, .negative = 30, .expected = 2 }, 2);
	is((struct severity_facts){ .over = 8, .negative = 30, .expected = 2, .authors = 20 }, 1);
	is((struct severity_facts){ .over = 9, .negative = 300, .expected = 2, .authors = 200 }, 1);
}

static void abuse_counts_from_five(void **state)
{
	(void)state;
	is((struct severity_facts){ .over = 3, .negative = 6, .expected = 3, .abuse = 4 }, 4);
	is((struct severity_facts){ .over = 3, .negative = 6, .expected = 3, .abuse = 5 }, 3);
}

static void a_young_baseline_is_milder(void **state)
{
	(void)state;
	is((struct severity_facts){ .over = 3, .negative = 8, .expected = 2, .learning = true }, 4);
	is((struct severity_facts){ .learning = true }, 4);
}

static void worse_facts_never_give_a_milder_severity(void **state)
{
	(void)state;
	unsigned last = 4;
	for (double n = 1; n < 2000; n *= 1.3) {
		struct severity_facts facts = { .over = n / 10,
						.negative = n,
						.expected = 2,
						.abuse = n / 2,
						.authors = (uint64_t)n };
		assert_true(severity_of(&facts) <= last);
		last = severity_of(&facts);
	}
	assert_int_equal(last, 1);
}

/* Sixty comments by few people who were ten: as bad as ten, and as surprising as those were. */
static void what_few_people_repeat_weighs_nothing(void **state)
{
	const struct severity_facts flood = {
		.over = 3.6, .negative = 60, .expected = 2, .abuse = 30, .authors = 9
	};
	struct severity_facts fair = severity_fair_facts(&flood, 0);

	(void)state;
	is(flood, 2);
	is(fair, 2);
	assert_int_equal(severity_fair(60, 0), 60);
	assert_int_equal(severity_fair(60, 167), 11); /* nobody is lost by rounding */
	fair = severity_fair_facts(&flood, 150);
	assert_int_equal((int)fair.negative, 9);
	assert_int_equal((int)fair.abuse, 4);
	is(fair, 3);
}

static void its_points_add_up(void **state)
{
	const struct severity_facts facts = { .over = 8,
					      .negative = 30,
					      .expected = 5,
					      .abuse = 10,
					      .authors = 14,
					      .learning = true };
	static const int want[SEVERITY_PARTS] = { 2, 1, 1, 0, 1, -1 };
	int points[SEVERITY_PARTS];

	(void)state;
	assert_int_equal(severity_points(&facts, points), 4);
	assert_memory_equal(points, want, sizeof(want));
	const struct evidence_weight weight = severity_weight(&facts, 5, 4);
	assert_int_equal(weight.over, 8000);
	assert_int_equal(weight.expected, 5000);
	assert_int_equal(weight.abuse, 10);
	assert_int_equal(weight.minimum_authors, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table),
		cmocka_unit_test(abuse_counts_from_five),
		cmocka_unit_test(a_young_baseline_is_milder),
		cmocka_unit_test(worse_facts_never_give_a_milder_severity),
		cmocka_unit_test(what_few_people_repeat_weighs_nothing),
		cmocka_unit_test(its_points_add_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
