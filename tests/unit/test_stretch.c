/* test_stretch.c - facts about letters written again and again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "stretch.h"
#include <string.h>

static void shortened(const char *word, size_t keep, const char *want)
{
	char out[STRETCH_MAX];
	const size_t len = stretch_shorten(slice_from(word), keep, out);

	assert_true(slice_is((struct slice){ out, len }, want));
}

static void test_shorten(void **state)
{
	char word[STRETCH_MAX + 2] = { 0 };

	(void)state;
	shortened("sååå", 1, "så");
	shortened("gooood", 2, "good");
	shortened("goooodddd", 1, "god");
	shortened("good", 2, ""); /* no run of three */
	shortened("", 1, "");
	memset(word, 'x', STRETCH_MAX + 1);
	shortened(word, 2, "xx");
	for (size_t i = 0; i < STRETCH_MAX + 1; i++)
		word[i] = (char)('a' + i % 26);
	shortened(word, 2, ""); /* no room */
}

static void test_where(void **state)
{
	(void)state;
	assert_true(stretch_stands_in(slice_from("din hooora")));
	assert_true(stretch_stands_in(slice_from("ååå")));
	assert_false(stretch_stands_in(slice_from("good hej 1000 !!!")));
	assert_false(stretch_stands_in((struct slice){ NULL, 0 }));
	assert_true(stretch_may_be(slice_from("looove")));
	assert_true(stretch_may_be(slice_from("åååh")));
	assert_false(stretch_may_be(slice_from("love")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shorten),
		cmocka_unit_test(test_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
