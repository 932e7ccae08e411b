/* test_regex_probe.c - facts about which patterns are too hard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex_probe.h"

static void test_facts(void **state)
{
	(void)state;
	assert_true(regex_probe_is_hard(slice_from("(a+)+$")));
	assert_true(regex_probe_is_hard(slice_from("zq(?:\\w+\\s?)+!")));
	assert_false(regex_probe_is_hard(slice_from("\\bvi vet var (?:du|ni) bor\\b")));
	assert_false(regex_probe_is_hard(slice_from("a+b+")));
	assert_false(regex_probe_is_hard(slice_from("(")));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
