/* test_rush.c - how a rush of other comments raises what is expected, of a series and of what is
 * within it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "baseline_fit.h"
#include "clock.h"
#include "detect_learn.h"
#include "rush.h"

#define START (INT64_C(20000) * CLOCK_DAY_US)
enum { DAYS = 14, TIMES = 6 };
#define NOW (START + DAYS * CLOCK_DAY_US + CLOCK_HOUR_US)
static struct series_counts counts, topic;
static struct baseline baseline;
static struct rush_series series;
static const struct detect_settings defaults = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 4.0 };

static void add(struct series_counts *to, int64_t at_us, unsigned all, unsigned negative)
{
	assert_true(series_counts_add(to, at_us, at_us, (struct series_sum){ all, negative, 0 }));
}

/* Sixty comments an hour, six of them negative: two of these about the staff, which nobody speaks
 * of but to complain. */
static void hour(int64_t from_us, unsigned times)
{
	for (unsigned n = 0; n < 60 * times; n++) {
		const int64_t at_us = from_us + n * CLOCK_MINUTE_US / times;

		add(&counts, at_us, 1, n % 10 == 0);
		if (n % 30 == 0)
			add(&topic, at_us, 1, 1);
	}
}

static int setup(void **state)
{
	(void)state;
	series_counts_init(&counts);
	series_counts_init(&topic);
	for (int64_t at_us = START; at_us < NOW - CLOCK_HOUR_US; at_us += CLOCK_HOUR_US)
		hour(at_us, 1);
	detect_learn(NULL, &counts, &defaults, NOW - 1, NOW - START, &baseline);
	series = (struct rush_series){ &counts, &defaults, &baseline, NOW - 1, NOW - START };
	return 0;
}

static void nobody_else_came(void **state)
{
	(void)state;
	hour(NOW - CLOCK_HOUR_US, 1);
	assert_true(rush_factor_within(&series, NOW - CLOCK_HOUR_US, NOW) <= 1.0);
}

/* Its lower edge, and a part of it; hours of which minutes are forgotten tell the same. */
static void a_rush_is_one_of_negatives_too(void **state)
{
	double fresh, later;

	(void)state;
	hour(NOW - CLOCK_HOUR_US, TIMES);
	fresh = rush_factor_within(&series, NOW - CLOCK_HOUR_US, NOW);
	assert_true(fresh > 3.0 && fresh < 1.0 + 0.7 * (TIMES - 1));
	series.now_us = NOW + CLOCK_DAY_US;
	add(&counts, series.now_us, 1, 0);
	later = rush_factor_within(&series, NOW - CLOCK_HOUR_US, NOW);
	assert_true(later == fresh);
}

/* Before its day is known, a rush explains all. */
static void a_young_series_knows_no_morning(void **state)
{
	(void)state;
	hour(NOW - CLOCK_HOUR_US, TIMES);
	const double known = rush_factor_within(&series, NOW - CLOCK_HOUR_US, NOW);

	series.age_us = CLOCK_HOUR_US;
	assert_true(rush_factor_within(&series, NOW - CLOCK_HOUR_US, NOW) > known * 1.2);
	assert_true(rush_known_part(0) <= 0.0 && rush_known_part(CLOCK_DAY_US) < 1.0 &&
		    rush_known_part(9 * CLOCK_DAY_US) >= 1.0);
}

static bool topic_alerts(const struct detect_whole *whole, int64_t now_us)
{
	struct detect_settings settings = defaults;
	struct finding finding;

	settings.whole = whole;
	detect_evaluate(&topic, &settings, now_us, DETECT_AUTHORS_UNKNOWN, &finding);
	return finding.alert;
}

/* Of a topic that is all complaints only the brand's other comments tell that there is a rush. */
static void the_brands_rush_is_its_topics(void **state)
{
	const struct detect_whole whole = { &counts, &defaults, NULL };

	(void)state;
	for (int64_t at_us = NOW - CLOCK_HOUR_US; at_us < NOW + 2 * CLOCK_HOUR_US;
	     at_us += CLOCK_HOUR_US)
		hour(at_us, TIMES);
	assert_true(topic_alerts(NULL, NOW + 2 * CLOCK_HOUR_US - 1));
	assert_false(topic_alerts(&whole, NOW + 2 * CLOCK_HOUR_US - 1));
	for (unsigned n = 0; n < 60; n++)
		add(&topic, NOW + 2 * CLOCK_HOUR_US, 1, 1); /* without a rush of others */
	assert_true(topic_alerts(&whole, NOW + 2 * CLOCK_HOUR_US));
}

/* Two minutes old, a steady mix. */
static void a_new_brand_has_no_sour_topics(void **state)
{
	const struct detect_whole whole = { &counts, &defaults, NULL };

	(void)state;
	series_counts_init(&counts);
	series_counts_init(&topic);
	for (unsigned n = 0; n < 240; n++) {
		const int64_t at_us = NOW + n * CLOCK_SECOND_US / 2;

		add(&counts, at_us, 1, n % 5 == 0);
		if (n % 10 == 0)
			add(&topic, at_us, 1, 1);
		assert_false(topic_alerts(&whole, at_us));
	}
	assert_true(topic_alerts(NULL, NOW + 2 * CLOCK_MINUTE_US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nobody_else_came, setup),
		cmocka_unit_test_setup(a_rush_is_one_of_negatives_too, setup),
		cmocka_unit_test_setup(a_young_series_knows_no_morning, setup),
		cmocka_unit_test_setup(the_brands_rush_is_its_topics, setup),
		cmocka_unit_test_setup(a_new_brand_has_no_sour_topics, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
