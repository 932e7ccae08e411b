/* test_detect_series.c - facts about bare series: nothing of the future is seen, a spike is, at any
 * length of slot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "detect_series.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define START (INT64_C(20000) * CLOCK_DAY_US)
enum { POINTS = 15 * 288 };

struct scored {
	struct detect_point points[POINTS];
	unsigned alerts, first_alert;
};

/* A rhythm of the day with a rough surface, the same on every call. */
static double usual(size_t i, int64_t slot_us)
{
	double hour = (double)((int64_t)i * slot_us % CLOCK_DAY_US) / (double)CLOCK_HOUR_US;
	uint64_t noise = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
	noise ^= noise >> 31;
	noise *= UINT64_C(0xbf58476d1ce4e5b9);
	double part = (double)(noise >> 40) / 16777216.0;

	return floor((30.0 + 20.0 * sin(hour / 24.0 * 6.2832)) * (0.4 + 1.2 * part));
}

static void score(const double *values, size_t count, int64_t slot_us, struct scored *ret)
{
	struct detect_series *series = detect_series_new(4.0);

	assert_non_null(series);
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < count; i++) {
		detect_series_add(series, START + (int64_t)i * slot_us, values[i], &ret->points[i]);
		assert_true(ret->points[i].score >= 0.0 && ret->points[i].score <= 1.0);
		if (ret->points[i].alert && ret->alerts++ == 0)
			ret->first_alert = (unsigned)i;
	}
	assert_null(detect_series_free(series));
}

static double values[POINTS];
static struct scored whole, part;

static void fill(int64_t slot_us)
{
	for (size_t i = 0; i < POINTS; i++)
		values[i] = usual(i, slot_us);
}

static void the_usual_does_not_alert(void **state)
{
	(void)state;
	fill(5 * CLOCK_MINUTE_US);
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	assert_int_equal(whole.alerts, 0);
	assert_true(whole.points[POINTS - 1].expected > 5.0);
	assert_true(whole.points[POINTS - 1].upper > whole.points[POINTS - 1].expected);
}

static void a_spike_alerts_at_once_but_not_on_and_on(void **state)
{
	static const int64_t lengths[] = { CLOCK_MINUTE_US, 5 * CLOCK_MINUTE_US, CLOCK_HOUR_US };
	(void)state;

	for (unsigned k = 0; k < 3; k++) {
		fill(lengths[k]);
		for (size_t i = 4000; i < 4006; i++)
			values[i] *= 20;
		score(values, POINTS, lengths[k], &whole);
		assert_in_range(whole.first_alert, 4000, 4003);
		assert_in_range(whole.alerts, 1, 3);
		assert_true(whole.points[whole.first_alert].score >= 0.5);
	}
}

/* Wherever a reader draws the line, also below ours. */
static void a_lower_line_is_crossed_once_too(void **state)
{
	double highest = 0.0;
	unsigned near = 0;
	(void)state;

	fill(5 * CLOCK_MINUTE_US);
	for (size_t i = 4000; i < 4012; i++)
		values[i] *= 1.6;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	for (size_t i = 4000; i < 4040; i++)
		highest = fmax(highest, whole.points[i].score);
	for (size_t i = 4000; i < 4040; i++)
		near += whole.points[i].score >= 0.8 * highest;
	assert_true(highest > 0.1 && highest < 0.5);
	assert_in_range(near, 1, 3);
}

/* Five times the usual in one slot says less than three times in six. */
static void a_surge_says_more_than_a_burst(void **state)
{
	double burst, surge = 0.0;
	(void)state;

	fill(5 * CLOCK_MINUTE_US);
	values[4000] *= 5;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	burst = whole.points[4000].surprise;
	fill(5 * CLOCK_MINUTE_US);
	for (size_t i = 4000; i < 4006; i++)
		values[i] *= 3;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	for (size_t i = 4000; i < 4006; i++)
		surge = fmax(surge, whole.points[i].surprise);
	assert_true(burst > 0.2 && burst < surge / 2.0);
}

/* The same surprise is more by day, above the usual day's top, than in the night far below it. */
static void what_stands_out_of_the_day_says_more(void **state)
{
	double low = 0.0, high = 0.0;
	(void)state;

	fill(5 * CLOCK_MINUTE_US);
	for (size_t i = 3996; i < 4004; i++) /* 21 o'clock: the least is usual then */
		values[i] += 40;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	for (size_t i = 3996; i < 4004; i++)
		low = fmax(low, whole.points[i].surprise);
	fill(5 * CLOCK_MINUTE_US);
	for (size_t i = 3816; i < 3824; i++) /* 6 o'clock: the most */
		values[i] += 80;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	for (size_t i = 3816; i < 3824; i++)
		high = fmax(high, whole.points[i].surprise);
	assert_true(high > low);
}

static void days_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < 200; i++)
		values[i] = 100 + (double)(i * 37 % 23);
	values[150] = 900;
	score(values, 200, CLOCK_DAY_US, &whole);
	assert_int_equal(whole.first_alert, 150);
}

static void the_future_is_not_seen(void **state)
{
	(void)state;
	fill(5 * CLOCK_MINUTE_US);
	for (size_t i = 1800; i < 1830; i++)
		values[i] *= 9;
	score(values, 2500, 5 * CLOCK_MINUTE_US, &whole);
	for (size_t count = 1; count <= 2500; count += count < 60 ? 1 : 97) {
		score(values, count, 5 * CLOCK_MINUTE_US, &part);
		assert_memory_equal(whole.points, part.points, count * sizeof(part.points[0]));
	}
}

static void gaps_and_irregular_times(void **state)
{
	struct detect_series *series = detect_series_new(4.0);
	struct detect_point point;
	int64_t at = START;
	(void)state;

	assert_non_null(series);
	for (size_t i = 0; i < POINTS; i++) {
		detect_series_add(series, at, usual(i, CLOCK_MINUTE_US), &point);
		assert_true(isfinite(point.score) && isfinite(point.expected) &&
			    isfinite(point.upper));
		at += i % 500 == 499 ? 90 * CLOCK_DAY_US : (int64_t)(i % 7) * 2 * CLOCK_MINUTE_US;
	}
	detect_series_free(series);
}

static void all_zero_and_huge(void **state)
{
	(void)state;
	for (size_t i = 0; i < POINTS; i++)
		values[i] = i < 3000 ? 0.0 : i % 2 ? 1e12 : 0.0;
	score(values, POINTS, 5 * CLOCK_MINUTE_US, &whole);
	assert_in_range(whole.first_alert, 3000, 3002);
	for (size_t i = 0; i < POINTS; i++)
		assert_true(isfinite(whole.points[i].surprise));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_does_not_alert),
		cmocka_unit_test(a_spike_alerts_at_once_but_not_on_and_on),
		cmocka_unit_test(a_lower_line_is_crossed_once_too),
		cmocka_unit_test(a_surge_says_more_than_a_burst),
		cmocka_unit_test(what_stands_out_of_the_day_says_more),
		cmocka_unit_test(days_too),
		cmocka_unit_test(the_future_is_not_seen),
		cmocka_unit_test(gaps_and_irregular_times),
		cmocka_unit_test(all_zero_and_huge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
