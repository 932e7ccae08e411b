/* test_who.c - facts about who says that it was they. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "who.h"

static struct config_person people[] = {
	{ .name = "anna", .full_name = "Anna Berg", .email = "anna@example.org" },
	{ .name = "bo" },
};
static struct config config = { .people = people, .people_count = 2 };

static void meant(const char *by, const char *want)
{
	struct error error = { 0 };
	struct slice name;

	assert_int_equal(who_is_meant(&config, slice_from(by), &name, &error), 0);
	assert_true(slice_is(name, want));
}

static void refused(const char *by, const char *want)
{
	struct error error = { 0 };
	struct slice name;

	assert_int_equal(who_is_meant(&config, slice_from(by), &name, &error), ERROR_INVALID);
	assert_string_equal(error.text, want);
}

static void test_people(void **state)
{
	(void)state;
	meant("anna", "Anna Berg");
	meant(" Anna Berg ", "Anna Berg");
	meant("anna@example.org", "Anna Berg");
	meant("bo", "bo");
	refused("zed", "no person \"zed\" is known; say who you are (by): anna, bo");
	refused("ana", "no person \"ana\" is known; did you mean \"anna\"?; say who you are (by): "
		       "anna, bo");
	refused(" ", "say who you are: {\"by\":\"your name\"}, at most 256 bytes");
}

static void test_nobody_is_configured(void **state)
{
	(void)state;
	config.people_count = 0;
	meant("zed", "zed");
	config.people_count = 2;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_nobody_is_configured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
