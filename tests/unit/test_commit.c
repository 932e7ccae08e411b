/* test_commit.c - the commit: all of a batch or nothing of it, once. */
#include "store_house.h"

#include "clock.h"
#include "commit.h"
#include "recent.h"
#include "series.h"

static const struct stream_reader reader = { .consumer = "judge-1", .blocks = STREAM_BATCH_MAX };
static const struct stream_reader other = { .consumer = "judge-2", .blocks = STREAM_BATCH_MAX };

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
		TEST(test_refuses_no_entries),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
