/* test_silence.c - facts about when nothing coming is news. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "silence.h"

/* A Wednesday: 1970-01-01 was a Thursday. */
#define DAY(number) ((INT64_C(20999) + (number)) * CLOCK_DAY_US)
#define AT(number, hour) (DAY(number) + (hour)*CLOCK_HOUR_US)

static struct series_counts counts;

static void comments(int64_t at_us, unsigned number)
{
	assert_true(series_counts_add(&counts, at_us, at_us, (struct series_sum){ number, 0, 0 }));
}

/* Twelve times an hour from 8 to 18. */
static void office_day(int64_t day, unsigned number, int64_t last_hour)
{
	for (int64_t hour = 8; hour < last_hour; hour++)
		for (int64_t minute = 0; minute < 60; minute += 5)
			comments(AT(day, hour) + minute * CLOCK_MINUTE_US, number / 12);
}

/* `number` comments an hour on the working days before today, a Wednesday, and today up to an hour.
 */
static void office(int64_t days, unsigned number, int64_t last_hour)
{
	for (int64_t day = -days; day < 0; day++) {
		const int64_t weekday = (20999 + day) % 7;

		if (weekday != 2 && weekday != 3)
			office_day(day, number, 18);
	}
	office_day(0, number, last_hour);
}

static struct silence at(int64_t now_us)
{
	struct silence silence;

	silence_evaluate(&counts, (struct zone){ 0 }, 4.0, now_us, &silence);
	return silence;
}

/* An office by the clock of Stockholm: the day after summer has ended it opens an hour later by
 * UTC, and nobody misses it before. */
static void summer_ends(void **state)
{
	static const struct zone stockholm = { 60, true };
	const int64_t monday_us =
		INT64_C(20752) * CLOCK_DAY_US; /* 2026-10-26, by the clock there */
	(void)state;

	for (int64_t day = -28; day < 0; day++)
		for (int64_t minute = 0; minute < 10 * 60; minute += 5)
			comments(zone_wall(stockholm, monday_us + day * CLOCK_DAY_US +
							      8 * CLOCK_HOUR_US +
							      minute * CLOCK_MINUTE_US),
				 10);
	for (int64_t minute = 6 * 60; minute < 9 * 60; minute += 5) {
		const int64_t now_us = monday_us - CLOCK_HOUR_US + minute * CLOCK_MINUTE_US;
		struct silence silence;

		silence_evaluate(&counts, stockholm, 4.0, now_us, &silence);
		if (now_us < monday_us + 7 * CLOCK_HOUR_US)
			assert_false(silence.silent);
	}
	struct silence silence;
	silence_evaluate(&counts, stockholm, 4.0, monday_us + 8 * CLOCK_HOUR_US, &silence);
	assert_true(silence.silent); /* 9 o'clock there, and nothing came */
}

static int setup(void **state)
{
	(void)state;
	series_counts_init(&counts);
	return 0;
}

static void nothing_is_known_of_an_empty_or_a_new_feed(void **state)
{
	(void)state;
	assert_false(at(AT(0, 12)).known);
	assert_int_equal(at(AT(0, 12)).since_us, 0);
	office(1, 60, 11);
	assert_false(at(AT(0, 13)).known);
	assert_false(at(AT(0, 13)).silent);
}

static void a_feed_that_dies_at_noon_is_missed_at_three_in_the_night_it_is_not(void **state)
{
	(void)state;
	office(21, 60, 12);
	assert_false(at(AT(0, 12)).silent);
	assert_true(at(AT(0, 14)).silent);
	assert_true(at(AT(0, 14)).known);
	/* 11:56, the end of the minute of the last one */
	assert_int_equal(at(AT(0, 14)).since_us, AT(0, 12) - 4 * CLOCK_MINUTE_US);
	assert_in_range(at(AT(0, 14)).expected, 110000, 130000);

	series_counts_init(&counts);
	office(21, 60, 18);
	assert_true(at(AT(1, 3)).known);
	assert_false(at(AT(1, 3)).silent);
	assert_false(at(AT(1, 3)).unlikely);
}

static void a_weekend_without_comments_is_usual_a_monday_is_not(void **state)
{
	(void)state;
	office(21, 60, 18);
	office_day(1, 60, 18);
	office_day(2, 60, 18); /* Friday */
	assert_false(at(AT(3, 12)).silent);
	assert_false(at(AT(4, 20)).silent);
	assert_false(at(AT(5, 7)).silent);
	assert_true(at(AT(5, 12)).silent);
}

static void a_feed_that_is_nearly_always_quiet_is_no_news(void **state)
{
	(void)state;
	for (int64_t day = -30; day < 0; day++)
		comments(AT(day, 12), 1);
	for (int64_t hour = 0; hour < 48; hour++)
		assert_false(at(AT(0, hour)).silent);
}

static void the_next_look_is_when_it_would_be_over_the_line(void **state)
{
	(void)state;
	office(21, 60, 12);
	const int64_t next_us = silence_next_us(&counts, (struct zone){ 0 }, 4.0, AT(0, 12));

	assert_true(at(next_us).silent);
	assert_false(at(next_us - SILENCE_SHORTEST_US).silent);
	series_counts_init(&counts);
	assert_int_equal(silence_next_us(&counts, (struct zone){ 0 }, 4.0, AT(0, 12)), AT(1, 12));
}

static void it_becomes_a_finding(void **state)
{
	struct finding finding;
	struct silence silence;

	(void)state;
	office(21, 60, 12);
	silence = at(AT(0, 14));
	silence_finding(&silence, 4.0, AT(0, 14), &finding);
	assert_true(finding.alert);
	assert_false(finding.calm);
	assert_int_equal(finding.began_us, silence.since_us);
	assert_int_equal(finding.expected, silence.expected);
	assert_int_equal(finding.negative, 0);
	assert_in_range(finding.severity, 2, 3);
	silence = at(AT(0, 12));
	silence_finding(&silence, 4.0, AT(0, 12), &finding);
	assert_false(finding.alert);
	assert_true(finding.calm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_known_of_an_empty_or_a_new_feed, setup),
		cmocka_unit_test_setup(
			a_feed_that_dies_at_noon_is_missed_at_three_in_the_night_it_is_not, setup),
		cmocka_unit_test_setup(a_weekend_without_comments_is_usual_a_monday_is_not, setup),
		cmocka_unit_test_setup(a_feed_that_is_nearly_always_quiet_is_no_news, setup),
		cmocka_unit_test_setup(the_next_look_is_when_it_would_be_over_the_line, setup),
		cmocka_unit_test_setup(summer_ends, setup),
		cmocka_unit_test_setup(it_becomes_a_finding, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
