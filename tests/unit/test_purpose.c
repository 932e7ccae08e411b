/* test_purpose.c - facts about what somebody else wanted. */
#include "context_house.h"

#include "purpose.h"

static const struct house_file files[] = {
	{ "de/language.yaml",
	  "language: de\n"
	  "common: [und, der, die, das, ich, nicht, ein, eine, ist, sind, wer]\n"
	  "negation: [nicht]\n"
	  "intentions: [wollte, wollten, will, wollen]\n"
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

static void test_others_purpose(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "The tyrant wanted to kill all elves", "ascribed" },
		{ "en", "In 1941 the tyrant decided to kill the elves of Europe", "ascribed" },
		{ "en", "They want to hunt elves and nobody talks about it", "ascribed" },
		{ "en", "A monster who wanted to kill all elves", "ascribed" },
		{ "en", "The tyrant's plan was to kill all elves", "ascribed" },
		{ "sv", "Tyrannen ville döda alla alver", "ascribed" },
		{ "sv", "Nu vill han döda alla alver", "ascribed" },
		{ "de", "Die Trolle wollten alle Elfen töten", "ascribed" },
		{ "de", "1941 wollte der König alle Elfen töten", "ascribed" },
		{ "de", "Männer, die alle Elfen töten wollten", "ascribed" },
		{ "de", "Der Troll wollte die Elfen im Land töten", "ascribed" },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_own_purpose(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "I want to kill all elves", NULL },
		{ "en", "We decided to kill all elves", NULL },
		{ "en", "Just want to kill all elves", NULL },
		{ "en", "Want to hunt elves", NULL },
		{ "en", "Now I want to kill all elves", NULL },
		{ "en", "Me and my friends want to kill all elves", NULL },
		{ "en", "I'm one of those who want to kill all elves", NULL },
		{ "en", "Every sane person wants to kill all elves", NULL },
		{ "en", "The tyrant wants us to kill all elves", NULL },
		{ "en", "They want war, so kill all elves", NULL },
		{ "en", "They want war so kill all elves", NULL },
		{ "en", "My brother wants to kill you", NULL },
		{ "sv", "Nu vill jag döda alla alver", NULL },
		{ "sv", "Vill döda alla alver", NULL },
		{ "de", "Ich will alle Elfen töten", NULL },
		{ "de", "Jetzt wollen wir alle Elfen töten", NULL },
		{ "de", "Ihr wisst, dass wir alle Elfen töten wollen", NULL },
		{ "de", "Alle Elfen töten wollen", NULL },
		/* with whom the writer agrees */
		{ "en", "The tyrant wanted to kill all elves, too bad", NULL },
		{ "en", "The tyrant wanted to kill all elves. He was right.", NULL },
		{ "en", "The tyrant wanted to kill all elves. Not a good idea.", "ascribed" },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_others_purpose),
		cmocka_unit_test(test_own_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
