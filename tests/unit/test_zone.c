/* test_zone.c - facts about local time and Europe's summer time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "zone.h"

static int64_t at(const char *time)
{
	int64_t us = 0;

	assert_true(clock_parse(slice_from(time), &us));
	return us;
}

/* What clocks in `name` show at `time`, written as if it were UTC. */
static void shows(const char *name, const char *time, const char *local)
{
	char text[CLOCK_TEXT_MAX];
	struct zone zone;

	assert_true(zone_from_name(slice_from(name), &zone));
	assert_string_equal(clock_format(zone_local(zone, at(time)), text), local);
}

static void test_local(void **state)
{
	(void)state;
	shows("UTC", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z");
	shows("+05:30", "2026-07-01T12:00:00Z", "2026-07-01T17:30:00Z");
	shows("-03:00", "2026-01-01T01:00:00Z", "2025-12-31T22:00:00Z");
	shows("Europe/Stockholm", "2026-12-31T23:30:00Z", "2027-01-01T00:30:00Z");
	shows("Europe/Stockholm", "2026-07-01T12:00:00Z", "2026-07-01T14:00:00Z");
	shows("Europe/London", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z");
	shows("Atlantic/Reykjavik", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z");
}

/* 29 March and 25 October 2026 are the last Sundays; 2024's are the 31st and the 27th. */
static void test_summer_begins_and_ends(void **state)
{
	(void)state;
	shows("Europe/Oslo", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59Z");
	shows("Europe/Oslo", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z");
	shows("Europe/Oslo", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59Z");
	shows("Europe/Oslo", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
	shows("Europe/Helsinki", "2024-03-31T01:00:00Z", "2024-03-31T04:00:00Z");
	shows("Europe/Helsinki", "2024-10-27T01:00:00Z", "2024-10-27T03:00:00Z");
}

static void test_there_and_back(void **state)
{
	struct zone zone;

	(void)state;
	assert_true(zone_from_name(slice_from("Europe/Berlin"), &zone));
	for (int64_t wall = at("2026-01-01T00:00:00Z"); wall < at("2027-01-01T00:00:00Z");
	     wall += 30 * CLOCK_MINUTE_US) {
		int64_t back = zone_wall(zone, zone_local(zone, wall));

		/* of the hour that comes twice, the first */
		if (back != wall)
			assert_true(back == wall - CLOCK_HOUR_US &&
				    wall >= at("2026-10-25T01:00:00Z") &&
				    wall < at("2026-10-25T02:00:00Z"));
	}
}

static void test_names(void **state)
{
	struct zone zone = { 7, true };

	(void)state;
	assert_false(zone_from_name(slice_from("Europe/Stockhlm"), &zone));
	assert_false(zone_from_name(slice_from("+15:00"), &zone));
	assert_false(zone_from_name(slice_from("+1:00"), &zone));
	assert_false(zone_from_name(slice_from(""), &zone));
	assert_int_equal(zone.minutes, 7);
	assert_string_equal(zone_suggest(slice_from("Europe/Stockhlm")), "Europe/Stockholm");
	assert_null(zone_suggest(slice_from("America/Los_Angeles")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_local),
		cmocka_unit_test(test_summer_begins_and_ends),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
