/* test_regex_gate.c - facts about what keeps a regex from being run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "literal.h"
#include "regex_gate.h"

static size_t digits_of(struct slice text)
{
	return regex_gate_read(text).digits;
}

static void test_digits(void **state)
{
	(void)state;
	assert_int_equal(digits_of(slice_from("")), 0);
	assert_int_equal(digits_of(slice_from("no digits in here / : at all, none")), 0);
	assert_int_equal(digits_of(slice_from("0123456789")), 10);
	assert_int_equal(digits_of(slice_from("call 070-123 45 67 tonight")), 10);
	assert_int_equal(digits_of(slice_from("åäö 12 åäöåäöåäöåäö 3")), 3);
	/* Arabic digits count; other characters beyond Latin may */
	assert_true(digits_of(slice_from("\xD9\xA1\xD9\xA2\xD9\xA3")) >= 3);
}

static bool opens(unsigned digits, const char *literal, const char *text)
{
	const struct slice literals[] = { slice_from("://"), slice_from(literal) };
	const struct compiled_regex regex = { .digits = digits,
					      .literals = literals,
					      .literal_count = *literal ? 2 : 0 };
	struct regex_traits traits = regex_gate_read(slice_from(text));

	return regex_gate_open(&regex, &traits, slice_from(text));
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
	assert_false(opens(0, "me@", "he@me"));
}

/* All signs of a regex must stand in the text. */
static void test_signs(void **state)
{
	const char text[] = "who are you? #1";
	struct compiled_regex regex = { .signs = literal_sign('?') };
	struct regex_traits traits = regex_gate_read(slice_from(text));

	(void)state;
	assert_true(regex_gate_open(&regex, &traits, slice_from(text)));
	regex.signs |= literal_sign('#') | literal_sign('1');
	assert_true(regex_gate_open(&regex, &traits, slice_from(text)));
	regex.signs |= literal_sign('@');
	assert_false(regex_gate_open(&regex, &traits, slice_from(text)));
	assert_int_equal(regex_gate_read(slice_from("ingen här ~")).signs & ~UINT64_C(1), 0);
}

static void test_narrow(void **state)
{
	struct compiled_regex regex = { .signs = literal_sign(',') | literal_sign('?') };

	(void)state;
	assert_false(regex_gate_is_narrow(&regex));
	regex.signs |= literal_sign('@');
	assert_true(regex_gate_is_narrow(&regex));
	regex = (struct compiled_regex){ .digits = 1 };
	assert_true(regex_gate_is_narrow(&regex));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
