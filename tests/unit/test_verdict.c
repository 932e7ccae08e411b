/* test_verdict.c - names of categories, actions, polarities and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "verdict.h"

static void test_names(void **state)
{
	enum category category = CATEGORY_SPAM;

	(void)state;
	for (int i = 0; i < CATEGORY_COUNT; i++) {
		assert_true(
			category_from_name(slice_from(category_name((enum category)i)), &category));
		assert_int_equal(category, i);
	}
	assert_string_equal(category_name(CATEGORY_SELFHARM), "selfharm");
	assert_string_equal(category_name(CATEGORY_PRIVATE), "private");
	assert_string_equal(action_name(ACTION_REVIEW), "review");
	assert_string_equal(polarity_name(POLARITY_NEUTRAL), "neutral");
	assert_string_equal(form_name(FORM_LOOSE), "loose");
}

static void test_unknown(void **state)
{
	enum category category = CATEGORY_SPAM;

	(void)state;
	assert_false(category_from_name(slice_from("Threat"), &category));
	assert_false(category_from_name(slice_from("threats"), &category));
	assert_false(category_from_name(slice_from(""), &category));
	assert_int_equal(category, CATEGORY_SPAM);
}

static void test_polarity_by_name(void **state)
{
	enum polarity polarity = POLARITY_NEUTRAL;

	(void)state;
	assert_true(polarity_from_name(slice_from("pos"), &polarity));
	assert_int_equal(polarity, POLARITY_POSITIVE);
	assert_true(polarity_from_name(slice_from("Negative"), &polarity));
	assert_int_equal(polarity, POLARITY_NEGATIVE);
	assert_false(polarity_from_name(slice_from("posi"), &polarity));
	assert_false(polarity_from_name(slice_from("bad"), &polarity));
	assert_false(polarity_from_name(slice_from(""), &polarity));
	assert_int_equal(polarity, POLARITY_NEGATIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_polarity_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
