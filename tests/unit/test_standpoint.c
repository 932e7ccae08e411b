/* test_standpoint.c - facts about by whose lights a group is so. */
#include "context_house.h"

#include "standpoint.h"

static const struct house_file files[] = {
	{ "de/language.yaml", "language: de\n"
			      "common: [und, der, die, das, ich, nicht, sind, wer, euch, so]\n"
			      "negation: [nicht]\nmessages: [brief]\n" },
	{ "de/g.yaml", "pack: g\nlanguage: de\nrules:\n"
		       "  - {id: vile, category: hate, points: 9, words: [\"{elfen|orks} sind "
		       "{nichts wert|ratten}\", \"sind {elfen|orks} ratten\"], gap: 3" EXAMPLES },
	{ "en/e.yaml",
	  "pack: e\nlanguage: en\nrules:\n"
	  "  - {id: vile, category: hate, points: 9, words: [\"{elves|orcs} are "
	  "{rats|nothing|a threat}\"]" EXAMPLES
	  "  - {id: you, category: threat, points: 9, words: [\"kill you\"]" EXAMPLES },
	{ "sv/s.yaml",
	  "pack: s\nlanguage: sv\nrules:\n"
	  "  - {id: vile, category: hate, points: 9, words: [\"{alver|troll} är "
	  "råttor\", \"är {alver|troll} råttor\", \"hatar {alver|troll}\"], gap: 2" EXAMPLES },
};

static void check(const struct context_fact *facts, size_t count)
{
	context_facts_hold(files, sizeof(files) / sizeof(files[0]), facts, count);
}

static void test_beholder(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "Elves are nothing to you", "ascribed" },
		{ "en", "To the council, elves are rats", "ascribed" },
		{ "en", "In your eyes elves are rats", "ascribed" },
		{ "de", "Elfen sind euch wohl nichts wert", "ascribed" },
		{ "de", "Sind Elfen für euch Ratten", "ascribed" },
		{ "sv", "För er är alver råttor", "ascribed" },
		/* the writer's own view, and a warning */
		{ "en", "Elves are nothing to me", NULL },
		{ "en", "Elves are a threat to you", NULL },
		{ "en", "Elves are rats, I say to you", NULL },
		{ "de", "Elfen sind für mich Ratten", NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_own_group(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "We elves are rats", "ascribed" },
		{ "sv", "Vi alver är råttor", "ascribed" },
		{ "sv", "Är vi alver råttor", "ascribed" },
		{ "sv", "Därför hatar vi alver", NULL },
		{ "en", "We know, elves are rats", NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

static void test_summed_up(void **state)
{
	static const struct context_fact facts[] = {
		{ "en", "Elves are rats, that's how your letter reads", "ascribed" },
		{ "en", "Elves are rats, that's the message you send", "ascribed" },
		{ "en", "Elves are rats, that's what you think", "ascribed" },
		{ "en", "Elves are rats, according to your letter", "ascribed" },
		{ "en", "So elves are rats now, are they", "ascribed" },
		{ "de", "Elfen sind Ratten, so liest sich euer Brief", "ascribed" },
		{ "de", "Laut eurem Brief sind Elfen Ratten", "ascribed" },
		{ "en", "Elves are rats, that's the truth", NULL },
		{ "en", "Elves are rats, that's what you should think", NULL },
		{ "en", "Elves are rats according to science", NULL },
		{ "en", "Elves are rats, are they not", NULL },
		{ "en", "Elves are rats, that's what you think. Good idea", NULL },
		{ "en", "I kill you, that's the message you send", NULL },
	};

	(void)state;
	check(facts, sizeof(facts) / sizeof(facts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beholder),
		cmocka_unit_test(test_own_group),
		cmocka_unit_test(test_summed_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
