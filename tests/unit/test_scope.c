/* test_scope.c - facts about whose rules a comment is judged by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include "scope.h"

static enum language language(const char *name)
{
	enum language found = LANGUAGE_ANY;

	if (*name)
		assert_true(language_from_name(slice_from(name), &found));
	return found;
}

static language_set set_of(const char *names)
{
	language_set set = 0;

	for (; *names; names += 2 + (names[2] == ' '))
		set |= language_bit(language((char[]){ names[0], names[1], '\0' }));
	return set;
}

static const struct {
	enum language guess;
	uint32_t confidence;
	const char *hint, *text, *full, *unsure, *faint;
	const char *beside; /* NULL: nothing */
} facts[] = {
	{ LANGUAGE_SV, 950, "", "det är bra", "sv", "", "", NULL },
	{ LANGUAGE_NB, 950, "", "det er bra", "nb nn", "", "", NULL },
	{ LANGUAGE_NN, 950, "", "det er bra", "nb nn", "", "", NULL },
	{ LANGUAGE_EN, 500, "", "it is", "en", "", "", NULL },
	{ LANGUAGE_NB, 500, "", "det er bra", "nb nn", "sv da", "en", NULL },
	{ LANGUAGE_NB, 750, "", "det er bra", "nb nn", "sv da", "", NULL },
	{ LANGUAGE_NB, 500, "nb", "det er bra", "nb nn", "sv da", "", NULL },
	{ LANGUAGE_SV, 500, "", "det är bra", "sv", "", "", NULL }, /* no neighbour has an ä */
	{ LANGUAGE_DA, 500, "", "det gør", "da", "nb nn", "", NULL },
	{ LANGUAGE_DA, 500, "en", "kys", "da", "sv nb nn en", "", NULL },
	{ LANGUAGE_DA, 900, "en", "kys mig", "da", "", "", NULL },
	{ LANGUAGE_ANY, 0, "", "dö hora", "", "sv de", "", NULL },
	{ LANGUAGE_ANY, 0, "", "hora", "", "sv nb nn da de en", "", NULL },
	{ LANGUAGE_ANY, 0, "sv", "hora", "sv", "nb nn da de en", "", NULL },
	{ LANGUAGE_ANY, 0, "en", "dö", "", "sv de", "",
	  NULL }, /* the letters contradict the hint */
	{ LANGUAGE_ANY, 0, "", "äø", "", "sv nb nn da de en", "", NULL }, /* and here each other */
	{ LANGUAGE_OTHER, 900, "", "bonjour", "", "", "", NULL },
	/* a run of words in another */
	{ LANGUAGE_EN, 950, "", "thanks. ihr", "en", "de", "", "de" },
	{ LANGUAGE_EN, 950, "", "thanks. det er", "en", "sv nb nn da", "", "da" },
	{ LANGUAGE_SV, 950, "", "tack. they", "sv", "", "en", "en" }, /* names and titles are */
	{ LANGUAGE_OTHER, 1000, "", "merci. they", "", "", "en", "en" },
};

static void test_scope_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct language_guess guess = {
			.language = facts[i].guess,
			.confidence = facts[i].confidence,
			.beside = facts[i].beside ? set_of(facts[i].beside) : 0,
		};
		struct scope scope =
			scope_of(guess, language(facts[i].hint), slice_from(facts[i].text));

		if (scope.full != set_of(facts[i].full) ||
		    scope.unsure != set_of(facts[i].unsure) ||
		    scope.faint != set_of(facts[i].faint))
			fail_msg("fact %zu (%s): full %x, unsure %x, faint %x", i, facts[i].text,
				 scope.full, scope.unsure, scope.faint);
	}
}

static enum scope_find find(const struct ruleset *ruleset, const char *text, size_t last,
			    language_set languages)
{
	const struct scope scope = { .full = language_bit(LANGUAGE_SV),
				     .unsure = language_bit(LANGUAGE_EN) };
	struct word words[8];
	const struct word_view view = { .text = slice_from(text),
					.words = words,
					.count = words_split(slice_from(text), words, 8) };

	return scope_judge(&scope, ruleset, languages, &view, 0, last);
}

static void test_what_finds_count(void **state)
{
	struct judge *judge = house_judge("sv/p.yaml", "pack: p\nlanguage: sv\nrules: []\n");
	const struct ruleset *ruleset = judge_ruleset(judge);
	const language_set sv = language_bit(LANGUAGE_SV), en = language_bit(LANGUAGE_EN);

	(void)state;
	assert_int_equal(find(ruleset, "slut", 0, sv), SCOPE_SURE);
	assert_int_equal(find(ruleset, "apan", 0, language_bit(LANGUAGE_ANY)), SCOPE_SURE);
	assert_int_equal(find(ruleset, "apan", 0, language_bit(LANGUAGE_DE)), SCOPE_NOT);
	assert_int_equal(find(ruleset, "slut", 0, en), SCOPE_NOT);    /* everyday Swedish */
	assert_int_equal(find(ruleset, "cunt", 0, en), SCOPE_UNSURE); /* short */
	assert_int_equal(find(ruleset, "wanker", 0, en), SCOPE_SURE);
	assert_int_equal(find(ruleset, "slut you", 1, en), SCOPE_SURE); /* two words */
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scope_of),
		cmocka_unit_test(test_what_finds_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
