/* test_totals.c - the plain numbers of a brand. That they add up: test_commit. */
#include "store_house.h"

#include "totals.h"

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < TOTAL_COUNT; i++)
		assert_true(strlen(total_name((enum total)i)) > 0 &&
			    strlen(total_help((enum total)i)) > 0);
	for (int i = 0; i < CATEGORY_COUNT; i++)
		assert_string_equal(total_name(total_of_category((enum category)i)),
				    category_name((enum category)i));
	for (int i = 0; i < ACTION_COUNT; i++)
		assert_string_equal(total_name(total_of_action((enum action)i)),
				    action_name((enum action)i));
	for (int i = 0; i < POLARITY_COUNT; i++)
		assert_string_equal(total_name(total_of_polarity((enum polarity)i)),
				    polarity_name((enum polarity)i));
}

static void test_read(void **state)
{
	struct totals totals;

	(void)state;
	OK(totals_read(house.link, 0, S("nobody"), &totals, &oops));
	for (int i = 0; i < TOTAL_COUNT; i++)
		assert_int_equal(totals.values[i], 0);
	redis_reply_free(ASK("HSET", "lv:{p0}:totals:a%3Ab", "judged", "5", "hide", "2"));
	OK(totals_read(house.link, 0, S("a:b"), &totals, &oops));
	assert_int_equal(totals.values[TOTAL_judged], 5);
	assert_int_equal(totals.values[TOTAL_hide], 2);
	assert_int_equal(totals.values[TOTAL_allow], 0);
}

static bool first_name(void *context, struct slice brand)
{
	(void)snprintf(context, 64, "%.*s", (int)brand.len, brand.data);
	return false;
}

static void test_brands(void **state)
{
	char name[64] = "";

	(void)state;
	redis_reply_free(ASK("ZADD", "lv:{p0}:brands", "1", "a%3Ab", "2", "c", "0", "%bad"));
	OK(totals_brands(house.link, 0, first_name, name, &oops));
	assert_string_equal(name, "a:b"); /* what is no name of ours is left out */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),
		TEST(test_read),
		TEST(test_brands),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
