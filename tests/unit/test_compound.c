/* test_compound.c - facts about which words are compounds with a stem, by language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "compound.h"
#include "vocabulary.h"
#include <stdio.h>

/* Known words of each language; everyday words are not told apart here. */
static const struct {
	enum language language;
	const char *words;
} known[] = {
	{ LANGUAGE_SV, "politiker kärring gubbe barn jubel vänster föra klar kvinna hand häst" },
	{ LANGUAGE_NB, "politiker barn off skole synd unge kvinne" },
	{ LANGUAGE_DA, "politiker barn møg kvalitet syn unge mand" },
	{ LANGUAGE_DE, "verein volk partei schule kind gesicht stoff druck haus politik" },
	{ LANGUAGE_EN, "head bag" },
};

static struct vocabulary *vocabularies[LANGUAGE_COUNT];
static struct compounds compounds;

static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *at = known[i].words;
		struct vocabulary *words = vocabulary_new(true);

		assert_non_null(words);
		vocabularies[known[i].language] = words;
		compounds.known[known[i].language] = words;
		for (size_t len; *at; at += len + (at[len] == ' ')) {
			len = strcspn(at, " ");
			assert_int_equal(
				vocabulary_add(words, (struct slice){ at, len }, VOCABULARY_WHOLE),
				0);
		}
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		vocabularies[i] = vocabulary_free(vocabularies[i]);
	return 0;
}

/* `entry` as in a rule; those before the bar are found, those behind are not. */
static const struct {
	enum language language;
	const char *entry, *words;
} facts[] = {
	{ LANGUAGE_SV, "+idiot",
	  "idiot idioten idioternas jubelidioter vänsteridiot | idiotpolitiker" },
	{ LANGUAGE_SV, "idiot+", "idiot idioter idiotpolitikern | jubelidiot idiotisk idiotiska" },
	{ LANGUAGE_SV, "fitt+", "fitta fittor fittkärring | fittja utfittad" },
	{ LANGUAGE_SV, "+jävel", "gubbjävel barnjäveln svennejävel hästjävel | djävel" },
	{ LANGUAGE_SV, "+jävlar+", "politikerjävlarna jävlar | djävlar" },
	{ LANGUAGE_SV, "+svin", "svin svinet politikersvin | försvinn försvinna svindlare" },
	{ LANGUAGE_SV, "+luder+", "luder barnluder luderkärring | inkluderar konkludera" },
	{ LANGUAGE_SV, "+hora+", "hora horan kvinnohora | horatio anchorage" },
	{ LANGUAGE_NB, "+hore+", "hore horer horeunge skolehore | offshore horete" },
	{ LANGUAGE_NB, "neger+", "neger negerbarn negerunger | negerende negerisk" },
	{ LANGUAGE_NB, "+fitte", "fitter syndefitte | profitten" },
	{ LANGUAGE_DA, "+svin", "møgsvin mandesvinet | kvalitetsvin forsvinde" },
	{ LANGUAGE_DA, "perker+", "perkerne perkerunger perkerpolitiker | superperker" },
	{ LANGUAGE_DE, "+idiot+", "vereinsidiotin idiotenverein schulidiot | idiotisch idiotie" },
	{ LANGUAGE_DE, "+hure+", "hure huren hurenkind volkshure | schure hureka mandschurei" },
	{ LANGUAGE_DE, "+arsch", "arsch parteiarsch | marsch aufmarsch warschau verarsch" },
	{ LANGUAGE_DE, "+verräter", "verräterin volksverrätern | verräterisch verräterei" },
	{ LANGUAGE_DE, "+rape+", "rape | drapeau therapeut" },
	{ LANGUAGE_EN, "shit+", "shit shithead shits | shiitake shitting" },
	{ LANGUAGE_ANY, "+idiot+", "jubelidiot idiotenverein | idiotisch" },
};

static void check_fact(enum language language, const char *entry, struct slice word, bool wanted)
{
	size_t len = strlen(entry);
	bool before = entry[0] == '+', behind = entry[len - 1] == '+';
	struct slice stem = { entry + before, len - before - behind };

	compounds.languages = language_bit(language);
	if (compound_holds(&compounds, stem, before, behind, word) != wanted)
		fail_msg("%s %s '%.*s'", entry, wanted ? "does not find" : "finds", (int)word.len,
			 word.data);
}

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const char *at = facts[i].words;
		bool wanted = true;

		for (size_t len; *at; at += len + (at[len] == ' ')) {
			len = strcspn(at, " ");
			if (at[0] == '|')
				wanted = false;
			else
				check_fact(facts[i].language, facts[i].entry,
					   (struct slice){ at, len }, wanted);
		}
	}
}

/* Without a vocabulary only the stem itself is left; odd words do no harm. */
static void test_edges(void **state)
{
	char longest[400];

	(void)state;
	memset(longest, 'i', sizeof(longest));
	assert_true(compound_holds(NULL, slice_from("idiot"), true, true, slice_from("idiot")));
	assert_false(compound_holds(NULL, slice_from("idiot"), true, true, slice_from("idioten")));
	check_fact(LANGUAGE_DE, "+idiot+", slice_from(""), false);
	check_fact(LANGUAGE_DE, "+idiot+", (struct slice){ longest, sizeof(longest) }, false);
	check_fact(LANGUAGE_DE, "+idiot+", slice_from("\xC3\xB6idiot\xC3\xB6"), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
