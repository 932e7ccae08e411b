/* test_queue.c - what waits for a human, and the human's word. */
#include "store_batch.h"

#include "queue.h"
#include "totals.h"

static struct arena arena, other;

static void file_at(const char *id, enum action action, int64_t now_us)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	struct delta_question question = { .comment = batch_comment(id, now_us),
					   .verdict = S("{\"action\":\"review\"}"),
					   .action = action,
					   .reason = S("insult") };
	question.comment.brand = S("acme");
	delta_add_queued(&delta, brand, &question);
	struct message hide = { .id = slice_from(id),
				.kind = MESSAGE_HIDE,
				.brand = S("acme"),
				.thread = slice_from(id),
				.created_us = now_us };
	if (action == ACTION_HIDE)
		delta_add_message(&delta, &hide, now_us);
	batch_commit(&delta);
}

static void decide(const char *id, enum action action)
{
	struct queue_decision decision = {
		.brand = S("acme"), .id = slice_from(id), .action = action, .by = S("anna")
	};

	OK(queue_decide(house.link, 0, &decision, NULL, NOW_US + 5, &oops));
}

static uint64_t count(void)
{
	uint64_t waiting;

	OK(queue_count(house.link, 0, &waiting, &oops));
	return waiting;
}

static uint64_t total(enum total which)
{
	struct totals totals;

	OK(totals_read(house.link, 0, S("acme"), &totals, &oops));
	return totals.values[which];
}

static void test_filed_and_decided(void **state)
{
	struct queue_item item;
	enum action word;

	(void)state;
	file_at("c-1", ACTION_REVIEW, NOW_US);
	assert_int_equal(count(), 1);
	assert_int_equal(total(TOTAL_queued), 1);
	arena_reset(&other);
	OK(queue_load(house.link, 0, S("acme"), S("c-1"), &other, &item, &oops));
	assert_true(slice_is(item.comment.text, "this is a comment about trains"));
	assert_true(slice_is(item.comment.brand, "acme"));
	assert_true(slice_is(item.verdict, "{\"action\":\"review\"}"));
	assert_true(slice_is(item.reason, "insult"));
	assert_int_equal(item.action, ACTION_REVIEW);
	assert_int_equal(item.queued_at_us, NOW_US);
	assert_false(item.decided);

	OK(queue_decision(house.link, 0, S("acme"), S("c-1"), &word, &oops));
	assert_int_equal(word, ACTION_COUNT);
	decide("c-1", ACTION_ALLOW);
	assert_int_equal(count(), 0);
	OK(queue_decision(house.link, 0, S("acme"), S("c-1"), &word, &oops));
	assert_int_equal(word, ACTION_ALLOW);
	OK(queue_load(house.link, 0, S("acme"), S("c-1"), &other, &item, &oops));
	assert_true(item.decided);
	assert_int_equal(item.decision, ACTION_ALLOW);
	assert_string_equal(item.decided_by, "anna");
	assert_int_equal(item.decided_at_us, NOW_US + 5);
}

/* What a person decided, no rule overturns. */
static void test_word_is_final(void **state)
{
	(void)state;
	decide("c-1", ACTION_ALLOW);
	file_at("c-1", ACTION_HIDE, NOW_US + 10);
	assert_int_equal(count(), 0);
	assert_int_equal(total(TOTAL_kept), 1); /* neither filed nor hidden, counted once */
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:message:c-1"), 0);

	decide("c-2", ACTION_HIDE);
	file_at("c-2", ACTION_HIDE, NOW_US + 10); /* edited: hidden again, not asked again */
	assert_int_equal(count(), 0);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:message:c-2"), 1);
}

/* An edited comment keeps its place, with the new text. */
static void test_filed_twice(void **state)
{
	struct queue_item item;

	(void)state;
	file_at("c-1", ACTION_REVIEW, NOW_US);
	file_at("c-1", ACTION_REVIEW, NOW_US + 10);
	assert_int_equal(count(), 1);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:queue", "acme:c-1"), NOW_US);
	arena_reset(&other);
	OK(queue_load(house.link, 0, S("acme"), S("c-1"), &other, &item, &oops));
	assert_int_equal(item.queued_at_us, NOW_US + 10);
}

static void test_bad_questions(void **state)
{
	struct queue_decision decision = { .brand = S("acme"),
					   .id = S("c"),
					   .action = ACTION_REVIEW };
	struct queue_item item;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(queue_decide(house.link, 0, &decision, NULL, NOW_US, &error),
			 ERROR_INVALID);
	decision.action = ACTION_ALLOW;
	decision.id = S("");
	assert_int_equal(queue_decide(house.link, 0, &decision, NULL, NOW_US, &error),
			 ERROR_INVALID);
	assert_int_equal(queue_load(house.link, 0, S("acme"), S("no"), &other, &item, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(queue_load(house.link, 0, S(""), S("no"), &other, &item, &error),
			 ERROR_INVALID);
}

struct seen {
	size_t count;
	char last[64];
};

static bool see(void *context, const struct queue_item *item)
{
	struct seen *seen = context;

	seen->count++;
	(void)snprintf(seen->last, sizeof(seen->last), "%.*s", (int)item->comment.id.len,
		       item->comment.id.data);
	return true;
}

static void test_list(void **state)
{
	struct seen seen = { 0 };
	struct queue_filter filter = { .max = 4 };
	char id[16];

	(void)state;
	for (int i = 0; i < 6; i++) {
		(void)snprintf(id, sizeof(id), "c-%d", i);
		file_at(id, ACTION_REVIEW, NOW_US + i);
	}
	OK(queue_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 4);
	assert_string_equal(seen.last, "c-3");
	filter.after_brand = S("acme");
	filter.after_id = S("c-3");
	OK(queue_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 6);
	assert_string_equal(seen.last, "c-5");
	seen.count = 0;
	filter = (struct queue_filter){ .brand = S("nobody") };
	OK(queue_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 0);
	filter.brand = S("acme");
	OK(queue_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 6);
}

static void test_retention(void **state)
{
	(void)state;
	file_at("c-1", ACTION_REVIEW, NOW_US);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:queued:acme:c-1"), 1, 30 * DAY_US / 1000);
	file_at("c-2", ACTION_REVIEW, NOW_US + 30 * DAY_US);
	assert_int_equal(count(), 1);
	assert_int_equal(total(TOTAL_unqueued), 1);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:queued:acme:c-1"), 0);
}

static void test_bounded(void **state)
{
	static const char fill[] =
		"for i = 1, 10000 do "
		"redis.call('ZADD', 'lv:{p0}:queue', i, 'other:' .. i) "
		"redis.call('ZADD', 'lv:{p0}:queue-brand:other', i, 'other:' .. i) "
		"end";

	(void)state;
	redis_reply_free(ASK("EVAL", fill, "0"));
	file_at("c-1", ACTION_REVIEW, 20000); /* long ago: nothing is too old yet */
	assert_int_equal(count(), QUEUE_MAX);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:queue-brand:other"), QUEUE_MAX - 1);
	assert_int_equal(NUMBER("HGET", "lv:{p0}:totals:other", "unqueued"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_filed_and_decided), TEST(test_word_is_final), TEST(test_filed_twice),
		TEST(test_bad_questions),     TEST(test_list),		TEST(test_retention),
		TEST(test_bounded),
	};

	arena_init(&arena, 65536, 1 << 24);
	arena_init(&other, 65536, 1 << 24);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&other);
	arena_done(&arena);
	return failed;
}
