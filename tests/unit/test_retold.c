/* test_retold.c - facts about words that somebody else said. Heads before a colon: test_context.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "retold.h"
#include "rules_house.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static struct arena arena;
static struct verdict verdict;

static enum action act(struct judge *judge, const char *lang, const char *text)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from(lang) };
	struct error error = { 0 };

	arena_reset(&arena);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	return verdict.action;
}

static const struct house_file files[] = {
	{ "de/language.yaml",
	  "language: de\ncommon: [und, der, die, das, ich, nicht, ein, eine, "
	  "ist, ihr, so, mein]\nquotation: [genannt, beschimpft, \"*gerufen\", schrie, sagte]\n" },
	{ "de/g.yaml", "pack: g\nlanguage: de\nrules:\n"
		       "  - {id: rats, category: hate, points: 9, words: [ihr ratten, elfen sind "
		       "ratten]" EXAMPLES },
	{ "sv/s.yaml", "pack: s\nlanguage: sv\nrules:\n"
		       "  - {id: rats, category: hate, points: 9, words: [ni är råttor, alver är "
		       "råttor]" EXAMPLES },
	{ "en/e.yaml",
	  "pack: e\nlanguage: en\nrules:\n"
	  "  - {id: rats, category: hate, points: 9, words: [you are rats, elves are rats]" EXAMPLES
	  "  - {id: kill, category: threat, points: 9, words: [will kill them]" EXAMPLES },
};

/* Who said it, told behind and in English order; no more than that may stand there. */
static void test_told_behind(void **state)
{
	static const struct {
		const char *lang, *text;
		bool reported;
	} facts[] = {
		{ "en", "you are rats, he said", true },
		{ "en", "elves are rats, that's how the form makes you feel", true },
		{ "en", "elves are rats, if they come, he said", true },
		{ "en", "elves are rats, if they come, I said", false },
		{ "sv", "alver är råttor, om de kommer, skrev grannen", true },
		{ "sv", "alver är råttor, om de kommer, skrev jag ju", false },
		{ "en", "elves are rats, or so the church would have it", true },
		{ "en", "elves are rats, that's what my uncle said", true },
		{ "en", "elves are rats, that's what I feel", false },
		{ "en", "you are rats. That's what boys in his class write to my son", true },
		{ "en", "you are rats, all of you. That is what they said to us.", true },
		{ "en", "you are rats. That's what I said to my son", false },
		{ "en", "you are rats. That is what they say to you", false },
		{ "sv", "ni är råttor. Det skrev de till min dotter", true },
		{ "sv", "ni är råttor. Det skrev jag till min dotter", false },
		{ "de", "ihr ratten. So sagte er mir gestern", true },
		{ "en", "elves are rats, that's how they made you", false },
		{ "en", "elves are rats, so feel it", false },
		{ "en", "elves are rats, that's how this makes me feel", false },
		{ "en", "elves are rats, that's what the bible says", false },
		{ "en", "elves are rats, that's what science says", false },
		{ "en", "elves are rats, that said, our church helps", false },
		{ "en", "elves are rats, that being said, watch out", false },
		{ "en", "elves are rats, that's what your mother says", false },
		{ "en", "you are rats, that's how the form makes me feel", false },
		{ "en", "I will kill them, that's what my mother says", false },
		{ "sv", "alver är råttor, så får blanketten en att känna sig", true },
		{ "sv", "alver är råttor, så känner jag", false },
		{ "sv", "ni är råttor, så får blanketten en att känna sig", false },
		{ "de", "elfen sind ratten, so hat mein Vater geredet", true },
		{ "de", "elfen sind ratten, das muss mal genannt sein", false },
		{ "de", "elfen sind ratten, das schrie mein Lehrer", true },
		{ "de", "elfen sind ratten, das hat deine Mutter genannt", false },
		{ "de", "elfen sind ratten, das hat man uns nicht genannt", false },
		{ "de", "ihr ratten, das schrie mein Lehrer", false },
		{ "de", "ihr ratten, das schrie er", true },
		{ "en", "You are rats, my doctor said.", true },
		{ "en", "You are rats, the old man said to me.", true },
		{ "en", "You are rats, he said on live radio. Awful.", true },
		{ "en", "You are rats, he wrote to my daughter", true },
		{ "en", "You are rats, she told my brother", true },
		{ "en", "You are rats all of you, they told us yesterday", true },
		{ "en", "You are rats, I said", false },
		{ "en", "You are rats, I said to you", false },
		{ "en", "You are rats, you heard me", false },
		{ "en", "You are rats, he said nothing wrong", false },
		{ "en", "You are rats, he called me a liar", false },
		{ "en", "You are rats, he said and I agree", false },
		{ "en", "You are rats, he said, and he is right", false },
		{ "en", "You are rats, he said to me that you should all be gone", false },
		{ "en", "You are rats, my doctor", false },
		{ "en", "You are rats, the", false },
		{ "en", "You are rats. He said", false },
		{ "en", "You are rats he said", true },
		{ "en", "You are rats he said and walked off", true },
		{ "en", "You are rats all of you he said to me", true },
		{ "en", "You are rats my old doctor said", true },
		{ "en", "You are rats he said nothing wrong", false },
		{ "en", "You are rats like he said", false },
		{ "en", "You are rats I said and walked off", false },
		{ "en", "You are rats I tell you now and then he said", false },
		{ "en", "You are rats, so the doctor", false },
		{ "de", "Ihr Ratten, so der Abgeordnete.", true },
		{ "de", "Ihr Ratten, so mein Nachbar gestern", true },
		{ "de", "Ihr Ratten, so ein Pack", false },
		{ "de", "Ihr Ratten, so die", false },
		{ "de", "Ihr Ratten schrie er und ging", true },
		{ "de", "Ihr Ratten schrie ich und ging", false },
		{ "de", "Ihr Ratten haben sie uns auf dem Platz nachgerufen", true },
		{ "de", "Ihr Ratten haben sie uns gesehen, nachgerufen wurde nichts", false },
		{ "de", "Ihr Ratten hat er uns in der Schule an jedem Tag laut nachgerufen",
		  false },
		{ "de", "Als ihr Ratten beschimpft", true },
		{ "de", "Als ihr Ratten beschimpft wurden wir", true },
		{ "de", "Ihr Ratten beschimpft alle", false },
		{ "sv", "Ni är råttor sa han och gick", true },
		{ "sv", "Ni är råttor sa jag och gick", false },
		{ "sv", "Ni är råttor allihop sa de efter oss", true },
		{ "sv", "Ni är råttor sa", false },
		{ "de", "Ihr Ratten, so der Plan geht nicht", false },
		{ "en", "Elves are rats... said no doctor ever", true },
		{ "en", "Elves are rats... said the doctor", false },
		/* what is written somewhere: with a colon, without one, and told behind */
		{ "sv", "På väggen stod det ni är råttor", true },
		{ "sv", "På väggen stod det i stora röda bokstäver: ni är råttor", true },
		{ "sv", "På väggen stod ett djur, ni är råttor", false },
		{ "en", "On the door it said you are rats", true },
		{ "en", "In my locker was a note: you are rats", true },
		{ "en", "In my locker was a note for you: you are rats", false },
		{ "en", "I have a note: you are rats", false },
		{ "en", "I got a letter today. You are rats, it says", true },
		{ "en", "I got home today. You are rats, it says", false },
		{ "en", "You are rats, a letter says it", false },
	};

	struct judge *judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		enum action action = act(judge, facts[i].lang, facts[i].text);

		if (action != (facts[i].reported ? ACTION_REVIEW : ACTION_HIDE))
			fail_msg("'%s': %s", facts[i].text, action_name(action));
		if (facts[i].reported)
			assert_string_equal(verdict.matches[0].context, "reported");
	}
	arena_done(&arena);
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
