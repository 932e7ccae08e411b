/* test_terminal.c - facts about what a stranger's text may do to a terminal: nothing. */
#include "facts.h"

#include "terminal.h"

#define BAD "\xef\xbf\xbd"

static const struct {
	const char *text, *printed;
} facts[] = {
	{ "", "" },
	{ "Får jag pengarna åter? 🙂", "Får jag pengarna åter? 🙂" },
	{ "two\r\nlines\tand\xe2\x80\xa8more", "two  lines and more" },
	{ "\x1b]0;title\a\x1b[2Jgone", BAD "]0;title" BAD BAD "[2Jgone" },
	{ "\x7f\xc2\x9b"
	  "31m",
	  BAD BAD "31m" }, /* DEL; CSI in one code point */
	{ "a\xe2\x80\xae"
	  "b\xe2\x81\xa9"
	  "c",
	  "a" BAD "b" BAD "c" }, /* right to left, isolates */
	{ "\xff\xc3", BAD BAD },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		char *printed = NULL;
		size_t len;
		FILE *to = open_memstream(&printed, &len);

		assert_non_null(to);
		terminal_print(to, slice_from(facts[i].text));
		fclose(to);
		assert_string_equal(printed, facts[i].printed);
		free(printed);
	}
}

static void test_minute(void **state)
{
	char *printed = NULL;
	size_t len;
	FILE *to = open_memstream(&printed, &len);

	(void)state;
	assert_non_null(to);
	terminal_print_minute(to, INT64_C(1795999999000000));
	fclose(to);
	assert_string_equal(printed, "2026-11-30 00:53 UTC");
	free(printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts),
					    cmocka_unit_test(test_minute) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
