/* test_spelling.c - facts about words written by those who have not all of their letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "spelling.h"
#include "wordset.h"

static const struct {
	const char *written, *meant;
} spellings[] = {
	{ "doda", "döda" },	{ "doeda", "döda" },	  { "slaar", "slår" },
	{ "garåt", "gäråt" },	{ "gärat", "gäråt" },	  { "garat", "gäråt" },
	{ "gaeraat", "gäråt" }, { "fuehrer", "führer" }, { "draeber", "dræber" },
	{ "musiims", "muslims" },
}, none[] = {
	{ "dodo", "döda" },   { "dod", "döda" },     { "dodaa", "döda" },  { "duda", "döda" },
	{ "döda", "doda" },   { "möslims", "muslims" }, { "fühler", "führer" }, { "", "döda" },
	{ "musilms", "muslims" },
};

struct wanted {
	uint64_t hash;
	bool found;
};

static int note(void *context, uint64_t hash)
{
	struct wanted *wanted = context;

	wanted->found |= hash == wanted->hash;
	return 0;
}

static bool is_given(const char *written, const char *meant)
{
	struct wanted wanted = { wordset_hash(slice_from(written)), false };

	assert_int_equal(spelling_each(slice_from(meant), note, &wanted), 0);
	return wanted.found;
}

static void test_each_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		struct slice written = slice_from(spellings[i].written);

		if (!spelling_is_of(written, slice_from(spellings[i].meant)) ||
		    !is_given(spellings[i].written, spellings[i].meant))
			fail_msg("'%s' is not told", spellings[i].written);
	}
}

static void test_others_are_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (spelling_is_of(slice_from(none[i].written), slice_from(none[i].meant)) ||
		    is_given(none[i].written, none[i].meant))
			fail_msg("'%s' was taken for '%s'", none[i].written, none[i].meant);
	assert_false(is_given("döda", "döda"));
}

static int stop(void *context, uint64_t hash)
{
	(void)hash;
	return --*(int *)context == 0 ? -7 : 0;
}

static void test_the_walk_ends_when_told(void **state)
{
	int left = 2;

	(void)state;
	assert_int_equal(spelling_each(slice_from("gäråt"), stop, &left), -7);
	assert_int_equal(left, 0);
}

static void test_bare_words(void **state)
{
	(void)state;
	assert_true(spelling_is_bare(slice_from("doda"), slice_from("döda")));
	assert_true(spelling_is_bare(slice_from("d0da"), slice_from("döda")));
	assert_false(spelling_is_bare(slice_from("doeda"), slice_from("döda")));
	assert_false(spelling_is_bare(slice_from("död4"), slice_from("döda")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_told),
		cmocka_unit_test(test_others_are_not),
		cmocka_unit_test(test_the_walk_ends_when_told),
		cmocka_unit_test(test_bare_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
