/* test_calm.c - what speaks for the usual, and what for trouble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "calm.h"
#include <stdbool.h>

/* As long as the window that tells what trouble is, of a law whose variance is its mean. */
static struct calm_stretch stretch(double expected, double negative)
{
	return (struct calm_stretch){ .part = 1,
				      .negative = negative,
				      .comments = 100,
				      .expected = expected,
				      .variance = expected,
				      .usual_comments = 100 };
}

static void trouble_is_what_sticks_out(void **state)
{
	const struct calm_stretch busy = stretch(100, 100), quiet = stretch(0.1, 0);
	struct calm_stretch rough = busy;

	(void)state;
	assert_float_equal(calm_trouble(&busy, 5), 1.380625, 1e-9); /* (10 + 1.75)^2 / 100 */
	assert_float_equal(calm_trouble(&quiet, 6), 24.0, 1e-9); /* six, where a quarter is least */
	rough.variance = 400;
	assert_true(calm_trouble(&rough, 5) > calm_trouble(&busy, 5));
}

static bool is_clear(double expected, double negative)
{
	const struct calm_stretch it = stretch(expected, negative);

	return calm_evidence(&it, calm_trouble(&it, 5), 1.0) >= CALM_CLEAR;
}

static void the_usual_is_clear_and_a_little_more_is_not(void **state)
{
	(void)state;
	assert_true(is_clear(100, 100));
	assert_true(is_clear(0.1, 0));
	assert_false(is_clear(100, 112));
	assert_false(is_clear(100, 140));
	assert_false(is_clear(0.1, 2));
}

static void silence_says_nothing(void **state)
{
	struct calm_stretch silent = stretch(100, 0), next = stretch(200, 0);

	(void)state;
	silent.comments = 0;
	assert_float_equal(calm_evidence(&silent, 2.0, 1.0), 0.0, 1e-9);
	const double heard = calm_heard(&silent, 1.0);
	assert_float_equal(heard, 0.02, 1e-9); /* one comment to spare */
	assert_true(calm_evidence(&next, 2.0, heard) < calm_evidence(&next, 2.0, 1.0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trouble_is_what_sticks_out),
		cmocka_unit_test(the_usual_is_clear_and_a_little_more_is_not),
		cmocka_unit_test(silence_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
