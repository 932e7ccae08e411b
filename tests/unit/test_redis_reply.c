/* test_redis_reply.c - answers of any shape. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "redis_reply.h"

#include <hiredis/hiredis.h>
#include <string.h>

/* Through hiredis' own parser. */
static struct redisReply *parse(const char *protocol)
{
	redisReader *reader = redisReaderCreate();
	void *reply = NULL;

	assert_non_null(reader);
	assert_int_equal(redisReaderFeed(reader, protocol, strlen(protocol)), REDIS_OK);
	assert_int_equal(redisReaderGetReply(reader, &reply), REDIS_OK);
	redisReaderFree(reader);
	return reply;
}

static void integer_is(const char *protocol, int64_t want)
{
	struct redisReply *reply = parse(protocol);

	assert_int_equal(redis_reply_integer(reply, 77), want);
	redis_reply_free(reply);
}

static void test_integers(void **state)
{
	(void)state;
	integer_is(":5\r\n", 5);
	integer_is("$2\r\n42\r\n", 42);
	integer_is("$2\r\n-4\r\n", -4);
	integer_is("$16\r\n1795345200000000\r\n", INT64_C(1795345200000000));
	integer_is("$0\r\n\r\n", 77);
	integer_is("$1\r\n-\r\n", 77);
	integer_is("$2\r\n4x\r\n", 77);
	integer_is("$19\r\n1111111111111111111\r\n", 77);
	integer_is("$-1\r\n", 77);
	integer_is("*1\r\n:5\r\n", 77);
	integer_is("-ERR 5\r\n", 77);
}

static void test_nothing(void **state)
{
	(void)state;
	assert_true(redis_reply_is_nil(NULL));
	assert_int_equal(redis_reply_count(NULL), 0);
	assert_null(redis_reply_at(NULL, 0));
	assert_null(redis_reply_field(NULL, "x"));
	assert_int_equal(redis_reply_text(NULL).len, 0);
	assert_int_equal(redis_reply_error(NULL).len, 0);
	assert_int_equal(redis_reply_integer(NULL, 3), 3);
	redis_reply_free(NULL);
}

static void test_arrays(void **state)
{
	struct redisReply *reply = parse("*3\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n");

	(void)state;
	assert_true(redis_reply_is_array(reply));
	assert_int_equal(redis_reply_integer(redis_reply_field(reply, "a"), 0), 1);
	assert_null(redis_reply_field(reply, "b")); /* a name without a value */
	assert_null(redis_reply_at(reply, 3));
	assert_true(slice_is(redis_reply_text(redis_reply_at(reply, 2)), "b"));
	redis_reply_free(reply);
}

static void test_error(void **state)
{
	struct redisReply *reply = parse("-OOM no\r\n");

	(void)state;
	assert_true(slice_is(redis_reply_error(reply), "OOM no"));
	assert_int_equal(redis_reply_text(reply).len, 0);
	redis_reply_free(reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
