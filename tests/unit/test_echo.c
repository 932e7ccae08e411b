/* test_echo.c - facts about what is asked back, and about one place of several. */
#include "context_house.h"

#include "echo.h"

static const struct house_file files[] = {
	{ "de/language.yaml",
	  "language: de\n"
	  "common: [und, der, die, das, ich, nicht, ein, eine, ist, sind, wer]\n"
	  "negation: [nicht]\n"
	  "bigots: [trolle]\n"
	  "approvals: [ja, genau, gute idee]\n" },
	{ "de/g.yaml",
	  "pack: g\nlanguage: de\nrules:\n"
	  "  - {id: hunt, category: hate, points: 9, words: [\"{alle|die} {elfen|orks} "
	  "{töten|jagen}\", \"{elfen|orks} sind ratten\"], gap: 2" EXAMPLES },
	{ "en/e.yaml",
	  "pack: e\nlanguage: en\nrules:\n"
	  "  - {id: kill, category: hate, points: 9, words: [\"kill {elves|all elves|the elves}\", "
	  "\"want to hunt {elves|orcs}\", \"{elves|orcs} are rats\", \"elves belong in the "
	  "{woods|kitchen}\"]" EXAMPLES
	  "  - {id: you, category: threat, points: 9, words: [\"kill you\"]" EXAMPLES
	  "  - {id: rude, category: insult, points: 8, words: [\"orcs are fools\"]" EXAMPLES },
	{ "sv/s.yaml",
	  "pack: s\nlanguage: sv\nrules:\n"
	  "  - {id: kill, category: hate, points: 9, words: [\"döda alla {alver|troll}\", "
	  "\"alver är råttor\"]" EXAMPLES },
};

static void check(const struct context_fact *facts, size_t count)
{
	context_facts_hold(files, sizeof(files) / sizeof(files[0]), facts, count);
}

static void test_answered(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "Elves are rats? That's disgusting.", "question" },
		{ "en", "So elves are rats now? Nice party.", "question" },
		{ "en", "Kill all elves? Where did you learn that?", "question" },
		{ "sv", "Alver är råttor? Är du klok?", "question" },
		{ "de", "Elfen sind Ratten? So reden nur Trolle.", "question" },
		{ "en", "Elves are rats? They pay your pension.", "question" },
		{ "en", "Elves are rats? My doctor is one.", "question" },
		{ "en", "Elves are rats? Somebody wrote that in the lift, too.", "question" },
		{ "en", "Kill all elves? Hm. That is a lie.", "question" },
		{ "en", "Elves are rats? Not a good idea, and is a lie.", "question" },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_not_answered(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "Elves are rats?", NULL },
		{ "en", "Elves are rats? 😂", NULL },
		{ "en", "Elves are rats. Where did you learn that?", NULL },
		{ "en", "Elves are rats? Yes they are.", NULL },
		{ "en", "Kill all elves? Good idea.", NULL },
		{ "en", "Kill all elves? Always a good idea.", NULL },
		{ "sv", "Alver är råttor? Ja, det är de.", NULL },
		{ "sv", "Döda alla alver? Bra idé.", NULL },
		{ "de", "Elfen sind Ratten? Genau.", NULL },
		{ "en", "Elves are rats? They live off all of it.", NULL },
		/* of the writer himself, of the reader, and an insult */
		{ "en", "I say elves are rats? Nobody can stop it.", NULL },
		{ "en", "Kill you? That is disgusting.", NULL },
		{ "en", "Orcs are fools? That is disgusting.", NULL },
		{ "en", "Have a look in the papers, elves are rats? That is what they write.",
		  NULL },
		{ "en", "Elves are rats? That is disgusting. Elves are rats.", NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_enumerated(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "Elves belong in the kitchen, on the board and in parliament",
		  "about others" },
		{ "en", "Elves belong in the kitchen", NULL },
		{ "en", "Elves belong in the kitchen, on their knees", NULL },
		{ "en",
		  "Elves belong in the kitchen, in this and every other country of ours, and in "
		  "bed",
		  NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answered),
		cmocka_unit_test(test_not_answered),
		cmocka_unit_test(test_enumerated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
