/* test_commit.c - the commit: all of a batch or nothing of it, once. */
#include "store_house.h"

#include "clock.h"
#include "commit.h"
#include "recent.h"
#include "series.h"

static const struct stream_reader reader = { .consumer = "judge-1",
					     .blocks = STREAM_BATCH_MAX,
					     .lived_us = HOUR_US };
static const struct stream_reader other = { .consumer = "judge-2",
					    .blocks = STREAM_BATCH_MAX,
					    .lived_us = HOUR_US };

static struct comment comment_at(const char *id, int64_t ts_us)
{
	return (struct comment){
		.text = slice_from("this is a comment about trains"),
		.id = slice_from(id),
		.channel = slice_from("web"),
		.author = { .id = slice_from("author"), .followers = -1 },
		.ts_us = ts_us,
		.received_us = ts_us,
		.reach = -1,
	};
}

/* Stores blocks of `each` comments. */
static void append_blocks(struct slice brand, size_t blocks, size_t each)
{
	struct comment comments[BLOCK_COMMENTS_MAX];
	struct buffer packed;

	buffer_init(&packed, 1 << 20);
	for (size_t i = 0; i < each; i++)
		comments[i] = comment_at("c1", NOW_US);
	OK(block_pack(brand, comments, each, &packed, &oops));
	struct stream_block block = {
		.brand = brand,
		.comments = each,
		.bytes = buffer_slice(&packed),
		.limit_comments = 100000,
	};
	for (size_t i = 0; i < blocks; i++)
		OK(stream_append(house.link, &block, NOW_US, &oops));
	buffer_done(&packed);
}

static void count_one(struct delta *delta, const struct comment *comment, uint64_t author)
{
	static const struct verdict verdict = { .action = ACTION_ALLOW,
						.polarity = POLARITY_NEGATIVE };
	struct delta_brand *brand = delta_brand(delta, comment->brand);
	struct delta_point point = {
		.scope = S("brand"),
		.ts_us = comment->ts_us,
		.negative = true,
		.author = author,
	};

	delta_add_verdict(brand, &verdict);
	delta_add_point(delta, brand, &point);
	point.scope = S("topic:delay");
	delta_add_point(delta, brand, &point);
}

/* What a judge does: unpack each block that is not gone, sum, commit. */
static int judge(const struct stream_batch *batch, const struct commit_gone *skip,
		 const char *consumer, struct commit_gone *ret_gone)
{
	static struct block block;
	const char *ids[STREAM_BATCH_MAX];
	struct arena arena;
	struct delta delta;
	struct commit commit = { .consumer = consumer, .entries = ids, .delta = &delta };
	uint64_t author = 1;

	arena_init(&arena, 65536, 1 << 24);
	delta_init(&delta, &arena, NOW_US + MINUTE_US);
	for (size_t i = 0; i < batch->count; i++) {
		if (skip && skip->gone[i])
			continue;
		OK(block_unpack(batch->entries[i].block, &block, &oops));
		for (size_t c = 0; c < block.count; c++)
			count_one(&delta, &block.comments[c], author++);
		ids[commit.entry_count++] = batch->entries[i].id;
		commit.comments += block.count;
	}
	struct error error = { 0 };
	int r = commit_batch(house.link, &commit, ret_gone, &error);
	if (r < 0 && r != ERROR_CONFLICT)
		fail_msg("%s", error.text);
	arena_done(&arena);
	return r;
}

static uint64_t total(struct slice brand, enum total which)
{
	struct totals totals;

	OK(totals_read(house.link, 0, brand, &totals, &oops));
	return totals.values[which];
}

static struct stream_figures figures(void)
{
	struct stream_figures figures;

	OK(stream_figures(house.link, 0, &figures, &oops));
	return figures;
}

static void test_whole_way(void **state)
{
	struct stream_batch batch;
	struct commit_gone gone;
	struct series_counts series;
	uint64_t authors;

	(void)state;
	append_blocks(S("acme"), 3, 5);
	assert_int_equal(figures().comments, 15);
	assert_int_equal(total(S("acme"), TOTAL_accepted), 15);

	OK(stream_read(house.link, &reader, 0, &batch, &oops));
	assert_int_equal(batch.count, 3);
	assert_int_equal(figures().pending, 3);
	assert_int_equal(judge(&batch, NULL, "judge-1", &gone), 0);
	stream_batch_done(&batch);

	assert_int_equal(figures().comments, 0);
	assert_int_equal(figures().blocks, 0);
	assert_int_equal(figures().pending, 0);
	assert_int_equal(total(S("acme"), TOTAL_judged), 15);
	assert_int_equal(total(S("acme"), TOTAL_negative), 15);
	assert_int_equal(total(S("acme"), TOTAL_allow), 15);

	OK(series_read(house.link, 0, S("acme"), S("topic:delay"), &series, &oops));
	assert_int_equal(series_counts_minute(&series, series_minute_of(NOW_US)).negative, 15);
	assert_int_equal(series_counts_hour(&series, series_hour_of(NOW_US)).comments, 15);
	assert_int_equal(series.first_us, NOW_US);
	OK(series_authors(house.link, 0, S("acme"), S("brand"), NOW_US, NOW_US, &authors, &oops));
	assert_int_equal(authors, 15);
}

static void test_second_commit_changes_nothing(void **state)
{
	struct stream_batch batch;
	struct commit_gone gone;

	(void)state;
	append_blocks(S("acme"), 2, 1);
	OK(stream_read(house.link, &reader, 0, &batch, &oops));
	assert_int_equal(judge(&batch, NULL, "judge-1", &gone), 0);
	assert_int_equal(judge(&batch, NULL, "judge-1", &gone), ERROR_CONFLICT);
	assert_int_equal(gone.count, 2);
	assert_true(gone.gone[0] && gone.gone[1]);
	assert_int_equal(total(S("acme"), TOTAL_judged), 2);
	stream_batch_done(&batch);
}

/* One of three blocks went to another judge: nothing happens, then the two that are left. */
static void test_partly_gone(void **state)
{
	struct stream_batch batch;
	struct commit_gone gone, none;

	(void)state;
	append_blocks(S("acme"), 3, 2);
	OK(stream_read(house.link, &reader, 0, &batch, &oops));
	redis_reply_free(
		ASK("XCLAIM", "lv:{p0}:stream", "judges", "judge-2", "0", batch.entries[1].id));
	assert_int_equal(judge(&batch, NULL, "judge-1", &gone), ERROR_CONFLICT);
	assert_int_equal(gone.count, 1);
	assert_true(gone.gone[1]);
	assert_int_equal(total(S("acme"), TOTAL_judged), 0);
	assert_int_equal(figures().pending, 3);

	assert_int_equal(judge(&batch, &gone, "judge-1", &none), 0);
	assert_int_equal(total(S("acme"), TOTAL_judged), 4);
	stream_batch_done(&batch);

	OK(stream_read_own(house.link, &other, NOW_US, &batch, &oops));
	assert_int_equal(batch.count, 1);
	assert_int_equal(judge(&batch, NULL, "judge-2", &none), 0);
	assert_int_equal(total(S("acme"), TOTAL_judged), 6);
	stream_batch_done(&batch);
}

/* Entries that the judge holds besides, in between and out of order, do not confuse it. */
static void test_out_of_order(void **state)
{
	struct stream_batch batch, some;
	struct commit_gone gone;

	(void)state;
	append_blocks(S("acme"), 5, 1);
	OK(stream_read(house.link, &reader, 0, &batch, &oops));
	some = batch;
	some.count = 2;
	some.entries[0] = batch.entries[4];
	some.entries[1] = batch.entries[1];
	assert_int_equal(judge(&some, NULL, "judge-1", &gone), 0);
	some.entries[0] = batch.entries[0];
	some.entries[1] = batch.entries[3]; /* entry 2 lies between, also held */
	assert_int_equal(judge(&some, NULL, "judge-1", &gone), 0);
	some.entries[0] = batch.entries[3];
	some.entries[1] = batch.entries[2];
	assert_int_equal(judge(&some, NULL, "judge-1", &gone), ERROR_CONFLICT);
	assert_int_equal(gone.count, 1);
	assert_true(gone.gone[0]);
	assert_int_equal(total(S("acme"), TOTAL_judged), 4);
	assert_int_equal(figures().comments, 1);
	stream_batch_done(&batch);
}

/* A thousand random steps of two judges, one of them slow: every comment counts exactly once. */
static void test_nothing_lost_nothing_twice(void **state)
{
	static struct stream_batch held[2];
	const struct stream_reader *readers[2] = { &reader, &other };
	struct commit_gone gone;
	uint32_t seed = 1;

	(void)state;
	for (int step = 0; step < 1000; step++) {
		seed = seed * 1664525 + 1013904223;
		unsigned who = seed >> 30 & 1, what = (seed >> 20) % 5;
		struct stream_batch *mine = &held[who];
		if (what == 0)
			append_blocks(S("acme"), 1 + (seed >> 16) % 3, 1 + (seed >> 12) % 4);
		if (what == 1 && mine->count == 0)
			OK(stream_read(house.link, readers[who], 0, mine, &oops));
		if (what == 2 && mine->count == 0) /* takes from the other what it still works on */
			OK(stream_reclaim(house.link, readers[who], 0, NOW_US, mine, &oops));
		if (what >= 3 && mine->count > 0) {
			if (judge(mine, NULL, readers[who]->consumer, &gone) == ERROR_CONFLICT &&
			    gone.count < mine->count)
				assert_int_equal(judge(mine, &gone, readers[who]->consumer, &gone),
						 0);
			stream_batch_done(mine);
		}
	}
	stream_batch_done(&held[0]);
	stream_batch_done(&held[1]);
	uint64_t accepted = total(S("acme"), TOTAL_accepted);
	uint64_t judged = total(S("acme"), TOTAL_judged);
	assert_true(judged > 100);
	assert_int_equal(accepted, judged + figures().comments + total(S("acme"), TOTAL_poisoned));
}

/* One entry with a comment, committed with what is taken to be known of it. */
static int commit_seen(uint64_t key, const char *known, const struct counted *counted,
		       int64_t now_us, struct arena *arena, struct commit_gone *ret_gone)
{
	static struct stream_batch batch;
	const char *ids[1];
	struct delta delta;
	struct commit commit = { .consumer = "judge-1",
				 .entries = ids,
				 .entry_count = 1,
				 .comments = 1,
				 .delta = &delta };
	struct error error = { 0 };

	if (figures().blocks == 0) {
		stream_batch_done(&batch);
		append_blocks(S("acme"), 1, 1);
		OK(stream_read(house.link, &reader, 0, &batch, &oops));
	}
	ids[0] = batch.entries[0].id;
	delta_init(&delta, arena, now_us);
	delta.window_us = HOUR_US;
	delta.window_comments = 4;
	delta_add_verdict(delta_brand(&delta, S("acme")),
			  &(struct verdict){ .polarity = POLARITY_NEUTRAL });
	delta_add_seen(&delta, key, slice_from(known), counted);
	int r = commit_batch(house.link, &commit, ret_gone, &error);
	if (r < 0 && r != ERROR_CONFLICT)
		fail_msg("%s", error.text);
	if (figures().blocks == 0)
		stream_batch_done(&batch);
	return r;
}

/* Whether the key is known, and as what. */
static struct slice known_as(uint64_t key, int64_t now_us, struct arena *arena)
{
	struct commit_gone gone;

	if (commit_seen(key, "something else", &(struct counted){ .text = 1 }, now_us, arena,
			&gone) == 0)
		fail_msg("it cannot be known as that");
	assert_non_null(gone.known);
	assert_true(gone.known->key == key);
	assert_null(gone.known->next);
	return gone.known->known;
}

static void test_counted_before(void **state)
{
	const struct counted counted = { .text = 42, .ts_us = NOW_US };
	struct commit_gone gone;
	struct counted back;
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	OK(commit_seen(1, "", &counted, NOW_US, &arena, &gone));
	assert_int_equal(total(S("acme"), TOTAL_judged), 1);

	assert_int_equal(commit_seen(1, "", &counted, NOW_US, &arena, &gone), ERROR_CONFLICT);
	assert_int_equal(gone.count, 0);
	assert_true(gone.known->key == 1);
	assert_true(counted_unpack(gone.known->known, &back));
	assert_true(back.text == 42);
	assert_int_equal(total(S("acme"), TOTAL_judged), 1); /* nothing happened */
	assert_int_equal(figures().pending, 1);

	assert_int_equal(known_as(2, NOW_US, &arena).len, 0);
	OK(commit_seen(2, "", &counted, NOW_US, &arena, &gone));
	assert_int_equal(total(S("acme"), TOTAL_judged), 2);
	arena_done(&arena);
}

static bool is_repeat(uint64_t key, uint64_t text)
{
	const struct counted counted = { .text = text, .ts_us = NOW_US };
	bool is = false;

	OK(commit_is_repeat(house.link, 0, key, &counted, &is, &oops));
	return is;
}

/* Asked before the commit: the same text, also when the memory has turned; not another one. */
static void test_counted_is_asked(void **state)
{
	const struct counted counted = { .text = 42, .ts_us = NOW_US };
	struct commit_gone gone;
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	assert_false(is_repeat(1, 42));
	OK(commit_seen(1, "", &counted, NOW_US, &arena, &gone));
	assert_true(is_repeat(1, 42));
	assert_false(is_repeat(1, 43));
	assert_false(is_repeat(2, 42));
	assert_false(is_repeat(0, 42));
	redis_reply_free(ASK("RENAME", "lv:{p0}:counted", "lv:{p0}:counted-before"));
	assert_true(is_repeat(1, 42));
	arena_done(&arena);
}

/* One hour of memory: known for at least that long, and forgotten after two. */
static void test_counted_window(void **state)
{
	const struct counted counted = { .text = 42, .ts_us = NOW_US };
	struct commit_gone gone;
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	OK(commit_seen(1, "", &counted, NOW_US, &arena, &gone));
	OK(commit_seen(2, "", &counted, NOW_US + HOUR_US - 1, &arena, &gone));
	OK(commit_seen(3, "", &counted, NOW_US + HOUR_US, &arena, &gone)); /* turns */
	assert_true(known_as(1, NOW_US + HOUR_US, &arena).len > 0);
	assert_true(known_as(2, NOW_US + HOUR_US, &arena).len > 0);
	assert_true(known_as(3, NOW_US + HOUR_US, &arena).len > 0);
	OK(commit_seen(4, "", &counted, NOW_US + 2 * HOUR_US, &arena, &gone)); /* turns */
	assert_int_equal(known_as(1, NOW_US + 2 * HOUR_US, &arena).len, 0);
	assert_int_equal(known_as(2, NOW_US + 2 * HOUR_US, &arena).len, 0);
	assert_true(known_as(3, NOW_US + 2 * HOUR_US, &arena).len > 0);
	assert_true(NUMBER("PTTL", "lv:{p0}:counted") > 0);
	assert_true(NUMBER("PTTL", "lv:{p0}:counted-before") > 0);
	arena_done(&arena);
}

/* Four comments of memory: the oldest half goes when it is full. */
static void test_counted_bound(void **state)
{
	const struct counted counted = { .text = 42, .ts_us = NOW_US };
	struct commit_gone gone;
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	for (uint64_t key = 1; key <= 100; key++) {
		OK(commit_seen(key, "", &counted, NOW_US, &arena, &gone));
		assert_true(NUMBER("HLEN", "lv:{p0}:counted") <= 3); /* and since when */
		assert_true(NUMBER("HLEN", "lv:{p0}:counted-before") <= 3);
	}
	assert_true(known_as(99, NOW_US, &arena).len > 0);
	assert_int_equal(known_as(90, NOW_US, &arena).len, 0);
	arena_done(&arena);
}

/* More comments than Lua hands over at once. */
static void test_counted_many(void **state)
{
	const struct counted counted = { .text = 42, .ts_us = NOW_US };
	struct stream_batch batch;
	struct commit_gone gone;
	struct arena arena;
	struct delta delta;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	for (int turn = 0; turn < 2; turn++) {
		append_blocks(S("acme"), 1, 1);
		OK(stream_read(house.link, &reader, 0, &batch, &oops));
		delta_init(&delta, &arena, NOW_US);
		delta.window_us = HOUR_US;
		delta.window_comments = 100000;
		for (uint64_t key = 1; key <= 2048; key++)
			delta_add_seen(&delta, key, (struct slice){ 0 }, &counted);
		const char *ids[] = { batch.entries[0].id };
		struct commit commit = { .consumer = "judge-1",
					 .entries = ids,
					 .entry_count = 1,
					 .comments = 1,
					 .delta = &delta };
		struct error error = { 0 };
		size_t known = 0;
		int r = commit_batch(house.link, &commit, &gone, &error);
		assert_int_equal(r, turn == 0 ? 0 : ERROR_CONFLICT);
		for (struct commit_known *it = turn ? gone.known : NULL; it; it = it->next)
			known++;
		assert_int_equal(known, turn == 0 ? 0 : 2048);
		stream_batch_done(&batch);
	}
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:counted"), 2049);
	arena_done(&arena);
}

/* What an earlier version added is taken away from totals and series, which never go below none. */
static void test_take_back(void **state)
{
	const struct counted earlier = { .ts_us = NOW_US,
					 .polarity = POLARITY_NEGATIVE,
					 .action = ACTION_REVIEW,
					 .categories = 1U << CATEGORY_INSULT };
	struct delta_point point = {
		.scope = S("brand"), .ts_us = NOW_US, .undo = true, .negative = true, .abuse = true
	};
	struct series_counts series;
	struct stream_batch batch;
	struct commit_gone gone;
	struct arena arena;
	struct delta delta;

	(void)state;
	arena_init(&arena, 65536, 1 << 24);
	append_blocks(S("acme"), 1, 2);
	OK(stream_read(house.link, &reader, 0, &batch, &oops));
	assert_int_equal(judge(&batch, NULL, "judge-1", &gone), 0); /* two negative ones */
	stream_batch_done(&batch);

	for (int turn = 1; turn <= 3; turn++) {
		append_blocks(S("acme"), 1, 1);
		OK(stream_read(house.link, &reader, 0, &batch, &oops));
		delta_init(&delta, &arena, NOW_US);
		struct delta_brand *brand = delta_brand(&delta, S("acme"));
		delta_take_back(brand, &earlier);
		delta_add_point(&delta, brand, &point);
		const char *ids[] = { batch.entries[0].id };
		struct commit commit = { .consumer = "judge-1",
					 .entries = ids,
					 .entry_count = 1,
					 .comments = 1,
					 .delta = &delta };
		OK(commit_batch(house.link, &commit, &gone, &oops));
		stream_batch_done(&batch);
		OK(series_read(house.link, 0, S("acme"), S("brand"), &series, &oops));
		assert_int_equal(series_counts_minute(&series, series_minute_of(NOW_US)).negative,
				 turn < 2 ? 2 - turn : 0);
	}
	assert_int_equal(total(S("acme"), TOTAL_edited), 3);
	arena_done(&arena);
}

static void test_refuses_no_entries(void **state)
{
	struct arena arena;
	struct delta delta;
	struct commit_gone gone;
	struct commit commit = { .consumer = "judge-1", .delta = &delta };
	struct error error = { 0 };

	(void)state;
	arena_init(&arena, 512, 65536);
	delta_init(&delta, &arena, NOW_US);
	assert_int_equal(commit_batch(house.link, &commit, &gone, &error), ERROR_INVALID);
	commit.entry_count = STREAM_BATCH_MAX + 1;
	assert_int_equal(commit_batch(house.link, &commit, &gone, &error), ERROR_INVALID);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole_way),
		TEST(test_second_commit_changes_nothing),
		TEST(test_partly_gone),
		TEST(test_out_of_order),
		TEST(test_nothing_lost_nothing_twice),
		TEST(test_counted_before),
		TEST(test_counted_is_asked),
		TEST(test_counted_window),
		TEST(test_counted_bound),
		TEST(test_counted_many),
		TEST(test_take_back),
		TEST(test_refuses_no_entries),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
