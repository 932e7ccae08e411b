/* test_page.c - lines for a narrow phone, whatever strangers write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page.h"
#include <string.h>

static struct buffer out, scratch;

static int begin(void **state)
{
	(void)state;
	buffer_init(&out, 64 * 1024);
	buffer_init(&scratch, 64 * 1024);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buffer_done(&out);
	buffer_done(&scratch);
	return 0;
}

static const char *clean(struct slice text, size_t limit)
{
	buffer_clear(&out);
	page_add_clean(text, limit, &out);
	return buffer_text(&out);
}

static void lines_break_between_words(void **state)
{
	struct page page = { .to = &out, .indent = 2 };

	(void)state;
	for (int i = 0; i < 16; i++)
		buffer_add_text(&scratch, "åtta  ");
	page_paragraph(&page, &scratch);
	assert_int_equal(scratch.len, 0);
	/* 12 words of 4 and the blanks between them are 59 characters: a 13th would be 64 with its
	 * own */
	assert_string_equal(buffer_text(&out),
			    "åtta åtta åtta åtta åtta åtta åtta åtta åtta åtta åtta åtta åtta\n"
			    "  åtta åtta åtta\n");
}

static void a_word_that_is_too_long_is_broken(void **state)
{
	char word[PAGE_COLUMNS + 3];
	struct page page = { .to = &out };

	(void)state;
	memset(word, 'a', sizeof(word));
	buffer_add(&scratch, word, sizeof(word));
	page_paragraph(&page, &scratch);
	assert_int_equal(out.len, sizeof(word) + 2);
	assert_int_equal(buffer_text(&out)[PAGE_COLUMNS], '\n');
	page_line(&page, "as it is");
	assert_string_equal(buffer_text(&out) + PAGE_COLUMNS + 1, "aaa\nas it is\n");
}

static void strangers_text_is_one_line(void **state)
{
	static const char broken[] = "a\xff"
				     "b";

	(void)state;
	assert_string_equal(clean(slice_from("  a\r\n\tb\xe2\x80\xaeroop\xe2\x80\xac  "), 100),
			    "a b roop");
	assert_string_equal(clean(slice_from(broken), 100), "a?b");
	assert_string_equal(clean(slice_from("fjord og fjell"), 7), "fjord o…");
	assert_string_equal(clean(slice_from("fjord og fjell"), 14), "fjord og fjell");
	assert_string_equal(clean(slice_from(" \n "), 10), "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_break_between_words, begin, end),
		cmocka_unit_test_setup_teardown(a_word_that_is_too_long_is_broken, begin, end),
		cmocka_unit_test_setup_teardown(strangers_text_is_one_line, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
