/* test_recent.c - recent comments: packed, few, young, in order. */
#include "store_batch.h"

#include "recent.h"

static struct arena arena, other;

static struct recent_comment make(const char *id, int64_t ts_us)
{
	return (struct recent_comment){
		.id = slice_from(id),
		.channel = S("web"),
		.url = S("https://example.se/1"),
		.text = S("Aldrig mer! 😡"),
		.scopes = { "post:1\0topic:x", 15 },
		.ts_us = ts_us,
		.author = UINT64_C(0xfedcba9876543210),
		.sentiment = -750,
		.polarity = POLARITY_NEGATIVE,
		.action = ACTION_REVIEW,
		.standing = RECENT_STANDING_NEWCOMER,
	};
}

static void test_packed(void **state)
{
	struct recent_comment want = make("c-1", NOW_US), back;
	struct buffer bytes;

	(void)state;
	buffer_init(&bytes, 65536);
	recent_pack(&want, &bytes);
	assert_true(recent_unpack(buffer_slice(&bytes), &back));
	assert_true(slice_equal(back.text, want.text));
	assert_true(slice_equal(back.url, want.url));
	assert_true(slice_equal(back.id, want.id));
	assert_true(recent_is_in(&back, S("post:1")));
	assert_true(recent_is_in(&back, S("topic:x")));
	assert_false(recent_is_in(&back, S("post:")));
	assert_false(recent_is_in(&back, S("topic:x2")));
	assert_int_equal(back.author, want.author);
	assert_int_equal(back.sentiment, -750);
	assert_int_equal(back.action, ACTION_REVIEW);
	assert_int_equal(back.standing, RECENT_STANDING_NEWCOMER);
	bytes.data[3] = 0; /* as they were written before */
	assert_true(recent_unpack(buffer_slice(&bytes), &back));
	assert_int_equal(back.standing, RECENT_STANDING_UNKNOWN);
	bytes.data[3] = 9; /* of a later Livvakt */
	assert_true(recent_unpack(buffer_slice(&bytes), &back));
	assert_int_equal(back.standing, RECENT_STANDING_UNKNOWN);
	back.ts_us = 77;
	for (size_t len = 0; len < bytes.len; len++)
		assert_false(recent_unpack((struct slice){ bytes.data, len }, &back));
	bytes.data[1] = 3; /* no such polarity */
	assert_false(recent_unpack(buffer_slice(&bytes), &back));
	assert_int_equal(back.ts_us, 77);
	buffer_done(&bytes);
}

static void test_text_is_cut(void **state)
{
	struct recent_comment want = make("c-1", NOW_US), back;
	struct buffer bytes;
	char text[2 * RECENT_TEXT_MAX];

	(void)state;
	text[0] = 'x';
	for (size_t i = 1; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "å", 2);
	want.text = (struct slice){ text, sizeof(text) - 1 };
	buffer_init(&bytes, 65536);
	recent_pack(&want, &bytes);
	assert_true(recent_unpack(buffer_slice(&bytes), &back));
	assert_int_equal(back.text.len, RECENT_TEXT_MAX - 1); /* between code points */
	buffer_done(&bytes);
}

static void commit_many(int64_t now_us, int64_t first_us, int count)
{
	char ids[DELTA_RECENT_MAX + 10][16];
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	for (int i = 0; i < count; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "c-%d", i);
		struct recent_comment comment = make(ids[i], first_us + i);
		delta_add_recent(&delta, brand, &comment);
	}
	batch_commit(&delta);
}

static struct recent_list read_list(int64_t from_us, int64_t to_us, size_t max)
{
	struct recent_range range = { from_us, to_us, max };
	struct recent_list list;

	arena_reset(&other);
	OK(recent_read(house.link, 0, S("acme"), &range, &other, &list, &oops));
	return list;
}

static void test_range_and_order(void **state)
{
	(void)state;
	assert_int_equal(read_list(0, INT64_MAX, 10).count, 0);
	commit_many(NOW_US + MINUTE_US, NOW_US, 20);
	struct recent_list list = read_list(NOW_US + 5, NOW_US + 10, 100);
	assert_int_equal(list.count, 5);
	assert_true(slice_is(list.comments[0].id, "c-5"));
	assert_true(slice_is(list.comments[4].id, "c-9"));
	list = read_list(NOW_US, NOW_US + 100, 3); /* the newest three */
	assert_int_equal(list.count, 3);
	assert_true(slice_is(list.comments[0].id, "c-17"));
}

static void test_few_and_young(void **state)
{
	(void)state;
	commit_many(NOW_US, NOW_US - RECENT_AGE_US - 10, 20); /* ten of them too old already */
	assert_int_equal(read_list(0, NOW_US + 1, 100).count, 10);
	commit_many(NOW_US + SECOND_US, NOW_US, DELTA_RECENT_MAX + 10);
	assert_int_equal(read_list(0, NOW_US + SECOND_US, 1000).count, DELTA_RECENT_MAX);
	for (int i = 0; i < 9; i++)
		commit_many(NOW_US + MINUTE_US, NOW_US + 1000 * i, DELTA_RECENT_MAX);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:recent:acme"), RECENT_KEPT);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:recent:acme"), 1, RECENT_AGE_US / 1000);
}

static void test_strange_entries(void **state)
{
	(void)state;
	redis_reply_free(ASK("ZADD", "lv:{p0}:recent:acme", "1795345200000000", "nonsense"));
	commit_many(NOW_US, NOW_US, 2);
	assert_int_equal(read_list(0, NOW_US + 10, 100).count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packed), cmocka_unit_test(test_text_is_cut),
		TEST(test_range_and_order),    TEST(test_few_and_young),
		TEST(test_strange_entries),
	};

	arena_init(&arena, 65536, 1 << 24);
	arena_init(&other, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&other);
	arena_done(&arena);
	return failed;
}
