/* test_collector.c - comments into blocks, against a sink that answers later, at once, or with an
 * error. */
#include "facts.h"

#include "block.h"
#include "collector.h"

enum { CALLS_MAX = 600 };

struct call {
	struct slice brand;
	size_t count;
	collector_stored *done;
	void *context;
};

/* Remembers what it was asked for; with a code it answers at once, for brands that begin with '!'.
 */
struct fake_sink {
	struct call calls[CALLS_MAX];
	size_t count;
	int at_once;
	bool without_error;
};

/* What a submission came to. */
struct outcome {
	unsigned calls;
	size_t stored, refused, failed;
	int codes[512];
	size_t code_count;
	struct error error;
};

static struct fake_sink sink;
static struct collector *collector;

static void answer(struct call *call, int code)
{
	struct error error = { 0 };

	error_set(&error, (enum error_code)code, "code %d", code);
	call->done(call->context, code, code && !sink.without_error ? &error : NULL);
}

static void store(void *context, struct slice brand, const struct comment *comments, size_t count,
		  collector_stored *done, void *done_context)
{
	struct fake_sink *fake = context;
	struct call *call = &fake->calls[fake->count];

	assert_true(fake->count < CALLS_MAX);
	assert_in_range(count, 1, BLOCK_COMMENTS_MAX);
	for (size_t i = 0; i < count; i++)
		assert_true(slice_equal(comments[i].brand, brand));
	*call = (struct call){ brand, count, done, done_context };
	fake->count++;
	if (fake->at_once && brand.data[0] == '!')
		answer(call, fake->at_once);
}

static void finished(void *context, const struct submission_result *result)
{
	struct outcome *outcome = context;

	outcome->calls++;
	outcome->stored = result->stored;
	outcome->failed = result->failed;
	outcome->refused = result->refused;
	outcome->error = result->error;
	for (size_t i = 0; i < outcome->code_count; i++)
		outcome->codes[i] = result->codes[i];
}

static int begin(void **state)
{
	(void)state;
	sink = (struct fake_sink){ 0 };
	collector = collector_new((struct collector_sink){ store, &sink });
	return collector ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	assert_int_equal(collector_waiting(collector), 0);
	collector = collector_free(collector);
	assert_null(collector);
	return 0;
}

static struct comment comment_of(const char *brand)
{
	return (struct comment){ .text = slice_from("x"), .brand = slice_from(brand) };
}

static int submit(const struct comment *comments, size_t count, int64_t now_us,
		  struct outcome *outcome)
{
	struct error error = { 0 };
	int r;

	*outcome = (struct outcome){ .code_count = count < 512 ? count : 0 };
	r = collector_submit(collector, comments, count, now_us, finished, outcome, &error);
	assert_int_equal(error.code, r);
	return r;
}

static void test_group_commit(void **state)
{
	const struct comment comments[] = { comment_of("a"), comment_of("b"), comment_of("a") };
	const struct comment lone = comment_of("z");
	struct outcome before, first, second;

	(void)state;
	assert_int_equal(collector_flush(collector, 0), 0); /* nothing waits */
	assert_int_equal(submit(&lone, 1, 0, &before), 0);
	assert_int_equal(collector_flush(collector, 0), 0); /* nothing under way: it goes at once */
	assert_int_equal(sink.count, 1);
	assert_int_equal(submit(comments, 3, 1000, &first), 0);
	assert_int_equal(submit(comments, 1, 2000, &second), 0);
	assert_int_equal(collector_flush(collector, 1000 + COLLECTOR_WAIT_US - 1),
			 1000 + COLLECTOR_WAIT_US);
	assert_int_equal(sink.count, 1);
	assert_int_equal(collector_waiting(collector), 5);
	assert_int_equal(collector_flush(collector, 1000 + COLLECTOR_WAIT_US), 0);
	assert_int_equal(sink.count, 3); /* a block a brand, whoever sent it */
	assert_slice_is(sink.calls[1].brand, "a");
	assert_int_equal(sink.calls[1].count, 3);
	assert_int_equal(sink.calls[2].count, 1);
	assert_int_equal(collector_waiting(collector), 5); /* under way is not done */
	answer(&sink.calls[1], 0);
	assert_int_equal(first.calls, 0);
	assert_int_equal(second.calls, 1);
	assert_int_equal(second.stored, 1);
	answer(&sink.calls[2], 0);
	assert_int_equal(first.calls, 1);
	assert_int_equal(first.stored, 3);
	assert_int_equal(first.failed, 0);
	answer(&sink.calls[0], 0);
	assert_int_equal(before.calls, 1);
}

/* The answer sends what gathered meanwhile, long before its two milliseconds. */
static void test_answer_sends_the_next(void **state)
{
	const struct comment comments[] = { comment_of("a"), comment_of("b") };
	struct outcome first, second, third;

	(void)state;
	assert_int_equal(submit(comments, 1, 0, &first), 0);
	assert_int_equal(collector_flush(collector, 0), 0);
	assert_int_equal(submit(comments, 2, 0, &second), 0);
	assert_int_equal(submit(comments, 2, 0, &third), 0);
	assert_int_equal(sink.count, 1);
	answer(&sink.calls[0], 0);
	assert_int_equal(sink.count, 3);
	assert_int_equal(sink.calls[1].count, 2);
	assert_int_equal(sink.calls[2].count, 2);
	answer(&sink.calls[1], 0);
	answer(&sink.calls[2], 0);
	assert_int_equal(second.calls + third.calls, 2);
}

static void test_partial_failure(void **state)
{
	const struct comment comments[] = { comment_of("a"), comment_of("b"), comment_of("a") };
	struct outcome outcome;

	(void)state;
	assert_int_equal(submit(comments, 3, 0, &outcome), 0);
	collector_flush(collector, COLLECTOR_WAIT_US);
	answer(&sink.calls[1], ERROR_LIMIT); /* in another order than sent */
	assert_int_equal(outcome.calls, 0);
	answer(&sink.calls[0], 0);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.stored, 2);
	assert_int_equal(outcome.failed, 1);
	assert_int_equal(outcome.codes[0], 0);
	assert_int_equal(outcome.codes[1], ERROR_LIMIT);
	assert_int_equal(outcome.codes[2], 0);
	assert_string_equal(outcome.error.text, "code -9");
}

static void test_full_blocks_go_at_once(void **state)
{
	struct comment comments[2 * BLOCK_COMMENTS_MAX + 1];
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < 2 * BLOCK_COMMENTS_MAX + 1; i++)
		comments[i] = comment_of("a");
	assert_int_equal(submit(comments, 2 * BLOCK_COMMENTS_MAX + 1, 0, &outcome), 0);
	assert_int_equal(sink.count, 2);
	assert_int_equal(sink.calls[0].count, BLOCK_COMMENTS_MAX);
	answer(&sink.calls[0], 0);
	answer(&sink.calls[1], ERROR_AWAY);
	assert_int_equal(outcome.calls, 0);
	assert_int_equal(collector_waiting(collector), 1);
	collector_flush(collector, COLLECTOR_WAIT_US);
	answer(&sink.calls[2], 0);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.stored, BLOCK_COMMENTS_MAX + 1);
	assert_int_equal(outcome.failed, BLOCK_COMMENTS_MAX);
	assert_int_equal(outcome.codes[BLOCK_COMMENTS_MAX - 1], 0);
	assert_int_equal(outcome.codes[BLOCK_COMMENTS_MAX], ERROR_AWAY);
	assert_int_equal(outcome.codes[2 * BLOCK_COMMENTS_MAX], 0);
}

static void refused_at_once(bool without_error)
{
	struct comment comments[BLOCK_COMMENTS_MAX];
	struct outcome outcome = { 0 };

	sink.at_once = ERROR_AWAY;
	sink.without_error = without_error;
	for (size_t i = 0; i < BLOCK_COMMENTS_MAX; i++)
		comments[i] = comment_of("!a");
	assert_int_equal(submit(comments, BLOCK_COMMENTS_MAX, 0, &outcome), ERROR_AWAY);
	assert_int_equal(outcome.calls, 0); /* what was not taken is not answered */
	assert_int_equal(collector_waiting(collector), 0);
	assert_int_equal(collector_submit(collector, comments, BLOCK_COMMENTS_MAX, 0, finished,
					  &outcome, NULL),
			 ERROR_AWAY);
	assert_int_equal(outcome.calls, 0);
}

static void test_all_refused_at_once(void **state)
{
	(void)state;
	refused_at_once(false);
}

static void test_refused_without_a_word(void **state)
{
	(void)state;
	refused_at_once(true);
}

static void test_some_refused_at_once(void **state)
{
	struct comment comments[BLOCK_COMMENTS_MAX + 1];
	struct outcome outcome;

	(void)state;
	sink.at_once = ERROR_AWAY;
	for (size_t i = 0; i < BLOCK_COMMENTS_MAX; i++)
		comments[i] = comment_of("!a");
	comments[BLOCK_COMMENTS_MAX] = comment_of("b");
	assert_int_equal(submit(comments, BLOCK_COMMENTS_MAX + 1, 0, &outcome), 0);
	assert_int_equal(outcome.calls, 0);
	collector_flush(collector, COLLECTOR_WAIT_US);
	answer(&sink.calls[1], 0);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.failed, BLOCK_COMMENTS_MAX);
	assert_int_equal(outcome.stored, 1);
}

/* What is wrong with a comment itself is told apart from what a sender may try again. */
static void test_refused_for_what_they_are(void **state)
{
	const struct comment comments[] = { comment_of("a"), comment_of("b"), comment_of("c") };
	struct outcome outcome;

	(void)state;
	assert_int_equal(submit(comments, 3, 0, &outcome), 0);
	collector_flush(collector, COLLECTOR_WAIT_US);
	answer(&sink.calls[0], ERROR_INVALID);
	answer(&sink.calls[1], ERROR_AWAY);
	answer(&sink.calls[2], 0);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.refused, 1);
	assert_int_equal(outcome.failed, 1);
	assert_int_equal(outcome.stored, 1);
	assert_int_equal(outcome.codes[0], ERROR_INVALID);
	assert_int_equal(outcome.codes[1], ERROR_AWAY);
}

static void test_refused_while_flushing(void **state)
{
	const struct comment comments[] = { comment_of("!a") };
	struct outcome outcome;

	(void)state;
	sink.at_once = ERROR_LIMIT;
	assert_int_equal(submit(comments, 1, 0, &outcome), 0);
	collector_flush(collector, COLLECTOR_WAIT_US);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.codes[0], ERROR_LIMIT);
}

static void test_more_brands_than_wait_at_once(void **state)
{
	char names[COLLECTOR_BRANDS_MAX + 2][8];
	struct comment comments[COLLECTOR_BRANDS_MAX + 2];
	struct outcome outcome, late[2];

	(void)state;
	for (size_t i = 0; i < COLLECTOR_BRANDS_MAX + 2; i++) {
		snprintf(names[i], sizeof(names[i]), "b%zu", i);
		comments[i] = comment_of(names[i]);
	}
	assert_int_equal(submit(comments, COLLECTOR_BRANDS_MAX, 0, &outcome), 0);
	assert_int_equal(sink.count, 0);
	for (size_t i = 0; i < 2; i++) { /* the oldest make room, one each */
		assert_int_equal(submit(&comments[COLLECTOR_BRANDS_MAX + i], 1, 1, &late[i]), 0);
		assert_int_equal(sink.count, i + 1);
		assert_slice_is(sink.calls[i].brand, names[i]);
	}
	assert_int_equal(collector_flush(collector, COLLECTOR_WAIT_US), 1 + COLLECTOR_WAIT_US);
	assert_int_equal(collector_flush(collector, 1 + COLLECTOR_WAIT_US), 0);
	assert_int_equal(sink.count, COLLECTOR_BRANDS_MAX + 2);
	for (size_t i = 0; i < sink.count; i++)
		answer(&sink.calls[i], 0);
	assert_int_equal(outcome.stored, COLLECTOR_BRANDS_MAX);
	assert_int_equal(late[0].stored + late[1].stored, 2);
}

static void test_too_many_waiting(void **state)
{
	const struct comment one = comment_of("a");
	struct outcome outcome, refused;

	(void)state;
	assert_int_equal(submit(&one, COLLECTOR_WAITING_MAX + 1, 0, &refused), ERROR_LIMIT);
	assert_int_equal(submit(&one, SIZE_MAX, 0, &refused), ERROR_LIMIT);
	assert_int_equal(submit(&one, 1, 0, &outcome), 0);
	assert_int_equal(submit(&one, COLLECTOR_WAITING_MAX, 0, &refused), ERROR_LIMIT);
	assert_int_equal(collector_waiting(collector), 1);
	collector_flush(collector, COLLECTOR_WAIT_US);
	answer(&sink.calls[0], 0);
	assert_int_equal(refused.calls, 0);
	assert_int_equal(outcome.calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_group_commit, begin, end),
		cmocka_unit_test_setup_teardown(test_answer_sends_the_next, begin, end),
		cmocka_unit_test_setup_teardown(test_partial_failure, begin, end),
		cmocka_unit_test_setup_teardown(test_full_blocks_go_at_once, begin, end),
		cmocka_unit_test_setup_teardown(test_all_refused_at_once, begin, end),
		cmocka_unit_test_setup_teardown(test_refused_without_a_word, begin, end),
		cmocka_unit_test_setup_teardown(test_some_refused_at_once, begin, end),
		cmocka_unit_test_setup_teardown(test_refused_for_what_they_are, begin, end),
		cmocka_unit_test_setup_teardown(test_refused_while_flushing, begin, end),
		cmocka_unit_test_setup_teardown(test_more_brands_than_wait_at_once, begin, end),
		cmocka_unit_test_setup_teardown(test_too_many_waiting, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
