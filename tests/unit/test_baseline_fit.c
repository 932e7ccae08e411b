/* test_baseline_fit.c - facts about what is learnt from a past that is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

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

/* Noon stays noon: what is busy from 8 to 20 by the clock of a place is so after summer begins,
 * an hour earlier by UTC. */
static void summer_moves_the_day(void **state)
{
	static const struct zone stockholm = { 60, true };
	const int64_t change_us = INT64_C(20541) * CLOCK_DAY_US + CLOCK_HOUR_US, /* 2026-03-29 */
		first_us = change_us - 3 * 7 * CLOCK_DAY_US - CLOCK_HOUR_US;
	struct baseline b;
	(void)state;

	for (size_t days = 21; days <= 28; days += 7) { /* before, and a week after it */
		const size_t count = days * 24;

		for (size_t i = 0; i < count; i++) {
			const int64_t at_us = first_us + (int64_t)i * CLOCK_HOUR_US;
			const int64_t hour = zone_local(stockholm, at_us) / CLOCK_HOUR_US % 24;

			negative[i] = hour >= 8 && hour < 20 ? 40 : 4;
			comments[i] = 5 * negative[i];
		}
		baseline_fit(&(struct baseline_history){ CLOCK_HOUR_US, first_us, count, negative,
							 comments, NULL, stockholm },
			     &b);
		for (int64_t hour = 0; hour < 24; hour++) {
			const int64_t day_us =
				zone_wall(stockholm, (20545 + 7 * (days > 21)) * CLOCK_DAY_US);
			struct baseline_expectation expected = { 0 };

			baseline_expect(&b, day_us + hour * CLOCK_HOUR_US,
					day_us + (hour + 1) * CLOCK_HOUR_US, &expected);
			if (hour >= 9 && hour < 19)
				assert_true(expected.negative > 30 && expected.negative < 50);
			else if (hour < 7 || hour >= 21)
				assert_true(expected.negative < 8);
		}
	}
}

static double expect(const struct baseline *b, int64_t hour, int64_t hours)
{
	struct baseline_expectation sum = { 0 };

	baseline_expect(b, START + hour * CLOCK_HOUR_US, START + (hour + hours) * CLOCK_HOUR_US,
			&sum);
	return sum.negative;
}

static void near(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g is not within %.3g of %.9g", got, within, want);
}

static void learns_level_and_time_of_day(void **state)
{
	struct baseline b;
	(void)state;

	fill();
	fit(HOURS, &b);
	near(b.mean, 22, 1);
	near(expect(&b, HOURS, 24), 24 * 22, 20);
	near(expect(&b, HOURS + 13, 1), 40, 3);
	near(expect(&b, HOURS + 2, 1), 4, 1);
	near(b.share, 0.2, 0.01);
}

static void learns_the_day_of_the_week(void **state)
{
	struct baseline b;
	(void)state;

	fill();
	for (size_t i = 0; i < HOURS; i++)
		negative[i] *= (i / 24) % 7 == 3 ? 2.0F : 1.0F;
	fit(HOURS, &b);
	assert_true(expect(&b, HOURS + 3 * 24, 24) > 1.4 * expect(&b, HOURS + 4 * 24, 24));
}

static void an_old_crisis_is_not_the_new_normal(void **state)
{
	struct baseline quiet, after;
	(void)state;

	fill();
	fit(HOURS, &quiet);
	for (size_t i = HOURS - 60; i < HOURS - 36; i++)
		negative[i] *= 8.0F;
	fit(HOURS, &after);
	near(expect(&after, HOURS, 24) / expect(&quiet, HOURS, 24), 1.0, 0.1);
}

/* Eight times the negatives for three hours of each of the last seven days. */
static void make_a_week_of_trouble(bool left_out[HOURS])
{
	for (size_t i = HOURS - 7 * 24; i < HOURS; i++) {
		if (i % 24 < 16 || i % 24 >= 19)
			continue;
		negative[i] *= 8.0F;
		comments[i] += 7.0F / 8.0F * negative[i];
		left_out[i] = true;
	}
}

static void what_is_left_out_teaches_nothing(void **state)
{
	static bool left_out[HOURS];
	struct baseline quiet, taught, spared;
	(void)state;

	fill();
	fit(HOURS, &quiet);
	make_a_week_of_trouble(left_out);
	fit(HOURS, &taught);
	baseline_fit(
		&(struct baseline_history){
			CLOCK_HOUR_US, START, HOURS, negative, comments, left_out, { 0 } },
		&spared);
	const double usual = expect(&quiet, HOURS + 16, 3);

	assert_true(expect(&taught, HOURS + 16, 3) > 1.15 * usual);
	near(expect(&spared, HOURS + 16, 3) / usual, 1.0, 0.02);
	near(spared.share, quiet.share, 0.005);
}

/* Seven excursions far out make the law's tail look heavy; of those that people were told of no
 * more than two are taken for chance. */
static void of_what_was_told_the_mildest_may_be_chance(void **state)
{
	static bool left_out[HOURS];
	struct baseline taught, spared;
	(void)state;

	fill();
	for (size_t i = 0; i < HOURS; i++)
		negative[i] = roundf(negative[i] * (0.6F + 0.1F * (float)(i * 7919 % 9)));
	make_a_week_of_trouble(left_out);
	for (size_t i = HOURS - 48; i < HOURS; i++)
		negative[i] = roundf(left_out[i] ? negative[i] / 4.0F : negative[i]);
	fit(HOURS, &taught);
	baseline_fit(
		&(struct baseline_history){
			CLOCK_HOUR_US, START, HOURS, negative, comments, left_out, { 0 } },
		&spared);
	assert_true(spared.tail[0].slope < 0.5 * taught.tail[0].slope);
}

/* A few hours that are a little loud are what the law says of five weeks, though there are no
 * twelve of them; and as many that are far out are more than it says. */
static void a_tail_begins_where_the_law_has_twelve(void **state)
{
	struct baseline mild, wild;
	(void)state;

	fill();
	for (size_t i = 12; i < HOURS; i += 120)
		negative[i] = 58;
	fit(HOURS, &mild);
	near(baseline_calibrate(&mild, 4.0, CLOCK_HOUR_US), 4.0, 0.2);
	near(baseline_calibrate(&mild, 4.0, 6 * CLOCK_HOUR_US), 4.0, 0.2);
	for (size_t i = 12; i < HOURS; i += 120)
		negative[i] = 160;
	fit(HOURS, &wild);
	assert_true(baseline_calibrate(&wild, 4.0, CLOCK_HOUR_US) < 3.4);
}

/* Where all is left out, nothing is known. */
static void with_all_left_out_it_is_the_prior(void **state)
{
	static bool left_out[HOURS];
	struct baseline b;
	(void)state;

	fill();
	for (size_t i = 0; i < HOURS; i++)
		left_out[i] = true;
	baseline_fit(
		&(struct baseline_history){
			CLOCK_HOUR_US, START, HOURS, negative, comments, left_out, { 0 } },
		&b);
	near(expect(&b, HOURS, 1), 2, 0.01);
	near(b.share, 0.3, 0.001);
}

static void without_a_past_it_is_the_prior_and_very_unsure(void **state)
{
	struct baseline b;
	struct baseline_expectation sum = { 0 };
	(void)state;

	fit(0, &b);
	baseline_expect(&b, START, START + CLOCK_HOUR_US, &sum);
	near(sum.negative, 2, 0.01);
	assert_true(sum.doubt >= sum.negative * sum.negative);
	assert_true(isfinite(baseline_variance(&b, &sum, CLOCK_HOUR_US)));
	near(baseline_calibrate(&b, 7.0, CLOCK_HOUR_US), 7.0, 0);
}

static void doubt_shrinks_with_the_past(void **state)
{
	struct baseline day, week, month;
	(void)state;

	fill();
	fit(24, &day);
	fit(7 * 24, &week);
	fit(35 * 24, &month);
	for (size_t i = 0; i < 24; i++) {
		assert_true(week.doubt[i] < day.doubt[i]);
		assert_true(month.doubt[i] < week.doubt[i]);
	}
}

static void measures_roughness(void **state)
{
	struct baseline smooth, rough;
	(void)state;

	fill();
	fit(HOURS, &smooth);
	for (size_t i = 0; i < HOURS; i++)
		negative[i] = (i % 24 >= 8 && i % 24 < 20 ? 40.0F : 4.0F) *
			      ((i + i / 24) % 3 == 0 ? 2.0F : 0.5F);
	fit(HOURS, &rough);
	assert_true(rough.spread[0] > 3 * smooth.spread[0]);
	assert_true(rough.spread[1] >= rough.spread[0]);
	assert_true(rough.spread[2] >= rough.spread[1]);
}

static void days_as_slots(void **state)
{
	struct baseline b;
	float days[60];
	(void)state;

	for (size_t i = 0; i < 60; i++)
		days[i] = 700;
	baseline_fit(&(struct baseline_history){ CLOCK_DAY_US, START, 60, days, days, NULL, { 0 } },
		     &b);
	assert_int_equal(b.bins, 1);
	near(expect(&b, 60 * 24, 24), 700, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learns_level_and_time_of_day),
		cmocka_unit_test(learns_the_day_of_the_week),
		cmocka_unit_test(summer_moves_the_day),
		cmocka_unit_test(an_old_crisis_is_not_the_new_normal),
		cmocka_unit_test(what_is_left_out_teaches_nothing),
		cmocka_unit_test(of_what_was_told_the_mildest_may_be_chance),
		cmocka_unit_test(a_tail_begins_where_the_law_has_twelve),
		cmocka_unit_test(with_all_left_out_it_is_the_prior),
		cmocka_unit_test(without_a_past_it_is_the_prior_and_very_unsure),
		cmocka_unit_test(doubt_shrinks_with_the_past),
		cmocka_unit_test(measures_roughness),
		cmocka_unit_test(days_as_slots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
