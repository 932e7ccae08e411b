/* test_presence.c - who is there, until it leaves or Redis forgets it. */
#include "store_house.h"

#include "presence.h"

static const struct presence one = { "host:1", "abc" }, two = { "host:2", "abc" },
			     other = { "host:3", "def" }, older = { "host:4", "1" };

static size_t looked(unsigned partition, char name[PRESENCE_NAME_MAX])
{
	size_t count = 99;

	OK(presence_look(house.link, partition, &count, name, &oops));
	return count;
}

static void test_comes_and_leaves(void **state)
{
	char name[PRESENCE_NAME_MAX] = "";

	(void)state;
	assert_int_equal(looked(0, name), 0);
	OK(presence_enter(house.link, 0, &one, &oops));
	OK(presence_enter(house.link, 0, &one, &oops));
	assert_int_equal(looked(0, name), 1);
	assert_string_equal(name, "host:1");
	OK(presence_enter(house.link, 0, &two, &oops));
	assert_int_equal(looked(0, name), 2);
	assert_int_equal(looked(1, name), 0);
	OK(presence_leave(house.link, 0, "host:2", &oops));
	assert_int_equal(looked(0, name), 1);
	assert_string_equal(name, "host:1");
}

/* Who was killed is forgotten by itself, and who renews it in time never is. */
static void test_is_forgotten(void **state)
{
	(void)state;
	OK(presence_enter(house.link, 0, &one, &oops));
	int64_t left_ms = NUMBER("PTTL", "lv:{p0}:present:host:1");
	assert_in_range(left_ms, PRESENCE_KEPT_MS - 5000, PRESENCE_KEPT_MS);
	assert_true(3 * PRESENCE_EVERY_US < PRESENCE_KEPT_MS * INT64_C(1000));
}

static const char *who_differs(const struct presence *who, char name[PRESENCE_NAME_MAX])
{
	OK(presence_differs(house.link, 0, who, name, &oops));
	return name;
}

/* Whoever comes with another configuration knows of whom it differs; versions that did not say
 * theirs differ from nobody. */
static void test_configurations(void **state)
{
	char name[PRESENCE_NAME_MAX];

	(void)state;
	assert_string_equal(who_differs(&one, name), "");
	OK(presence_enter(house.link, 0, &one, &oops));
	OK(presence_enter(house.link, 0, &older, &oops));
	assert_string_equal(who_differs(&one, name), "");
	assert_string_equal(who_differs(&two, name), "");
	assert_string_equal(who_differs(&other, name), "host:1");
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_comes_and_leaves), TEST(test_is_forgotten),
					    TEST(test_configurations) };

	return cmocka_run_group_tests(tests, house_up, house_down);
}
