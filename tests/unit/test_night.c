/* test_night.c - who sleeps through what, and until when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "night.h"
#include "unit/alarm_house.h"

#define AT(hour, minute) (HOUSE_START + (hour)*CLOCK_HOUR_US + (minute)*CLOCK_MINUTE_US)

static void begin(struct alarm_house *house, int64_t from_hour, int64_t to_hour)
{
	alarm_house_init(house);
	house->policy.night = "as written";
	house->policy.night_from_us = from_hour * CLOCK_HOUR_US;
	house->policy.night_to_us = to_hour * CLOCK_HOUR_US;
	house->policy.wakes = 2;
}

static struct incident incident_of(unsigned severity)
{
	return (struct incident){ .id = "inc-1",
				  .brand = "Fjord",
				  .scope = "brand",
				  .state = INCIDENT_OPEN,
				  .severity = severity };
}

static void test_over_midnight(void **state)
{
	const struct incident incident = incident_of(3);
	struct alarm_house house;

	(void)state;
	begin(&house, 22, 7);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(21, 59)), 0);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(22, 0)), AT(31, 0));
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(2, 30)), AT(7, 0));
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(7, 0)), 0);
	house.policy.night = NULL;
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(2, 30)), 0);
}

static void test_within_a_day(void **state)
{
	const struct incident incident = incident_of(4);
	struct alarm_house house;

	(void)state;
	begin(&house, 1, 6);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(0, 59)), 0);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(1, 0)), AT(6, 0));
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(6, 0)), 0);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(23, 0)), 0);
}

/* It is 01:30 in UTC, and 07:30 six hours east of it, or 20:30 five hours west. */
static void test_by_the_clock_of_the_schedule(void **state)
{
	const struct incident incident = incident_of(3);
	struct alarm_house house;

	(void)state;
	begin(&house, 22, 7);
	house.schedule.zone = (struct zone){ .minutes = 360 };
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(1, 30)), 0);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(17, 0)), AT(25, 0));
	house.schedule.zone = (struct zone){ .minutes = -300 };
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(1, 30)), 0);
	assert_int_equal(night_waits_until_us(&house.config, &incident, AT(4, 0)), AT(12, 0));
}

static bool waits(const struct alarm_house *house, const struct incident *incident)
{
	return night_waits_until_us(&house->config, incident, AT(2, 0)) != 0;
}

static void test_what_never_waits(void **state)
{
	struct incident incident = incident_of(3);
	struct alarm_house house;

	(void)state;
	begin(&house, 22, 7);
	assert_true(waits(&house, &incident));
	incident.severity = 2;
	assert_false(waits(&house, &incident));
	house.policy.wakes = 1;
	assert_true(waits(&house, &incident));
	incident.severity = 1;
	assert_false(waits(&house, &incident));
	house.policy.wakes = 0; /* made by hand, and still the worst is told */
	assert_false(waits(&house, &incident));
	incident = incident_of(3);
	incident_copy_text(incident.scope, INCIDENT_NAME_MAX, slice_from("silence:brand"));
	assert_false(waits(&house, &incident));
}

static void test_single_comments(void **state)
{
	static const struct {
		const char *scope, *by;
		bool waits;
	} cases[] = {
		{ "comment:1", "threat", false },
		{ "comment:1", "intent:emergency", false },
		{ "comment:1", "intent:journalist", true },
		{ "comment:1", "reach", true },
		{ "comment:1", "", false },
		{ "comment", "reach", false },
		{ "comment:intents", "intent:journalist", true },
	};
	struct alarm_house house;

	(void)state;
	begin(&house, 22, 7);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct incident incident = incident_of(3);

		incident_copy_text(incident.scope, INCIDENT_NAME_MAX, slice_from(cases[i].scope));
		incident_copy_text(incident.watched.by, INCIDENT_WATCHED_BY,
				   slice_from(cases[i].by));
		if (waits(&house, &incident) != cases[i].waits)
			fail_msg("%s by <%s>", cases[i].scope, cases[i].by);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_over_midnight),
		cmocka_unit_test(test_within_a_day),
		cmocka_unit_test(test_by_the_clock_of_the_schedule),
		cmocka_unit_test(test_what_never_waits),
		cmocka_unit_test(test_single_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
