/* test_souring.c - facts about a mood that turns over days and weeks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "souring.h"
#include <string.h>

enum { AN_HOUR = 20 }; /* comments, by day and by night */
#define START (INT64_C(20000) * CLOCK_DAY_US)
#define AT(day) (START + (int64_t)((day)*24.0) * CLOCK_HOUR_US)

static struct series_counts counts;
static struct detect_settings settings;

static int set_up(void **state)
{
	(void)state;
	series_counts_init(&counts);
	settings = DETECT_SETTINGS_DEFAULT;
	return 0;
}

/* Hours of days, `percent` of the comments negative; days differ by a few of a hundred. */
static void days(unsigned from, unsigned to, unsigned percent, unsigned an_hour)
{
	for (unsigned hour = from * 24; hour < to * 24; hour++) {
		const unsigned mood = percent + (hour / 24 * 7) % 5 - 2;
		const uint64_t before = (uint64_t)hour * an_hour, after = before + an_hour;
		const struct series_sum sum = { an_hour, after * mood / 100 - before * mood / 100,
						0 };
		const int64_t at_us = START + hour * CLOCK_HOUR_US;

		assert_true(series_counts_add(&counts, at_us, at_us, sum));
	}
}

static struct finding look(double day)
{
	struct finding finding;

	souring_evaluate(&counts, &settings, AT(day), &finding);
	return finding;
}

/* From 15 % to 40 % in two weeks: on which day it is told, 99: never. */
static unsigned creep(void)
{
	unsigned told = 99;

	days(0, 28, 15, AN_HOUR);
	for (unsigned day = 28; day < 50; day++) {
		const unsigned since = day - 28 < 14 ? day - 28 : 14;

		days(day, day + 1, 15 + 25 * since / 14, AN_HOUR);
		if (told == 99 && look(day + 1).alert)
			told = day + 1 - 28;
	}
	return told;
}

static void a_share_that_creeps_is_told(void **state)
{
	(void)state;
	const unsigned told = creep();

	assert_in_range(told, 4, 10);
	const struct finding f = look(50);
	assert_true(f.alert);
	assert_int_equal(f.severity, 3);
	assert_int_equal(f.window_us % CLOCK_DAY_US, 0);
	assert_in_range(100 * f.negative / f.comments, 36, 44);
	assert_in_range((uint64_t)f.expected / 10 / f.comments, 13, 17);
}

static void the_usual_is_not(void **state)
{
	(void)state;
	for (unsigned day = 0; day < 60; day++) {
		days(day, day + 1, 15, AN_HOUR);
		assert_false(look(day + 1).alert);
	}
	assert_true(look(60).calm);
}

/* That is for the windows of hours. */
static void a_backlash_of_two_days_is_no_souring(void **state)
{
	(void)state;
	days(0, 40, 15, AN_HOUR);
	days(40, 42, 60, 5 * AN_HOUR);
	assert_false(look(42).alert);
	days(42, 44, 15, AN_HOUR);
	for (unsigned day = 42; day <= 44; day++)
		assert_false(look(day).alert);
}

/* The negatives are as many as ever: those who were happy have gone. */
static void fewer_happy_comments_are_no_souring(void **state)
{
	(void)state;
	days(0, 40, 15, AN_HOUR);
	days(40, 50, 40, AN_HOUR * 15 / 40);
	assert_false(look(50).alert);
}

static void three_weeks_must_be_known(void **state)
{
	(void)state;
	days(0, 6, 15, AN_HOUR);
	days(6, 20, 60, AN_HOUR);
	assert_false(look(20).alert);
	assert_int_equal(look(20).window_us, 0);
	assert_int_equal(look(-5).window_us, 0);
}

/* What was told is not held against what was before it: what is told next must be worse. */
static void what_was_told_is_the_usual_from_then_on(void **state)
{
	(void)state;
	(void)creep();
	settings.before.to_us = AT(50);
	days(50, 74, 40, AN_HOUR);
	for (double day = 50; day <= 74; day += 0.5)
		assert_false(look(day).alert);
	days(74, 84, 70, AN_HOUR);
	assert_true(look(84).alert);
}

static void within_an_hour_the_answer_is_the_same(void **state)
{
	(void)state;
	(void)creep();
	const struct finding f = look(50);

	series_counts_add(&counts, AT(50) + CLOCK_MINUTE_US, AT(51),
			  (struct series_sum){ 500, 500, 0 });
	settings.before.to_us = 0;
	struct finding later;
	souring_evaluate(&counts, &settings, AT(50) + 59 * CLOCK_MINUTE_US, &later);
	assert_int_equal(later.surprise, f.surprise);
	assert_int_equal(later.negative, f.negative);
	assert_int_equal(later.began_us, f.began_us);
}

/* On every prefix: what comes later changes nothing. */
static void the_future_is_not_seen(void **state)
{
	static struct finding findings[50];
	(void)state;
	days(0, 28, 15, AN_HOUR);
	for (unsigned day = 28; day < 50; day++) {
		days(day, day + 1, 15 + day - 28, AN_HOUR);
		findings[day] = look(day + 1);
	}
	/* The ring holds 35 days: moments whose past is still whole. */
	for (unsigned day = 48; day < 50; day++) {
		struct series_counts prefix = counts;
		const struct finding *then = &findings[day];
		struct finding now;

		souring_evaluate(&prefix, &settings, AT(day + 1), &now);
		if (day == 49)
			assert_int_equal(now.surprise, then->surprise);
		assert_int_equal(now.negative, then->negative);
		assert_int_equal(now.comments, then->comments);
	}
}

static void it_explains_itself(void **state)
{
	struct evidence evidence;
	(void)state;

	(void)creep();
	souring_explain(&counts, &settings, AT(50), &evidence);
	assert_int_equal(evidence.look_count, 2);
	assert_int_equal(evidence.looks[0].window_us, 4 * CLOCK_DAY_US);
	assert_int_equal(evidence.looks[1].window_us, 7 * CLOCK_DAY_US);
	assert_int_equal(evidence.looks[0].short_of, 0);
	assert_true(evidence.looks[0].surprise >= evidence.looks[0].line);
	series_counts_init(&counts);
	souring_explain(&counts, &settings, AT(50), &evidence);
	assert_int_equal(evidence.look_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_share_that_creeps_is_told, set_up),
		cmocka_unit_test_setup(the_usual_is_not, set_up),
		cmocka_unit_test_setup(a_backlash_of_two_days_is_no_souring, set_up),
		cmocka_unit_test_setup(fewer_happy_comments_are_no_souring, set_up),
		cmocka_unit_test_setup(three_weeks_must_be_known, set_up),
		cmocka_unit_test_setup(what_was_told_is_the_usual_from_then_on, set_up),
		cmocka_unit_test_setup(within_an_hour_the_answer_is_the_same, set_up),
		cmocka_unit_test_setup(the_future_is_not_seen, set_up),
		cmocka_unit_test_setup(it_explains_itself, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
