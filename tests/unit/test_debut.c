/* test_debut.c - facts about a brand's first hours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "debut.h"
#include "detect.h"
#include <math.h>

#define START (INT64_C(20000) * CLOCK_DAY_US + 9 * CLOCK_HOUR_US)
static const struct detect_settings defaults = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 4.0 };
static struct series_counts counts;

static void what_brands_are_like(void **state)
{
	(void)state;
	assert_true(fabs(debut_expected(60) - 18.0) < 1e-9);
	assert_true(debut_share(15, 60) == 0.0); /* less than most */
	/* A support desk is one brand in twenty, and one where all complain is one in thousands. */
	assert_true(debut_share(600, 1000) > 1.0 && debut_share(600, 1000) < 1.6);
	assert_true(debut_share(60, 60) > 5.0);
	assert_true(debut_variance(60) > 60 * 0.3 * 0.7);
	assert_false(debut_is_trouble(36, 60));
	assert_true(debut_is_trouble(54, 60));
	assert_false(debut_is_trouble(4, 4)); /* too few to tell */
}

static void hear(int64_t at_us, bool negative)
{
	assert_true(
		series_counts_add(&counts, at_us, at_us, (struct series_sum){ 1, negative, 0 }));
}

/* One comment a minute, `sour` of ten negative: the number at which it is told; 0: never. */
static unsigned told_at(unsigned sour, unsigned comments, const struct detect_settings *settings,
			struct finding *ret_finding)
{
	unsigned negatives = 0;

	series_counts_init(&counts);
	for (unsigned n = 0; n < comments; n++) {
		const int64_t now_us = START + n * CLOCK_MINUTE_US;
		const bool negative = (n * 7) % 10 < sour;

		hear(now_us, negative);
		negatives += negative;
		detect_evaluate(&counts, settings, now_us, negatives, ret_finding);
		if (ret_finding->alert)
			return n + 1;
	}
	return 0;
}

static void all_complain_from_the_first_on(void **state)
{
	(void)state;
	struct finding finding;

	assert_int_equal(told_at(10, 360, &defaults, &finding), 20);
	assert_true(finding.learning);
	assert_int_equal(finding.began_us, START);
	assert_int_equal(finding.negative, 20);
	assert_int_equal(finding.expected, 6000);
	assert_in_range(told_at(9, 360, &defaults, &finding), 20, 45);
}

static void a_support_desk_is_no_trouble(void **state)
{
	(void)state;
	struct finding finding;

	assert_int_equal(told_at(6, 400, &defaults, &finding), 0);
	assert_int_equal(told_at(1, 400, &defaults, &finding), 0);
}

/* The trouble may begin some hours after the first comment. */
static void it_began_with_the_trouble(void **state)
{
	(void)state;
	struct finding finding = { 0 };
	int64_t now_us = START;

	series_counts_init(&counts);
	for (unsigned n = 0; n < 4; n++, now_us += 10 * CLOCK_MINUTE_US)
		hear(now_us, false);
	const int64_t trouble_us = now_us;
	for (unsigned n = 0; n < 60 && !finding.alert; n++, now_us += CLOCK_MINUTE_US) {
		hear(now_us, true);
		detect_evaluate(&counts, &defaults, now_us, n + 1, &finding);
	}
	assert_true(finding.alert);
	assert_int_equal(finding.began_us, trouble_us);
}

static void few_people_are_no_crowd(void **state)
{
	(void)state;
	struct finding finding;

	assert_int_not_equal(told_at(10, 60, &defaults, &finding), 0);
	for (uint64_t authors = 4; authors < 16; authors++) {
		detect_evaluate(&counts, &defaults, START + 19 * CLOCK_MINUTE_US, authors,
				&finding);
		assert_false(finding.alert);
	}
	detect_evaluate(&counts, &defaults, START + 19 * CLOCK_MINUTE_US, 16, &finding);
	assert_true(finding.alert);
}

static void a_series_within_a_brand_is_none(void **state)
{
	(void)state;
	struct detect_settings within = defaults;
	struct series_counts brand;
	struct finding finding;

	series_counts_init(&brand);
	for (int64_t hour = -24 * 20; hour <= 0; hour++)
		assert_true(series_counts_add(&brand, START + hour * CLOCK_HOUR_US, START,
					      (struct series_sum){ 60, 12, 0 }));
	const struct detect_whole whole = { &brand, &defaults, NULL };
	within.whole = &whole;
	assert_int_equal(told_at(10, 25, &within, &finding), 0);
}

/* What goes on as it began is not over, however usual it is by then. */
static void it_is_not_calm_while_all_complain(void **state)
{
	(void)state;
	struct finding finding;

	(void)told_at(10, 20, &defaults, &finding);
	for (int64_t minute = 20; minute < 4 * 60; minute++) {
		hear(START + minute * CLOCK_MINUTE_US, true);
		detect_evaluate(&counts, &defaults, START + minute * CLOCK_MINUTE_US, 90, &finding);
		assert_false(finding.calm);
	}
	for (int64_t minute = 4 * 60; minute < 6 * 60; minute++) {
		hear(START + minute * CLOCK_MINUTE_US, minute % 5 == 0);
		detect_evaluate(&counts, &defaults, START + minute * CLOCK_MINUTE_US, 90, &finding);
	}
	assert_true(finding.calm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_brands_are_like),
		cmocka_unit_test(all_complain_from_the_first_on),
		cmocka_unit_test(a_support_desk_is_no_trouble),
		cmocka_unit_test(it_began_with_the_trouble),
		cmocka_unit_test(few_people_are_no_crowd),
		cmocka_unit_test(a_series_within_a_brand_is_none),
		cmocka_unit_test(it_is_not_calm_while_all_complain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
