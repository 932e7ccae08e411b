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
	assert_true(regex_gate_suits(&regex, &traits));
	regex.signs |= literal_sign('@');
	assert_false(regex_gate_suits(&regex, &traits));
	assert_false(regex_gate_open(&regex, &traits, slice_from(text)));
	assert_int_equal(regex_gate_read(slice_from("ingen här ~")).signs & ~UINT64_C(1), 0);
}

static bool opens_for(struct compiled_regex regex, const char *text)
{
	static const struct slice literals[] = { { "@", 1 }, { "se", 2 } };
	struct regex_traits traits = regex_gate_read(slice_from(text));

	regex.literals = literals;
	regex.literal_count = 2;
	return regex_gate_open(&regex, &traits, slice_from(text));
}

/* A literal counts where it stands as it does in every match. */
static void test_around(void **state)
{
	const struct compiled_regex behind = { .behind_sign = true };
	const struct compiled_regex before = { .before_digit = true };

	(void)state;
	assert_false(opens_for(behind, "@anna and @per"));
	assert_false(opens_for(behind, "ask\n@anna"));
	assert_true(opens_for(behind, "@anna and per@here"));
	assert_true(opens_for(behind, "å@here"));
	assert_false(opens_for(before, "se the 2 of them @ 5"));
	assert_false(opens_for(before, "1se"));
	assert_true(opens_for(before, "all of it goes to se45 5000"));
	assert_true(opens_for(before, "här å se4"));
	assert_true(opens_for(before, "se\xD9\xA1"));
}

/* Where the engine has found a literal it is not looked for once more; signs are. */
static void test_told(void **state)
{
	const struct slice literal = slice_from("idiot");
	struct compiled_regex regex = { .literals = &literal, .literal_count = 1 };
	const struct slice text = slice_from("idi  ot?");
	struct regex_traits traits = regex_gate_read(text);

	(void)state;
	assert_false(regex_gate_open(&regex, &traits, text));
	regex.told = true;
	assert_true(regex_gate_open(&regex, &traits, text));
	regex.signs = literal_sign('!');
	assert_false(regex_gate_open(&regex, &traits, text));
}

static void test_unbroken(void **state)
{
	const char longest[] = "a 0x52908400098527886e0f7030 b";
	struct compiled_regex regex = { .unbroken = 26 };
	struct regex_traits traits = regex_gate_read(slice_from(longest));

	(void)state;
	assert_true(traits.unbroken >= 26 && traits.unbroken < 26 + 16);
	assert_true(regex_gate_open(&regex, &traits, slice_from(longest)));
	traits = regex_gate_read(slice_from("words of a few letters, and nothing else"));
	assert_false(regex_gate_open(&regex, &traits, slice_from(longest)));
	assert_int_equal(regex_gate_read(slice_from("unbroken")).unbroken, 8);
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
		cmocka_unit_test(test_digits),	 cmocka_unit_test(test_open),
		cmocka_unit_test(test_signs),	 cmocka_unit_test(test_around),
		cmocka_unit_test(test_unbroken), cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
