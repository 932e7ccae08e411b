/* test_config_common.c - facts about what several Livvakts must have in common. */
#include "reading_house.h"

#include "config_common.h"

static struct slice common_of(const char *text)
{
	const struct yaml *root = yaml_parse(slice_from(text), "x.yaml", &arena, &complaints);

	assert_non_null(root);
	return config_common_read(root, &arena);
}

static void same(const char *one, const char *other)
{
	if (!slice_equal(common_of(one), common_of(other)))
		fail_msg("differ: %s / %s", one, other);
}

static void different(const char *one, const char *other)
{
	if (slice_equal(common_of(one), common_of(other)))
		fail_msg("the same: %s / %s", one, other);
}

static void test_the_same(void **state)
{
	(void)state;
	same("", "listen: 127.0.0.1:1\nstate: a\nroles: [judge]\njudges: 3\nrules: b\n");
	same("people:\n  - name: anna\n    email: a@b.se\n",
	     "people: [{name: \"anna\", email: a@b.se}]");
	same("keep_comments: 1d\nstream: 1000\n", "stream: 1000\nkeep_comments: 1d\n");
	same("people: [{name: anna, email: a@b.se}]", "people: [{email: a@b.se, name: anna}]");
	same("brands: {a: {}, b: {x: 1, c: 2}}", "brands: {b: {c: 2, x: 1}, a: {}}");
	same("email: {url: x, password_file: /a}", "email: {url: x, password_file: /b}");
}

static void test_different(void **state)
{
	(void)state;
	different("", "people: []");
	different("keep_comments: 1d", "keep_comments: 2d");
	different("people: [{name: anna}]", "people: [{name: bo}]");
	different("people: [{name: anna}]", "people: [{name: anna, email: a@b.se}]");
	different("people: [{name: anna}, {name: bo}]", "people: [{name: bo}, {name: anna}]");
	different("areas: [{topics: [ab, c]}]", "areas: [{topics: [a, bc]}]");
	different("areas: [{topics: [a], channels: [b]}]", "areas: [{topics: [a, b]}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(test_different, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
