/* test_list_file.c - facts about word lists and sentiment files. */
#include "reading_house.h"

#include "list_file.h"

static void test_lines_and_comments(void **state)
{
	struct pack_texts entries = { 0 };

	(void)state;
	assert_true(list_file_parse(slice_from("# head\n\n döda \r\nslå ihjäl # note\nc#\n\tsist"),
				    "l.txt", &arena, &complaints, &entries));
	assert_int_equal(entries.count, 4);
	assert_true(slice_is(entries.items[0].text, "döda"));
	assert_int_equal(entries.items[0].place.line, 3);
	assert_int_equal(entries.items[0].place.column, 2);
	assert_true(slice_is(entries.items[1].text, "slå ihjäl"));
	assert_true(slice_is(entries.items[2].text, "c#"));
	assert_true(slice_is(entries.items[3].text, "sist"));
	assert_int_equal(complaints.errors, 0);
}

/* As editors on Windows begin a file. */
static void test_byte_order_mark(void **state)
{
	struct pack_texts entries = { 0 };
	struct source_weights words = { 0 };

	(void)state;
	assert_true(list_file_parse(slice_from("\xEF\xBB\xBF# head\r\nboven\r\n"), "l.txt", &arena,
				    &complaints, &entries));
	assert_int_equal(entries.count, 1);
	assert_true(slice_is(entries.items[0].text, "boven"));
	assert_true(sentiment_file_parse(slice_from("\xEF\xBB\xBFusel\t-2\r\n"), "s.txt", &arena,
					 &complaints, &words));
	assert_int_equal(words.count, 1);
	assert_true(slice_is(words.items[0].text.text, "usel"));
	assert_int_equal(complaints.errors, 0);
}

static void test_commas(void **state)
{
	struct pack_texts entries = { 0 };

	(void)state;
	assert_true(
		list_file_parse(slice_from("a\nb, c\n"), "l.txt", &arena, &complaints, &entries));
	assert_int_equal(entries.count, 2);
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.items[0].code, "list-comma");
	assert_int_equal(complaints.items[0].line, 2);
	assert_int_equal(complaints.errors, 0);
}

static void test_strengths(void **state)
{
	static const struct {
		const char *line, *what;
		unsigned column;
	} wrong[] = {
		{ "bra -2\n", "none", 1 },
		{ "\t2\n", "a word is missing", 1 },
		{ "bra\t-2,5\n", "not a comma", 5 },
		{ "bra\t-7\n", "from -5 to 5", 5 },
		{ "bra\n", "none", 1 },
	};
	struct source_weights words = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_true(sentiment_file_parse(slice_from(wrong[i].line), "s.txt", &arena,
						 &complaints, &words));
		assert_int_equal(complaints.errors, i + 1);
		assert_int_equal(complaints.items[i].column, wrong[i].column);
		assert_non_null(strstr(complaints.items[i].text, wrong[i].what));
	}
}

static void test_not_text(void **state)
{
	struct pack_texts entries = { 0 };

	(void)state;
	assert_false(
		list_file_parse(slice_from("a\nb\xff"), "l.txt", &arena, &complaints, &entries));
	assert_string_equal(complaints.items[0].code, "not-utf8");
	assert_int_equal(complaints.items[0].line, 2);
	assert_false(list_file_parse((struct slice){ "a\0b", 3 }, "l.txt", &arena, &complaints,
				     &entries));
	assert_true(
		list_file_parse((struct slice){ NULL, 0 }, "l.txt", &arena, &complaints, &entries));
	assert_int_equal(entries.count, 0);
}

static void test_sentiment(void **state)
{
	struct source_weights words = { 0 };

	(void)state;
	assert_true(sentiment_file_parse(
		slice_from("# head\nusel\t-3\nbra\t2.5\tnote\nkul\t+1\nsnäll\t9\nful\nful x\t"),
		"s.txt", &arena, &complaints, &words));
	assert_int_equal(words.count, 3);
	assert_int_equal(words.items[0].value, -3000);
	assert_int_equal(words.items[1].value, 2500);
	assert_true(slice_is(words.items[1].text.text, "bra"));
	assert_int_equal(words.items[2].value, 1000);
	assert_int_equal(complaints.errors, 3);
	assert_int_equal(complaints.items[0].line, 5);
	assert_string_equal(complaints.items[0].code, "sentiment-syntax");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines_and_comments, setup, teardown),
		cmocka_unit_test_setup_teardown(test_byte_order_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(test_commas, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strengths, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sentiment, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
