/* test_relocate.c - whole keys to other partitions, as they are. */
#include "store_house.h"

#include "relocate.h"

static struct partitions *partitions;

static int make_partitions(void **state)
{
	const struct redis_settings settings = { .url = managed_url(house.redis) };

	partitions = partitions_new(&settings, 3, &oops);
	return partitions ? house_empty(state) : -1;
}

static int drop_partitions(void **state)
{
	(void)state;
	partitions = partitions_free(partitions);
	return 0;
}

#define TEST_THEM(function)                                                                        \
	cmocka_unit_test_setup_teardown(function, make_partitions, drop_partitions)

static void test_copies_as_they_are(void **state)
{
	struct relocation relocation = { .partitions = partitions, .from = 0 };

	(void)state;
	redis_reply_free(ASK("SET", "lv:{p0}:series:a:brand", "1", "PXAT", "1999999999999"));
	redis_reply_free(ASK("ZADD", "lv:{p0}:recent:b", "5", "x"));
	redis_reply_free(ASK("SET", "lv:{p2}:recent:b", "from a change that was broken off"));
	OK(relocate_add(&relocation, S("lv:{p0}:series:a:brand"), 1, &oops));
	OK(relocate_add(&relocation, S("lv:{p0}:recent:b"), 2, &oops));
	OK(relocate_add(&relocation, S("lv:{p0}:recent:gone"), 2, &oops));
	OK(relocate_flush(&relocation, &oops));
	assert_int_equal(NUMBER("GET", "lv:{p1}:series:a:brand"), 1);
	assert_int_equal(NUMBER("PEXPIRETIME", "lv:{p1}:series:a:brand"), 1999999999999);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p2}:recent:b", "x"), 5);
	assert_int_equal(NUMBER("PTTL", "lv:{p2}:recent:b"), -1);
	assert_int_equal(NUMBER("DBSIZE"), 4);
}

/* A key that takes long to dump, and whose time is over when that is asked for. */
static void test_expires_meanwhile(void **state)
{
	struct relocation relocation = { .partitions = partitions, .from = 0 };

	(void)state;
	OK(relocate_add(&relocation, S("lv:{p0}:totals:first"), 1, &oops));
	OK(relocate_flush(&relocation, &oops)); /* connected */
	redis_reply_free(ASK("SETRANGE", "lv:{p0}:totals:a", "100000000", "x"));
	redis_reply_free(ASK("PEXPIRE", "lv:{p0}:totals:a", "20"));
	OK(relocate_add(&relocation, S("lv:{p0}:totals:a"), 1, &oops));
	OK(relocate_flush(&relocation, &oops));
	assert_int_not_equal(NUMBER("PTTL", "lv:{p1}:totals:a"), -1);
}

static void test_more_than_fit_at_once(void **state)
{
	struct relocation relocation = { .partitions = partitions, .from = 0 };
	char keys[3 * RELOCATE_AT_ONCE][32];

	(void)state;
	for (size_t i = 0; i < 3 * RELOCATE_AT_ONCE; i++) {
		(void)snprintf(keys[i], sizeof(keys[i]), "lv:{p0}:totals:%zu", i);
		redis_reply_free(ASK("SET", keys[i], "1"));
		OK(relocate_add(&relocation, slice_from(keys[i]), 1 + i % 2, &oops));
	}
	OK(relocate_flush(&relocation, &oops));
	assert_int_equal(relocation.done, 3 * RELOCATE_AT_ONCE);
	assert_int_equal(NUMBER("DBSIZE"), 6 * RELOCATE_AT_ONCE);
	relocation.clear = true;
	for (size_t i = 0; i < 3 * RELOCATE_AT_ONCE; i++)
		OK(relocate_add(&relocation, slice_from(keys[i]), 1, &oops));
	OK(relocate_flush(&relocation, &oops));
	assert_int_equal(NUMBER("DBSIZE"), 3 * RELOCATE_AT_ONCE);
	assert_int_equal(NUMBER("EXISTS", keys[0]), 0);
}

static void test_says_what_was_refused(void **state)
{
	struct relocation relocation = { .partitions = partitions, .from = 0 };
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("SET", "lv:{p0}:totals:a", "1"));
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "1"));
	OK(relocate_add(&relocation, S("lv:{p0}:totals:a"), 1, &oops));
	int r = relocate_flush(&relocation, &error);
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "0"));
	assert_int_equal(r, ERROR_LIMIT);
	assert_non_null(strstr(error.text, "out of memory"));
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:totals:a"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_THEM(test_copies_as_they_are),
		TEST_THEM(test_expires_meanwhile),
		TEST_THEM(test_more_than_fit_at_once),
		TEST_THEM(test_says_what_was_refused),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
