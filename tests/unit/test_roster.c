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

static int64_t at(const char *time)
{
	int64_t us = 0;

	assert_true(clock_parse(slice_from(time), &us));
	return us;
}

/* Mondays at 08:00 in Stockholm, also when the clocks there have changed. */
static void test_summer_time(void **state)
{
	struct config_schedule local = weekly;

	(void)state;
	local.zone = (struct zone){ 60, true };
	local.start_us = at("2026-01-05T08:00:00+01:00");
	assert_int_equal(roster_turn_ends_us(&local, at("2026-03-25T00:00:00Z")),
			 at("2026-03-30T08:00:00+02:00"));
	assert_int_equal(roster_on_call(&local, at("2026-03-30T07:59:59+02:00")), 2);
	assert_int_equal(roster_on_call(&local, at("2026-03-30T08:00:00+02:00")), 4);
	assert_int_equal(roster_turn_ends_us(&local, at("2026-10-20T00:00:00Z")),
			 at("2026-10-26T08:00:00+01:00"));
}

/* The hour from 02:00 comes twice on 25 October and not at all on 29 March; every change is later
 * than the one before, and everybody's turn comes in order. */
static void test_short_turns_around_clock_changes(void **state)
{
	static const char *const nights[] = { "2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z" };
	struct config_schedule local = weekly;

	(void)state;
	local.zone = (struct zone){ 60, true };
	local.shift_us = 30 * CLOCK_MINUTE_US;
	for (size_t i = 0; i < sizeof(nights) / sizeof(nights[0]); i++) {
		int64_t now = at(nights[i]), end = now + 6 * CLOCK_HOUR_US;
		size_t changes = 0;

		local.start_us = now;
		while (now < end) {
			int64_t next = roster_turn_ends_us(&local, now);

			assert_true(next > now);
			assert_int_equal(roster_on_call(&local, now),
					 roster_on_call(&local, next - 1));
			now = next;
			changes++;
		}
		assert_in_range(changes, 10, 14); /* of twelve half hours */
	}
}

/* Half past two comes at half past three, when the clocks go from two to three. */
static void test_turn_in_the_hour_that_is_left_out(void **state)
{
	struct config_schedule local = weekly;

	(void)state;
	local.zone = (struct zone){ 60, true };
	local.shift_us = CLOCK_DAY_US;
	local.start_us = at("2026-01-05T02:30:00+01:00");
	assert_int_equal(roster_turn_ends_us(&local, at("2026-03-29T00:50:00Z")),
			 at("2026-03-29T01:30:00Z"));
	assert_int_equal(roster_turn_ends_us(&local, at("2026-03-29T01:10:00Z")),
			 at("2026-03-29T01:30:00Z"));
	assert_int_equal(roster_on_call(&local, at("2026-03-29T01:10:00Z")),
			 roster_on_call(&local, at("2026-03-29T00:50:00Z")));
}

static void test_overrides(void **state)
{
	struct config_override takes[] = {
		{ "bo", 7, START + CLOCK_DAY_US, START + 2 * CLOCK_DAY_US },
		{ "cy", 8, START + CLOCK_DAY_US, START + 8 * CLOCK_DAY_US },
	};
	struct config_schedule with = weekly, alone = weekly;

	(void)state;
	with.overrides = alone.overrides = takes;
	with.override_count = alone.override_count = 2;
	alone.people_count = 1;
	assert_int_equal(roster_on_call(&with, START), 4);
	assert_int_equal(roster_turn_ends_us(&with, START), START + CLOCK_DAY_US);
	assert_int_equal(roster_on_call(&with, START + CLOCK_DAY_US), 7); /* the first holds */
	assert_int_equal(roster_turn_ends_us(&with, START + CLOCK_DAY_US),
			 START + 2 * CLOCK_DAY_US);
	assert_int_equal(roster_on_call(&with, START + 2 * CLOCK_DAY_US), 8);
	assert_int_equal(roster_on_call(&with, START + 8 * CLOCK_DAY_US - 1), 8);
	assert_int_equal(roster_on_call(&with, START + 8 * CLOCK_DAY_US), 9);
	assert_int_equal(roster_turn_ends_us(&alone, START + 2 * CLOCK_DAY_US),
			 START + 8 * CLOCK_DAY_US);
	assert_int_equal(roster_turn_ends_us(&alone, START + 8 * CLOCK_DAY_US), INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_odd_schedules),
		cmocka_unit_test(test_summer_time),
		cmocka_unit_test(test_short_turns_around_clock_changes),
		cmocka_unit_test(test_turn_in_the_hour_that_is_left_out),
		cmocka_unit_test(test_overrides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
