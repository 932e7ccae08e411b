/* test_poison_move.c - what was set aside goes with its brand, once. */
#include "partitions_house.h"

#include "poison_move.h"

static unsigned home(void *context, struct slice brand)
{
	(void)context;
	return slice_is(brand, "b") ? 1 : 0;
}

static void set_aside(const char *brand, const char *id)
{
	redis_reply_free(ASK("XADD", "lv:{p0}:poison", "*", "id", id, "at", "5", "reason", "why",
			     "brand", brand, "count", "2", "block", "bytes"));
}

static uint64_t go(bool clear)
{
	const struct poison_move move = { partitions, 0, clear, home, NULL };
	uint64_t copied = 0;

	OK(poison_move(&move, &copied, &oops));
	return copied;
}

static void test_once(void **state)
{
	(void)state;
	set_aside("a", "1-0");
	for (int i = 0; i < 50; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "2-%d", i);
		set_aside("b", id);
	}
	assert_int_equal(go(false), 50);
	assert_int_equal(go(false), 0); /* begun again */
	assert_int_equal(NUMBER("XLEN", "lv:{p1}:poison"), 50);
	assert_int_equal(NUMBER("XLEN", "lv:{p0}:poison"), 51);
	(void)go(true);
	assert_int_equal(NUMBER("XLEN", "lv:{p0}:poison"), 1);
	struct redisReply *found = ASK("XRANGE", "lv:{p1}:poison", "-", "+", "COUNT", "1");
	const struct redisReply *fields = redis_reply_at(redis_reply_at(found, 0), 1);
	assert_true(slice_is(redis_reply_text(redis_reply_field(fields, "id")), "2-0"));
	assert_true(slice_is(redis_reply_text(redis_reply_field(fields, "block")), "bytes"));
	redis_reply_free(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_once) };

	return cmocka_run_group_tests(tests, partitions_up, partitions_down);
}
