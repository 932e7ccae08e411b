/* test_left_out.c - facts about which slots of the past teach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "left_out.h"

enum { DAYS = 20, SLOTS = DAYS * 24 };
#define START (INT64_C(20000) * CLOCK_DAY_US)

static bool left_out[SLOTS];

static void mark(size_t slots, const struct detect_episode *told, size_t count)
{
	left_out_mark(&(struct left_out_slots){ CLOCK_HOUR_US, START, slots }, told, count,
		      left_out);
}

static size_t count(size_t from, size_t to)
{
	size_t sum = 0;

	for (size_t i = from; i < to; i++)
		sum += left_out[i];
	return sum;
}

/* Episodes of three hours, from 18:00 on, on so many days that end with the last. */
static void again(struct detect_episode *told, size_t days, size_t of)
{
	for (size_t i = 0; i < days; i++) {
		told[i].from_us = START + (int64_t)(of - 1 - i) * CLOCK_DAY_US + 18 * CLOCK_HOUR_US;
		told[i].to_us = told[i].from_us + 3 * CLOCK_HOUR_US;
	}
}

static void all_teach_where_nothing_was_told(void **state)
{
	(void)state;
	mark(SLOTS, NULL, 0);
	assert_int_equal(count(0, SLOTS), 0);
	mark(0, NULL, 0);
}

static void every_slot_that_it_touches_is_left_out(void **state)
{
	const struct detect_episode told = { START + 30 * CLOCK_HOUR_US + CLOCK_MINUTE_US,
					     START + 32 * CLOCK_HOUR_US + 1 };
	(void)state;

	mark(SLOTS, &told, 1);
	assert_int_equal(count(0, SLOTS), 3);
	assert_int_equal(count(30, 33), 3);
}

static void what_runs_is_left_out_to_the_end(void **state)
{
	const struct detect_episode told = { START + (SLOTS - 5) * CLOCK_HOUR_US, 0 };
	(void)state;

	mark(SLOTS, &told, 1);
	assert_int_equal(count(0, SLOTS), 5);
	assert_int_equal(count(SLOTS - 5, SLOTS), 5);
}

static void what_lies_outside_is_nothing(void **state)
{
	const struct detect_episode told[] = {
		{ START - 9 * CLOCK_HOUR_US, START - 2 * CLOCK_HOUR_US },
		{ START + SLOTS * CLOCK_HOUR_US, 0 },
		{ START - 2 * CLOCK_HOUR_US, START + 2 * CLOCK_HOUR_US },
	};
	(void)state;

	mark(SLOTS, told, 3);
	assert_int_equal(count(0, SLOTS), 2);
	assert_int_equal(count(0, 2), 2);
}

static void seven_days_running_are_no_rule_and_eight_are(void **state)
{
	struct detect_episode told[8];
	(void)state;

	again(told, 7, DAYS);
	mark(SLOTS, told, 7);
	assert_int_equal(count(0, SLOTS), 7 * 3);
	again(told, 8, DAYS);
	mark(SLOTS, told, 8);
	assert_int_equal(count(0, SLOTS), 0);
}

/* Else a first false alarm would keep a young series from ever learning its day. */
static void of_few_days_more_than_half_are_the_rule(void **state)
{
	struct detect_episode told[3];
	(void)state;

	again(told, 2, 4);
	mark(4 * 24, told, 2);
	assert_int_equal(count(0, 4 * 24), 2 * 3);
	again(told, 3, 4);
	mark(4 * 24, told, 3);
	assert_int_equal(count(0, 4 * 24), 0);
	told[0] = (struct detect_episode){ START, 0 };
	mark(10, told, 1);
	assert_int_equal(count(0, 10), 0);
}

/* That it is the rule in the evening says nothing of noon. */
static void each_time_of_day_stands_for_itself(void **state)
{
	struct detect_episode told[9];
	(void)state;

	again(told, 8, DAYS);
	told[8] = (struct detect_episode){ START + 10 * CLOCK_DAY_US + 12 * CLOCK_HOUR_US,
					   START + 10 * CLOCK_DAY_US + 14 * CLOCK_HOUR_US };
	mark(SLOTS, told, 9);
	assert_int_equal(count(0, SLOTS), 2);
	assert_int_equal(count(10 * 24 + 12, 10 * 24 + 14), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_teach_where_nothing_was_told),
		cmocka_unit_test(every_slot_that_it_touches_is_left_out),
		cmocka_unit_test(what_runs_is_left_out_to_the_end),
		cmocka_unit_test(what_lies_outside_is_nothing),
		cmocka_unit_test(seven_days_running_are_no_rule_and_eight_are),
		cmocka_unit_test(of_few_days_more_than_half_are_the_rule),
		cmocka_unit_test(each_time_of_day_stands_for_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
