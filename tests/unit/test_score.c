/* test_score.c - facts about what follows from points; points themselves are in test_judge.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "score.h"

static enum action decide(int32_t all, int32_t clean, bool undecided)
{
	struct score score = { 0 };

	score.all[CATEGORY_HATE] = all;
	score.clean[CATEGORY_HATE] = clean;
	return score_decide(&score, &thresholds_default, undecided);
}

static void test_decide(void **state)
{
	(void)state;
	assert_int_equal(decide(0, 0, false), ACTION_ALLOW);
	assert_int_equal(decide(3999, 3999, false), ACTION_ALLOW);
	assert_int_equal(decide(4000, 4000, false), ACTION_REVIEW);
	assert_int_equal(decide(7999, 7999, false), ACTION_REVIEW);
	assert_int_equal(decide(8000, 8000, false), ACTION_HIDE);
	assert_int_equal(decide(8000, 7999, false), ACTION_REVIEW); /* a part was excused */
	assert_int_equal(decide(20000, 0, false), ACTION_REVIEW);
	assert_int_equal(decide(0, 0, true), ACTION_REVIEW);
	assert_int_equal(decide(8000, 8000, true), ACTION_HIDE);
}

static void test_some_categories_never_hide(void **state)
{
	struct score score = { .all = { [CATEGORY_SELFHARM] = 90000 },
			       .clean = { [CATEGORY_SELFHARM] = 90000 } };

	(void)state;
	assert_int_equal(score_decide(&score, &thresholds_default, false), ACTION_REVIEW);
}

/* A threshold of 0 must not flag every comment. */
static void test_nothing_is_never_over_a_threshold(void **state)
{
	struct thresholds thresholds = thresholds_default;
	const struct score score = { 0 };

	(void)state;
	thresholds.hide[CATEGORY_SPAM] = thresholds.review[CATEGORY_SPAM] = 0;
	assert_int_equal(score_decide(&score, &thresholds, false), ACTION_ALLOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_some_categories_never_hide),
		cmocka_unit_test(test_nothing_is_never_over_a_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
