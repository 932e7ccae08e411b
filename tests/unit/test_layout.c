/* test_layout.c - facts about what the literal engine reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "layout.h"

static struct layout layout;

static void lay(const char *text, const char *want)
{
	struct word words[64];
	const struct word_view view = {
		.text = slice_from(text),
		.words = words,
		.count = words_split(slice_from(text), words, 64),
	};

	assert_true(layout_make(&layout, &view));
	if (!slice_equal((struct slice){ layout.bytes, layout.len }, slice_from(want)))
		fail_msg("'%s' became '%.*s'", text, (int)layout.len, layout.bytes);
}

static void test_words_and_blanks(void **state)
{
	(void)state;
	lay("", " ");
	lay(" ... ", " ");
	lay("du", " du ");
	lay("du,  är\n- dum!", " du är dum ");
	lay("dum\xF0\x9F\x94\xAA\xF0\x9F\x94\xAA", " dum \xF0\x9F\x94\xAA \xF0\x9F\x94\xAA ");
	lay("don't e-post 1.5", " don't e post 1.5 ");
	lay("https://a.se/b?c d", " https://a.se/b?c d ");
	layout_done(&layout);
}

static void test_words_found(void **state)
{
	(void)state;
	lay("ab cd ef", " ab cd ef ");
	assert_int_equal(layout_word(&layout, 1), 0);
	assert_int_equal(layout_word(&layout, 8), 2);
	assert_int_equal(layout_word(&layout, 4), 1);
	assert_int_equal(layout_word(&layout, 2), 0); /* and back */
	assert_int_equal(layout_word(&layout, 5), 1);
	assert_int_equal(layout_word(&layout, 9), 2);
	layout_done(&layout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_and_blanks),
		cmocka_unit_test(test_words_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
