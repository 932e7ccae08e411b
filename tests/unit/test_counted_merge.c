/* test_counted_merge.c - of two notes of one comment the later one is right, wherever it stands. */
#include "partitions_house.h"

#include "counted.h"
#include "counted_merge.h"

/* As it came in then. */
static void note(const char *key, const char *name, int64_t received_us)
{
	const struct counted counted = { .received_us = received_us };
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct buffer row;

	buffer_init(&row, 256);
	counted_pack(&counted, &row);
	redis_command_init(&command, "HSET");
	redis_command_add_text(&command, key);
	redis_command_add_text(&command, name);
	redis_command_add(&command, buffer_slice(&row));
	OK(redis_link_command(house.link, &command, &reply, &oops));
	redis_reply_free(reply);
	buffer_done(&row);
}

static int64_t noted(const char *key, const char *name)
{
	struct redisReply *reply = ASK("HGET", key, name);
	struct counted counted = { .received_us = -1 };

	if (!redis_reply_is_nil(reply))
		assert_true(counted_unpack(redis_reply_text(reply), &counted));
	redis_reply_free(reply);
	return counted.received_us;
}

static void merge(const char *key)
{
	uint64_t rows = 0;

	OK(counted_merge(partitions, 0, 1, slice_from(key), &rows, &oops));
	assert_true(rows > 0);
}

#define HERE "lv:{p0}:counted"
#define THERE "lv:{p1}:counted"
#define THERE_BEFORE "lv:{p1}:counted-before"

static void test_the_later_one_stays(void **state)
{
	(void)state;
	note(HERE, "new", 10);
	note(HERE, "older", 10);
	note(THERE, "older", 20);
	note(HERE, "older before", 10);
	note(THERE_BEFORE, "older before", 20);
	note(HERE, "later", 30);
	note(THERE, "later", 20);
	note(HERE, "later before", 30);
	note(THERE_BEFORE, "later before", 20);
	merge(HERE);
	assert_int_equal(noted(THERE, "new"), 10);
	assert_int_equal(noted(THERE, "older"), 20);
	assert_int_equal(noted(THERE, "older before"), -1);
	assert_int_equal(noted(THERE_BEFORE, "older before"), 20);
	assert_int_equal(noted(THERE, "later"), 30);
	assert_int_equal(noted(THERE, "later before"), 30);
	assert_int_equal(noted(THERE_BEFORE, "later before"), -1);
}

/* The older generation over there may end at once: what goes there must outlive it. */
static void test_the_older_generation(void **state)
{
	(void)state;
	redis_reply_free(ASK("HSET", THERE, "", "5"));
	note("lv:{p0}:counted-before", "c", 30);
	note(THERE, "c", 20);
	note("lv:{p0}:counted-before", "d", 30);
	note(THERE_BEFORE, "d", 20);
	merge("lv:{p0}:counted-before");
	assert_int_equal(noted(THERE, "c"), 30);
	assert_int_equal(noted(THERE, "d"), 30);
	assert_int_equal(noted(THERE_BEFORE, "d"), -1);
	assert_int_equal(NUMBER("HGET", THERE, ""), 5);
}

/* Many, and twice: a change that is begun again. */
static void test_again(void **state)
{
	char name[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		note(HERE, name, 10);
	}
	redis_reply_free(ASK("HSET", HERE, "", "77"));
	redis_reply_free(ASK("PEXPIREAT", HERE, "1999999999999"));
	merge(HERE);
	merge(HERE);
	assert_int_equal(NUMBER("HLEN", THERE), 1001);
	assert_int_equal(NUMBER("HGET", THERE, ""), 77);
	assert_int_equal(NUMBER("PEXPIRETIME", THERE), 1999999999999);
	redis_reply_free(ASK("PEXPIREAT", HERE, "1899999999999")); /* never shorter */
	merge(HERE);
	assert_int_equal(NUMBER("PEXPIRETIME", THERE), 1999999999999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_later_one_stays),
		TEST(test_the_older_generation),
		TEST(test_again),
	};

	return cmocka_run_group_tests(tests, partitions_up, partitions_down);
}
