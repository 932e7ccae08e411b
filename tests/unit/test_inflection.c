/* test_inflection.c - the tables of endings are in order: the longest first, none twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "inflection.h"
#include <stdlib.h>

/* Those of a byte end with it; the longest come first, none twice. */
static size_t check_byte(const struct inflections *all, unsigned byte)
{
	for (size_t i = all->from[byte]; i < all->from[byte + 1]; i++) {
		const struct inflection *it = &all->items[i];

		assert_int_equal(it->ending_len, strlen(it->ending));
		assert_int_equal(it->instead_len, strlen(it->instead));
		assert_int_equal((unsigned char)it->ending[it->ending_len - 1], byte);
		if (i > all->from[byte])
			assert_true(it->ending_len <= all->items[i - 1].ending_len);
		for (size_t j = all->from[byte]; j < i; j++)
			assert_false(strcmp(it->ending, all->items[j].ending) == 0 &&
				     strcmp(it->instead, all->items[j].instead) == 0);
	}
	return all->from[byte + 1] - all->from[byte];
}

static void test_tables(void **state)
{
	(void)state;
	for (int language = LANGUAGE_SV; language < LANGUAGE_OTHER; language++) {
		struct inflections *all = inflections_new((enum language)language);
		size_t count = 0;

		assert_non_null(all);
		for (unsigned byte = 0; byte < 256; byte++)
			count += check_byte(all, byte);
		assert_true(count > 10);
		assert_int_equal(count, all->from[256]);
		free(all);
	}
}

static void test_languages_without(void **state)
{
	struct inflections *any = inflections_new(LANGUAGE_ANY),
			   *other = inflections_new(LANGUAGE_OTHER);

	(void)state;
	assert_non_null(any);
	assert_non_null(other);
	assert_int_equal(any->from[256], 0);
	assert_int_equal(other->from[256], 0);
	free(any);
	free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_languages_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
