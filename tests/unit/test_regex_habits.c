/* test_regex_habits.c - facts about regexes that are probably not meant as they are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex_habits.h"

static const struct {
	const char *pattern, *code; /* NULL: nothing is wrong */
} rows[] = {
	{ "\\bidiot\\b", NULL },
	{ "idiot*", "regex-star" },
	{ "\\bidiot*\\b", "regex-star" },
	{ "(?:idiot*|fool)", "regex-star" },
	{ "tölp* du", "regex-star" },
	{ "idiot\\w*", NULL },
	{ "no*", NULL },
	{ "lo+l*", NULL },
	{ "idiot*s", NULL }, /* within a word it may be meant */
	{ "idiot\\*", NULL },
	{ "\\bno*", NULL }, /* b belongs to the escape */
	{ "/idiot/i", "regex-slashes" },
	{ "/idiot/", "regex-slashes" },
	{ "/home/user", NULL },
	{ "a/b/", NULL },
	{ "/", NULL },
	{ "//", NULL },
	{ ".*free.*", "regex-rest" },
	{ "free.*?", "regex-rest" },
	{ "free.*money", NULL },
	{ "free\\.*", NULL },
	{ ".*", NULL },
	{ "", NULL },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *code = NULL;
		const char *remedy = regex_habits_find(slice_from(rows[i].pattern), &code);

		if ((remedy != NULL) != (rows[i].code != NULL) ||
		    (code && strcmp(code, rows[i].code) != 0))
			fail_msg("%s: %s", rows[i].pattern, code ? code : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
