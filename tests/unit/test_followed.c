/* test_followed.c - what a judge keeps of a brand is what stands in Redis, whoever counted it. */
#include "store_batch.h"

#include "clock.h"
#include "followed.h"
#include "series_fold.h"

static struct arena arena;
static struct followed followed;

static void count_one(int64_t ts_us, bool negative)
{
	const struct delta_point point = {
		.scope = S("brand"), .ts_us = ts_us, .negative = negative, .author = 1
	};
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US + DAY_US);
	delta_add_point(&delta, delta_brand(&delta, S("acme")), &point);
	batch_commit(&delta);
}

static void count(int64_t ts_us)
{
	count_one(ts_us, false);
}

static void same_as_stored(struct within *within)
{
	static struct series_counts stored;

	OK(followed_read(&followed, house.link, 0, S("acme"), within, &oops));
	OK(series_read(house.link, 0, S("acme"), S("brand"), &stored, &oops));
	assert_memory_equal(&followed.counts, &stored, sizeof(stored));
	assert_true(followed.known);
}

static void test_same_as_stored(void **state)
{
	struct within *within = within_new();

	(void)state;
	assert_non_null(within);
	same_as_stored(within);
	for (int i = 0; i < 30; i++) {
		count(NOW_US + i * 7 * MINUTE_US);
		if (i % 3)
			same_as_stored(within);
		if (i % 4 == 1)
			OK(series_fold(house.link, 0, S("acme"), &oops));
		if (i % 5 == 4)
			same_as_stored(within);
	}
	redis_reply_free(ASK("FLUSHALL"));
	same_as_stored(within);
	assert_int_equal(followed.counts.last_minute, -1);
	within_free(within);
}

static bool takes_news(struct within *within)
{
	followed.news = false;
	OK(followed_read(&followed, house.link, 0, S("acme"), within, &oops));
	return followed.news;
}

/* Read on in the journal, or anew after a fold. */
static void test_negatives_are_news(void **state)
{
	struct within *within = within_new();

	(void)state;
	assert_non_null(within);
	for (int folded = 0; folded < 2; folded++) {
		count_one(NOW_US, true);
		assert_true(takes_news(within));
		assert_false(takes_news(within));
		for (int negative = 0; negative < 2; negative++) {
			count_one(NOW_US, negative);
			if (folded)
				OK(series_fold(house.link, 0, S("acme"), &oops));
			assert_int_equal(takes_news(within), negative);
		}
	}
	within_free(within);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_same_as_stored),
					    TEST(test_negatives_are_news) };

	arena_init(&arena, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&arena);
	return failed;
}
