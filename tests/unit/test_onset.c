/* test_onset.c - facts about when something is said to have begun. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "baseline_fit.h"
#include "clock.h"
#include "onset.h"

#define NOW (INT64_C(20000) * CLOCK_DAY_US + 15 * CLOCK_HOUR_US)
static struct series_counts counts;
static struct baseline baseline;
static int64_t told_us; /* the end of what was told */

static void negatives(int64_t minutes_ago, unsigned number)
{
	assert_true(series_counts_add(&counts, NOW - minutes_ago * CLOCK_MINUTE_US, NOW,
				      (struct series_sum){ number, number, 0 }));
}

static int64_t minutes_ago(int64_t window_minutes)
{
	return (NOW - onset_find(&counts, &baseline, NOW - window_minutes * CLOCK_MINUTE_US,
				 told_us, NOW)) /
	       CLOCK_MINUTE_US;
}

static int setup(void **state)
{
	(void)state;
	series_counts_init(&counts);
	told_us = 0;
	baseline_fit(&(struct baseline_history){ CLOCK_HOUR_US, 0, 0, NULL, NULL, NULL, { 0 } },
		     &baseline);
	return 0;
}

static void a_burst_began_with_its_first(void **state)
{
	(void)state;
	for (int64_t i = 0; i <= 8; i++)
		negatives(i, 5);
	assert_int_equal(minutes_ago(20), 8);
	assert_int_equal(minutes_ago(10), 8);
}

static void a_lone_one_long_before_is_no_part(void **state)
{
	(void)state;
	negatives(60, 1);
	for (int64_t i = 0; i <= 3; i++)
		negatives(i, 9);
	assert_int_equal(minutes_ago(80), 3);
}

static void it_looks_back_beyond_the_window(void **state)
{
	(void)state;
	for (int64_t i = 0; i <= 15; i++)
		negatives(i, 5);
	assert_int_equal(minutes_ago(10), 15);
}

static void without_negatives_it_is_the_window(void **state)
{
	(void)state;
	assert_int_equal(minutes_ago(30), 30);
}

static void the_whole_ring_is_no_trouble(void **state)
{
	(void)state;
	for (int64_t i = 0; i < SERIES_MINUTES; i++)
		negatives(i, 3);
	assert_in_range(minutes_ago(SERIES_MINUTES - 1), SERIES_MINUTES - 2, SERIES_MINUTES - 1);
}

/* Half an hour ago one was over; what comes now is another. */
static void what_was_told_is_no_part(void **state)
{
	(void)state;
	for (int64_t i = 0; i <= 90; i++)
		negatives(i, i <= 9 || i >= 40 ? 5 : 0);
	assert_in_range(minutes_ago(60), 80, 90);
	told_us = NOW - 30 * CLOCK_MINUTE_US;
	assert_int_equal(minutes_ago(25), 9);
	told_us = NOW - 8 * CLOCK_MINUTE_US - CLOCK_MINUTE_US / 2;
	assert_int_equal(minutes_ago(5), 8);
}

/* The afternoon's burst, hours ago, beside one lone grumble of the day before. */
static void in_a_window_of_a_day_too(void **state)
{
	(void)state;
	negatives(22 * 60, 1);
	for (int64_t i = 0; i < 8; i++)
		negatives(30 + i * 4, 1);
	assert_int_equal(minutes_ago(24 * 60 - 1), 58);
}

/* Beyond the minutes that are known it is told to the hour. */
static void before_the_minutes_by_hours(void **state)
{
	(void)state;
	for (int64_t hour = 0; hour < 9; hour++)
		negatives(hour * 60 + 10, 30);
	assert_in_range(minutes_ago(12 * 60), 8 * 60 + 10, 9 * 60 + 10);
	told_us = NOW - 5 * CLOCK_HOUR_US;
	assert_in_range(minutes_ago(12 * 60), 4 * 60 + 10, 5 * 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_burst_began_with_its_first, setup),
		cmocka_unit_test_setup(a_lone_one_long_before_is_no_part, setup),
		cmocka_unit_test_setup(it_looks_back_beyond_the_window, setup),
		cmocka_unit_test_setup(without_negatives_it_is_the_window, setup),
		cmocka_unit_test_setup(the_whole_ring_is_no_trouble, setup),
		cmocka_unit_test_setup(what_was_told_is_no_part, setup),
		cmocka_unit_test_setup(in_a_window_of_a_day_too, setup),
		cmocka_unit_test_setup(before_the_minutes_by_hours, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
