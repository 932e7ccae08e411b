/* test_truths.c - facts about answers by language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "truths.h"

static const language_set sv = 1u << LANGUAGE_SV, de = 1u << LANGUAGE_DE;

static void test_truths(void **state)
{
	const struct truths swedish = { sv, LANGUAGES_ALL & ~sv }, open = { 0, de };

	(void)state;
	assert_int_equal(languages_each(sv), sv);
	assert_int_equal(languages_each(language_bit(LANGUAGE_ANY)), LANGUAGES_ALL);
	assert_int_equal(truths_in(swedish, sv | de), TRUTH_YES);
	assert_int_equal(truths_in(swedish, de), TRUTH_NO);
	assert_int_equal(truths_in(truths_not(swedish), sv), TRUTH_NO);
	assert_int_equal(truths_in(open, sv | de), TRUTH_UNKNOWN);
	assert_int_equal(truths_in(truths_not(open), sv), TRUTH_UNKNOWN); /* nor its opposite */
	assert_int_equal(truths_unknown(open), LANGUAGES_ALL & ~de);
	assert_int_equal(truths_in(truths_both(swedish, open), sv), TRUTH_UNKNOWN);
	assert_int_equal(truths_in(truths_both(swedish, truths_from(TRUTH_NO)), sv), TRUTH_NO);
	assert_int_equal(truths_in(truths_both(swedish, truths_from(TRUTH_YES)), sv), TRUTH_YES);
	assert_int_equal(truths_unknown(truths_from(TRUTH_UNKNOWN)), LANGUAGES_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
