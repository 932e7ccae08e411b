/* test_config_zones.c - by whose clock a brand's days go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config.h"
#include "config_zones.h"
#include <stdio.h>
#include <string.h>

static struct complaints complaints;

static struct config *parse(const char *text)
{
	complaints_init(&complaints);
	return config_parse(slice_from(text), "livvakt.yaml", &complaints);
}

static struct zone zone_of(const struct config *config, const char *brand)
{
	return config_brand(config, slice_from(brand))->zone;
}

static void own_then_defaults_then_the_schedule(void **state)
{
	static const char people[] =
		"people: [{name: anna, email: anna@example.org}]\n"
		"email: {url: \"smtp://localhost:25\", from: l@example.org, starttls: false}\n"
		"schedules: [{name: desk, people: [anna], timezone: Europe/Helsinki}]\n"
		"policies: [{name: day, steps: [{notify: [person anna, schedule desk]}]}]\n"
		"brands: [{name: own, timezone: Europe/London}, {name: other}]\n";
	static const char defaults[] = "defaults: {timezone: Europe/Stockholm}\n";
	char text[1024];
	struct config *config = parse(people);
	(void)state;

	assert_non_null(config);
	assert_int_equal(zone_of(config, "own").minutes, 0);
	assert_true(zone_of(config, "own").summer);
	assert_int_equal(zone_of(config, "other").minutes, 120);
	assert_int_equal(zone_of(config, "unlisted").minutes, 120);
	config_free(config);
	complaints_done(&complaints);

	snprintf(text, sizeof(text), "%s%s", people, defaults);
	config = parse(text);
	assert_non_null(config);
	assert_int_equal(zone_of(config, "own").minutes, 0);
	assert_int_equal(zone_of(config, "other").minutes, 60);
	assert_int_equal(zone_of(config, "unlisted").minutes, 60);
	config_free(config);
	complaints_done(&complaints);

	config = parse("brands: [{name: b}]\n");
	assert_non_null(config);
	assert_int_equal(zone_of(config, "b").minutes, 0);
	assert_false(zone_of(config, "b").summer);
	config_free(config);
	complaints_done(&complaints);
}

static void a_wrong_one_is_told_once_where_it_stands(void **state)
{
	(void)state;
	assert_null(
		parse("defaults: {timezone: Europe/Stokholm}\nbrands: [{name: a}, {name: b}]\n"));
	assert_int_equal(complaints.errors, 1);
	assert_int_equal(complaints.items[0].line, 1);
	assert_non_null(strstr(complaints.items[0].text, "did you mean \"Europe/Stockholm\"?"));
	complaints_done(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_then_defaults_then_the_schedule),
		cmocka_unit_test(a_wrong_one_is_told_once_where_it_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
