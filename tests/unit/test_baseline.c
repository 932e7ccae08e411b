/* test_baseline.c - facts about what a fitted baseline says of a stretch of time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "baseline.h"
#include "baseline_fit.h"
#include "clock.h"
#include <math.h>
#include <string.h>

enum { HOURS = 840 };
#define START (INT64_C(20000) * CLOCK_DAY_US)

static float negative[HOURS], comments[HOURS];

static void fit(size_t count, struct baseline *ret_baseline)
{
	baseline_fit(
		&(struct baseline_history){
			CLOCK_HOUR_US, START, count, negative, comments, NULL, { 0 } },
		ret_baseline);
}

/* 4 by night, 40 by day, a fifth of all comments, without noise. */
static void fill(void)
{
	for (size_t i = 0; i < HOURS; i++) {
		negative[i] = i % 24 >= 8 && i % 24 < 20 ? 40 : 4;
		comments[i] = 5 * negative[i];
	}
}

static void near(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g is not within %.3g of %.9g", got, within, want);
}

static void stretches_add_up(void **state)
{
	struct baseline b;
	struct baseline_expectation whole = { 0 }, parts = { 0 };
	(void)state;

	fill();
	fit(HOURS, &b);
	baseline_expect(&b, START, START + 7 * CLOCK_HOUR_US, &whole);
	for (int64_t hour = 0; hour < 7; hour++)
		baseline_expect(&b, START + hour * CLOCK_HOUR_US,
				START + (hour + 1) * CLOCK_HOUR_US, &parts);
	near(parts.negative, whole.negative, 1e-6);
	near(parts.comments, whole.comments, 1e-6);
	near(parts.doubt, whole.doubt, 1e-6);
	near(whole.comments, 5 * whole.negative, 20);
}

static void variance_is_never_below_the_mean(void **state)
{
	struct baseline b;
	(void)state;

	fill();
	fit(HOURS, &b);
	for (int64_t length = CLOCK_MINUTE_US; length < 3 * CLOCK_DAY_US; length *= 2) {
		struct baseline_expectation expected = { 0 };
		baseline_expect(&b, START, START + length, &expected);
		assert_true(baseline_variance(&b, &expected, length) >= expected.negative);
	}
}

static void a_heavy_tail_lowers_surprise(void **state)
{
	struct baseline b;
	(void)state;

	fill();
	for (size_t i = 17; i < HOURS; i += 53)
		negative[i] *= 12.0F;
	fit(HOURS, &b);
	assert_true(b.tail[0].slope > 1.5);
	assert_true(baseline_calibrate(&b, 12.0, CLOCK_HOUR_US) < 9.0);
	assert_true(baseline_calibrate(&b, 0.5, CLOCK_HOUR_US) <= 0.5);
}

static void sharpening_measures_the_short_spread(void **state)
{
	struct baseline b;
	float even[60], clumpy[60];
	(void)state;

	fill();
	for (size_t i = 0; i < HOURS; i++)
		negative[i] = (i % 24 >= 8 && i % 24 < 20 ? 40.0F : 4.0F) *
			      ((i + i / 24) % 3 == 0 ? 2.0F : 0.5F);
	fit(HOURS, &b);
	double before = b.short_spread;
	for (size_t i = 0; i < 60; i++) {
		even[i] = 20;
		clumpy[i] = i % 2 ? 40 : 0;
	}
	baseline_sharpen(&b, 5 * CLOCK_MINUTE_US, clumpy, NULL, 60);
	double rough = b.short_spread;
	baseline_sharpen(&b, 5 * CLOCK_MINUTE_US, even, NULL, 60);
	assert_true(b.short_spread < rough);
	assert_true(b.short_spread < before / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stretches_add_up),
		cmocka_unit_test(variance_is_never_below_the_mean),
		cmocka_unit_test(a_heavy_tail_lowers_surprise),
		cmocka_unit_test(sharpening_measures_the_short_spread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
