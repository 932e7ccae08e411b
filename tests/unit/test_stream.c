/* test_stream.c - blocks in at one end, out at the other, and what goes wrong between. */
#include "store_batch.h"

#include "stream.h"
#include "totals.h"

static const struct stream_reader one = { .consumer = "judge-1",
					  .blocks = STREAM_BATCH_MAX,
					  .lived_us = HOUR_US };
static const struct stream_reader two = { .consumer = "judge-2",
					  .blocks = STREAM_BATCH_MAX,
					  .lived_us = HOUR_US };
static struct stream_batch batch;

static struct stream_figures figures(void)
{
	struct stream_figures figures;

	OK(stream_figures(house.link, 0, &figures, &oops));
	return figures;
}

static uint64_t total(enum total which)
{
	struct totals totals;

	OK(totals_read(house.link, 0, S("acme"), &totals, &oops));
	return totals.values[which];
}

static size_t read_new(const struct stream_reader *reader)
{
	stream_batch_done(&batch);
	OK(stream_read(house.link, reader, 0, &batch, &oops));
	return batch.count;
}

static size_t read_own(const struct stream_reader *reader)
{
	stream_batch_done(&batch);
	OK(stream_read_own(house.link, reader, NOW_US, &batch, &oops));
	return batch.count;
}

static size_t reclaim(const struct stream_reader *reader, int64_t idle_us)
{
	stream_batch_done(&batch);
	OK(stream_reclaim(house.link, reader, idle_us, NOW_US, &batch, &oops));
	return batch.count;
}

static void test_nothing_there(void **state)
{
	(void)state;
	assert_int_equal(read_own(&one), 0); /* not even a stream */
	assert_int_equal(reclaim(&one, 0), 0);
	assert_int_equal(read_new(&one), 0);
	assert_true(batch.begun_anew);
	assert_int_equal(read_new(&one), 0);
	assert_false(batch.begun_anew);
	assert_int_equal(figures().comments, 0);
}

/* Whoever reads finds that out first; what comes in meanwhile is read all the same. */
static void test_emptied(void **state)
{
	(void)state;
	assert_int_equal(read_new(&one), 0);
	redis_reply_free(ASK("FLUSHDB"));
	batch_append("acme", 2, NOW_US);
	assert_int_equal(read_new(&one), 1);
	assert_true(batch.begun_anew);
	batch_append("acme", 2, NOW_US);
	assert_int_equal(read_new(&two), 1);
	assert_false(batch.begun_anew);
}

static void test_bytes_survive(void **state)
{
	static struct block block;

	(void)state;
	batch_append("acme", 3, NOW_US);
	assert_int_equal(read_new(&one), 1);
	assert_int_equal(batch.entries[0].deliveries, 1);
	assert_int_equal(block_unpack(batch.entries[0].block, &block, NULL), 0);
	assert_int_equal(block.count, 3);
	assert_true(slice_is(block.brand, "acme"));
	assert_int_equal(read_new(&one), 0); /* each entry once */
	assert_int_equal(read_new(&two), 0);
}

static void test_batch_is_bounded(void **state)
{
	struct stream_reader greedy = { .consumer = "judge-1",
					.blocks = 1000,
					.lived_us = HOUR_US };

	(void)state;
	for (int i = 0; i < STREAM_BATCH_MAX + 3; i++)
		batch_append("acme", 1, NOW_US);
	assert_int_equal(read_new(&greedy), STREAM_BATCH_MAX);
	assert_int_equal(read_new(&greedy), 3);
	assert_int_equal(read_own(&greedy), STREAM_BATCH_MAX);
	greedy.blocks = 2;
	assert_int_equal(reclaim(&greedy, 0), 2);
}

/* The limit counts comments, and a refusal stores nothing. */
static void test_limit(void **state)
{
	struct stream_block block = {
		.brand = S("acme"), .comments = 4, .bytes = S("x"), .limit_comments = 10
	};
	struct error error = { 0 };

	(void)state;
	OK(stream_append(house.link, &block, NOW_US, &oops));
	OK(stream_append(house.link, &block, NOW_US, &oops));
	assert_int_equal(stream_append(house.link, &block, NOW_US, &error), ERROR_LIMIT);
	assert_non_null(strstr(error.text, "8 comments wait"));
	block.comments = 2;
	OK(stream_append(house.link, &block, NOW_US, &oops));
	assert_int_equal(figures().comments, 10);
	assert_int_equal(figures().blocks, 3);
	assert_int_equal(total(TOTAL_accepted), 10);
}

static void test_out_of_memory(void **state)
{
	struct error error = { 0 };
	struct stream_block block = {
		.brand = S("acme"), .comments = 1, .bytes = S("x"), .limit_comments = 10
	};

	(void)state;
	assert_int_equal(read_new(&one), 0); /* a judge has been there before */
	batch_append("acme", 1, NOW_US);
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "100kb"));
	int r = stream_append(house.link, &block, NOW_US, &error);
	/* What makes room goes on: the batch that waits can still be read and set aside. */
	size_t got = read_new(&one);
	int poisoned = stream_poison(house.link, 0, batch.entries[0].id, "test", NOW_US, &oops);
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "0"));
	assert_int_equal(r, ERROR_LIMIT);
	assert_non_null(strstr(error.text, "out of memory"));
	assert_int_equal(got, 1);
	assert_int_equal(poisoned, 0);
}

static bool count_brand(void *context, struct slice brand)
{
	(void)brand;
	++*(size_t *)context;
	return true;
}

static void test_too_many_brands(void **state)
{
	struct stream_block block = { .comments = 1, .bytes = S("x"), .limit_comments = 100000 };
	struct error error = { 0 };
	char name[32];
	size_t count = 0;

	(void)state;
	for (int i = 0; i < STORE_BRANDS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "brand:%d", i);
		block.brand = slice_from(name);
		OK(stream_append(house.link, &block, NOW_US, &oops));
	}
	block.brand = S("one more");
	assert_int_equal(stream_append(house.link, &block, NOW_US, &error), ERROR_INVALID);
	OK(totals_brands(house.link, 0, count_brand, &count, &oops));
	assert_int_equal(count, STORE_BRANDS_MAX);
	block.named = true; /* mistyped names take no place of the configuration's brands */
	block.brand = S("ours");
	OK(stream_append(house.link, &block, NOW_US, &oops));
	block.named = false;
	OK(stream_append(house.link, &block, NOW_US, &oops));
	block.brand = S("one more");
	assert_int_equal(stream_append(house.link, &block, NOW_US, &error), ERROR_INVALID);
	/* Those that were silent for long make room. */
	OK(stream_append(house.link, &block, NOW_US + 40 * DAY_US, &oops));
}

/* After a restart a reader finds what it had not finished; a dead one's is found by others. */
static void test_left_behind(void **state)
{
	(void)state;
	batch_append("acme", 1, NOW_US);
	batch_append("acme", 1, NOW_US);
	assert_int_equal(read_new(&one), 2);
	assert_int_equal(reclaim(&two, HOUR_US), 0); /* not idle for so long */
	assert_int_equal(read_own(&two), 0);
	assert_int_equal(read_own(&one), 2);
	assert_int_equal(batch.entries[0].deliveries, 2);
	assert_int_equal(reclaim(&two, 0), 2);
	assert_int_equal(batch.entries[1].deliveries, 3);
	assert_int_equal(read_own(&one), 0);
}

/* An entry that kills its reader takes no neighbour along, and in the end is set aside. */
static void test_deadly_entry(void **state)
{
	char deadly[STREAM_ID_MAX];

	(void)state;
	batch_append("acme", 2, NOW_US);
	for (int i = 0; i < 4; i++)
		batch_append("acme", 1, NOW_US);
	assert_int_equal(read_new(&one), 5);
	memcpy(deadly, batch.entries[0].id, sizeof(deadly));
	assert_int_equal(read_own(&one), 5);
	assert_int_equal(read_own(&one), 5);
	/* From now on one at a time; the reader dies over the first. */
	for (unsigned deliveries = 4; deliveries <= STREAM_DELIVERIES_MAX + 1; deliveries++) {
		assert_int_equal(read_own(&one), 1);
		assert_string_equal(batch.entries[0].id, deadly);
		assert_int_equal(batch.entries[0].deliveries, deliveries);
		assert_int_equal(batch.poisoned, 0);
	}
	assert_int_equal(read_own(&one), 1);
	assert_int_equal(batch.poisoned, 1);
	assert_string_not_equal(batch.entries[0].id, deadly);
	assert_int_equal(figures().poison, 1);
	assert_int_equal(figures().comments, 4);
	assert_int_equal(figures().blocks, 4);
	assert_int_equal(total(TOTAL_poisoned), 2);
}

/* Readers that are killed at their start, however often, set nothing aside; one that lives goes
 * through it all. */
static void test_killed_at_the_start(void **state)
{
	struct stream_reader young = one;

	(void)state;
	young.lived_us = 1900 * INT64_C(1000);
	for (int i = 0; i < 3; i++)
		batch_append("acme", 1, NOW_US);
	assert_int_equal(read_new(&young), 3);
	assert_int_equal(read_own(&young), 3);
	assert_int_equal(read_own(&young), 3);
	for (int life = 0; life < 20; life++)
		assert_int_equal(read_own(&young), 0);
	young.lived_us = 2 * SECOND_US;
	for (int i = 0; i < 3; i++) { /* each of them, and none twice before it has lived longer */
		assert_int_equal(read_own(&young), 1);
		assert_int_equal(batch.entries[0].deliveries, 4);
	}
	assert_int_equal(read_own(&young), 0);
	young.lived_us = 4 * SECOND_US;
	assert_int_equal(read_own(&young), 1);
	assert_int_equal(batch.entries[0].deliveries, 5);
	assert_int_equal(figures().poison, 0);
	assert_int_equal(figures().blocks, 3);
}

/* An answer that was lost says nothing about what was judged. */
static void test_survived(void **state)
{
	struct stream_reader alive = one;

	(void)state;
	batch_append("acme", 1, NOW_US);
	assert_int_equal(read_new(&alive), 1);
	alive.again = true;
	for (int loss = 0; loss < 30; loss++) {
		assert_int_equal(read_own(&alive), 1);
		assert_int_equal(batch.entries[0].deliveries, 1);
		assert_true(batch.entries[0].block.len > 0);
	}
	assert_int_equal(figures().poison, 0);
}

static void test_set_aside(void **state)
{
	struct error error = { 0 };

	(void)state;
	batch_append("acme", 3, NOW_US);
	assert_int_equal(read_new(&one), 1);
	OK(stream_poison(house.link, 0, batch.entries[0].id, "cannot be read", NOW_US, &oops));
	assert_int_equal(stream_poison(house.link, 0, batch.entries[0].id, "again", NOW_US, &error),
			 ERROR_CONFLICT);
	assert_int_equal(figures().poison, 1);
	assert_int_equal(figures().comments, 0);
	assert_int_equal(figures().pending, 0);
	assert_int_equal(total(TOTAL_poisoned), 3);
}

/* What a stranger wrote into the stream is handed out, found unreadable, and set aside. */
static void test_strange_entry(void **state)
{
	static struct block block;

	(void)state;
	batch_append("acme", 1, NOW_US);
	redis_reply_free(ASK("XADD", "lv:{p0}:stream", "*", "hello", "world"));
	redis_reply_free(ASK("XADD", "lv:{p0}:stream", "*", "block", "junk", "count", "1e9"));
	assert_int_equal(read_new(&one), 3);
	assert_int_equal(block_unpack(batch.entries[1].block, &block, NULL), ERROR_INVALID);
	assert_int_equal(block_unpack(batch.entries[2].block, &block, NULL), ERROR_INVALID);
	char ids[2][STREAM_ID_MAX];
	memcpy(ids[0], batch.entries[1].id, STREAM_ID_MAX);
	memcpy(ids[1], batch.entries[2].id, STREAM_ID_MAX);
	OK(stream_poison(house.link, 0, ids[0], "no block", NOW_US, &oops));
	OK(stream_poison(house.link, 0, ids[1], "no block", NOW_US, &oops));
	assert_int_equal(figures().comments, 1); /* its claims about itself are not believed */
	assert_int_equal(figures().poison, 2);
}

static void test_poison_is_bounded(void **state)
{
	(void)state;
	for (int i = 0; i < STREAM_POISON_KEPT + 20; i++)
		redis_reply_free(ASK("XADD", "lv:{p0}:stream", "*", "x", "y"));
	while (read_new(&one) > 0) {
		for (size_t i = 0; i < batch.count; i++)
			OK(stream_poison(house.link, 0, batch.entries[i].id, "x", NOW_US, &oops));
	}
	assert_int_equal(figures().poison, STREAM_POISON_KEPT);
}

static void test_waits_for_the_first(void **state)
{
	(void)state;
	stream_batch_done(&batch);
	OK(stream_read(house.link, &one, 1000, &batch, &oops)); /* one millisecond */
	assert_int_equal(batch.count, 0);
	batch_append("acme", 1, NOW_US);
	stream_batch_done(&batch);
	OK(stream_read(house.link, &one, 3600 * SECOND_US, &batch, &oops));
	assert_int_equal(batch.count, 1);
}

static int end(void **state)
{
	(void)state;
	stream_batch_done(&batch);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_there),
		TEST(test_emptied),
		TEST(test_bytes_survive),
		TEST(test_batch_is_bounded),
		TEST(test_limit),
		TEST(test_out_of_memory),
		TEST(test_too_many_brands),
		TEST(test_left_behind),
		TEST(test_deadly_entry),
		TEST(test_killed_at_the_start),
		TEST(test_survived),
		TEST(test_set_aside),
		TEST(test_strange_entry),
		TEST(test_poison_is_bounded),
		TEST(test_waits_for_the_first),
	};

	return cmocka_run_group_tests(tests, house_up, end);
}
