/* test_presence.c - who is there, until it leaves or Redis forgets it. */
#include "store_house.h"

#include "presence.h"

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
	OK(presence_enter(house.link, 0, "host:1", &oops));
	OK(presence_enter(house.link, 0, "host:1", &oops));
	assert_int_equal(looked(0, name), 1);
	assert_string_equal(name, "host:1");
	OK(presence_enter(house.link, 0, "host:2", &oops));
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
	OK(presence_enter(house.link, 0, "host:1", &oops));
	int64_t left_ms = NUMBER("PTTL", "lv:{p0}:present:host:1");
	assert_in_range(left_ms, PRESENCE_KEPT_MS - 5000, PRESENCE_KEPT_MS);
	assert_true(3 * PRESENCE_EVERY_US < PRESENCE_KEPT_MS * INT64_C(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_comes_and_leaves), TEST(test_is_forgotten) };

	return cmocka_run_group_tests(tests, house_up, house_down);
}
