/* test_identity.c - who may share a Redis. */
#include "store_house.h"

#include "functions.h"
#include "identity.h"
#include "presence.h"

static const struct author_keys one = { .current = { 1 } }, other = { .current = { 2 } },
				fresh = { .things = { 3 }, .current = { 3 } },
				after_one = { .current = { 2 },
					      .before = { 1 },
					      .until_us = NOW_US + 10 };
static enum identity_key found;

static int claim(const struct author_keys *keys, bool own, int64_t now_us, struct error *error)
{
	const struct identity_claimant claimant = { keys, own, now_us, 1 };

	return identity_claim(house.link, 0, &claimant, &found, error);
}

static void test_shared_by_the_same(void **state)
{
	(void)state;
	OK(claim(&one, false, NOW_US, &oops));
	assert_int_equal(found, IDENTITY_FIRST);
	OK(claim(&one, false, NOW_US, &oops));
	assert_int_equal(found, IDENTITY_SAME);
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:identity"), 3);
}

static void test_another_key(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(claim(&one, false, NOW_US, &oops));
	assert_int_equal(claim(&other, false, NOW_US, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "author.key"));
	OK(claim(&one, false, NOW_US, &oops)); /* nothing was damaged */
	/* Where nobody else is, a changed key needs not that before; one just made is a lost one.
	 */
	assert_int_equal(claim(&fresh, true, NOW_US, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "rotate-key"));
	OK(claim(&other, true, NOW_US, &oops));
	assert_int_equal(claim(&one, false, NOW_US, &error), ERROR_CONFLICT);
}

/* Two on one Redis change one after the other. */
static void test_changed_key(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(claim(&one, false, NOW_US, &oops));
	assert_int_equal(found, IDENTITY_FIRST);
	OK(claim(&after_one, false, NOW_US, &oops));
	assert_int_equal(found, IDENTITY_NEW);
	OK(claim(&one, false, NOW_US + 9, &oops));
	assert_int_equal(found, IDENTITY_OLD);
	OK(claim(&after_one, false, NOW_US, &oops));
	assert_int_equal(found, IDENTITY_SAME);
	OK(claim(&other, false, NOW_US + 10, &oops));
	assert_int_equal(found, IDENTITY_SAME);
	assert_int_equal(claim(&one, false, NOW_US + 10, &error), ERROR_CONFLICT);
}

/* Whoever looks for authors needs the key that they stand under, or one that replaced it. */
static void test_key_that_finds_nobody(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(identity_check_key(house.link, 0, &one, &oops)); /* nobody was here */
	OK(claim(&one, false, NOW_US, &oops));
	OK(identity_check_key(house.link, 0, &one, &oops));
	OK(identity_check_key(house.link, 0, &after_one, &oops)); /* not taken yet */
	OK(claim(&after_one, false, NOW_US, &oops));
	OK(identity_check_key(house.link, 0, &after_one, &oops));
	assert_int_equal(identity_check_key(house.link, 0, &one, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "copy author.key"));
}

static void test_newer_state(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "5"));
	assert_int_equal(claim(&one, false, NOW_US, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "newer Livvakt"));
	assert_int_equal(claim(&one, true, NOW_US, &error), ERROR_REFUSED);
	assert_int_equal(identity_check_version(house.link, 0, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "newer Livvakt"));
}

static int claim_spread(unsigned partitions, unsigned partition, struct error *error)
{
	const struct identity_claimant claimant = { &one, true, NOW_US, partitions };

	return identity_claim(house.link, partition, &claimant, &found, error);
}

/* Whoever comes with another number would look for brands where they are not. */
static void test_spread_over_partitions(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(claim_spread(3, 0, &oops));
	OK(claim_spread(3, 2, &oops));
	OK(claim_spread(3, 0, &oops));
	assert_int_equal(claim_spread(1, 0, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "partitions: 3"));
	assert_int_equal(claim_spread(4, 2, &error), ERROR_CONFLICT);
	assert_int_equal(NUMBER("HGET", "lv:{p2}:identity", "partitions"), 3);
	OK(identity_check_partitions(house.link, 3, &oops));
	assert_int_equal(identity_check_partitions(house.link, 1, &error), ERROR_CONFLICT);
	/* An older Livvakt is told to stay away. */
	assert_int_equal(NUMBER("HGET", "lv:{p0}:identity", "state"), IDENTITY_STATE_VERSION);
}

/* What was there before there were partitions is one of them; whoever understands it makes it of
 * today, so that the Livvakts of before do not start on it. */
static void test_older_state(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(claim(&one, false, NOW_US, &oops));
	redis_reply_free(ASK("HDEL", "lv:{p0}:identity", "partitions"));
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "1"));
	assert_int_equal(claim_spread(2, 0, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "1 partition,"));
	assert_int_equal(NUMBER("HEXISTS", "lv:{p0}:identity", "partitions"), 0);
	assert_int_equal(NUMBER("HGET", "lv:{p0}:identity", "state"), 1);
	assert_int_equal(identity_check_partitions(house.link, 2, &error), ERROR_CONFLICT);
	OK(identity_check_partitions(house.link, 1, &oops));
	OK(claim(&one, false, NOW_US, &oops));
	assert_int_equal(NUMBER("HGET", "lv:{p0}:identity", "state"), IDENTITY_STATE_VERSION);
	assert_int_equal(claim_spread(2, 0, &error), ERROR_CONFLICT);
	OK(claim(&one, false, NOW_US, &oops));
}

static void test_foreign_data(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("SET", "lv:{p0}:identity", "mine"));
	assert_int_equal(claim(&one, true, NOW_US, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "database of its own"));
}

/* A user of an earlier version lacks what has come since. */
static void test_rights(void **state)
{
	char missing[IDENTITY_RIGHTS_MAX];

	(void)state;
	OK(identity_rights(house.link, 0, missing, &oops));
	assert_string_equal(missing, "");
	redis_reply_free(ASK("ACL", "SETUSER", "default", "-append", "-mget", "-xpending"));
	OK(identity_rights(house.link, 0, missing, &oops));
	assert_string_equal(missing, "append mget xpending");
	redis_reply_free(ASK("ACL", "SETUSER", "default", "+@all"));
}

static int up(void **state)
{
	struct error error = { 0 };

	return crypto_init(&error) < 0 ? -1 : house_up(state);
}

static void load_functions(int64_t version)
{
	char text[300];

	(void)snprintf(text, sizeof(text),
		       "#!lua name=livvakt\nredis.register_function{function_name="
		       "'livvakt_version', callback=function() return %d end, "
		       "flags={'no-writes'}}",
		       (int)version);
	redis_reply_free(ASK("FUNCTION", "LOAD", "REPLACE", text));
}

/* Whoever only looks does not put newer functions under an older Livvakt. */
static void test_older_functions(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(claim(&one, false, NOW_US, &oops));
	OK(presence_enter(house.link, 0, &(struct presence){ "host:1", "1" }, &oops));
	OK(identity_check_version(house.link, 0, &oops)); /* it has ours */
	load_functions(functions_version() - 1);
	assert_int_equal(identity_check_version(house.link, 0, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "host:1; restart it with this version first"));
	OK(presence_leave(house.link, 0, "host:1", &oops));
	OK(identity_check_version(house.link, 0, &oops));
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "2"));
	assert_int_equal(identity_check_version(house.link, 0, &error), ERROR_REFUSED);
	redis_reply_free(ASK("FUNCTION", "FLUSH"));
	OK(identity_check_version(house.link, 0, &oops)); /* nobody's */
	redis_link_free(house_link());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shared_by_the_same),	   TEST(test_another_key), TEST(test_changed_key),
		TEST(test_key_that_finds_nobody),  TEST(test_newer_state), TEST(test_foreign_data),
		TEST(test_spread_over_partitions), TEST(test_older_state), TEST(test_rights),
		TEST(test_older_functions),
	};

	return cmocka_run_group_tests(tests, up, house_down);
}
