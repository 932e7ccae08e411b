/* test_judge.c - facts about verdicts: points, context, caps, language, labels, action. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include "verdict_json.h"
#include <stdio.h>

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const char pack[] =
	"pack: p\nlanguage: sv\n"
	"groups:\n  mild: {cap: 5}\n"
	"rules:\n"
	"  - {id: threat, category: threat, points: 9, words: [\"jag ska döda dig\", \"hatar "
	"{dig|er}\"], gap: 1" EXAMPLES
	"  - {id: slur, category: hate, points: 5, words: [tölpskalle]" EXAMPLES
	"  - {id: blunt, category: insult, points: 8, words: [träskalle], context: off" EXAMPLES
	"  - {id: many, category: profanity, points: 1, words: [fanken], count: many" EXAMPLES
	"  - {id: mild-a, category: insult, points: 4, words: [dumbom], group: mild" EXAMPLES
	"  - {id: mild-b, category: insult, points: 4, words: [nolla], group: mild" EXAMPLES
	"  - {id: excuse, category: insult, points: -3, words: [ursäkta]" EXAMPLES
	"  - {id: shadow, category: hate, points: 9, words: [skugga], status: shadow, label: "
	"topic:shadow" EXAMPLES
	"  - {id: draft, category: hate, points: 9, words: [utkast], status: draft" EXAMPLES
	"  - {id: boycott, label: [topic:b, topic:a], words: [\"bojkott*\"]" EXAMPLES
	"  - {id: boycott-too, label: topic:b, words: [köpstopp]" EXAMPLES
	"  - {id: care, category: selfharm, points: 9, words: [\"vill inte leva\"]" EXAMPLES
	"  - {id: short, category: insult, points: 8, words: [slut, apan]" EXAMPLES
	"  - {id: hard, category: threat, points: 9, regex: ['zq(?:a+)+b']" EXAMPLES;

static struct judge *judge;
static struct arena arena;
static struct verdict verdict;

static int setup(void **state)
{
	(void)state;
	judge = house_judge("sv/p.yaml", pack);
	arena_init(&arena, 65536, 16 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	judge = judge_free(judge);
	arena_done(&arena);
	return 0;
}

static enum action act(const char *text, const char *lang)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from(lang) };
	struct error error = { 0 };

	arena_reset(&arena);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	return verdict.action;
}

static const char *context(void)
{
	return verdict.match_count ? verdict.matches[0].context : "no match";
}

static void test_actions(void **state)
{
	(void)state;
	assert_int_equal(act("Jag ska döda dig", "sv"), ACTION_HIDE);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 9000);
	assert_int_equal(act("en tölpskalle", "sv"), ACTION_REVIEW);
	assert_int_equal(act("det är bra", "sv"), ACTION_ALLOW);
	assert_int_equal(verdict.match_count, 0);
	assert_int_equal(act("", ""), ACTION_ALLOW);
	assert_int_equal(act("jag vill inte leva", "sv"),
			 ACTION_REVIEW); /* never hidden silently */
	assert_int_equal(act("utkast", "sv"), ACTION_ALLOW);
}

static void test_thresholds_are_the_brands(void **state)
{
	struct thresholds own = thresholds_default;
	const struct judge_terms terms = { .thresholds = &own };
	const struct comment comment = { .text = slice_from("en tölpskalle"),
					 .lang = slice_from("sv") };
	struct error error = { 0 };

	(void)state;
	own.hide[CATEGORY_HATE] = 5000;
	assert_int_equal(judge_comment(judge, &comment, &terms, &arena, &verdict, &error), 0);
	assert_int_equal(verdict.action, ACTION_HIDE);
	own.hide[CATEGORY_HATE] = own.review[CATEGORY_HATE] = THRESHOLD_NEVER;
	assert_int_equal(judge_comment(judge, &comment, &terms, &arena, &verdict, &error), 0);
	assert_int_equal(verdict.action, ACTION_ALLOW);
}

static void test_disguise_earns_less(void **state)
{
	(void)state;
	act("en t0lpskalle", "sv"); /* ö is not o */
	assert_int_equal(verdict.match_count, 0);
	assert_int_equal(act("jag ska d ö d a dig", "sv"), ACTION_REVIEW);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	assert_int_equal(verdict.matches[0].form, FORM_LOOSE);
	assert_int_equal(verdict.matches[0].span.from, 0);
	assert_int_equal(verdict.matches[0].span.to, strlen("jag ska d ö d a dig"));
}

static void test_once_and_many(void **state)
{
	(void)state;
	act("tölpskalle tölpskalle tölpskalle", "sv");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 5000);
	assert_int_equal(verdict.match_count, 3);
	assert_int_equal(verdict.matches[0].points + verdict.matches[1].points +
				 verdict.matches[2].points,
			 5000);
	act("fanken fanken", "sv");
	assert_int_equal(verdict.scores[CATEGORY_PROFANITY], 2000);
	act("fanken fanken fanken fanken fanken fanken fanken", "sv");
	assert_int_equal(verdict.scores[CATEGORY_PROFANITY], 5000);
}

static void test_groups_and_excuses(void **state)
{
	(void)state;
	act("din dumbom och nolla", "sv");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 5000);
	assert_int_equal(verdict.matches[0].counted + verdict.matches[1].counted, 5000);
	assert_int_equal(verdict.matches[1].points, 4000);
	assert_int_equal(verdict.matches[1].cap, 5000);
	act("din dumbom, ursäkta", "sv");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 1000);
	act("ursäkta", "sv");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 0);
}

static void test_labels_and_shadows(void **state)
{
	(void)state;
	assert_int_equal(act("bojkotta dem, köpstopp", "sv"), ACTION_ALLOW);
	assert_int_equal(verdict.label_count, 2);
	assert_string_equal(verdict.labels[0], "topic:a");
	assert_string_equal(verdict.labels[1], "topic:b");
	assert_int_equal(act("en skugga", "sv"), ACTION_ALLOW);
	assert_int_equal(verdict.match_count, 1);
	assert_true(verdict.matches[0].shadow);
	assert_int_equal(verdict.matches[0].points, 0);
	assert_int_equal(verdict.label_count, 0);
}

static void test_too_hard_is_undecided(void **state)
{
	char text[40000] = "zq";

	(void)state;
	memset(text + 2, 'a', sizeof(text) - 3);
	memcpy(text + sizeof(text) - 4, "c b", 4);
	assert_int_equal(act(text, "sv"), ACTION_REVIEW);
	assert_int_equal(verdict.undecided_count, 1);
	assert_string_equal(verdict.undecided[0], "p/hard");
	assert_int_equal(act("\xff jag", "sv"), ACTION_REVIEW);
	assert_string_equal(verdict.undecided[0], "judge/not-utf8");
}

/* A short word of one language in a text of none is for a person; an everyday word of another is
 * nothing. */
static void test_uncertain_language(void **state)
{
	(void)state;
	assert_int_equal(act("apan", ""), ACTION_REVIEW);
	assert_int_equal(verdict.language, LANGUAGE_ANY);
	assert_string_equal(context(), "uncertain language");
	assert_int_equal(act("apan", "sv"), ACTION_HIDE);
	assert_int_equal(act("tölpskalle", ""), ACTION_REVIEW);
	assert_null(context()); /* long enough to be sure */
	act("tölpskalle", "de");
	assert_int_equal(act("you have to read what they will do with this, apan", "en"),
			 ACTION_ALLOW);
	assert_int_equal(verdict.match_count, 0);
}

/* Two packs that know the same word are not two witnesses. */
static void test_best_language_counts_alone(void **state)
{
	static const struct house_file files[] = {
		{ "sv/p.yaml", "pack: p\nlanguage: sv\nrules:\n"
			       "  - {id: fool, category: insult, points: 5, words: "
			       "[gorka, mopsen]" EXAMPLES
			       "  - {id: topic, label: topic:sv, words: [blöjor]" EXAMPLES },
		{ "en/q.yaml", "pack: q\nlanguage: en\nrules:\n"
			       "  - {id: fool, category: insult, points: 3, words: "
			       "[lampan, gorka, mopsen]" EXAMPLES
			       "  - {id: fools, category: threat, points: 1, words: "
			       "[lampan, mopsen]" EXAMPLES },
		{ "common/r.yaml", "pack: r\nlanguage: any\nrules:\n"
				   "  - {id: fool, category: insult, points: 1, words: "
				   "[gorka, lampan]" EXAMPLES },
	};
	struct complaints complaints;
	struct error error = { 0 };
	struct ruleset *ruleset;

	(void)state;
	complaints_init(&complaints);
	ruleset = house_load(files, sizeof(files) / sizeof(files[0]), &complaints);
	assert_non_null(ruleset);
	judge_free(judge);
	judge = judge_new(ruleset, &error);
	ruleset_unref(ruleset);
	complaints_done(&complaints);
	act("gorka", "");
	assert_int_equal(verdict.language, LANGUAGE_ANY);
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 5000); /* Swedish, which pays for all */
	assert_int_equal(verdict.match_count, 2);
	act("lampan", "");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 3000);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 1000);
	act("mopsen", "");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 5000);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 0);
	assert_int_equal(verdict.match_count, 1);
}

/* Four single letters are no language; what they spell is. */
static void test_language_of_spaced_out_text(void **state)
{
	(void)state;
	assert_int_equal(act("J A G  S K A  D Ö D A  D I G", ""), ACTION_REVIEW);
	assert_int_equal(verdict.language, LANGUAGE_SV);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
}

/* Phrases are found across glued words; a short piece of one alone is nothing. */
static void test_glued_words(void **state)
{
	static const char rules[] =
		"pack: e\nlanguage: en\nrules:\n"
		"  - {id: hate, category: hate, points: 5, words: [\"hate them\"]" EXAMPLES
		"  - {id: short, category: insult, points: 5, words: [rapist]" EXAMPLES
		"  - {id: long, category: insult, points: 5, words: [blockhead]" EXAMPLES;

	(void)state;
	judge_free(judge);
	judge = house_judge("en/e.yaml", rules);
	act("what I will say to you is that I hatethem", "");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	assert_int_equal(verdict.matches[0].form, FORM_LOOSE);
	act("this is therapist you have", "");
	assert_int_equal(verdict.match_count, 0);
	act("what are they thatblockhead", "");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 4000);
	act("what are they toblockhead", "");
	assert_int_equal(verdict.match_count, 0);
	act("we hate themselves and them", ""); /* a piece with the word beside it */
	assert_int_equal(verdict.match_count, 0);
}

/* Two Swedish words are no English that was written without blanks. */
static void test_two_words_are_not_parted(void **state)
{
	static const char rules[] =
		"pack: e\nlanguage: en\nrules:\n"
		"  - {id: mind, category: insult, points: 5, words: [\"mind re pass er\"]" EXAMPLES;

	(void)state;
	judge_free(judge);
	judge = house_judge("en/e.yaml", rules);
	act("mindre passer", "");
	assert_int_equal(verdict.language, LANGUAGE_SV);
	assert_int_equal(verdict.match_count, 0);
	act("mindrepasser", "");
	assert_int_equal(verdict.match_count, 1);
}

/* Where compounds are one word, a word of the sentence tells that blanks were left out. */
static void test_glued_words_beside_compounds(void **state)
{
	static const char rules[] =
		"pack: s\nlanguage: sv\nrules:\n"
		"  - {id: kill, category: threat, points: 5, words: [\"d\xC3\xB6"
		"da dig\"]" EXAMPLES
		"  - {id: dead, category: threat, points: 5, words: [\"bil d\xC3\xB6"
		"da\"]" EXAMPLES;

	(void)state;
	judge_free(judge);
	judge = house_judge("sv/s.yaml", rules);
	act("jag ska d\xC3\xB6"
	    "dadig om du inte kommer",
	    "");
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 4000);
	act("jag ska d\xC3\xB6"
	    "da dem om du inte kommer",
	    "");
	assert_int_equal(verdict.match_count, 0);
	act("jag ska bild\xC3\xB6"
	    "da dem om du inte kommer",
	    "");
	assert_int_equal(verdict.match_count, 0);
}

/* A slip of the finger counts within a phrase, and never alone. */
static void test_slips(void **state)
{
	static const char rules[] =
		"pack: e\nlanguage: en\nrules:\n"
		"  - {id: hate, category: hate, points: 5, words: [\"despise them\"]" EXAMPLES
		"  - {id: lone, category: hate, points: 5, words: [vermin]" EXAMPLES;

	(void)state;
	judge_free(judge);
	judge = house_judge("en/e.yaml", rules);
	act("what I will say to you is that I desipse them", "");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	assert_int_equal(verdict.matches[0].span.to - verdict.matches[0].span.from,
			 strlen("desipse them"));
	act("what I will say to you is that they are vermni", "");
	assert_int_equal(verdict.match_count, 0);
}

/* å ä ö without their marks or as two letters, as a keyboard or a disguise has them: within a
 * phrase, and where they are told by two letters also alone. */
static void test_letters_written_otherwise(void **state)
{
	(void)state;
	assert_int_equal(act("jag ska doda dig", "sv"), ACTION_REVIEW);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	assert_int_equal(verdict.matches[0].form, FORM_LOOSE);
	act("jag $ka d0d@ dig", "sv");
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	act("jag ska doeda dig", "sv");
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	act("han tror att du är en toelpskalle", "sv");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	act("han tror att du är en tolpskalle", "sv"); /* ö is not o */
	assert_int_equal(verdict.match_count, 0);
	act("jag ska dodo dig", "sv");
	assert_int_equal(verdict.match_count, 0);
}

/* An i may be an l where it was a stroke, and only there. */
static void test_strokes(void **state)
{
	static const char rules[] =
		"pack: e\nlanguage: en\nrules:\n"
		"  - {id: hate, category: hate, points: 5, words: [\"kill muslims\"]" EXAMPLES;
	static const char *const strokes[] = { "we will kill mus1ims now",
					       "we will kiIl muslims now" };

	(void)state;
	judge_free(judge);
	judge = house_judge("en/e.yaml", rules);
	for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]); i++) {
		act(strokes[i], "en");
		assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	}
	act("we will kiil musiims now", "en");
	assert_int_equal(verdict.match_count, 0);
}

/* A blank within a word, whose pieces are none; two words beside each other stay two. */
static void test_words_in_pieces(void **state)
{
	static const char rules[] = "pack: e\nlanguage: en\nrules:\n"
				    "  - {id: hate, category: hate, points: 5, words: [\"hate "
				    "muslims\", overall]" EXAMPLES;

	(void)state;
	judge_free(judge);
	judge = house_judge("en/e.yaml", rules);
	act("what we all hate mus lims for", "en");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	assert_int_equal(verdict.matches[0].span.to - verdict.matches[0].span.from,
			 strlen("hate mus lims"));
	act("what we all hate mus  lims for", "en");
	assert_int_equal(verdict.match_count, 0);
	act("it is over all that we have", "en");
	assert_int_equal(verdict.match_count, 0);
}

/* No language stretches its words: told by what they stand for. */
static void test_language_of_stretched_words(void **state)
{
	(void)state;
	act("jaaaag skaaaa dööööda diiiig", "");
	assert_int_equal(verdict.language, LANGUAGE_SV);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	act("apaaaan", "sv");
	assert_int_not_equal(verdict.language, LANGUAGE_OTHER);
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 6400);
}

/* Every letter struck out, blanks too, or small capitals: what stands there is no language's. */
static void test_language_of_what_is_disguised_whole(void **state)
{
	(void)state;
	act("j̶a̶g̶ s̶k̶a̶ d̶ö̶d̶a̶ d̶i̶g̶", "");
	assert_int_equal(verdict.language, LANGUAGE_SV);
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	act("j̶a̶g̶ ̶s̶k̶a̶ ̶d̶ö̶d̶a̶ ̶d̶i̶g̶", "sv");
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
	act("ᴊᴀɢ sᴋᴀ ᴅöᴅᴀ ᴅɪɢ", "sv");
	assert_int_equal(verdict.scores[CATEGORY_THREAT], 7200);
}

/* Packs of two languages that ask for the same word. */
static void test_slips_in_each_language(void **state)
{
	static const struct house_file files[] = {
		{ "en/e.yaml",
		  "pack: e\nlanguage: en\nrules:\n"
		  "  - {id: hate, category: hate, points: 5, words: [\"dirty vermin\"]" EXAMPLES },
		{ "sv/s.yaml",
		  "pack: s\nlanguage: sv\nrules:\n"
		  "  - {id: hate, category: hate, points: 5, words: [\"jävla vermin\"]" EXAMPLES },
	};

	(void)state;
	judge_free(judge);
	judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));
	act("and this is what you dirty vemrin have", "en");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	act("och det är den jävla vemrin som inte ska", "sv");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
}

/* A disguise hides the mood no more than the abuse. What a slip was mended to tells no mood. */
static void test_mood_in_disguise(void **state)
{
	static const struct house_file files[] = {
		{ "en/e.yaml",
		  "pack: e\nlanguage: en\nrules:\n"
		  "  - {id: hate, category: hate, points: 5, words: [\"despise them\"]" EXAMPLES },
		{ "en/sentiment.txt", "trash\t-3\ndespise\t-3\n" },
	};

	(void)state;
	judge_free(judge);
	judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));
	act("this is t r a s h", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
	act("what they have is tr4sh", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
	act("what I will say to you is that I desipse them", "en");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	assert_int_equal(verdict.polarity, POLARITY_NEUTRAL);
	act("what I will say to y0u is that I desipse them", "en");
	assert_int_equal(verdict.scores[CATEGORY_HATE], 4000);
	assert_int_equal(verdict.polarity, POLARITY_NEUTRAL);
	act("a tr4sh that I will say to you is that I desipse them", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
}

/* Good and bad that cancel, and the bad is angry: that tells enough. */
static void test_mood_that_cancels(void **state)
{
	static const struct house_file files[] = {
		{ "en/e.yaml",
		  "pack: e\nlanguage: en\nrules:\n"
		  "  - {id: hate, category: hate, points: 5, words: [\"despise them\"]" EXAMPLES },
		{ "en/sentiment.txt", "trash\t-3\nawful\t-3\nlovely\t3\n" },
	};

	(void)state;
	judge_free(judge);
	judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));
	act("the food was lovely and the music was awful and what they have is tr4sh", "en");
	assert_int_equal(verdict.sentiment, 0);
}

/* A complaint or an emergency that no word of mood tells is told by its rule; praise, a link or
 * another label is not. */
static void test_trouble_is_negative(void **state)
{
	static const struct house_file files[] = {
		{ "en/e.yaml",
		  "pack: e\nlanguage: en\nrules:\n"
		  "  - {id: rain, label: \"intent:complaint\", words: [\"in the rain\"], hit: "
		  "[\"in the "
		  "rain\"], miss: [\"x\"]}\n"
		  "  - {id: fire, label: \"intent:emergency\", words: [\"on fire\"], hit: "
		  "[\"on fire\"], miss: [\"x\"]}\n"
		  "  - {id: sun, label: \"intent:idea\", words: [\"in the sun\"], hit: [\"in the "
		  "sun\"], miss: [\"x\"]}\n" },
		{ "en/sentiment.txt", "lovely\t3\nawful\t-3\n" },
	};

	(void)state;
	judge_free(judge);
	judge = house_judge_of(files, sizeof(files) / sizeof(files[0]));
	act("you left the parcel in the rain", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
	assert_int_equal(verdict.sentiment, -200);
	act("you left the parcel in the sun", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEUTRAL);
	act("what a lovely walk in the rain", "en");
	assert_int_equal(verdict.polarity, POLARITY_POSITIVE);
	act("lovely, you left the parcel in the rain", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
	act("lovely and lovely, in the rain", "en");
	assert_int_equal(verdict.polarity, POLARITY_POSITIVE);
	act("lovely, awful wait in the rain, awful", "en");
	assert_true(verdict.sentiment < -200);
	act("how to run in the rain: http://example.org/rain", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEUTRAL);
	act("an awful wait in the rain", "en");
	assert_true(verdict.sentiment < -200);
	assert_int_equal(verdict.worry, 0);
	act("the shed is on fire", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEGATIVE);
	assert_true(verdict.worry > 0);
	act("the shed is on fire: http://example.org/shed", "en");
	assert_int_equal(verdict.polarity, POLARITY_NEUTRAL);
	assert_int_equal(verdict.worry, 0);
}

static void test_full_arena_is_an_error(void **state)
{
	const struct comment comment = { .text = slice_from("jag ska döda dig") };
	struct error error = { 0 };
	struct arena small;

	(void)state;
	arena_init(&small, 16, 16);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &small, &verdict, &error),
		ERROR_MEMORY);
	arena_done(&small);
}

static void test_same_verdict_from_another_judge(void **state)
{
	struct judge *other = house_judge("sv/p.yaml", pack);
	struct buffer one, two;

	(void)state;
	buffer_init(&one, 65536);
	buffer_init(&two, 65536);
	act("fanken, jag ska döda dig din dumbom", "sv");
	verdict_write_json(&verdict, slice_from("x"), &one);
	for (int i = 0; i < 3; i++)
		act("något annat tölpskalle", "sv"); /* nothing of it may stay */
	judge_free(judge);
	judge = other;
	act("fanken, jag ska döda dig din dumbom", "sv");
	verdict_write_json(&verdict, slice_from("x"), &two);
	assert_string_equal(buffer_text(&one), buffer_text(&two));
	buffer_done(&one);
	buffer_done(&two);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACT(test_actions),
		FACT(test_thresholds_are_the_brands),
		FACT(test_disguise_earns_less),
		FACT(test_once_and_many),
		FACT(test_groups_and_excuses),
		FACT(test_labels_and_shadows),
		FACT(test_too_hard_is_undecided),
		FACT(test_uncertain_language),
		FACT(test_best_language_counts_alone),
		FACT(test_language_of_spaced_out_text),
		FACT(test_glued_words),
		FACT(test_two_words_are_not_parted),
		FACT(test_glued_words_beside_compounds),
		FACT(test_slips),
		FACT(test_letters_written_otherwise),
		FACT(test_strokes),
		FACT(test_words_in_pieces),
		FACT(test_language_of_stretched_words),
		FACT(test_language_of_what_is_disguised_whole),
		FACT(test_slips_in_each_language),
		FACT(test_mood_in_disguise),
		FACT(test_mood_that_cancels),
		FACT(test_trouble_is_negative),
		FACT(test_full_arena_is_an_error),
		FACT(test_same_verdict_from_another_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
