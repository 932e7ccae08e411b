/* test_identity.c - who may share a Redis. */
#include "store_house.h"

#include "identity.h"

static const uint8_t key[CRYPTO_KEY_BYTES] = { 1 }, other[CRYPTO_KEY_BYTES] = { 2 };

static void test_shared_by_the_same(void **state)
{
	(void)state;
	OK(identity_claim(house.link, 0, key, false, &oops));
	OK(identity_claim(house.link, 0, key, false, &oops));
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:identity"), 2);
}

static void test_another_key(void **state)
{
	struct error error = { 0 };

	(void)state;
	OK(identity_claim(house.link, 0, key, false, &oops));
	assert_int_equal(identity_claim(house.link, 0, other, false, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "author.key"));
	OK(identity_claim(house.link, 0, key, false, &oops)); /* nothing was damaged */
	OK(identity_claim(house.link, 0, other, true, &oops));
	assert_int_equal(identity_claim(house.link, 0, key, false, &error), ERROR_CONFLICT);
}

static void test_newer_state(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:identity", "state", "2"));
	assert_int_equal(identity_claim(house.link, 0, key, false, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "newer Livvakt"));
	assert_int_equal(identity_claim(house.link, 0, key, true, &error), ERROR_REFUSED);
}

static void test_foreign_data(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("SET", "lv:{p0}:identity", "mine"));
	assert_int_equal(identity_claim(house.link, 0, key, true, &error), ERROR_REFUSED);
	assert_non_null(strstr(error.text, "database of its own"));
}

static int up(void **state)
{
	struct error error = { 0 };

	return crypto_init(&error) < 0 ? -1 : house_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shared_by_the_same),
		TEST(test_another_key),
		TEST(test_newer_state),
		TEST(test_foreign_data),
	};

	return cmocka_run_group_tests(tests, up, house_down);
}
