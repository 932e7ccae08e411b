/* test_detect_learn.c - what of a series' past is learnt, and kept from one look to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "detect_learn.h"

#define START (INT64_C(20000) * CLOCK_DAY_US)
#define NOW (START + 10 * CLOCK_DAY_US)
static struct series_counts counts;
static struct detect_memory memory;
static const struct detect_settings defaults = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 4.0 };

static void add(int64_t at_us, unsigned negative)
{
	assert_true(series_counts_add(&counts, at_us, at_us,
				      (struct series_sum){ negative + 4, negative, 0 }));
}

static int setup(void **state)
{
	(void)state;
	series_counts_init(&counts);
	memory.learnt = false;
	for (int64_t at_us = START; at_us < NOW; at_us += CLOCK_HOUR_US)
		add(at_us, 2);
	return 0;
}

/* Negatives to be expected of the next day. */
static double learnt(struct detect_memory *kept, int64_t now_us)
{
	struct baseline_expectation expected = { 0 };
	struct baseline baseline;

	detect_learn(kept, &counts, &defaults, now_us, now_us - START, &baseline);
	baseline_expect(&baseline, now_us, now_us + CLOCK_DAY_US, &expected);
	return expected.negative;
}

static void the_latest_hours_do_not_teach(void **state)
{
	(void)state;
	const double usual = learnt(NULL, NOW);

	assert_true(usual > 40.0 && usual < 56.0); /* two an hour */
	for (int64_t hour = 1; hour <= 5; hour++)
		add(NOW - hour * CLOCK_HOUR_US, 50);
	assert_true(learnt(NULL, NOW) == usual);
	for (int64_t hour = 7; hour <= 30; hour++)
		add(NOW - hour * CLOCK_HOUR_US, 1);
	assert_true(learnt(NULL, NOW) > usual);
}

static void a_memory_holds_while_the_past_is_the_same(void **state)
{
	(void)state;
	const double usual = learnt(&memory, NOW);

	assert_true(memory.learnt);
	assert_true(learnt(&memory, NOW + CLOCK_MINUTE_US) == learnt(NULL, NOW + CLOCK_MINUTE_US));
	for (int64_t hour = 12; hour < 60; hour++)
		add(NOW - hour * CLOCK_HOUR_US, 2);
	assert_true(learnt(&memory, NOW) > usual);
	assert_true(learnt(&memory, NOW) == learnt(NULL, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_latest_hours_do_not_teach, setup),
		cmocka_unit_test_setup(a_memory_holds_while_the_past_is_the_same, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
