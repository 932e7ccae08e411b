/* test_census.c - walking over all keys, and counting them by kind. */
#include "store_batch.h"

#include "census.h"
#include "scan.h"

static void test_names(void **state)
{
	static const struct {
		const char *key, *kind, *rest;
	} facts[] = {
		{ "lv:{p0}:stream", "stream", "" },
		{ "lv:{p0}:queued:acme:c1", "queued", "acme:c1" },
		{ "lv:{p12}:series:a%3Ab:topic:x", "series", "a%3Ab:topic:x" },
		{ "lv:{p0}:", "", "" },
		{ "lv:{p0}", "", "" },
		{ "other", "", "" },
		{ "lv:{p0}:queued:", "queued", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		assert_true(slice_is(scan_kind(slice_from(facts[i].key)), facts[i].kind));
		assert_true(slice_is(scan_rest(slice_from(facts[i].key)), facts[i].rest));
	}
}

static int count_keys(void *context, const struct slice *keys, size_t count, struct error *error)
{
	(void)error;
	assert_true(count >= 1 && count <= SCAN_PAGE_MAX);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(scan_kind(keys[i]).len, 6);
	*(size_t *)context += count;
	return 0;
}

static int refuse(void *context, const struct slice *keys, size_t count, struct error *error)
{
	(void)context;
	(void)keys;
	(void)count;
	return error_set(error, ERROR_LIMIT, "enough");
}

static void populate(const char *prefix, int count)
{
	for (int i = 0; i < count; i++) {
		char key[64];

		(void)snprintf(key, sizeof(key), "%s:%d", prefix, i);
		redis_reply_free(ASK("SET", key, "x"));
	}
}

static void test_walk(void **state)
{
	struct error error = { 0 };
	size_t met = 0;

	(void)state;
	OK(scan_keys(house.link, 0, NULL, count_keys, &met, &oops));
	assert_int_equal(met, 0);
	populate("lv:{p0}:queued", 3000);
	populate("lv:{p0}:recent", 100);
	populate("lv:{p1}:queued", 50);
	redis_reply_free(ASK("SET", "strange", "x"));
	OK(scan_keys(house.link, 0, "queued", count_keys, &met, &oops));
	assert_in_range(met, 3000, 3300); /* some may be met twice */
	met = 0;
	OK(scan_keys(house.link, 0, NULL, count_keys, &met, &oops));
	assert_in_range(met, 3100, 3400);
	assert_int_equal(scan_keys(house.link, 0, NULL, refuse, NULL, &error), ERROR_LIMIT);
}

static void test_census(void **state)
{
	const struct census_keep keep = { 30 * DAY_US, 30 * DAY_US, 30 * DAY_US, 30 * DAY_US };
	struct census census;

	(void)state;
	batch_append("acme", 7, NOW_US);
	redis_reply_free(
		ASK("ZADD", "lv:{p0}:queue", "1000", "acme:old", "1795345200000000", "acme:new"));
	redis_reply_free(ASK("SET", "lv:{p0}:nonsense", "x"));
	redis_reply_free(ASK("XADD", "lv:{p0}:poison", "*", "at", "2000", "block", "x"));
	OK(census_take(house.link, 0, &keep, NOW_US, &census, &oops));
	assert_int_equal(census.waiting, 7);
	assert_int_equal(census.rows[CENSUS_stream].keys, 1);
	assert_true(census.rows[CENSUS_stream].bytes > 300);
	assert_int_equal(census.rows[CENSUS_totals].keys, 1);
	assert_int_equal(census.rows[CENSUS_foreign].keys, 1);
	assert_int_equal(census.queue.count, 2);
	assert_int_equal(census.queue.oldest_us, 1000);
	assert_int_equal(census.queue.leaves, 1);
	assert_int_equal(census.over.count, 0);
	assert_int_equal(census.poison.count, 1);
	assert_int_equal(census.poison.oldest_us, 2000);
	assert_int_equal(census.poison.leaves, 1);
	assert_true(census.used_bytes > 100000);
	assert_int_equal(census.limit_bytes, 0);
	assert_string_equal(census.append_only, "yes");
	assert_string_equal(census.append_sync, "everysec");
	assert_true(managed_parse_version(census.version) >= MANAGED_VERSION_LEAST);
}

/* Two partitions on one server and a third on another. */
static void test_sum(void **state)
{
	struct census sum = { 0 }, a = { .server = "a", .version = "7.0.1", .append_only = "yes" },
		      b = { .server = "b", .version = "7.0.2", .append_only = "no" };
	struct census_servers servers = { 0 };

	(void)state;
	a.used_bytes = 100;
	a.limit_bytes = 1000;
	a.waiting = 3;
	a.rows[CENSUS_series] = (struct census_row){ 2, 50 };
	a.queue = (struct census_list){ 0, 0, 0 };
	b.used_bytes = 10;
	b.limit_bytes = 500;
	b.queue = (struct census_list){ 4, 1, 77 };
	census_add(&sum, &a, &servers);
	census_add(&sum, &a, &servers);
	assert_int_equal(sum.used_bytes, 100);
	assert_int_equal(sum.rows[CENSUS_series].keys, 4);
	assert_int_equal(sum.rows[CENSUS_series].bytes, 100);
	assert_int_equal(sum.waiting, 6);
	assert_string_equal(sum.append_only, "yes");
	assert_int_equal(sum.queue.oldest_us, 0);
	census_add(&sum, &b, &servers);
	assert_int_equal(sum.used_bytes, 110);
	assert_int_equal(sum.limit_bytes, 1500);
	assert_string_equal(sum.append_only, "no"); /* the weakest of them */
	assert_string_equal(sum.version, "7.0.1");
	assert_int_equal(sum.queue.count, 4);
	assert_int_equal(sum.queue.oldest_us, 77);
	b.server[0] = 'c';
	b.limit_bytes = 0;
	census_add(&sum, &b, &servers);
	assert_int_equal(sum.limit_bytes, 0); /* one has none, so there is none */
	b.server[0] = 'd';
	b.limit_bytes = 500;
	census_add(&sum, &b, &servers);
	assert_int_equal(sum.limit_bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		TEST(test_walk),
		TEST(test_census),
		TEST(test_sum),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
