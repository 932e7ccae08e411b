/* test_series.c - series in Redis are what the same comments give in memory. */
#include "store_batch.h"

#include "clock.h"
#include "messagepack.h"
#include "series.h"
#include "series_fold.h"

static struct arena arena;
static struct series_counts model, stored;

/* A small generator of our own, so that every run is the same. */
static uint32_t random_below(uint32_t bound)
{
	static uint32_t seed = 12345;

	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % bound;
}

static void commit_points(int64_t now_us, const int64_t *times_us, size_t count)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	for (size_t i = 0; i < count; i++) {
		struct delta_point point = { .scope = S("brand"),
					     .ts_us = times_us[i],
					     .negative = i % 2,
					     .abuse = i % 3 == 0,
					     .author = 1 + i % 5 };
		delta_add_point(&delta, brand, &point);
	}
	batch_commit(&delta);
}

static int compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* A batch's slots are added oldest first. */
static void model_points(int64_t now_us, int64_t *times_us, size_t count)
{
	struct series_sum sums[64];

	for (size_t i = 0; i < count; i++)
		sums[i] = (struct series_sum){ 1, i % 2, i % 3 == 0 };
	int64_t order[64];
	memcpy(order, times_us, count * sizeof(order[0]));
	qsort(order, count, sizeof(order[0]), compare_times);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			if (times_us[j] != order[i])
				continue;
			(void)series_counts_add(&model, times_us[j], now_us, sums[j]);
			times_us[j] = INT64_MIN;
			break;
		}
	}
}

static void read_stored(void)
{
	OK(series_read(house.link, 0, S("acme"), S("brand"), &stored, &oops));
}

static void fold(void)
{
	OK(series_fold(house.link, 0, S("acme"), INT64_MAX, &oops));
}

static void compare_slots(void)
{
	for (int64_t m = 0; m < SERIES_MINUTES; m++) {
		struct series_sum a = series_counts_minute(&model, model.last_minute - m);
		struct series_sum b = series_counts_minute(&stored, model.last_minute - m);
		assert_memory_equal(&a, &b, sizeof(a));
	}
	for (int64_t h = 0; h < SERIES_HOURS; h++) {
		struct series_sum a = series_counts_hour(&model, model.last_hour - h);
		struct series_sum b = series_counts_hour(&stored, model.last_hour - h);
		assert_memory_equal(&a, &b, sizeof(a));
	}
}

/* Long ago, late, now, and with a clock that runs ahead. */
static int64_t random_time(int64_t now_us)
{
	switch (random_below(6)) {
	case 0:
		return now_us - random_below(40 * 24 * 3600) * CLOCK_SECOND_US;
	case 1:
		return now_us - random_below(7 * 3600) * CLOCK_SECOND_US;
	case 2:
		return now_us + random_below(7200) * CLOCK_SECOND_US;
	default:
		return now_us - random_below(120) * CLOCK_SECOND_US;
	}
}

static void test_same_as_in_memory(void **state)
{
	static const uint32_t steps_s[] = { 1, 30, 60, 600, 7200, 100000, 4000000 };
	int64_t now_us = NOW_US, times_us[40];

	(void)state;
	series_counts_init(&model);
	for (int round = 0; round < 300; round++) {
		size_t count = 1 + random_below(40);
		for (size_t i = 0; i < count; i++)
			times_us[i] = random_time(now_us);
		commit_points(now_us, times_us, count);
		model_points(now_us, times_us, count);
		if (random_below(10) == 0)
			fold();
		read_stored();
		assert_int_equal(stored.last_minute, model.last_minute);
		assert_int_equal(stored.last_hour, model.last_hour);
		assert_int_equal(stored.first_us, model.first_us);
		compare_slots();
		now_us += random_below(steps_s[random_below(7)]) * CLOCK_SECOND_US;
	}
}

static void test_absent_and_strange(void **state)
{
	struct error error = { 0 };

	(void)state;
	read_stored();
	assert_int_equal(stored.last_minute, -1);
	assert_int_equal(stored.first_us, 0);
	redis_reply_free(ASK("SET", "lv:{p0}:series:acme:brand", "something else"));
	assert_int_equal(series_read(house.link, 0, S("acme"), S("brand"), &stored, &error),
			 ERROR_INVALID);
	/* It is put right when the journal is folded. */
	commit_points(NOW_US, (int64_t[]){ NOW_US }, 1);
	fold();
	read_stored();
	assert_int_equal(series_counts_minute(&stored, series_minute_of(NOW_US)).comments, 1);
}

/* What a busy series of five weeks takes in Redis. */
static void test_memory(void **state)
{
	static struct series_counts busy;
	struct buffer bytes;

	(void)state;
	series_counts_init(&busy);
	for (int64_t minute = series_minute_of(NOW_US) - SERIES_HOURS * 60;
	     minute < series_minute_of(NOW_US); minute++)
		(void)series_counts_change(&busy, minute,
					   (const int64_t[]){ 20000 + minute % 7, 1000, 300 });
	buffer_init(&bytes, 1 << 20);
	series_pack(&busy, &bytes);
	struct redis_command command;
	struct redisReply *reply = NULL;
	redis_command_init(&command, "SET");
	redis_command_add_text(&command, "lv:{p0}:series:acme:channel:busy");
	redis_command_add(&command, buffer_slice(&bytes));
	OK(redis_link_command(house.link, &command, &reply, &oops));
	redis_reply_free(reply);
	buffer_done(&bytes);
	assert_in_range(NUMBER("MEMORY", "USAGE", "lv:{p0}:series:acme:channel:busy"), 8 * 1024,
			16 * 1024);
}

struct followed {
	struct series_counts counts;
	size_t entries;
};

static void follow_one(void *context, const struct journal_entry *entry)
{
	struct followed *followed = context;

	if (slice_is(entry->scope, "brand"))
		(void)series_counts_change(&followed->counts, entry->minute, entry->amount);
	followed->entries++;
}

static int keep_one(void *context, struct slice scope, const struct series_counts *counts,
		    bool at_place, struct error *error)
{
	(void)scope;
	(void)error;
	assert_true(at_place);
	((struct followed *)context)->counts = *counts;
	return 0;
}

static bool follow(struct series_place *place, struct followed *followed)
{
	bool lost;

	OK(series_follow(house.link, 0, S("acme"), place, follow_one, followed, &lost, &oops));
	return !lost;
}

/* Who keeps a series and reads on has what who reads it whole has; a fold makes no difference to
 * who was at its end. */
static void test_follow(void **state)
{
	static struct followed followed;
	struct series_place place = { 0 };
	const struct slice scope = S("brand");
	struct series_query query = { .brand = S("acme"),
				      .scopes = &scope,
				      .count = 1,
				      .place = &place,
				      .each = keep_one,
				      .context = &followed };

	(void)state;
	commit_points(NOW_US, (int64_t[]){ NOW_US, NOW_US }, 2);
	assert_false(follow(&place, &followed));
	OK(series_read_many(house.link, &query, &oops));
	for (int round = 1; round < 40; round++) {
		commit_points(NOW_US + round * MINUTE_US, (int64_t[]){ NOW_US, INT64_MAX }, 2);
		if (round % 4 == 0)
			assert_true(follow(&place, &followed));
		if (round % 8 == 0)
			fold();
		if (round % 3 == 0 && round % 8 != 1)
			assert_true(follow(&place, &followed));
		if (round % 8 == 2) { /* as who comes anew, at the same place */
			assert_true(follow(&place, &followed));
			struct followed before = followed;
			OK(series_read_many(house.link, &query, &oops));
			assert_memory_equal(&before, &followed, sizeof(before));
		}
	}
	assert_true(follow(&place, &followed));
	read_stored();
	assert_memory_equal(&stored, &followed.counts, sizeof(stored));
	const size_t entries = followed.entries;
	assert_true(follow(&place, &followed));
	assert_int_equal(followed.entries, entries);
	/* What was folded before it was read is lost, and so is a journal that was made anew. */
	commit_points(NOW_US + HOUR_US, (int64_t[]){ NOW_US }, 1);
	fold();
	assert_false(follow(&place, &followed));
	assert_true(follow(&place, &followed));
	assert_int_equal(NUMBER("DEL", "lv:{p0}:journal:acme"), 1);
	assert_false(follow(&place, &followed));
	commit_points(NOW_US + HOUR_US, (int64_t[]){ NOW_US }, 1);
	assert_false(follow(&place, &followed));
}

/* The journal of a brand that goes on and on is folded by who commits, and nothing is lost; nor
 * is the place of who reads on now and then. */
static void test_journal_stays_short(void **state)
{
	enum { ROUNDS = 600, SCOPES = 8 };
	static struct followed followed;
	struct series_place place = { 0 };
	size_t longest = 0;

	(void)state;
	(void)follow(&place, &followed);
	for (int round = 0; round < ROUNDS; round++) {
		struct delta delta;
		char scopes[SCOPES][32];

		arena_reset(&arena);
		delta_init(&delta, &arena, NOW_US + round * CLOCK_SECOND_US);
		struct delta_brand *brand = delta_brand(&delta, S("acme"));
		for (int i = 0; i < SCOPES; i++) {
			(void)snprintf(scopes[i], sizeof(scopes[i]), "topic:%d", i);
			struct delta_point point = { .scope = slice_from(i ? scopes[i] : "brand"),
						     .ts_us = delta.now_us };
			delta_add_point(&delta, brand, &point);
		}
		batch_commit(&delta);
		size_t len = (size_t)NUMBER("STRLEN", "lv:{p0}:journal:acme");
		longest = len > longest ? len : longest;
		if (round == 0 || round % 20 == 7)
			assert_int_equal(follow(&place, &followed), round > 0);
	}
	assert_in_range(longest, JOURNAL_FOLD_BYTES / 2, JOURNAL_FOLD_BYTES + 1000);
	assert_true(place.from > 0); /* there were folds */
	read_stored();
	assert_int_equal(series_counts_sum_hours(&stored, stored.last_hour, SERIES_HOURS).comments,
			 ROUNDS);
	assert_true(NUMBER("PTTL", "lv:{p0}:journal:acme") > 0);
	assert_true(NUMBER("PTTL", "lv:{p0}:series:acme:topic:3") > 0);
}

/* A fail-over may take the journal's end away: who was beyond it has lost its place, and does not
 * wait for one that grows to it. */
static void test_follow_lost_end(void **state)
{
	static struct followed followed;
	struct series_place place = { 0 };
	struct redis_command command;
	struct redisReply *reply, *done = NULL;

	(void)state;
	assert_false(follow(&place, &followed));
	assert_true(follow(&place, &followed)); /* there is none yet */
	commit_points(NOW_US, (int64_t[]){ NOW_US }, 1);
	assert_false(follow(&place, &followed));
	reply = ASK("GET", "lv:{p0}:journal:acme");
	commit_points(NOW_US + MINUTE_US, (int64_t[]){ NOW_US + MINUTE_US }, 1);
	assert_true(follow(&place, &followed));
	redis_command_init(&command, "SET");
	redis_command_add_text(&command, "lv:{p0}:journal:acme");
	redis_command_add(&command, redis_reply_text(reply));
	OK(redis_link_command(house.link, &command, &done, &oops));
	redis_reply_free(reply);
	redis_reply_free(done);
	assert_false(follow(&place, &followed));
	const size_t entries = followed.entries;
	commit_points(NOW_US + MINUTE_US, (int64_t[]){ NOW_US + MINUTE_US }, 1);
	assert_true(follow(&place, &followed));
	assert_int_equal(followed.entries, entries + 1);
}

/* As judges of version 12 hand it over: it counts alike, and they hear of no journal. */
static void test_delta_of_before(void **state)
{
	/* { brands = { { name = "acme", totals = {}, series = { { "brand", { { minute, 3, 2, -1 }
	 * }, { { set, "12345678" } } } }, recent = {}, queue = {} } }, messages = {}, … } */
	const int64_t minute = series_minute_of(NOW_US);
	struct buffer packed;
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct stream_batch batch;

	(void)state;
	buffer_init(&packed, 1 << 16);
	messagepack_map(&packed, 4);
	messagepack_text(&packed, "keep_comments");
	messagepack_integer(&packed, DAY_US);
	messagepack_text(&packed, "keep_messages");
	messagepack_integer(&packed, DAY_US);
	messagepack_text(&packed, "messages");
	messagepack_array(&packed, 0);
	messagepack_text(&packed, "brands");
	messagepack_array(&packed, 1);
	messagepack_map(&packed, 5);
	messagepack_text(&packed, "name");
	messagepack_text(&packed, "acme");
	messagepack_text(&packed, "totals");
	messagepack_map(&packed, 0);
	messagepack_text(&packed, "recent");
	messagepack_array(&packed, 0);
	messagepack_text(&packed, "queue");
	messagepack_array(&packed, 0);
	messagepack_text(&packed, "series");
	messagepack_array(&packed, 1);
	messagepack_array(&packed, 3);
	messagepack_text(&packed, "brand");
	messagepack_array(&packed, 2);
	for (int64_t row = 0; row < 2; row++) {
		messagepack_array(&packed, 4);
		messagepack_integer(&packed, minute - 1 + row);
		messagepack_integer(&packed, 300);
		messagepack_integer(&packed, 2);
		messagepack_integer(&packed, row ? -1 : 5);
	}
	messagepack_array(&packed, 1);
	messagepack_array(&packed, 2);
	messagepack_integer(&packed, minute / SERIES_AUTHORS_MINUTES);
	messagepack_text(&packed, "12345678");
	batch_append("acme", 1, NOW_US);
	OK(stream_read(house.link, &batch_reader, 0, &batch, &oops));
	redis_command_call(&command, "livvakt_commit", "lv:{p0}:");
	redis_command_add_integer(&command, NOW_US);
	redis_command_add_text(&command, batch_reader.consumer);
	redis_command_add_integer(&command, 1);
	redis_command_add(&command, buffer_slice(&packed));
	redis_command_add_text(&command, batch.entries[0].id);
	OK(redis_link_command(house.link, &command, &reply, &oops));
	assert_int_equal(redis_reply_count(reply), 0);
	redis_reply_free(reply);
	stream_batch_done(&batch);
	buffer_done(&packed);
	read_stored();
	struct series_sum before = series_counts_minute(&stored, minute - 1),
			  sum = series_counts_minute(&stored, minute);
	assert_int_equal(before.comments, 300);
	assert_int_equal(before.abuse, 5);
	assert_int_equal(sum.negative, 2);
	assert_int_equal(sum.abuse, 0);
	uint64_t authors = 0;
	OK(series_authors(house.link, 0, S("acme"), S("brand"), NOW_US, NOW_US, &authors, &oops));
	assert_int_equal(authors, 1);
}

static uint64_t authors(int64_t from_us, int64_t to_us)
{
	uint64_t authors = 77;

	OK(series_authors(house.link, 0, S("acme"), S("brand"), from_us, to_us, &authors, &oops));
	return authors;
}

static void add_authors(int64_t now_us, uint64_t from, uint64_t count)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	for (uint64_t i = 0; i < count; i++) {
		struct delta_point point = {
			.scope = S("brand"), .ts_us = now_us, .negative = true, .author = from + i
		};
		delta_add_point(&delta, brand, &point);
		delta_add_point(&delta, brand, &point); /* twice the same person */
	}
	batch_commit(&delta);
}

static void test_authors(void **state)
{
	(void)state;
	assert_int_equal(authors(NOW_US - HOUR_US, NOW_US), 0);
	add_authors(NOW_US, 1000, 30);
	add_authors(NOW_US + 20 * MINUTE_US, 1020, 30); /* ten of them again */
	assert_int_equal(authors(NOW_US, NOW_US + 5 * MINUTE_US), 30);
	assert_int_equal(authors(NOW_US, NOW_US + 20 * MINUTE_US), 50);
	assert_int_equal(authors(NOW_US + 10 * MINUTE_US, NOW_US + 19 * MINUTE_US), 0);
	assert_int_equal(authors(NOW_US - 1000 * HOUR_US, NOW_US), 30);
	assert_int_equal(authors(NOW_US, NOW_US - HOUR_US), 0);
	add_authors(NOW_US + HOUR_US, 5000, 900);
	assert_in_range(authors(NOW_US + HOUR_US, NOW_US + HOUR_US), 870, 930);
}

static bool count_scope(void *context, struct slice scope)
{
	(void)scope;
	++*(size_t *)context;
	return true;
}

static void test_at_most_so_many(void **state)
{
	struct delta delta;
	char scopes[300][32];
	size_t count = 0;

	(void)state;
	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US);
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	for (int i = 0; i < 300; i++) {
		(void)snprintf(scopes[i], sizeof(scopes[i]), "topic:%d", i);
		struct delta_point point = { .scope = slice_from(scopes[i]), .ts_us = NOW_US };
		delta_add_point(&delta, brand, &point);
	}
	struct delta_point own = { .scope = S("brand"), .ts_us = NOW_US };
	delta_add_point(&delta, brand, &own);
	batch_commit(&delta);
	for (int folded = 0; folded < 2; folded++) {
		count = 0;
		OK(series_scopes(house.link, 0, S("acme"), NOW_US, count_scope, &count, &oops));
		assert_int_equal(count, SERIES_MAX + 1);
		fold();
	}
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:scopes:acme"), SERIES_MAX + 1);
	read_stored();
	assert_int_equal(series_counts_minute(&stored, series_minute_of(NOW_US)).comments, 1);
	count = 0;
	OK(series_scopes(house.link, 0, S("acme"), NOW_US + DAY_US, count_scope, &count, &oops));
	assert_int_equal(count, 0);
}

static void add_one(struct delta *delta, const char *scope, int64_t ts_us)
{
	struct delta_point point = { .scope = slice_from(scope), .ts_us = ts_us };

	delta_add_point(delta, delta_brand(delta, S("acme")), &point);
}

static bool has_scope(const char *scope)
{
	static struct series_counts counts;

	OK(series_read(house.link, 0, S("acme"), slice_from(scope), &counts, &oops));
	return counts.last_minute >= 0;
}

/* The post that was silent for longest gives way to what is new; a topic never. */
static void test_old_posts_give_way(void **state)
{
	struct delta delta;
	char scopes[SERIES_MAX][32];

	(void)state;
	for (int hour = 0; hour < 3; hour++) { /* two posts, then topics until it is full */
		arena_reset(&arena);
		delta_init(&delta, &arena, NOW_US + hour * HOUR_US);
		if (hour < 2)
			add_one(&delta, hour ? "post:young" : "post:old", delta.now_us);
		for (int i = 0; hour == 2 && i < SERIES_MAX - 1; i++) {
			(void)snprintf(scopes[i], sizeof(scopes[i]), "topic:%d", i);
			add_one(&delta, scopes[i], delta.now_us);
		}
		batch_commit(&delta);
		fold();
	}
	assert_true(has_scope("post:old"));
	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US + 3 * HOUR_US);
	add_one(&delta, "post:new", delta.now_us);
	batch_commit(&delta);
	fold();
	assert_false(has_scope("post:old"));
	assert_true(has_scope("post:young"));
	assert_true(has_scope("post:new"));
	assert_true(has_scope("topic:0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_as_in_memory),
		TEST(test_absent_and_strange),
		TEST(test_journal_stays_short),
		TEST(test_memory),
		TEST(test_follow),
		TEST(test_follow_lost_end),
		TEST(test_delta_of_before),
		TEST(test_authors),
		TEST(test_at_most_so_many),
		TEST(test_old_posts_give_way),
	};

	arena_init(&arena, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&arena);
	return failed;
}
