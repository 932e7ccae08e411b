/* test_roster.c - whose turn it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "roster.h"

#define START (INT64_C(1790000000) * CLOCK_SECOND_US)

static size_t three[] = { 4, 9, 2 };
static const struct config_schedule weekly = { .name = "support",
					       .people = three,
					       .people_count = 3,
					       .start_us = START,
					       .shift_us = 7 * CLOCK_DAY_US };

static void test_turns(void **state)
{
	(void)state;
	assert_int_equal(roster_on_call(&weekly, 0), 4); /* before the start */
	assert_int_equal(roster_on_call(&weekly, START - 1), 4);
	assert_int_equal(roster_on_call(&weekly, START), 4);
	assert_int_equal(roster_on_call(&weekly, START + 7 * CLOCK_DAY_US - 1), 4);
	assert_int_equal(roster_on_call(&weekly, START + 7 * CLOCK_DAY_US), 9);
	assert_int_equal(roster_on_call(&weekly, START + 14 * CLOCK_DAY_US), 2);
	assert_int_equal(roster_on_call(&weekly, START + 21 * CLOCK_DAY_US), 4);
	assert_int_equal(roster_on_call(&weekly, START + 7 * 1000 * CLOCK_DAY_US),
			 9); /* 1000 = 1 (mod 3) */
}

static void test_ends(void **state)
{
	struct config_schedule alone = weekly, endless = weekly;

	(void)state;
	alone.people_count = 1;
	endless.shift_us = 0;
	assert_int_equal(roster_turn_ends_us(&weekly, 0), START + 7 * CLOCK_DAY_US);
	assert_int_equal(roster_turn_ends_us(&weekly, START), START + 7 * CLOCK_DAY_US);
	assert_int_equal(roster_turn_ends_us(&weekly, START + 7 * CLOCK_DAY_US),
			 START + 14 * CLOCK_DAY_US);
	assert_int_equal(roster_turn_ends_us(&alone, START), INT64_MAX);
	assert_int_equal(roster_turn_ends_us(&endless, START), INT64_MAX);
}

static void test_odd_schedules(void **state)
{
	struct config_schedule nobody = weekly, endless = weekly;

	(void)state;
	nobody.people_count = 0;
	endless.shift_us = 0;
	assert_int_equal(roster_on_call(&nobody, START), CONFIG_NONE);
	assert_int_equal(roster_on_call(&endless, START + 100 * CLOCK_DAY_US), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_odd_schedules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
