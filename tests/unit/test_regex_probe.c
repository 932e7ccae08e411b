/* test_regex_probe.c - facts about which patterns are too hard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex_probe.h"
#include <stdio.h>

static void test_hard(void **state)
{
	static const char *const patterns[] = {
		/* exponential: what repeats within something that repeats */
		"(a+)+$", "zq(?:\\w+\\s?)+!", "(?:\\w+\\s?)+$", "(?:a|aa)+$", "(?:a*)*b",
		"(?:[a-z]+)*\\d", "(?:\\d+)*x", "(?:\\s*\\w\\s*)*:", "\\b(?:\\w+-?)+\\?",
		"(\\w)(?:\\w*\\1)+z", "(?:(?:a{1,9}){1,9}){1,9}b", "(?:.+)+kill",
		/* their worst texts are of their own words and signs */
		"(?:x+x+)+y", "(?:e+e*)+f", "(?:ab|a|b)*c", "(?:foo|fo|o)+bar", "(?:ä+ä*)+x",
		"(?:🔥+🔥*)+x", "(?:!+!*)+k", "(?:a.*b.*)+c", "(?:[^@]+@?)+\\.",
		"(?:ha)+(?:ha)+(?:ha)+x", "(?:du\\s*|du)+gå",
		/* polynomials: one after the other over the same text */
		"(.*?,){11}P", "(?:.*,){20}x", "\\w*\\w*\\w*=", ".*.*.*=x", "\\s+\\s+\\s+z"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (!regex_probe_is_hard(slice_from(patterns[i])))
			fail_msg("%s is hard", patterns[i]);
}

static void test_not_hard(void **state)
{
	static const char *const patterns[] = {
		"\\bvi vet var (?:du|ni) bor\\b",
		"a+b+",
		"(",
		"\\bfree\\b.{0,60}\\bmoney\\b.{0,60}\\bnow\\b",
		"(?:please|pls).*(?:send|give).*(?:money|cash)",
		"(?:https?://\\S+\\s+)+x",
		"^\\s*(?:\\w+\\s*,\\s*)*\\w+\\s*;$",
		"([^,]*,)*[^,]*;$",
		"\\$\\s*\\d+(?:[.,]\\d+)*\\s*(?:usd)?",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (regex_probe_is_hard(slice_from(patterns[i])))
			fail_msg("%s is not hard", patterns[i]);
}

/* More words, longer ones and more signs than are tried. */
static void test_long_pattern(void **state)
{
	char pattern[4096];
	size_t len = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		len += (size_t)snprintf(pattern + len, sizeof(pattern) - len,
					"w%dordthatislongerthan%s|", i, i % 2 ? "é☠😀" : "any");
	pattern[len - 1] = '\0';
	assert_false(regex_probe_is_hard(slice_from(pattern)));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hard),
					    cmocka_unit_test(test_not_hard),
					    cmocka_unit_test(test_long_pattern) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
