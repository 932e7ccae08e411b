/* test_area.c - whose an incident is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "area.h"
#include <stdio.h>

static const char *vans[] = { "delivery", "price" }, *shops[] = { "facebook", "site" },
		  *danish[] = { "da" };
static struct config_area areas[] = {
	{ .name = "danish vans", .topics = { vans, 2 }, .languages = { danish, 1 } },
	{ .name = "vans", .topics = { vans, 2 } },
	{ .name = "shops", .brand = "Fjord", .channels = { shops, 2 } },
};
static const struct config config = { .areas = areas, .area_count = 3 };

static struct incident incident_in(const char *scope)
{
	struct incident incident = { .brand = "Fjord" };

	snprintf(incident.scope, sizeof(incident.scope), "%s", scope);
	return incident;
}

static struct slice mostly[4];
static size_t mostly_count;

static void add_place(const char *scope)
{
	mostly[mostly_count++] = slice_from(scope);
}

static void belongs(const struct incident *incident, const char *name)
{
	const struct config_area *area = area_of(&config, incident, mostly, mostly_count);

	assert_string_equal(area ? area->name : "(the brand)", name);
}

static void by_its_own_series(void **state)
{
	struct incident incident = incident_in("topic:price");

	(void)state;
	belongs(&incident, "vans");
	incident = incident_in("topic:prices");
	belongs(&incident, "(the brand)");
	incident = incident_in("channel:delivery"); /* a channel that is called as a topic is */
	belongs(&incident, "(the brand)");
	incident = incident_in("channel:site");
	belongs(&incident, "shops");
	snprintf(incident.brand, sizeof(incident.brand), "Other");
	belongs(&incident, "(the brand)");
	incident = incident_in("brand");
	belongs(&incident, "(the brand)");
}

static void by_where_half_of_it_is(void **state)
{
	struct incident incident = incident_in("brand");

	(void)state;
	mostly_count = 0;
	add_place("post:17");
	belongs(&incident, "(the brand)");
	add_place("topic:delivery");
	belongs(&incident, "vans");
	add_place("channel:facebook");
	belongs(&incident, "vans"); /* the first in the list */
	add_place("language:da");
	belongs(&incident, "danish vans"); /* of each kind one */
}

static void a_silent_feed_is_no_areas(void **state)
{
	struct incident incident = incident_in("silence:channel:site");

	(void)state;
	mostly_count = 0;
	add_place("channel:site");
	belongs(&incident, "(the brand)");
}

static void by_name(void **state)
{
	(void)state;
	assert_ptr_equal(area_named(&config, "shops"), &areas[2]);
	assert_null(area_named(&config, ""));
	assert_null(area_named(&config, "vanished"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_its_own_series),
		cmocka_unit_test(by_where_half_of_it_is),
		cmocka_unit_test(a_silent_feed_is_no_areas),
		cmocka_unit_test(by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
