/* test_builder_plural.c - facts about the forms of a compound's last word that +word finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include <stdio.h>

static const struct {
	const char *language, *words, *text;
	bool found;
} facts[] = {
	{ "sv", "[+skola]", "alla skolor", true },
	{ "sv", "[+skola]", "alla skolorna", true },
	{ "sv", "[+skola]", "alla skolan", true },
	{ "sv", "[+skola]", "alla bilskolor", true },
	{ "sv", "[+skola, bil]", "alla bilskolornas", true },
	{ "sv", "[+skola]", "alla skolorx", false },
	{ "sv", "[skola]", "alla skolor", false },  /* no plus */
	{ "sv", "[skola+]", "alla skolor", false }, /* what stands first has no plural */
	{ "sv", "[\"*skola\"]", "alla skolor", false },
	{ "sv", "[\"din +gubbe\"]", "din gubbar", true }, /* beside others of a phrase, too */
	{ "sv", "[\"din {+gubbe|svin}\"]", "din gubbar", true },
	{ "sv", "[+nyckel, bil]", "hans bilnycklar", true },
	{ "nb", "[+nøkkel]", "hans nøkler", true }, /* of two consonants one is left */
	{ "nb", "[+nøkkel]", "hans nøkkler", false },
	{ "nn", "[+skule]", "hans skulane", true },
	{ "da", "[+skole]", "hans skolerne", true },
	{ "en", "[+pussy]", "his pussies", true },
	{ "de", "[+mann]", "seine männer", false }, /* another vowel is another word */
	{ "en", "[+skola]", "his skolor", false },
	{ "[sv, en, de]", "[+skola]", "alla skolor", false }, /* of so many it may be anything */
};

static void test_facts(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const char *language = facts[i].language;
		const struct comment comment = {
			.text = slice_from(facts[i].text),
			.lang = slice_from(language[0] == '[' ? "sv" : language),
		};
		struct verdict verdict;
		struct error error = { 0 };
		struct judge *judge;
		char pack[512];

		snprintf(pack, sizeof(pack),
			 "pack: p\nlanguage: %s\nrules:\n  - {id: a, category: insult, points: 9, "
			 "words: %s, hit: [a], miss: [b]}\n",
			 language, facts[i].words);
		judge = house_judge("common/p.yaml", pack);
		arena_reset(&arena);
		assert_int_equal(judge_comment(judge, &comment, &judge_terms_default, &arena,
					       &verdict, &error),
				 0);
		if ((verdict.match_count > 0) != facts[i].found)
			fail_msg("%s %s in '%s'", language, facts[i].words, facts[i].text);
		judge_free(judge);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
