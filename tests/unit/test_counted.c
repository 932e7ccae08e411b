/* test_counted.c - what is remembered of a counted comment, packed and read back with suspicion. */
#include "facts.h"

#include "counted.h"

static const char *labels[] = { "intent:boycott", "topic:price", "topic:taste" };

static struct verdict example(void)
{
	struct verdict verdict = { .action = ACTION_REVIEW,
				   .polarity = POLARITY_NEGATIVE,
				   .labels = labels,
				   .label_count = 3,
				   .undecided_count = 1 };

	verdict.scores[CATEGORY_THREAT] = 1;
	verdict.scores[CATEGORY_PRIVATE] = 9000;
	return verdict;
}

static void test_there_and_back(void **state)
{
	struct verdict verdict = example();
	struct counted counted = counted_of(&verdict, 77), back;
	struct buffer packed;

	(void)state;
	counted.text = UINT64_C(0xfedcba9876543210);
	counted.edited_us = 5;
	counted.received_us = 9;
	buffer_init(&packed, 4096);
	counted_pack(&counted, &packed);
	assert_true(counted_unpack(buffer_slice(&packed), &back));
	assert_true(back.text == counted.text);
	assert_int_equal(back.edited_us, 5);
	assert_int_equal(back.ts_us, 77);
	assert_int_equal(back.received_us, 9);
	assert_int_equal(back.polarity, POLARITY_NEGATIVE);
	assert_int_equal(back.action, ACTION_REVIEW);
	assert_true(back.undecided);
	assert_int_equal(back.categories, 1U << CATEGORY_THREAT | 1U << CATEGORY_PRIVATE);
	assert_int_equal(back.topic_count, 2);
	assert_slice_is(back.topics[0], "topic:price");
	assert_slice_is(back.topics[1], "topic:taste");

	for (size_t len = 0; len < packed.len; len++) { /* cut short, or between topics */
		bool whole = len == 37 || len == 37 + 12;
		assert_int_equal(counted_unpack((struct slice){ packed.data, len }, &back), whole);
	}
	buffer_done(&packed);
}

static void test_strange_bytes(void **state)
{
	static const struct {
		size_t at;
		char byte;
	} facts[] = { { 0, 2 },
		      { 1, POLARITY_COUNT },
		      { 2, ACTION_COUNT },
		      { 28, (char)0x80 },
		      { 37, 3 },
		      { 38, 'T' } };
	struct verdict verdict = example();
	struct counted counted = counted_of(&verdict, 77), back;

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct buffer packed;

		buffer_init(&packed, 4096);
		counted_pack(&counted, &packed);
		packed.data[facts[i].at] = facts[i].byte;
		assert_false(counted_unpack(buffer_slice(&packed), &back));
		buffer_done(&packed);
	}
}

static void test_old_news(void **state)
{
	static const struct {
		uint64_t text, next_text;
		int64_t edited, next_edited, received, next_received;
		bool old;
	} facts[] = {
		{ 1, 1, 0, 0, 0, 9, true },  /* the same again */
		{ 1, 1, 5, 9, 0, 9, true },  /* edited elsewhere than in its text */
		{ 1, 2, 0, 0, 3, 4, false }, /* another text */
		{ 1, 2, 0, 0, 3, 3, false }, /* in one request: the later one to come */
		{ 1, 2, 0, 0, 4, 3, true },  /* committed later, but it came in before */
		{ 1, 2, 5, 5, 3, 4, false },
		{ 1, 2, 5, 5, 4, 3, true },
		{ 1, 2, 5, 4, 3, 4, true }, /* an older version comes late */
		{ 1, 2, 5, 0, 3, 4, true }, /* the first version comes late */
		{ 1, 2, 0, 5, 3, 4, false },
		{ 1, 2, 4, 5, 4, 3, false }, /* the source knows better */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct counted earlier = { .text = facts[i].text,
					   .edited_us = facts[i].edited,
					   .received_us = facts[i].received };
		struct counted next = { .text = facts[i].next_text,
					.edited_us = facts[i].next_edited,
					.received_us = facts[i].next_received };

		assert_int_equal(counted_is_old_news(&earlier, &next), facts[i].old);
	}
}

static void test_topics(void **state)
{
	char longest[300];

	(void)state;
	assert_true(counted_is_topic(slice_from("topic:x")));
	assert_false(counted_is_topic(slice_from("topic:")));
	assert_false(counted_is_topic(slice_from("intent:x")));
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "topic:", 6);
	assert_true(counted_is_topic((struct slice){ longest, 255 }));
	assert_false(counted_is_topic((struct slice){ longest, 256 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_strange_bytes),
		cmocka_unit_test(test_old_news),
		cmocka_unit_test(test_topics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
