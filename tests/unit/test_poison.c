/* test_poison.c - what was set aside is seen, and comes again. */
#include "store_batch.h"

#include "poison.h"
#include "stream.h"
#include "totals.h"

static const struct stream_reader one = { .consumer = "judge-1",
					  .blocks = STREAM_BATCH_MAX,
					  .lived_us = HOUR_US };
static struct stream_batch batch;

struct seen {
	size_t count;
	int64_t comments;
	char first[STREAM_ID_MAX];
};

static void on_poison(void *context, const struct poison *poison)
{
	struct seen *seen = context;

	if (seen->count++ == 0)
		(void)snprintf(seen->first, sizeof(seen->first), "%.*s", (int)poison->id.len,
			       poison->id.data);
	seen->comments += poison->comments;
	assert_true(slice_is(poison->reason, "cannot be read"));
	assert_true(slice_is(poison->brand, "acme"));
	assert_int_equal(poison->at_us, NOW_US);
}

static struct seen look(void)
{
	struct seen seen = { 0 };

	OK(poison_each(house.link, 0, on_poison, &seen, &oops));
	return seen;
}

static void set_aside_all(void)
{
	stream_batch_done(&batch);
	OK(stream_read(house.link, &one, 0, &batch, &oops));
	for (size_t i = 0; i < batch.count; i++)
		OK(stream_poison(house.link, 0, batch.entries[i].id, "cannot be read", NOW_US,
				 &oops));
}

static int64_t poisoned(void)
{
	struct totals totals;

	OK(totals_read(house.link, 0, S("acme"), &totals, &oops));
	return totals.values[TOTAL_poisoned];
}

static void test_many_pages(void **state)
{
	struct seen seen;

	(void)state;
	assert_int_equal(look().count, 0);
	for (int i = 0; i < 150; i++)
		batch_append("acme", 2, NOW_US);
	for (int i = 0; i < 150 / STREAM_BATCH_MAX + 1; i++)
		set_aside_all();
	seen = look();
	assert_int_equal(seen.count, 150);
	assert_int_equal(seen.comments, 300);
	assert_int_equal(poisoned(), 300);
}

static void test_again(void **state)
{
	static struct block block;
	struct error error = { 0 };
	struct stream_figures figures;
	struct seen seen;

	(void)state;
	batch_append("acme", 3, NOW_US);
	batch_append("acme", 2, NOW_US);
	set_aside_all();
	seen = look();
	OK(poison_again(house.link, 0, slice_from(seen.first), &oops));
	assert_int_equal(poison_again(house.link, 0, slice_from(seen.first), &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(look().count, 1);
	assert_int_equal(poisoned(), 2);
	OK(stream_figures(house.link, 0, &figures, &oops));
	assert_int_equal(figures.comments, 3);
	assert_int_equal(figures.poison, 1);

	stream_batch_done(&batch);
	OK(stream_read(house.link, &one, 0, &batch, &oops));
	assert_int_equal(batch.count, 1);
	assert_int_equal(batch.entries[0].deliveries, 1); /* it has all its tries again */
	OK(block_unpack(batch.entries[0].block, &block, &oops));
	assert_int_equal(block.count, 3);
}

/* A stranger's was not counted, and is not taken back. */
static void test_of_a_stranger(void **state)
{
	struct error error = { 0 };
	struct stream_figures figures;

	(void)state;
	redis_reply_free(
		ASK("XADD", "lv:{p0}:poison", "5-1", "reason", "cannot be read", "hello", "world"));
	OK(poison_again(house.link, 0, S("5-1"), &oops));
	OK(stream_figures(house.link, 0, &figures, &oops));
	assert_int_equal(figures.comments, 0);
	assert_int_equal(figures.blocks, 1);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:totals:"), 0);
	assert_true(poison_again(house.link, 0, S("no id"), &error) < 0);
}

static int down(void **state)
{
	stream_batch_done(&batch);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_many_pages),
		TEST(test_again),
		TEST(test_of_a_stranger),
	};

	return cmocka_run_group_tests(tests, house_up, down);
}
