/* test_language.c - names of languages, ours and those that sources use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "language.h"

static const struct {
	const char *name;
	enum language language;
} known[] = {
	{ "sv", LANGUAGE_SV },	  { "nb", LANGUAGE_NB },       { "nn", LANGUAGE_NN },
	{ "da", LANGUAGE_DA },	  { "de", LANGUAGE_DE },       { "en", LANGUAGE_EN },
	{ "und", LANGUAGE_ANY },  { "other", LANGUAGE_OTHER }, { "sv-SE", LANGUAGE_SV },
	{ "de_AT", LANGUAGE_DE }, { "EN", LANGUAGE_EN },       { "en-Latn-GB", LANGUAGE_EN },
	{ "no", LANGUAGE_NB },	  { "no-NO", LANGUAGE_NB },    { "nno", LANGUAGE_NN },
	{ "swe", LANGUAGE_SV },
};

static void test_names(void **state)
{
	enum language language;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		language = LANGUAGE_COUNT;
		assert_true(language_from_name(slice_from(known[i].name), &language));
		assert_int_equal(language, known[i].language);
	}
}

static void test_unknown(void **state)
{
	static const char *const unknown[] = { "", "-", "s", "svx", "fi", "swedish", "sv ", "-sv" };
	enum language language = LANGUAGE_DA;

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_false(language_from_name(slice_from(unknown[i]), &language));
	assert_int_equal(language, LANGUAGE_DA);
}

static void test_round_trip(void **state)
{
	(void)state;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		enum language language;
		assert_true(
			language_from_name(slice_from(language_name((enum language)i)), &language));
		assert_int_equal(language, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
