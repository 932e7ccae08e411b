/* test_regex_letters.c - facts about the letters that a regex looks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex_letters.h"

static void test_letters_that_no_text_holds(void **state)
{
	static const struct {
		const char *pattern;
		int at; /* -1: none */
	} rows[] = {
		{ "hej du", -1 },	   { "Hej", 0 },       { "hej Du", 4 },
		{ "\\Whej\\S", -1 },	   { "\\p{Lu}x", -1 }, { "(?<Namn>hej)", -1 },
		{ "(?P<Namn>hej) A", 14 }, { "straße", 4 },    { "(?<!A)hej", 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at = 0;
		bool found = regex_letters_unfolded(slice_from(rows[i].pattern), &at);

		if (found != (rows[i].at >= 0) || (found && at != (size_t)rows[i].at))
			fail_msg("%s: %d at %zu", rows[i].pattern, found, at);
	}
}

static void test_capitals(void **state)
{
	(void)state;
	assert_true(regex_letters_capital(slice_from("fRee")));
	assert_true(regex_letters_capital(slice_from("\\bA")));
	assert_false(regex_letters_capital(slice_from("\\S\\x{1F600}\\xFFa")));
	assert_false(regex_letters_capital(slice_from("fr\\p{Lu}")));
	assert_false(regex_letters_capital(slice_from("")));
}

static void test_words_of_two_scripts(void **state)
{
	static const struct {
		const char *pattern, *word; /* NULL: none */
	} rows[] = {
		{ "\\bidiot\\b", NULL },
		{ "\\bidi\xD0\xBEt\\b", "idi\xD0\xBEt" },    /* a Cyrillic o */
		{ "kill (?:you|y\xCE\xBFu)", "y\xCE\xBFu" }, /* a Greek one */
		{ "id[i\xD1\x96]ot", NULL },		     /* both, on purpose */
		{ "id[]i\xD1\x96]ot", NULL },
		{ "\xD0\xB8\xD0\xB4\xD0\xB8\xD0\xBE\xD1\x82", NULL }, /* Russian */
		{ "idiot|\xD0\xB8\xD0\xB4\xD0\xB8", NULL },
		{ "\\x{43e}idiot", NULL },
		{ "[", NULL },
		{ "\\", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice word = { "", 0 };
		bool found = regex_letters_mixed(slice_from(rows[i].pattern), &word);

		if (found != (rows[i].word != NULL) || (found && !slice_is(word, rows[i].word)))
			fail_msg("%s: %.*s", rows[i].pattern, (int)word.len, word.data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_letters_that_no_text_holds),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_words_of_two_scripts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
