/* test_lookalike.c - which Latin letter a character passes for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "letters.h"
#include "lookalike.h"

static uint32_t code_of(const char *letter)
{
	uint32_t code;

	letters_next(letter, &code);
	return code;
}

static const struct {
	const char *letter;
	char small, capital;
} foreign[] = {
	{ "а", 'a', 'a' }, { "н", 'h', 'h' }, { "и", 'u', 'n' }, { "я", 'r', 'r' },
	{ "η", 'n', 'h' }, { "ν", 'v', 'n' }, { "ο", 'o', 'o' }, { "ж", 0, 0 },
	{ "a", 0, 0 },	   { "ö", 0, 0 },     { "한", 0, 0 },
};

static void test_foreign(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		uint32_t code = code_of(foreign[i].letter);
		assert_int_equal(lookalike_foreign(code, false), foreign[i].small);
		assert_int_equal(lookalike_foreign(code, true), foreign[i].capital);
	}
}

static const struct {
	const char *letter;
	char plain;
} styled[] = {
	{ "ì", 'i' }, { "ñ", 'n' }, { "ł", 'l' }, { "ǖ", 'u' }, { "ᴀ", 'a' },
	{ "ɪ", 'i' }, { "🅰", 'a' }, { "🆉", 'z' }, { "🅐", 'a' }, { "å", 0 },
	{ "ä", 0 },   { "ö", 0 },   { "æ", 0 },	  { "ø", 0 },	{ "ü", 0 },
	{ "é", 0 },   { "a", 0 },   { "÷", 0 },	  { "þ", 0 },	{ "😀", 0 },
};

static void test_styled(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(styled) / sizeof(styled[0]); i++)
		assert_int_equal(lookalike_styled(code_of(styled[i].letter)), styled[i].plain);
}

static void test_leet(void **state)
{
	static const char from[] = "0134567 89@$!|", to[] = "oieasgt bgasii";

	(void)state;
	for (size_t i = 0; from[i]; i++) {
		if (from[i] != ' ')
			assert_int_equal(lookalike_leet((unsigned char)from[i]), to[i]);
	}
	assert_int_equal(lookalike_leet('2'), 0);
	assert_int_equal(lookalike_leet('a'), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_styled),
		cmocka_unit_test(test_leet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
