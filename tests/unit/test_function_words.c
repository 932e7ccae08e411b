/* test_function_words.c - facts about words that tell nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "function_words.h"

static void some(void **state)
{
	static const char *const empty[] = { "the", "och",  "ikke", "nicht", "für",  "på",
					     "a",   "även", "über", "don't", "ikkje" };
	static const char *const full[] = { "",	       "boycott", "th",	    "thee",
					    "skandal", "zzz",	  "refund", "å" };
	(void)state;

	for (unsigned i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		assert_true(function_word(slice_from(empty[i])));
	for (unsigned i = 0; i < sizeof(full) / sizeof(full[0]); i++)
		assert_false(function_word(slice_from(full[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(some) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
