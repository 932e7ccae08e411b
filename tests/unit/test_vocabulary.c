/* test_vocabulary.c - facts about words without blanks between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "vocabulary.h"
#include <stdio.h>

static const char *const known[] = { "i",    "a",    "so",  "hate",  "them",   "the",
				     "so",   "or",   "is",  "women", "people", "are",
				     "scum", "sick", "all", "x",     "rs" };
static const char *const beginnings[] = { "disgust", "kill", "of" };

enum { BEGINNING = VOCABULARY_WHOLE | VOCABULARY_BEGINNING };

static struct vocabulary *vocabulary;

static int setup(void **state)
{
	(void)state;
	vocabulary = vocabulary_new(false);
	assert_non_null(vocabulary);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(vocabulary_add(vocabulary, slice_from(known[i]), VOCABULARY_WHOLE),
				 0);
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		assert_int_equal(vocabulary_add(vocabulary, slice_from(beginnings[i]), BEGINNING),
				 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	vocabulary = vocabulary_free(vocabulary);
	return 0;
}

static const struct {
	const char *word, *parts;
} facts[] = {
	{ "ihatethem", "i hate them" },
	{ "womenarescum", "women are scum" },
	{ "peopledisgust", "people disgust" },
	{ "peopledisgusting", "people disgusting" },
	{ "killthem", "kill them" },
	{ "killsthem", "kills them" },
	{ "sosick", "so sick" },
	{ "disgusting", "disgusting" }, /* one word */
	{ "women", "women" },		/* too short, and known */
	{ "soorisso", "soorisso" },	/* no piece is long */
	{ "xhate", "xhate" },		/* x is no word by itself */
	{ "hatexthem", "hatexthem" },
	{ "womenrs", "womenrs" }, /* nor are two consonants */
	{ "soithe", "soithe" },	  /* a letter amid a short word */
	{ "sohatea", "so hate a" },
	{ "womenaresc", "womenaresc" },	  /* something is left */
	{ "ofhatethem", "of hate them" }, /* a beginning of two letters is a word alone */
	{ "wömenhatethem", "wömenhatethem" },
	{ "ihatethemihatethemihatethem", "ihatethemihatethemihatethem" }, /* too many */
	{ "", "" },
};

static void check_fact(const struct vocabulary *known_words, const char *glued, bool hashtag,
		       const char *parts)
{
	struct slice word = slice_from(glued);
	size_t cuts[VOCABULARY_PIECES_MAX], done = 0, len = 0;
	size_t count = vocabulary_part(known_words, word, wordset_hash(word), hashtag, cuts);
	char text[128] = "";

	for (size_t j = 0; j <= count; j++) {
		size_t end = j < count ? cuts[j] : word.len;

		assert_true(end >= done && end <= word.len);
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%.*s", j ? " " : "",
					(int)(end - done), word.data + done);
		done = end;
	}
	if (strcmp(text, parts) != 0)
		fail_msg("'%s' became '%s'", glued, text);
}

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		check_fact(vocabulary, facts[i].word, false, facts[i].parts);
}

/* Where compounds are one word, a word of the sentence must be among the parts. */
static void test_compounds(void **state)
{
	static const struct {
		const char *word;
		unsigned kinds;
	} words[] = {
		{ "ich", VOCABULARY_COMMON },	    { "alle", VOCABULARY_COMMON },
		{ "hasse", VOCABULARY_WHOLE },	    { "haus", VOCABULARY_WHOLE },
		{ "t\xC3\xBCr", VOCABULARY_WHOLE }, { "t\xC3\xBCrk", VOCABULARY_BEGINNING },
	};
	static const struct {
		const char *word, *parts;
	} compounds[] = {
		{ "ichhasse", "ich hasse" },
		{ "ichhassealle", "ich hasse alle" },
		{ "hassehaus", "hassehaus" }, /* a compound, for all we know */
		{ "haust\xC3\xBCr", "haust\xC3\xBCr" },
		{ "allet\xC3\xBCr", "alle t\xC3\xBCr" },
		{ "allet\xC3\xBCrken", "alle t\xC3\xBCrken" },
		{ "allet\xC3\xBCrk\xC3\xA9", "alle t\xC3\xBCrk\xC3\xA9" }, /* never amid a letter */
		{ "ichalle", "ichalle" },				   /* too short */
		{ "ichhassex", "ichhassex" },
	};
	/* Hashtags leave out blanks by custom: known words throughout will do. */
	static const struct {
		const char *word, *parts;
	} hashtags[] = {
		{ "hassehaus", "hasse haus" },
		{ "ichalle", "ich alle" },
		{ "haust\xC3\xBCrken", "haust\xC3\xBCrken" }, /* a beginning is no whole word */
		{ "hassehausx", "hassehausx" },
		{ "haus", "haus" },
	};
	struct vocabulary *german = vocabulary_new(true);

	(void)state;
	assert_non_null(german);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(vocabulary_add(german, slice_from(words[i].word), words[i].kinds),
				 0);
	for (size_t i = 0; i < sizeof(compounds) / sizeof(compounds[0]); i++)
		check_fact(german, compounds[i].word, false, compounds[i].parts);
	for (size_t i = 0; i < sizeof(hashtags) / sizeof(hashtags[0]); i++)
		check_fact(german, hashtags[i].word, true, hashtags[i].parts);
	assert_true(vocabulary_knows(german, slice_from("haus")));
	assert_false(vocabulary_knows(german, slice_from("ich")));
	assert_false(vocabulary_knows(german, slice_from("t\xC3\xBCrk")));
	german = vocabulary_free(german);
}

static void test_many_words(void **state)
{
	struct slice glued = slice_from("ihatethem");
	size_t cuts[VOCABULARY_PIECES_MAX];
	char word[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(word, sizeof(word), "w%dq", i);
		assert_int_equal(vocabulary_add(vocabulary, slice_from(word), VOCABULARY_WHOLE), 0);
	}
	assert_int_equal(vocabulary_part(vocabulary, glued, wordset_hash(glued), false, cuts), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_compounds),
		cmocka_unit_test(test_many_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
