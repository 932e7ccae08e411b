/* test_raise_again.c - facts about which earlier incident one goes on with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "raise_again.h"
#include <stdio.h>
#include <string.h>

#define NOON (20 * CLOCK_DAY_US)

static struct incident earlier(void)
{
	return (struct incident){ .id = "inc-a",
				  .brand = "b",
				  .scope = "brand",
				  .state = INCIDENT_RESOLVED,
				  .opened_at_us = NOON - 2 * CLOCK_HOUR_US,
				  .resolved_at_us = NOON,
				  .drivers = { "recall" },
				  .driver_count = 1 };
}

static struct incident later(int64_t after_us)
{
	struct incident incident = earlier();

	snprintf(incident.id, sizeof(incident.id), "inc-b");
	incident.state = INCIDENT_OPEN;
	incident.began_us = incident.opened_at_us = NOON + after_us;
	incident.resolved_at_us = 0;
	return incident;
}

static void test_within_seven_days(void **state)
{
	struct incident before = earlier(), soon = later(CLOCK_DAY_US),
			late = later(7 * CLOCK_DAY_US + 1);

	(void)state;
	assert_true(raise_again_is(&soon, &before));
	assert_false(raise_again_is(&late, &before));
	assert_false(raise_again_is(&before, &before));
	before.feedback = INCIDENT_FEEDBACK_EXPECTED;
	assert_true(raise_again_is(&soon, &before));
	before.feedback = INCIDENT_FEEDBACK_FALSE;
	assert_false(raise_again_is(&soon, &before));
	before = earlier();
	before.state = INCIDENT_ACKNOWLEDGED; /* it runs beside */
	assert_false(raise_again_is(&soon, &before));
}

static void test_only_what_is_counted(void **state)
{
	static const char *const others[] = { "comment:7", "silence:brand", "campaign:x",
					      "souring:brand" };
	struct incident before = earlier(), soon = later(CLOCK_DAY_US);

	(void)state;
	snprintf(before.scope, sizeof(before.scope), "topic:delivery");
	assert_true(raise_again_is(&soon, &before)); /* the same, seen where it was */
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(before.scope, sizeof(before.scope), "%s", others[i]);
		assert_false(raise_again_is(&soon, &before));
	}
}

static void test_another_area_is_another_matter(void **state)
{
	struct incident before = earlier(), soon = later(CLOCK_DAY_US);

	(void)state;
	snprintf(before.area, sizeof(before.area), "shop");
	assert_true(raise_again_is(&soon, &before)); /* the whole brand's */
	snprintf(soon.area, sizeof(soon.area), "works");
	assert_false(raise_again_is(&soon, &before));
	before.spread = true;
	assert_true(raise_again_is(&soon, &before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_within_seven_days),
		cmocka_unit_test(test_only_what_is_counted),
		cmocka_unit_test(test_another_area_is_another_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
