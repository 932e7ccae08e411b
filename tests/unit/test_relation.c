/* test_relation.c - facts about of whom something is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "relation.h"
#include "rules_house.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const struct house_file files[] = {
	{ "da/language.yaml", "language: da\n"
			      "common: [og, det, er, jeg, ikke, der, dem, folk]\n"
			      "hostility: [hader, slår]\n"
			      "beliefs: [mener]\n"
			      "lies: [løgnen]\n"
			      "bigots: [nazisterne]\n" },
	{ "da/d.yaml", "pack: d\nlanguage: da\nrules:\n"
		       "  - {id: rats, category: hate, points: 9, words: [\"{elvere|zwerge} er "
		       "{rotter|klamme}\", er elvere rotter]" EXAMPLES },
	{ "de/language.yaml",
	  "language: de\n"
	  "common: [und, der, die, das, ich, nicht, ein, eine, ist, sind, wer]\n"
	  "hostility: [hass*, angriff*, angreif*, verachten]\n"
	  "beliefs: [denkt, denke, denken]\n"
	  "lies: [lüge]\n"
	  "bigots: [nazis]\n" },
	{ "de/g.yaml",
	  "pack: g\nlanguage: de\nrules:\n"
	  "  - {id: rats, category: hate, points: 9, words: [\"{elfen|orks} {sind|seien|"
	  "gehören|ist} {ratten|dreckig|weg|übel}\"], gap: 4" EXAMPLES },
	{ "en/e.yaml",
	  "pack: e\nlanguage: en\nrules:\n"
	  "  - {id: rats, category: hate, points: 9, words: [\"{elves|elves'|orcs} {are|is} "
	  "{rats|vile|dirty}\", knurfs, \"i hate {elves|orcs}\"], gap: 3" EXAMPLES },
};

static struct arena arena;
static struct verdict verdict;

/* The reason for which the text goes to a person; NULL: it is hidden. */
static const char *reason_of(struct judge *judge, const char *lang, const char *text)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from(lang) };
	struct error error = { 0 };

	arena_reset(&arena);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	if (verdict.match_count == 0)
		fail_msg("'%s': nothing is found", text);
	if (verdict.action == ACTION_HIDE)
		return NULL;
	return verdict.matches[0].context ? verdict.matches[0].context : "no reason";
}

struct fact {
	const char *lang, *text, *reason;
};

static void check(const struct fact *facts, size_t count)
{
	struct judge *judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));

	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < count; i++) {
		const char *got = reason_of(judge, facts[i].lang, facts[i].text);

		if ((got != NULL) != (facts[i].reason != NULL) ||
		    (got && strcmp(got, facts[i].reason) != 0))
			fail_msg("'%s': %s", facts[i].text, got ? got : "hidden");
	}
	arena_done(&arena);
	judge_free(judge);
}

#define OTHERS "about others"

static void test_of_others(void **state)
{
	static const struct fact facts[] = {
		{ "en", "Attacks on elves are vile", OTHERS },
		{ "en", "Attacks on my poor elves are vile", OTHERS },
		{ "en", "Attacks on trolls, dwarfs and elves are vile", OTHERS },
		{ "en", "Attacks are vile. Elves are rats", NULL },
		{ "en", "No more attacks, elves are rats", NULL },
		{ "en", "I attack on elves are vile", NULL },
		{ "en", "Attacks on elves, they are rats", NULL },
		{ "en", "Posters against elves are vile", OTHERS },
		{ "en", "I am against elves who are vile", NULL },
		{ "en", "We stand against elves, elves are vile", NULL },
		{ "en", "Those who set dogs on elves are vile", OTHERS },
		{ "en", "Look at elves are vile", NULL },
		{ "en", "People who hate elves are rats", OTHERS },
		{ "en", "Anyone who burns a mosque and hates elves is vile", OTHERS },
		{ "en", "Anyone who still hates these elves is vile", OTHERS },
		{ "en", "People who love elves are rats", NULL },
		{ "en", "Orcs who hate elves are rats", NULL },
		{ "en", "Orcs in town who hate elves are rats", NULL },
		{ "en", "They hate us, elves are rats", NULL },
		{ "en", "To hate elves is vile", OTHERS },
		{ "en", "Hating elves is vile", OTHERS },
		{ "en", "People hating elves are rats", OTHERS },
		{ "en", "We are hating elves are rats", NULL },
		{ "en", "I hate how elves are treated", OTHERS },
		{ "en", "I hate these elves", NULL },
		{ "en", "The flats of elves are dirty", OTHERS },
		{ "en", "The treatment of elves is vile", OTHERS },
		{ "en", "Groups of elves are rats", NULL },
		{ "en", "Waves of elves are rats", NULL },
		{ "en", "Generations of elves are rats", NULL },
		{ "en", "The children of elves are rats", NULL },
		{ "en", "The likes of elves are rats", NULL },
		{ "en", "A caravan of elves are rats", NULL },
		{ "en", "Friends of elves are rats", OTHERS },
		{ "en", "The majority of elves are dirty", NULL },
		{ "en", "Sick of elves are dirty", NULL },
		{ "en", "Elves' flats are dirty", OTHERS },
		{ "en", "Elves' are dirty", NULL },
		{ "en", "Attacks on knurfs", NULL },
		{ "en", "Films about elves are vile", OTHERS },
		{ "en", "Films about all these elves are vile", OTHERS },
		{ "en", "Films about elves and orcs are vile", OTHERS },
		{ "en", "The truth about elves is that they are rats", NULL },
		{ "en", "Talks with elves who are vile", NULL },
		{ "en", "Films about town, elves are vile", NULL },
		{ "en", "About elves are rats", NULL },
		{ "en", "90 % of elves are rats", NULL },
		{ "en", "Nine in ten of all elves are rats", NULL },
		{ "en", "Tired of elves are rats", NULL },
		{ "en", "For elves rats are dirty", OTHERS },
		{ "da", "Folk der hader elvere er rotter", OTHERS },
		{ "da", "Elvere er rotter", NULL },
		{ "da", "Filmen om elvere er klamme", OTHERS },
		{ "da", "Langt de fleste af elvere er klamme", NULL },
		{ "da", "Jeg siger om dem at elvere er klamme", NULL },
		{ "da", "Smid dem ud for elvere er klamme", NULL },
		{ "de", "Der Hass auf Elfen ist übel", OTHERS },
		{ "de", "Leute, die Elfen hassen, sind Ratten", OTHERS },
		{ "de", "Leute die Elfen immer noch verachten sind Ratten", OTHERS },
		{ "de", "Wer Elfen angreift, gehört weg. Elfen sind Ratten", NULL },
		{ "de", "Wer Elfen angreift, ist übel", OTHERS },
		{ "de", "Die Elfen hassen uns und sind Ratten", NULL },
		{ "de", "Orks, die Elfen hassen, sind Ratten", NULL },
		{ "de", "Elfen zu hassen ist übel", OTHERS },
		{ "de", "Filme über Elfen sind übel", OTHERS },
		{ "de", "Filme über Elfen und Orks sind übel", OTHERS },
		{ "de", "hört mal zu elfen sind ratten", NULL },
		{ "de", "Neun Prozent von Elfen sind Ratten", NULL },
		{ "de", "Die Häuser der Elfen sind dreckig", OTHERS },
		{ "de", "Die Mehrheit der Elfen sind dreckig", NULL },
		{ "de", "Für Elfen sind die Häuser dreckig", OTHERS },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_ascribed(void **state)
{
	static const struct fact facts[] = {
		{ "en", "The lie that elves are rats", "ascribed" },
		{ "en", "The lie about them that elves are rats", "ascribed" },
		{ "en", "A lie, elves are rats", NULL },
		{ "en", "Trolls think that elves are rats", "ascribed" },
		{ "en", "He thinks elves are rats", "ascribed" },
		{ "en", "I think that elves are rats", NULL },
		{ "en", "My uncle thinks that elves are rats", "ascribed" },
		{ "en", "My belief that elves are rats", NULL },
		{ "en", "Everybody thinks that elves are rats", NULL },
		{ "en", "Think that elves are rats", NULL },
		{ "en", "If you think that elves are rats", "ascribed" },
		{ "en", "You think that elves are rats", NULL },
		{ "en", "To think that elves are rats", "ascribed" },
		{ "en", "I don't for one second think that elves are rats", "ascribed" },
		{ "en", "He thinks, elves are rats", "ascribed" },
		{ "da", "Nogle i huset mener at elvere er rotter", "ascribed" },
		{ "da", "Det mener jeg at elvere er rotter", NULL },
		{ "da", "For nazisterne er elvere rotter", "ascribed" },
		{ "da", "For mig er elvere rotter", NULL },
		{ "de", "Die Lüge, Elfen seien Ratten", "ascribed" },
		{ "de", "Ich denke, Elfen sind Ratten", NULL },
		{ "de", "Er denkt, dass Elfen Ratten sind und Elfen sind Ratten", NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_others),
		cmocka_unit_test(test_ascribed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
