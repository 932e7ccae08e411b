/* test_detect_windows.c - facts about windows, the price of looking, and the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "detect_windows.h"
#include <math.h>

static void windows_rise_and_a_quarter_lies_two_back(void **state)
{
	(void)state;
	assert_int_equal(DETECT_WINDOW_US[0], 5 * CLOCK_MINUTE_US);
	for (unsigned i = 1; i < DETECT_WINDOWS; i++)
		assert_true(DETECT_WINDOW_US[i] > DETECT_WINDOW_US[i - 1]);
	for (unsigned i = DETECT_QUARTER_BACK; i < DETECT_WINDOWS; i++) {
		double part = (double)DETECT_WINDOW_US[i - DETECT_QUARTER_BACK] /
			      (double)DETECT_WINDOW_US[i];
		assert_true(part > 0.19 && part < 0.3);
	}
}

/* What is known of a window goes before what was counted for the moment. */
static void who_wrote_is_known_of_each_window(void **state)
{
	const struct detect_voices voices = { .fair = { [4] = 250 }, .people = { [1] = 2 } };

	(void)state;
	assert_int_equal(detect_fair(&voices, 80 * CLOCK_MINUTE_US, 42), 11);
	assert_int_equal(detect_fair(&voices, 40 * CLOCK_MINUTE_US, 42), 42);
	assert_int_equal(detect_people(&voices, 9 * CLOCK_MINUTE_US, 7), 2);
	assert_int_equal(detect_people(&voices, 4 * CLOCK_MINUTE_US, 7), 7);
}

static void looking_often_costs(void **state)
{
	(void)state;
	for (unsigned i = 1; i < DETECT_WINDOWS; i++)
		assert_true(detect_surprise_an_hour(6, DETECT_WINDOW_US[i], 50) >
			    detect_surprise_an_hour(6, DETECT_WINDOW_US[i - 1], 50));
	assert_true(detect_surprise_an_hour(6, CLOCK_HOUR_US, 50) < 6);
	assert_true(detect_surprise_an_hour(0.1, CLOCK_MINUTE_US, 50) == 0.0);
}

static void the_line_is_the_budget(void **state)
{
	(void)state;
	assert_true(fabs(detect_line(4) - log10(672)) < 1e-9);
	assert_true(detect_line(8) > detect_line(4));
	assert_true(isfinite(detect_line(0)));
}

static void the_score_is_a_half_at_the_line(void **state)
{
	(void)state;
	assert_true(detect_score(0, 2.8) == 0.0);
	assert_true(fabs(detect_score(2.8, 2.8) - 0.5) < 1e-9);
	assert_true(detect_score(300, 2.8) <= 1.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_rise_and_a_quarter_lies_two_back),
		cmocka_unit_test(who_wrote_is_known_of_each_window),
		cmocka_unit_test(looking_often_costs),
		cmocka_unit_test(the_line_is_the_budget),
		cmocka_unit_test(the_score_is_a_half_at_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
