/* test_backlog.c - facts about what comes at once after hours without a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backlog.h"
#include "clock.h"

#define START (INT64_C(20600) * CLOCK_DAY_US)
enum { DAYS = 12, AN_HOUR = 30, NOON = 12 };
#define NOON_US (START + DAYS * CLOCK_DAY_US + NOON * CLOCK_HOUR_US)

static struct series_counts counts;

static void add(int64_t at_us, unsigned all, unsigned negative)
{
	assert_true(
		series_counts_add(&counts, at_us, at_us, (struct series_sum){ all, negative, 0 }));
}

/* Thirty an hour, six of them negative, around the clock; on the last day until this hour. */
static void usual_days(int64_t until_hour)
{
	series_counts_init(&counts);
	for (int64_t hour = 0; hour < DAYS * 24 + until_hour; hour++)
		for (int64_t minute = 0; minute < 60; minute += 10)
			add(START + hour * CLOCK_HOUR_US + minute * CLOCK_MINUTE_US, AN_HOUR / 6,
			    1);
}

/* At noon, 150 within a minute. */
static struct finding catch_up(unsigned negative)
{
	const struct detect_settings settings = DETECT_SETTINGS_DEFAULT;
	struct finding finding;

	add(NOON_US + CLOCK_SECOND_US, 150, negative);
	detect_evaluate(&counts, &settings, NOON_US + CLOCK_MINUTE_US - 1, DETECT_AUTHORS_UNKNOWN,
			&finding);
	return finding;
}

static void as_sour_as_ever_it_wakes_nobody(void **state)
{
	(void)state;
	usual_days(NOON - 5);
	assert_false(catch_up(34).alert);
}

/* Without the silence it is far more than usual, whatever its mood. */
static void without_the_silence_it_is_a_surge(void **state)
{
	int32_t after_silence;

	(void)state;
	usual_days(NOON - 5);
	after_silence = catch_up(34).surprise;
	usual_days(NOON);
	assert_true(catch_up(34).surprise > after_silence + 1000);
}

static void how_it_feels_still_tells(void **state)
{
	(void)state;
	usual_days(NOON - 5);
	assert_true(catch_up(110).alert);
}

static void windows_that_begin_later_are_not_of_it(void **state)
{
	const struct backlog backlog = { 10 * CLOCK_HOUR_US, 15 * CLOCK_HOUR_US };

	(void)state;
	assert_true(backlog_is_in(&backlog, 12 * CLOCK_HOUR_US, 40, 20.0));
	assert_true(backlog_is_in(&backlog, 15 * CLOCK_HOUR_US + 5 * CLOCK_MINUTE_US, 40, 20.0));
	assert_false(backlog_is_in(&backlog, 16 * CLOCK_HOUR_US, 40, 20.0));
	assert_false(backlog_is_in(&backlog, 9 * CLOCK_HOUR_US, 40, 20.0)); /* has it all */
	assert_false(backlog_is_in(&backlog, 12 * CLOCK_HOUR_US, 22, 20.0));
	assert_false(backlog_is_in(&(struct backlog){ 0, 0 }, 12 * CLOCK_HOUR_US, 400, 20.0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_sour_as_ever_it_wakes_nobody),
		cmocka_unit_test(without_the_silence_it_is_a_surge),
		cmocka_unit_test(how_it_feels_still_tells),
		cmocka_unit_test(windows_that_begin_later_are_not_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
