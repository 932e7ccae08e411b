/* test_move.c - each kind of key of a brand to its partition, and what is in the way. */
#include "partitions_house.h"

#include "census.h"
#include "keys.h"
#include "move.h"

/* Brands of two partitions. */
static char homes[2][16];

static void name_brands(void)
{
	for (int i = 0; !homes[0][0] || !homes[1][0]; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "b%d", i);
		memcpy(homes[keys_partition(slice_from(name), 2)], name, sizeof(name));
	}
}

static const char *named(char text[128], const char *format, const char *brand)
{
	(void)snprintf(text, 128, format, brand); /* NOLINT: all of them are written below */
	return text;
}

/* What stands there before, of either brand: in all lists that hold rows of many brands too. */
static void fill(const char *brand)
{
	char key[128], row[128];

	redis_reply_free(ASK("HSET", named(key, "lv:{p0}:totals:%s", brand), "judged", "7"));
	redis_reply_free(ASK("ZADD", "lv:{p0}:brands", "1", brand));
	redis_reply_free(ASK("ZADD", "lv:{p0}:queue", "2", named(row, "%s:c1", brand)));
	redis_reply_free(ASK("HSET", named(key, "lv:{p0}:queued:%s:c1", brand), "at", "2"));
	redis_reply_free(ASK("HSET", named(key, "lv:{p0}:incident:inc-%s", brand), "brand", brand,
			     "state", "open", "latest",
			     named(row, "lv:{p0}:incident-latest:%s:brand", brand)));
	redis_reply_free(ASK("ZADD", "lv:{p0}:incidents", "3", named(row, "inc-%s", brand)));
	redis_reply_free(
		ASK("ZADD", "lv:{p0}:incidents-state:open", "3", named(row, "inc-%s", brand)));
	redis_reply_free(ASK("ZADD", "lv:{p0}:due", "4", named(row, "escalate:inc-%s", brand)));
	redis_reply_free(ASK("ZADD", "lv:{p0}:due", "5", named(row, "feeds:%s", brand)));
	redis_reply_free(ASK("ZADD", "lv:{p0}:due", "9", named(row, "unsilence:sil-%s", brand)));
	redis_reply_free(ASK("HSET", named(key, "lv:{p0}:silence:sil-%s", brand), "brand", brand,
			     "json", "{}"));
	redis_reply_free(ASK("ZADD", "lv:{p0}:silences", "8", named(row, "sil-%s", brand)));
	redis_reply_free(ASK("HSET", named(key, "lv:{p0}:message:m-%s", brand), "json",
			     named(row, "{\"brand\":\"%s\"}", brand)));
	redis_reply_free(ASK("ZADD", "lv:{p0}:messages:waiting", "6", named(row, "m-%s", brand)));
	redis_reply_free(
		ASK("ZADD", "lv:{p0}:due-deliveries", "7", named(row, "deliver:m-%s", brand)));
}

static void expect(unsigned partition, const char *brand)
{
	char format[128], row[128], key[128];
	static const struct {
		const char *list, *row;
		int score;
	} rows[] = {
		{ "brands", "%s", 1 },
		{ "queue", "%s:c1", 2 },
		{ "incidents", "inc-%s", 3 },
		{ "incidents-state:open", "inc-%s", 3 },
		{ "due", "escalate:inc-%s", 4 },
		{ "due", "feeds:%s", 5 },
		{ "messages:waiting", "m-%s", 6 },
		{ "silences", "sil-%s", 8 },
		{ "due", "unsilence:sil-%s", 9 },
		{ "due-deliveries", "deliver:m-%s", 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(key, sizeof(key), "lv:{p%u}:%s", partition, rows[i].list);
		(void)snprintf(row, sizeof(row), rows[i].row, brand);
		assert_int_equal(NUMBER("ZSCORE", key, row), rows[i].score);
	}
	(void)snprintf(key, sizeof(key), "lv:{p%u}:totals:%s", partition, brand);
	assert_int_equal(NUMBER("HGET", key, "judged"), 7);
	(void)snprintf(key, sizeof(key), "lv:{p%u}:incident:inc-%s", partition, brand);
	(void)snprintf(format, sizeof(format), "lv:{p%u}:incident-latest:%s:brand", partition,
		       brand);
	struct redisReply *latest = ASK("HGET", key, "latest");
	assert_true(slice_is(redis_reply_text(latest), format));
	redis_reply_free(latest);
}

static void test_there_and_back(void **state)
{
	struct move move = { partitions, 1, 2 };
	struct move_report report = { 0 };
	int64_t keys;

	(void)state;
	fill(homes[0]);
	fill(homes[1]);
	redis_reply_free(ASK("HSET", "lv:{p0}:due-claims", "feeds:x", "1 2"));
	OK(move_look(&move, 0, false, &oops));
	OK(move_look(&move, 1, true, &oops));
	OK(move_copy(&move, 0, &report, &oops));
	OK(move_copy(&move, 1, &report, &oops)); /* what came there is at home */
	OK(move_copy(&move, 0, &report, &oops)); /* begun again */
	expect(0, homes[0]);
	expect(0, homes[1]); /* nothing is gone yet */
	expect(1, homes[1]);
	report = (struct move_report){ 0 };
	OK(move_clear(&move, 0, &report, &oops));
	OK(move_clear(&move, 1, &report, &oops));
	assert_int_equal(report.brands, 2);
	assert_int_equal(report.in[1], 1);
	expect(0, homes[0]);
	expect(1, homes[1]);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 3);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:due-claims"), 0);
	keys = NUMBER("DBSIZE");

	move = (struct move){ partitions, 2, 1 };
	for (unsigned i = 0; i < 2; i++)
		OK(move_copy(&move, i, &report, &oops));
	for (unsigned i = 0; i < 2; i++)
		OK(move_clear(&move, i, &report, &oops));
	expect(0, homes[0]);
	expect(0, homes[1]);
	assert_true(NUMBER("DBSIZE") < keys); /* one list of each kind instead of two */
	assert_int_equal(NUMBER("EXISTS", "lv:{p1}:brands"), 0);
}

static void test_what_is_in_the_way(void **state)
{
	const struct move move = { partitions, 1, 2 };
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("XADD", "lv:{p0}:stream", "*", "brand", "x"));
	assert_int_equal(move_look(&move, 0, false, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "wait to be judged"));
	redis_reply_free(ASK("SET", "lv:{p1}:totals:x", "1"));
	assert_int_equal(move_look(&move, 1, true, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "something in partition 1 already"));
	OK(move_look(&move, 1, false, &oops));
}

/* A kind that is new has to be given its way here, or nobody may move anything any more. */
static void test_every_kind_is_known(void **state)
{
	const struct move move = { partitions, 1, 2 };
	struct error error = { 0 };
	char key[64];

	(void)state;
	for (int i = 0; i < CENSUS_foreign; i++) {
		(void)snprintf(key, sizeof(key), "lv:{p0}:%s:x",
			       census_kind_key((enum census_kind)i));
		redis_reply_free(ASK("SET", key, "1"));
	}
	OK(move_look(&move, 0, false, &oops));
	redis_reply_free(ASK("SET", "lv:{p0}:news:x", "1"));
	assert_int_equal(move_look(&move, 0, false, &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "news:x"));
}

static int up(void **state)
{
	name_brands();
	return partitions_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_there_and_back),
		TEST(test_what_is_in_the_way),
		TEST(test_every_kind_is_known),
	};

	return cmocka_run_group_tests(tests, up, partitions_down);
}
