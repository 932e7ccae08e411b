/* test_regex_gate.c - facts about what keeps a regex from being run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex_gate.h"

static void test_digits(void **state)
{
	(void)state;
	assert_int_equal(regex_gate_digits(slice_from("")), 0);
	assert_int_equal(regex_gate_digits(slice_from("no digits in here / : at all, none")), 0);
	assert_int_equal(regex_gate_digits(slice_from("0123456789")), 10);
	assert_int_equal(regex_gate_digits(slice_from("call 070-123 45 67 tonight")), 10);
	assert_int_equal(regex_gate_digits(slice_from("åäö 12 åäöåäöåäöåäö 3")), 3);
	/* Arabic digits count; other characters beyond Latin may */
	assert_true(regex_gate_digits(slice_from("\xD9\xA1\xD9\xA2\xD9\xA3")) >= 3);
}

static bool opens(unsigned digits, const char *sign, const char *text)
{
	const struct slice signs[] = { slice_from("://"), slice_from(sign) };
	const struct compiled_regex regex = { .digits = digits,
					      .signs = signs,
					      .sign_count = *sign ? 2 : 0 };

	return regex_gate_open(&regex, slice_from(text), regex_gate_digits(slice_from(text)));
}

static void test_open(void **state)
{
	(void)state;
	assert_true(opens(0, "", ""));
	assert_true(opens(2, "", "a1b2"));
	assert_false(opens(3, "", "a1b2"));
	assert_true(opens(0, "@", "me@here"));
	assert_true(opens(0, "@", "http://here"));
	assert_false(opens(0, "@", "me at here"));
	assert_false(opens(1, "@", "me@here"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
