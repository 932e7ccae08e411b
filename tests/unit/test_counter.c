/* test_counter.c - what happened, as numbers, and as Prometheus reads them. */
#include "facts.h"

#include "counter.h"

static void test_counting(void **state)
{
	struct counters counters = { 0 };

	(void)state;
	counter_add(&counters, COUNTER_judge_comments, 2);
	counter_add(&counters, COUNTER_judge_comments, UINT64_C(1) << 40);
	assert_int_equal(counter_get(&counters, COUNTER_judge_comments), (UINT64_C(1) << 40) + 2);
	for (int i = 0; i < COUNTER_COUNT; i++) {
		if (i != COUNTER_judge_comments)
			assert_int_equal(counter_get(&counters, (enum counter)i), 0);
	}
}

static void test_text_format(void **state)
{
	struct counters counters = { 0 };
	struct buffer text;
	size_t lines = 0;

	(void)state;
	counter_add(&counters, COUNTER_deliver_sent, UINT64_MAX);
	buffer_init(&text, 1 << 16);
	counters_print(&counters, &text);
	assert_non_null(strstr(buffer_text(&text),
			       "# TYPE livvakt_deliver_sent_total counter\n"
			       "livvakt_deliver_sent_total 18446744073709551615\n"));
	assert_non_null(
		strstr(buffer_text(&text), "# HELP livvakt_intake_accepted_total comments "));
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	assert_int_equal(lines, 3 * COUNTER_COUNT);
	buffer_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counting),
		cmocka_unit_test(test_text_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
