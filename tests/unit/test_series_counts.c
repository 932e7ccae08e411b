/* test_series_counts.c - the two rings of a series, in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "clock.h"
#include "series_counts.h"

#define NOW_US INT64_C(1795345200000000)

static const struct series_sum one = { 1, 1, 0 };

static uint64_t minute(const struct series_counts *series, int64_t us)
{
	return series_counts_minute(series, series_minute_of(us)).comments;
}

static uint64_t hour(const struct series_counts *series, int64_t us)
{
	return series_counts_hour(series, series_hour_of(us)).comments;
}

static void test_empty(void **state)
{
	struct series_counts series;

	(void)state;
	series_counts_init(&series);
	assert_int_equal(series.first_us, 0);
	assert_int_equal(minute(&series, NOW_US), 0);
	assert_int_equal(minute(&series, 0), 0);
	assert_int_equal(minute(&series, -1), 0);
	assert_int_equal(series_counts_sum_minutes(&series, INT64_MAX, UINT32_MAX).comments, 0);
	assert_int_equal(series_counts_sum_hours(&series, -1, 840).comments, 0);
}

static void test_order_of_arrival(void **state)
{
	struct series_counts series;

	(void)state;
	series_counts_init(&series);
	assert_true(series_counts_add(&series, NOW_US, NOW_US, one));
	assert_true(series_counts_add(&series, NOW_US - CLOCK_MINUTE_US, NOW_US, one)); /* late */
	assert_true(series_counts_add(&series, NOW_US + CLOCK_HOUR_US, NOW_US, one));	/* early */
	assert_int_equal(minute(&series, NOW_US), 2);
	assert_int_equal(minute(&series, NOW_US - CLOCK_MINUTE_US), 1);
	assert_int_equal(minute(&series, NOW_US + CLOCK_HOUR_US), 0);
	assert_int_equal(series.first_us, NOW_US - CLOCK_MINUTE_US);
	assert_int_equal(series_counts_sum_minutes(&series, series_minute_of(NOW_US), 2).comments,
			 3);
	assert_int_equal(series_counts_sum_minutes(&series, series_minute_of(NOW_US), 1).comments,
			 2);
}

static void test_old_ones(void **state)
{
	struct series_counts series;

	(void)state;
	series_counts_init(&series);
	assert_true(series_counts_add(&series, NOW_US, NOW_US, one));
	/* The last slot of each ring, and the first outside. */
	assert_true(series_counts_add(&series, NOW_US - 359 * CLOCK_MINUTE_US, NOW_US, one));
	assert_int_equal(minute(&series, NOW_US - 359 * CLOCK_MINUTE_US), 1);
	assert_true(series_counts_add(&series, NOW_US - 360 * CLOCK_MINUTE_US, NOW_US, one));
	assert_int_equal(minute(&series, NOW_US - 360 * CLOCK_MINUTE_US), 0);
	assert_int_equal(hour(&series, NOW_US - 360 * CLOCK_MINUTE_US),
			 2); /* with the one before */
	assert_int_equal(minute(&series, NOW_US), 1);
	assert_true(series_counts_add(&series, NOW_US - 839 * CLOCK_HOUR_US, NOW_US, one));
	assert_int_equal(hour(&series, NOW_US - 839 * CLOCK_HOUR_US), 1);

	int64_t first_us = series.first_us;
	assert_false(series_counts_add(&series, NOW_US - 840 * CLOCK_HOUR_US, NOW_US, one));
	assert_false(series_counts_add(&series, -1, NOW_US, one));
	assert_int_equal(series.first_us, first_us);
	assert_int_equal(hour(&series, NOW_US), 1);
}

/* A slot is emptied when its ring comes round again. */
static void test_gaps(void **state)
{
	static const int64_t gaps_us[] = { CLOCK_MINUTE_US,	  359 * CLOCK_MINUTE_US,
					   360 * CLOCK_MINUTE_US, 361 * CLOCK_MINUTE_US,
					   839 * CLOCK_HOUR_US,	  840 * CLOCK_HOUR_US,
					   9000 * CLOCK_HOUR_US };

	(void)state;
	for (size_t i = 0; i < sizeof(gaps_us) / sizeof(gaps_us[0]); i++) {
		struct series_counts series;
		int64_t later_us = NOW_US + gaps_us[i];
		series_counts_init(&series);
		for (int64_t m = 0; m < SERIES_MINUTES; m++)
			assert_true(series_counts_add(&series, NOW_US - m * CLOCK_MINUTE_US, NOW_US,
						      one));
		assert_true(series_counts_add(&series, later_us, later_us, one));
		int64_t left = SERIES_MINUTES - gaps_us[i] / CLOCK_MINUTE_US;
		uint64_t want = 1 + (left > 0 ? (uint64_t)left : 0);
		assert_int_equal(series_counts_sum_minutes(&series, series_minute_of(later_us),
							   SERIES_MINUTES)
					 .comments,
				 want);
		assert_int_equal(minute(&series, later_us), 1);
	}
}

static void test_saturation(void **state)
{
	struct series_counts series;
	struct series_sum many = { UINT64_MAX, UINT32_MAX, 5 };

	(void)state;
	series_counts_init(&series);
	assert_true(series_counts_add(&series, NOW_US, NOW_US, many));
	assert_true(series_counts_add(&series, NOW_US, NOW_US, many));
	struct series_sum sum = series_counts_minute(&series, series_minute_of(NOW_US));
	assert_int_equal(sum.comments, UINT32_MAX);
	assert_int_equal(sum.negative, UINT32_MAX);
	assert_int_equal(sum.abuse, 10);
}

static void test_numbering(void **state)
{
	(void)state;
	assert_int_equal(series_minute_of(0), 0);
	assert_int_equal(series_minute_of(59999999), 0);
	assert_int_equal(series_minute_of(60000000), 1);
	assert_int_equal(series_minute_of(-1), -1);
	assert_int_equal(series_hour_of(-3600000000), -1);
	assert_int_equal(series_hour_of(-3600000001), -2);
}

/* A series that forgets what came after a minute is the one that stood there then. */
static void test_forgetting(void **state)
{
	static struct series_counts then, now;
	const int64_t split_us = NOW_US - 90 * INT64_C(60000000);

	(void)state;
	series_counts_init(&then);
	series_counts_init(&now);
	for (int64_t ago = 3 * 24 * 60; ago >= 0; ago -= 7) {
		const int64_t at_us = NOW_US - ago * INT64_C(60000000);
		const struct series_sum each = { 3, (uint64_t)ago % 3, (uint64_t)ago % 2 };

		assert_true(series_counts_add(&now, at_us, at_us, each));
		if (series_minute_of(at_us) <= series_minute_of(split_us))
			assert_true(series_counts_add(&then, at_us, at_us, each));
	}
	series_counts_forget_after(&now, series_minute_of(split_us));
	for (int64_t i = 0; i < SERIES_HOURS; i++) {
		const int64_t hour = series_hour_of(NOW_US) - i;
		const struct series_sum a = series_counts_hour(&now, hour),
					b = series_counts_hour(&then, hour);

		assert_memory_equal(&a, &b, sizeof(a));
	}
	for (int64_t i = 0; i < SERIES_MINUTES - 100; i++) { /* the oldest are gone */
		const int64_t minute = series_minute_of(split_us) - i;
		const struct series_sum a = series_counts_minute(&now, minute),
					b = series_counts_minute(&then, minute);

		assert_memory_equal(&a, &b, sizeof(a));
	}
	series_counts_forget_after(&now, -5); /* all that is known by minutes, and no further */
	assert_true(now.last_minute >= series_minute_of(split_us) - SERIES_MINUTES);
	series_counts_init(&now);
	series_counts_forget_after(&now, 0);
	assert_int_equal(now.last_minute, -1);
}

/* By a little: what came before stays. By more than a ring: nothing is left, and what comes now
 * counts. */
static void a_clock_that_was_ahead_is_undone(void **state)
{
	static struct series_counts series;
	const int64_t ahead[] = { 90, 3000, INT64_C(60) * SERIES_HOURS + 5000,
				  INT64_C(90000000000) };
	const int64_t once[SERIES_COLUMNS] = { 1, 1, 0 }, minute = series_minute_of(NOW_US),
		      limit = series_counts_limit(NOW_US);

	(void)state;
	for (size_t i = 0; i < sizeof(ahead) / sizeof(ahead[0]); i++) {
		series_counts_init(&series);
		assert_true(series_counts_change(&series, minute + ahead[i], once));
		assert_true(i == 0 || !series_counts_change(&series, minute - 50000, once));
		assert_int_equal(series_counts_change(&series, minute, once), i < 2);
		series_counts_set_back(&series, limit);
		assert_true(series.last_minute <= limit && series.last_hour <= limit / 60);
		assert_true(series.first_us <= limit * INT64_C(60000000));
		assert_true(series_counts_change(&series, minute, once));
		assert_int_equal(series_counts_minute(&series, minute).comments, i == 0 ? 2 : 1);
		assert_int_equal(series.all_hours.comments, i < 2 ? 2 : 1);
	}
	const struct series_counts before = series;
	series_counts_set_back(&series, limit);
	assert_memory_equal(&before, &series, sizeof(series));
}

/* However much of a ring is asked for, and after whatever happened to it, it is the sum of its
 * slots. */
static void a_sum_is_that_of_its_slots(void **state)
{
	static struct series_counts series;
	uint32_t seed = 7;
	int64_t minute = INT64_C(29000000);

	(void)state;
	series_counts_init(&series);
	for (int round = 0; round < 400; round++) {
		seed = seed * 1664525 + 1013904223;
		const uint32_t dice = seed >> 8;
		const int64_t late = dice % 5 == 0 ? dice % 60000 : dice % 3;

		minute += dice % 7 == 0 ? dice % 3000 : dice % 2;
		(void)series_counts_change(&series, minute - late,
					   (const int64_t[]){ dice % 50, (int64_t)(dice % 9) - 4,
							      dice % 11 ? 1 : -1 });
		if (dice % 97 == 0)
			series_counts_forget_after(&series, minute - 30);
		const unsigned count = 1 + dice % 900;
		const int64_t last = series.last_hour + 3 - (int64_t)(dice % 40);
		const struct series_sum sum = series_counts_sum_hours(&series, last, count);
		struct series_sum slots = { 0 };
		for (int64_t hour = last - count + 1; hour <= last; hour++) {
			const struct series_sum slot = series_counts_hour(&series, hour);

			slots.comments += slot.comments;
			slots.negative += slot.negative;
			slots.abuse += slot.abuse;
		}
		assert_memory_equal(&sum, &slots, sizeof(sum));
	}
	const struct series_sum kept = series.all_hours;
	series_counts_sum_up(&series);
	assert_memory_equal(&kept, &series.all_hours, sizeof(kept));
}

static void what_is_taken_back_never_falls_below_nothing(void **state)
{
	static struct series_counts series;

	(void)state;
	series_counts_init(&series);
	assert_true(series_counts_change(&series, 1000, (const int64_t[]){ 3, 1, 0 }));
	assert_true(series_counts_change(&series, 1000, (const int64_t[]){ -1, -2, -1 }));
	assert_int_equal(series_counts_minute(&series, 1000).comments, 2);
	assert_int_equal(series_counts_minute(&series, 1000).negative, 0);
	assert_true(series_counts_change(&series, 1000, (const int64_t[]){ INT64_MAX, 0, 5 }));
	assert_int_equal(series_counts_hour(&series, 16).comments, UINT32_MAX);
	assert_int_equal(series_counts_hour(&series, 16).abuse, 5);
	assert_false(series_counts_change(&series, -1, (const int64_t[]){ 1, 0, 0 }));
}

/* Of ten hours ago by whole hours, of an hour ago by minutes; of nothing nothing. */
static void what_lies_between(void **state)
{
	const int64_t now_us = 1000 * CLOCK_HOUR_US;
	int64_t from_us = now_us - 10 * CLOCK_HOUR_US - 1, to_us = now_us - CLOCK_HOUR_US / 2;

	static struct series_counts series;

	(void)state;
	series_counts_init(&series);
	for (int64_t minute = 0; minute < 12 * 60; minute++) {
		const int64_t at_us = now_us - (12 * 60 - minute) * CLOCK_MINUTE_US;

		assert_true(
			series_counts_add(&series, at_us, at_us, (struct series_sum){ 1, 0, 0 }));
	}
	assert_int_equal(series_counts_sum_between(&series, now_us, &from_us, &to_us).comments,
			 9 * 60);
	assert_int_equal(from_us, now_us - 10 * CLOCK_HOUR_US);
	assert_int_equal(to_us, now_us - CLOCK_HOUR_US);
	from_us = now_us - CLOCK_HOUR_US + 1;
	to_us = now_us - CLOCK_MINUTE_US / 2;
	assert_int_equal(series_counts_sum_between(&series, now_us, &from_us, &to_us).comments, 58);
	from_us = to_us = now_us - CLOCK_MINUTE_US;
	assert_int_equal(series_counts_sum_between(&series, now_us, &from_us, &to_us).comments, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_order_of_arrival),
		cmocka_unit_test(test_old_ones),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_saturation),
		cmocka_unit_test(test_numbering),
		cmocka_unit_test(test_forgetting),
		cmocka_unit_test(a_clock_that_was_ahead_is_undone),
		cmocka_unit_test(a_sum_is_that_of_its_slots),
		cmocka_unit_test(what_is_taken_back_never_falls_below_nothing),
		cmocka_unit_test(what_lies_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
