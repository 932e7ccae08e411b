/* test_respell.c - facts about slips of the finger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "respell.h"
#include "wordset.h"
#include <stdio.h>

static const char *const wanted[] = { "women", "contempt", "m\xC3\xB6rder", "immigrants",
				      "black", "gays",	   "disgusted" };
static const char *const known[] = { "form", "blakc", "cotempt", "lack" };

static struct respell *respell;

static int setup(void **state)
{
	(void)state;
	respell = respell_new();
	assert_non_null(respell);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct slice word = slice_from(wanted[i]);

		assert_int_equal(respell_learn(respell, word, language_bit(LANGUAGE_SV),
					       RESPELL_AS_IT_STANDS),
				 0);
		assert_int_equal(
			respell_learn(respell, word, language_bit(LANGUAGE_EN), RESPELL_SLIPS), 0);
		assert_int_equal(
			respell_learn(respell, word, language_bit(LANGUAGE_DE), RESPELL_SLIPS), 0);
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(
			respell_learn(respell, slice_from(known[i]),
				      language_bit(LANGUAGE_EN) | language_bit(LANGUAGE_DE),
				      RESPELL_AS_IT_STANDS),
			0);
	assert_int_equal(respell_finish(respell), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	respell = respell_free(respell);
	return 0;
}

static struct slice meant_by(const struct respell *of, const char *written, enum language language)
{
	struct slice word = slice_from(written);

	return respell_meant(of, word, wordset_hash(word), language);
}

static struct slice meant(const char *written, enum language language)
{
	return meant_by(respell, written, language);
}

static const struct {
	const char *written, *meant;
} facts[] = {
	{ "womne", "women" },
	{ "owmen", "women" },
	{ "wmen", "women" },
	{ "contmpt", "contempt" },
	{ "ocntempt", "contempt" },
	{ "m\xC3\xB6rdre", "m\xC3\xB6rder" },
	{ "mrder", "m\xC3\xB6rder" },
	{ "immigarnts", "immigrants" },
	{ "disgutsed", "disgusted" },
	{ "blck", "black" },
	{ "women", "" }, /* no slip at all */
	{ "omen", "" },	 /* the first letter is gone, */
	{ "wome", "" },	 /* the last, */
	{ "womm", "" },	 /* more than one */
	{ "nemow", "" }, /* more than two swapped */
	{ "blakc", "" }, /* a word as it stands */
	{ "cotempt", "" },
	{ "lack", "" },
	{ "back", "" },
	{ "agys", "" }, /* too short */
	{ "", "" },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct slice got = meant(facts[i].written, LANGUAGE_EN);

		if (!slice_is(got, facts[i].meant))
			fail_msg("'%s' was taken for '%.*s'", facts[i].written, (int)got.len,
				 got.data);
	}
}

static void test_languages(void **state)
{
	(void)state;
	assert_true(slice_is(meant("womne", LANGUAGE_DE), "women"));
	assert_true(slice_is(meant("womne", LANGUAGE_SV), ""));
	assert_true(slice_is(meant("womne", LANGUAGE_ANY), ""));
}

static void test_slips_told_from_disguises(void **state)
{
	(void)state;
	assert_true(respell_is_slip(slice_from("womne"), slice_from("women")));
	assert_true(respell_is_slip(slice_from("wmen"), slice_from("women")));
	assert_true(respell_is_slip(slice_from("mrder"), slice_from("m\xC3\xB6rder")));
	assert_true(respell_is_slip(slice_from("mr\xC3\xB6"
					       "der"),
				    slice_from("m\xC3\xB6rder")));
	assert_true(respell_is_slip(slice_from("bl\xC3\xB6\xC3\xA4"),
				    slice_from("bl\xC3\xA4\xC3\xB6")));
	assert_false(respell_is_slip(slice_from("m\xC3\xA4rder"), slice_from("m\xC3\xB6rder")));
	assert_false(respell_is_slip(slice_from("omwen"), slice_from("women")));
	assert_false(respell_is_slip(slice_from("women"), slice_from("women")));
	assert_false(respell_is_slip(slice_from("w0men"), slice_from("women")));
	assert_false(respell_is_slip(slice_from("wommmen"), slice_from("women")));
}

/* Letters that every known word allows prove nothing. */
static void test_what_may_be_a_word_is_none(void **state)
{
	static const char *const words[] = { "sone", "onde", "nder", "soner", "bonder" };
	struct respell *careful = respell_new();

	(void)state;
	assert_non_null(careful);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(respell_learn(careful, slice_from(words[i]),
					       language_bit(LANGUAGE_SV), RESPELL_AS_IT_STANDS),
				 0);
	assert_int_equal(respell_learn(careful, slice_from("sonder"), language_bit(LANGUAGE_SV),
				       RESPELL_SLIPS),
			 0);
	assert_int_equal(respell_finish(careful), 0);
	assert_true(slice_is(meant_by(careful, "snoder", LANGUAGE_SV), "sonder"));
	assert_true(slice_is(meant_by(careful, "soner", LANGUAGE_SV), ""));
	respell_free(careful);
}

static void test_many_words(void **state)
{
	struct respell *many = respell_new();
	char word[32];

	(void)state;
	assert_non_null(many);
	for (int i = 0; i < 5000; i++) {
		snprintf(word, sizeof(word), "%c%c%cwalrus", 'a' + i % 17, 'a' + i / 17 % 17,
			 'a' + i / 289);
		assert_int_equal(respell_learn(many, slice_from(word), language_bit(LANGUAGE_EN),
					       RESPELL_SLIPS),
				 0);
	}
	assert_int_equal(respell_finish(many), 0);
	assert_true(slice_is(meant_by(many, "abcwarlus", LANGUAGE_EN), "abcwalrus"));
	respell_free(many);
}

/* One spelling, which is another word in each of two languages. */
static void test_word_of_each_language(void **state)
{
	static const struct {
		const char *word;
		enum language language;
	} words[] = {
		{ "bl\xC3\xB6"
		  "de",
		  LANGUAGE_DE },
		{ "bl\xC3\xB8"
		  "de",
		  LANGUAGE_DA },
	};
	struct respell *both = respell_new();

	(void)state;
	assert_non_null(both);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(respell_learn(both, slice_from(words[i].word),
					       language_bit(words[i].language), RESPELL_SPELLINGS),
				 0);
	assert_int_equal(respell_finish(both), 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_true(slice_is(meant_by(both, "bloede", words[i].language), words[i].word));
	assert_true(slice_is(meant_by(both, "bloede", LANGUAGE_SV), ""));
	respell_free(both);
}

/* Marks left out, or written as a second letter; an i that was a stroke. */
static void test_spellings(void **state)
{
	static const struct {
		const char *written, *meant;
	} spellings[] = {
		{ "doda", "d\xC3\xB6"
			  "da" },
		{ "doeda", "d\xC3\xB6"
			   "da" },
		{ "sladda", "" },			   /* a word as it stands */
		{ "sla", "" },				   /* too short, */
		{ "slaa", "sl\xC3\xA5" },		   /* but in two letters */
		{ "gar\xC3\xA5t", "g\xC3\xA4r\xC3\xA5t" }, /* one of two */
		{ "g\xC3\xA4rat", "g\xC3\xA4r\xC3\xA5t" },
		{ "garat", "g\xC3\xA4r\xC3\xA5t" },
		{ "gaeraat", "g\xC3\xA4r\xC3\xA5t" },
		{ "gaerat", "" }, /* one way and the other */
		{ "dudda", "" },
		{ "musiims", "muslims" },
		{ "sumlims", "" }, /* slips were not asked for */
	};
	static const char *const words[] = { "d\xC3\xB6"
					     "da",
					     "sl\xC3\xA4"
					     "dda",
					     "sl\xC3\xA5", "g\xC3\xA4r\xC3\xA5t", "muslims" };
	struct respell *marked = respell_new();

	(void)state;
	assert_non_null(marked);
	assert_int_equal(respell_learn(marked, slice_from("sladda"), language_bit(LANGUAGE_SV),
				       RESPELL_AS_IT_STANDS),
			 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(respell_learn(marked, slice_from(words[i]),
					       language_bit(LANGUAGE_SV), RESPELL_SPELLINGS),
				 0);
	assert_int_equal(respell_finish(marked), 0);
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		struct slice got = meant_by(marked, spellings[i].written, LANGUAGE_SV);

		if (!slice_is(got, spellings[i].meant))
			fail_msg("'%s' was taken for '%.*s'", spellings[i].written, (int)got.len,
				 got.data);
	}
	assert_true(slice_is(meant_by(marked, "doda", LANGUAGE_DE), ""));
	respell_free(marked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_slips_told_from_disguises),
		cmocka_unit_test(test_what_may_be_a_word_is_none),
		cmocka_unit_test(test_many_words),
		cmocka_unit_test(test_word_of_each_language),
		cmocka_unit_test(test_spellings),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
