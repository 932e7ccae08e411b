/* test_backoff.c - when a failed delivery is tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backoff.h"
#include "clock.h"
#include <stdio.h>

static void test_schedule(void **state)
{
	static const int64_t minutes_times_12[] = { 1,	  6,	24,    60,    360,  1440,
						    3600, 7200, 10080, 14400, 14400 }; /* of 5 s */
	const size_t waits = sizeof(minutes_times_12) / sizeof(minutes_times_12[0]);
	int64_t wait_us = 0, total_us = 0;

	(void)state;
	for (unsigned i = 0; i < waits; i++) {
		int64_t base_us = minutes_times_12[i] * 5 * CLOCK_SECOND_US;

		assert_true(
			backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), i + 1, 0, &wait_us));
		assert_in_range(wait_us, base_us, base_us + base_us / 10);
		total_us += wait_us;
	}
	assert_in_range(total_us, 71 * CLOCK_HOUR_US, 80 * CLOCK_HOUR_US);
	wait_us = 77;
	assert_false(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), waits + 1, 0, &wait_us));
	assert_false(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), UINT32_MAX, 0, &wait_us));
	assert_int_equal(wait_us, 77);
}

/* Within a minute or two for the first hour, within five for a day, and as long as the others. */
static void test_urgent(void **state)
{
	const unsigned tries = 318; /* two, ten, 25, 276, four, and the first */
	int64_t wait_us = 0, total_us = 0;

	(void)state;
	for (unsigned i = 1; i < tries; i++) {
		assert_true(backoff_wait_us(BACKOFF_URGENT, slice_from("msg-1"), i, 0, &wait_us));
		total_us += wait_us;
		if (total_us < CLOCK_HOUR_US)
			assert_in_range(wait_us, 0, 132 * CLOCK_SECOND_US);
		else if (total_us < CLOCK_DAY_US)
			assert_in_range(wait_us, 0, 330 * CLOCK_SECOND_US);
	}
	assert_in_range(total_us, 71 * CLOCK_HOUR_US, 100 * CLOCK_HOUR_US);
	assert_false(backoff_wait_us(BACKOFF_URGENT, slice_from("msg-1"), tries, 0, &wait_us));
}

static void test_jitter(void **state)
{
	int64_t first = 0, again = 0, least = INT64_MAX, most = 0;
	char id[16];

	(void)state;
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 3, 0, &first));
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 3, 0, &again));
	assert_int_equal(first, again);	 /* every node computes the same */
	for (int i = 0; i < 1000; i++) { /* and different messages spread over the whole tenth */
		snprintf(id, sizeof(id), "msg-%d", i);
		assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from(id), 6, 0, &again));
		least = again < least ? again : least;
		most = again > most ? again : most;
	}
	assert_in_range(least, 120 * CLOCK_MINUTE_US, 121 * CLOCK_MINUTE_US);
	assert_in_range(most, 131 * CLOCK_MINUTE_US, 132 * CLOCK_MINUTE_US);
}

static void test_retry_after(void **state)
{
	int64_t wait_us = 0;

	(void)state;
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 1, 90 * CLOCK_SECOND_US,
				    &wait_us));
	assert_in_range(wait_us, 90 * CLOCK_SECOND_US, 99 * CLOCK_SECOND_US);
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 4, CLOCK_SECOND_US,
				    &wait_us)); /* sooner than we would: no */
	assert_in_range(wait_us, 5 * CLOCK_MINUTE_US, 6 * CLOCK_MINUTE_US);
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 1, 30 * CLOCK_DAY_US,
				    &wait_us)); /* bounded */
	assert_in_range(wait_us, CLOCK_HOUR_US, 66 * CLOCK_MINUTE_US);
	assert_true(backoff_wait_us(BACKOFF_USUAL, slice_from("msg-1"), 1, -5, &wait_us));
	assert_in_range(wait_us, 5 * CLOCK_SECOND_US, 6 * CLOCK_SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_urgent),
		cmocka_unit_test(test_jitter),
		cmocka_unit_test(test_retry_after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
