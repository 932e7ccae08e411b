/* test_inflection.c - the tables of endings are in order: the longest first, none twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "inflection.h"

static size_t check_table(const struct inflection *table)
{
	size_t count = 0;

	for (; table[count].ending; count++) {
		const struct inflection *it = &table[count];
		assert_int_equal(it->ending_len, strlen(it->ending));
		assert_int_equal(it->instead_len, strlen(it->instead));
		assert_true(it->ending_len > 0);
		if (count > 0)
			assert_true(it->ending_len <= it[-1].ending_len);
		for (size_t i = 0; i < count; i++)
			assert_false(strcmp(it->ending, table[i].ending) == 0 &&
				     strcmp(it->instead, table[i].instead) == 0);
	}
	return count;
}

static void test_tables(void **state)
{
	(void)state;
	for (int language = LANGUAGE_SV; language < LANGUAGE_OTHER; language++)
		assert_true(check_table(inflections_of((enum language)language)) > 10);
}

static void test_languages_without(void **state)
{
	(void)state;
	assert_null(inflections_of(LANGUAGE_ANY));
	assert_null(inflections_of(LANGUAGE_OTHER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_languages_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
