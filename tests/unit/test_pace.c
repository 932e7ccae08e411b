/* test_pace.c - a quiet series is looked at after each comment, a busy one now and then, and none
 * is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "pace.h"

#define NOW_US (INT64_C(20000) * CLOCK_DAY_US)
#define EVERY_US (3 * PACE_STEP_US)

static struct series_counts counts;

static void holds(uint64_t negatives)
{
	series_counts_init(&counts);
	series_counts_add(&counts, NOW_US - CLOCK_MINUTE_US, NOW_US,
			  (struct series_sum){ negatives, negatives, 0 });
}

static void a_quiet_series_is_looked_at_at_once(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US), NOW_US);
	for (unsigned before = 0; before <= 16; before++) {
		holds(before);
		pace_looked(&pace, &counts, NOW_US);
		assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + 1), NOW_US + 1);
	}
}

static void a_busy_one_waits_until_much_has_come(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	holds(64);
	pace_looked(&pace, &counts, NOW_US);
	for (int i = 1; i < 4; i++)
		assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + i), NOW_US + EVERY_US);
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + 4), NOW_US + 4);

	pace_looked(&pace, &counts, NOW_US + 4);
	assert_int_equal(pace_due(&pace, 4, EVERY_US, NOW_US + 5), NOW_US + 5);
}

static void the_moment_passes(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	holds(1000);
	pace_looked(&pace, &counts, NOW_US);
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + EVERY_US - 1), NOW_US + EVERY_US);
	assert_int_equal(pace_due(&pace, 0, EVERY_US, NOW_US + EVERY_US), NOW_US + EVERY_US);
	/* One that has rested waits for the others. */
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + EVERY_US + 1),
			 NOW_US + EVERY_US + PACE_STEP_US);
	/* A clock that was put back does not make it wait for hours. */
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US - CLOCK_HOUR_US),
			 NOW_US - CLOCK_HOUR_US);
}

static void others_than_negatives_can_wait(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	holds(0);
	pace_looked(&pace, &counts, NOW_US);
	assert_int_equal(pace_due(&pace, 0, EVERY_US, NOW_US + 1), NOW_US + EVERY_US);
	assert_int_equal(pace_due(&pace, 1, EVERY_US, NOW_US + 2), NOW_US + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_series_is_looked_at_at_once),
		cmocka_unit_test(a_busy_one_waits_until_much_has_come),
		cmocka_unit_test(the_moment_passes),
		cmocka_unit_test(others_than_negatives_can_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
