/* test_spread.c - over how many partitions the brands are spread, and a change of that. */
#include "store_house.h"

#include "identity.h"
#include "spread.h"

static struct spread read_spread(unsigned partition)
{
	struct spread spread;

	OK(spread_read(house.link, partition, &spread, &oops));
	return spread;
}

static void test_nobody_was_here(void **state)
{
	struct spread spread = read_spread(0);

	(void)state;
	assert_int_equal(spread.partitions, 0);
	assert_int_equal(spread.next, 0);
	OK(spread_compare(&spread, 7, &oops));
}

static void test_another_number_is_refused(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "1"));
	struct spread spread = read_spread(0);
	OK(spread_compare(&spread, 1, &oops));
	assert_int_equal(spread_compare(&spread, 3, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "spread over 1 partition,"));
	assert_non_null(strstr(error.text, "write partitions: 1, or stop every Livvakt and run "
					   "livvakt repartition"));
}

static void test_change(void **state)
{
	struct error error = { 0 };
	struct spread spread;

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "1", "author_key", "x"));
	OK(spread_begin(house.link, 0, 1, 4, &oops));
	OK(spread_begin(house.link, 0, 1, 4, &oops));
	spread = read_spread(0);
	assert_int_equal(spread.next, 4);
	assert_false(spread.copied);
	assert_int_equal(spread_compare(&spread, 4, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "with partitions: 4"));
	OK(spread_copied(house.link, 0, &oops));
	assert_true(read_spread(0).copied);
	OK(spread_end(house.link, 0, 4, true, &oops));
	spread = read_spread(0);
	assert_int_equal(spread.partitions, 4);
	assert_int_equal(spread.next, 0);
	assert_false(spread.copied);
	assert_int_equal(NUMBER("HGET", "lv:{p0}:identity", "state"), IDENTITY_STATE_VERSION);
}

/* Two that change it to different numbers: the second one is told so, and leaves no trace. */
static void test_two_at_once(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "4", "partitions", "2"));
	OK(spread_begin(house.link, 0, 2, 4, &oops));
	assert_int_equal(spread_begin(house.link, 0, 2, 3, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "to 4 partitions, has begun"));
	assert_int_equal(read_spread(0).next, 4);
	OK(spread_end(house.link, 0, 4, true, &oops));
	/* It began to look before the other one came to its end. */
	assert_int_equal(spread_begin(house.link, 0, 2, 3, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "over 4 partitions meanwhile"));
	assert_int_equal(read_spread(0).next, 0);
	assert_int_equal(NUMBER("HGET", "lv:{p0}:identity", "state"), IDENTITY_STATE_VERSION);
}

static void test_newer_state(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "4", "partitions", "2"));
	struct spread spread = read_spread(0);
	OK(spread_understood(&spread, &oops));
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "99"));
	spread = read_spread(0);
	assert_int_equal(spread_understood(&spread, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "newer Livvakt"));
}

static void test_back_to_one(void **state)
{
	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "2", "partitions", "2"));
	redis_reply_free(ASK("HSET", "lv:{p1}:identity", "state", "2", "partitions", "2"));
	OK(spread_begin(house.link, 0, 2, 1, &oops));
	OK(spread_begin(house.link, 1, 2, 1, &oops));
	OK(spread_end(house.link, 1, 1, false, &oops));
	OK(spread_end(house.link, 0, 1, true, &oops));
	assert_int_equal(read_spread(0).partitions, 1);
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:identity"), 2); /* state and partitions */
	assert_int_equal(NUMBER("EXISTS", "lv:{p1}:identity"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nobody_was_here), TEST(test_another_number_is_refused),
		TEST(test_change),	    TEST(test_two_at_once),
		TEST(test_newer_state),	    TEST(test_back_to_one),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
