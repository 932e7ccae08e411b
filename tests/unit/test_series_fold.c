/* test_series_fold.c - a journal is folded once, whoever does it, and only that one. */
#include "store_batch.h"

#include "clock.h"
#include "messagepack.h"
#include "series.h"
#include "series_fold.h"

static struct arena arena;

static void count(const char *scope, int64_t ts_us)
{
	const struct delta_point point = { .scope = slice_from(scope), .ts_us = ts_us };
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US);
	delta_add_point(&delta, delta_brand(&delta, S("acme")), &point);
	batch_commit(&delta);
}

static uint64_t counted(const char *scope)
{
	static struct series_counts counts;

	OK(series_read(house.link, 0, S("acme"), slice_from(scope), &counts, &oops));
	return series_counts_sum_hours(&counts, counts.last_hour, SERIES_HOURS).comments;
}

static void test_counts_stay(void **state)
{
	(void)state;
	OK(series_fold(house.link, 0, S("acme"), NOW_US, &oops)); /* nothing is there */
	for (int i = 0; i < 70; i++) {
		char scope[32];

		(void)snprintf(scope, sizeof(scope), "post:%d", i % 40);
		count(scope, NOW_US - i * MINUTE_US);
	}
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:series:acme:post:3"), 0);
	for (int folds = 0; folds < 3; folds++) {
		assert_int_equal(counted("post:3"), 2);
		assert_int_equal(counted("post:33"), 1);
		OK(series_fold(house.link, 0, S("acme"), NOW_US, &oops));
		assert_int_equal(NUMBER("STRLEN", "lv:{p0}:journal:acme"), JOURNAL_HEADER_BYTES);
	}
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:scopes:acme"), 40);
	/* By the time of the last comment in it, which no later fold puts back. */
	const int64_t last_us = NUMBER("ZSCORE", "lv:{p0}:scopes:acme", "post:3");
	assert_int_equal(last_us, (series_minute_of(NOW_US - 3 * MINUTE_US) + 1) * MINUTE_US);
	count("post:3", NOW_US - HOUR_US);
	OK(series_fold(house.link, 0, S("acme"), NOW_US, &oops));
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:scopes:acme", "post:3"), last_us);
	assert_int_equal(counted("post:3"), 3);
}

/* What came in after the journal was read stays in it; a second fold of the same is refused. */
static void test_only_what_was_read(void **state)
{
	struct buffer packed;
	char journal[256];
	size_t len;

	(void)state;
	count("brand", NOW_US);
	struct redisReply *reply = ASK("GET", "lv:{p0}:journal:acme");
	len = redis_reply_text(reply).len;
	memcpy(journal, redis_reply_text(reply).data, len);
	redis_reply_free(reply);
	count("brand", NOW_US);
	buffer_init(&packed, 1 << 16);
	messagepack_array(&packed, 4);
	messagepack_text(&packed, "acme");
	messagepack_bytes(&packed, (struct slice){ journal, JOURNAL_HEADER_BYTES });
	messagepack_integer(&packed, (int64_t)len - JOURNAL_HEADER_BYTES);
	messagepack_array(&packed, 0);
	for (int tries = 0; tries < 2; tries++) {
		struct error error = { 0 };
		struct redis_command command;

		reply = NULL;
		redis_command_call(&command, "livvakt_fold", "lv:{p0}:");
		redis_command_add(&command, buffer_slice(&packed));
		int r = redis_link_command(house.link, &command, &reply, &error);
		assert_int_equal(r, tries ? ERROR_CONFLICT : 0);
		if (r == 0)
			redis_reply_free(reply);
		assert_int_equal(counted("brand"), 1);
	}
	buffer_done(&packed);
}

/* How often Redis was asked that since the figures were set to nothing. */
static int64_t calls_of(const char *command)
{
	char mark[64];
	struct redisReply *reply = ASK("INFO", "commandstats");
	const struct slice text = redis_reply_text(reply);

	(void)snprintf(mark, sizeof(mark), "cmdstat_%s:calls=", command);
	const char *at = memmem(text.data, text.len, mark, strlen(mark));
	const int64_t calls = at ? strtoll(at + strlen(mark), NULL, 10) : 0;
	redis_reply_free(reply);
	return calls;
}

/* More posts than there is room for: those with the latest comments stay, and what stands there is
 * walked once, not once a post. */
static void test_many_posts(void **state)
{
	enum { POSTS = 1000 };
	static char scopes[POSTS][32];
	struct delta delta;

	(void)state;
	for (int round = 0; round < 2; round++) {
		arena_reset(&arena);
		delta_init(&delta, &arena, NOW_US);
		for (int i = 0; i < POSTS; i++) {
			struct delta_point point = { .scope = slice_from(scopes[i]) };

			(void)snprintf(scopes[i], sizeof(scopes[i]), "post:%d", (i * 7) % POSTS);
			point.scope = slice_from(i ? scopes[i] : "brand");
			point.ts_us = NOW_US - (i ? (i * 7) % POSTS : 2 * POSTS) * MINUTE_US / 4;
			delta_add_point(&delta, delta_brand(&delta, S("acme")), &point);
		}
		batch_commit(&delta);
		redis_reply_free(ASK("CONFIG", "RESETSTAT"));
		OK(series_fold(house.link, 0, S("acme"), NOW_US, &oops));
		assert_true(calls_of("fcall") == 1);
		assert_true(calls_of("exists") <= SERIES_MAX + 1);
		assert_true(calls_of("zrange") <= 1);
		assert_int_equal(NUMBER("ZCARD", "lv:{p0}:scopes:acme"), SERIES_MAX + 1);
		assert_int_equal(counted("brand"), round + 1);
		assert_int_equal(counted("post:1"), round + 1);
		assert_int_equal(counted("post:250"), round + 1);
		assert_int_equal(counted("post:262"), 0);
		assert_int_equal(counted("post:999"), 0);
	}
	assert_true(NUMBER("PTTL", "lv:{p0}:scopes:acme") > 35 * DAY_US / 1000);
}

static void count_now(int64_t now_us)
{
	const struct delta_point point = { .scope = S("brand"), .ts_us = now_us };
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	delta_add_point(&delta, delta_brand(&delta, S("acme")), &point);
	batch_commit(&delta);
}

/* A clock was a day ahead for a moment: what it counted goes, and what is counted when it is right
 * again has its minute; where the journal still says it, and where that was folded already. */
static void test_clock_was_ahead(void **state)
{
	static struct series_counts counts;

	(void)state;
	for (int folded = 0; folded < 2; folded++) {
		const int64_t now_us = NOW_US + folded * HOUR_US;

		count_now(now_us + DAY_US);
		if (folded)
			OK(series_fold(house.link, 0, S("acme"), now_us + DAY_US, &oops));
		else
			assert_int_equal(NUMBER("EXISTS", "lv:{p0}:series:acme:brand"), 0);
		count_now(now_us);
		count_now(now_us);
		OK(series_fold(house.link, 0, S("acme"), now_us, &oops));
		OK(series_read(house.link, 0, S("acme"), S("brand"), &counts, &oops));
		assert_true(counts.last_minute <= series_counts_limit(now_us));
		assert_true(counts.first_us <= now_us + SERIES_AHEAD_MINUTES * MINUTE_US);
		assert_int_equal(series_counts_minute(&counts, series_minute_of(now_us)).comments,
				 2);
	}
}

/* A machine that starts with a clock of long ago counts a comment, and takes none away. */
static void test_clock_of_long_ago(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		count_now(NOW_US + i * HOUR_US);
		if (i % 4 == 0)
			OK(series_fold(house.link, 0, S("acme"), NOW_US + i * HOUR_US, &oops));
	}
	count_now(NOW_US - 20 * DAY_US);
	OK(series_fold(house.link, 0, S("acme"), NOW_US - 20 * DAY_US, &oops));
	assert_int_equal(counted("brand"), 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_counts_stay), TEST(test_only_what_was_read),
					    TEST(test_many_posts), TEST(test_clock_was_ahead),
					    TEST(test_clock_of_long_ago) };

	arena_init(&arena, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&arena);
	return failed;
}
