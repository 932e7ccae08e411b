/* test_series.c - series in Redis are what the same comments give in memory. */
#include "store_batch.h"

#include "clock.h"
#include "series.h"

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

/* Redis adds a batch's slots oldest first. */
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
	/* The next commit puts it right. */
	commit_points(NOW_US, (int64_t[]){ NOW_US }, 1);
	read_stored();
	assert_int_equal(series_counts_minute(&stored, series_minute_of(NOW_US)).comments, 1);
	assert_int_equal(NUMBER("STRLEN", "lv:{p0}:series:acme:brand"), SERIES_BYTES);
	assert_true(SERIES_BYTES <= 16384);
}

static void test_unpack_refuses(void **state)
{
	static char bytes[SERIES_BYTES];

	(void)state;
	stored.first_us = 77;
	assert_false(series_unpack((struct slice){ bytes, sizeof(bytes) }, &stored));
	memcpy(bytes, "LVS\1", 4);
	assert_true(series_unpack((struct slice){ bytes, sizeof(bytes) }, &stored));
	stored.first_us = 77;
	assert_false(series_unpack((struct slice){ bytes, sizeof(bytes) - 1 }, &stored));
	memset(bytes + 16, 0x7f, 8); /* a last minute beyond all times */
	assert_false(series_unpack((struct slice){ bytes, sizeof(bytes) }, &stored));
	memset(bytes + 16, 0x80, 8);
	assert_false(series_unpack((struct slice){ bytes, sizeof(bytes) }, &stored));
	assert_int_equal(stored.first_us, 77);
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
	OK(series_scopes(house.link, 0, S("acme"), NOW_US, count_scope, &count, &oops));
	assert_int_equal(count, SERIES_MAX + 1);
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
		for (int i = 0; hour == 2 && i < SERIES_MAX - 2; i++) {
			(void)snprintf(scopes[i], sizeof(scopes[i]), "topic:%d", i);
			add_one(&delta, scopes[i], delta.now_us);
		}
		batch_commit(&delta);
	}
	assert_true(has_scope("post:old"));
	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US + 3 * HOUR_US);
	add_one(&delta, "post:new", delta.now_us);
	batch_commit(&delta);
	assert_false(has_scope("post:old"));
	assert_true(has_scope("post:young"));
	assert_true(has_scope("post:new"));
	assert_true(has_scope("topic:0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_as_in_memory), TEST(test_absent_and_strange),
		TEST(test_unpack_refuses),    TEST(test_authors),
		TEST(test_at_most_so_many),   TEST(test_old_posts_give_way),
	};

	arena_init(&arena, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&arena);
	return failed;
}
