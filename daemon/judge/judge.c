/*
 * judge.c - one comment's way from text to verdict: forms, words, language, hits, points,
 * sentiment, action.
 *
 * The judge's story on a page; every line is a station with a file of its own. Pure: all that is
 * asked of the system is the memory that the judge keeps from text to text.
 */
#include "judge.h"
#include "combine.h"
#include "context.h"
#include "judge_inside.h"
#include "judge_trace.h"
#include "letters.h"
#include "mend.h"
#include "mood_model.h"
#include "score.h"
#include "stretch.h"
#include "utf8.h"
#include <stdlib.h>

#define NEVER THRESHOLD_NEVER

enum { TROUBLE_FELT = -200, EMERGENCY_WORRY = 300 };
const struct thresholds thresholds_default = {
	.review = {
		[CATEGORY_THREAT] = 4000, [CATEGORY_HATE] = 4000, [CATEGORY_INSULT] = 4000,
		[CATEGORY_PROFANITY] = 6000, [CATEGORY_SEXUAL] = 4000, [CATEGORY_SELFHARM] = 3000,
		[CATEGORY_SPAM] = 4000, [CATEGORY_PRIVATE] = 4000,
	},
	.hide = {
		[CATEGORY_THREAT] = 8000, [CATEGORY_HATE] = 8000, [CATEGORY_INSULT] = 8000,
		[CATEGORY_PROFANITY] = NEVER, [CATEGORY_SEXUAL] = 8000, [CATEGORY_SELFHARM] = NEVER,
		[CATEGORY_SPAM] = 8000, [CATEGORY_PRIVATE] = 8000,
	},
};

const struct judge_terms judge_terms_default = { .thresholds = &thresholds_default };

struct judge {
	struct ruleset *ruleset;
	struct matcher *matcher;
	struct combiner *combiner;
	struct forms_maker *forms_maker;
	struct features features; /* of the text of the moment */
};

struct judge *judge_new(struct ruleset *ruleset, struct error *error)
{
	struct judge *judge = calloc(1, sizeof(*judge));

	if (judge) {
		judge->ruleset = ruleset_ref(ruleset);
		judge->forms_maker = forms_maker_new();
		judge->matcher = matcher_new(ruleset, error);
		judge->combiner = combiner_new(ruleset);
	}
	if (judge && judge->forms_maker && judge->matcher && judge->combiner)
		return judge;
	error_set(error, ERROR_MEMORY, "out of memory");
	return judge_free(judge);
}

static bool ask_time(const struct conditions *conditions)
{
	for (size_t i = 0; i < conditions->count; i++)
		if (condition_is_of_time(&conditions->items[i]))
			return true;
	return false;
}

static bool operands_ask_time(const struct operands *operands)
{
	for (size_t i = 0; i < operands->count; i++)
		if (ask_time(&operands->items[i].when))
			return true;
	return false;
}

bool judge_asks_time(const struct judge *judge)
{
	for (size_t i = 0; i < judge->ruleset->combination_count; i++) {
		const struct combination *combination = &judge->ruleset->combinations[i];

		if (ask_time(&combination->when.when) || operands_ask_time(&combination->all) ||
		    operands_ask_time(&combination->any) || operands_ask_time(&combination->none) ||
		    operands_ask_time(&combination->of))
			return true;
	}
	return false;
}

struct judge *judge_free(struct judge *judge)
{
	if (!judge)
		return NULL;
	combiner_free(judge->combiner);
	matcher_free(judge->matcher);
	forms_maker_free(judge->forms_maker);
	ruleset_unref(judge->ruleset);
	free(judge);
	return NULL;
}

const struct ruleset *judge_ruleset(const struct judge *judge)
{
	return judge->ruleset;
}

/* The door is for valid text of bounded length; whatever else comes is judged as far as it goes and
 * shown to a person, for nothing may pass unseen. */
static struct slice readable(struct slice text, const char **ret_undecided)
{
	size_t bad_at = 0;

	*ret_undecided = NULL;
	if (text.len > COMMENT_TEXT_MAX) {
		*ret_undecided = "judge/text-too-long";
		text = utf8_cut(text, COMMENT_TEXT_MAX);
	}
	if (!utf8_valid(text, &bad_at)) {
		*ret_undecided = "judge/not-utf8";
		text.len = bad_at;
	}
	return text;
}

static bool copy_undecided(const struct matches *matches, const char *own, struct arena *arena,
			   struct verdict *verdict)
{
	if (!own && matches->undecided_count == 0)
		return true;
	verdict->undecided = arena_calloc(arena, matches->undecided_count + 2, sizeof(char *));
	if (!verdict->undecided)
		return false;
	if (own)
		verdict->undecided[verdict->undecided_count++] = own;
	for (size_t i = 0; i < matches->undecided_count; i++)
		verdict->undecided[verdict->undecided_count++] = matches->undecided[i];
	return true;
}

static enum language hint_of(const struct comment *comment)
{
	enum language hint = LANGUAGE_ANY;

	return language_from_name(comment->lang, &hint) ? hint : LANGUAGE_ANY;
}

static struct sentiment mood_of(const struct judge *judge, const struct forms *forms,
				const struct word_view *view, enum language language,
				struct judge_trace *trace)
{
	const struct lexicon *lexicon = judge->ruleset->lexicon;

	if (!trace)
		return sentiment_of(lexicon, language, forms->raw, view);
	trace->mood_text = view->text;
	return sentiment_explain(lexicon, language, forms->raw, view, &trace->mood);
}

/* What a text says under a disguise: its mood before words of it were mended. */
struct disguise {
	bool there;
	bool kept; /* words were mended; the mood was read before, in this language */
	enum language language;
	struct sentiment mood;
};

/* Good and bad that cancel tell nothing either, unless the bad is angry. */
static bool tells_nothing(const struct sentiment *sentiment)
{
	return sentiment->figure == 0 && sentiment->anger == 0 && sentiment->worry == 0;
}

/* A model that the user trained goes before the lexicon, on texts like those it was trained on. Of
 * "t r a s h" only the loose form says how it feels; what slips of the finger were mended to does
 * not, it is a guess for rules, unless that told the language. True: the praise is but an
 * exclamation (sentiment.h). */
static bool feel(struct judge *judge, const struct forms *forms, const struct matches *matches,
		 const struct disguise *disguise, struct verdict *verdict,
		 struct judge_trace *trace)
{
	const struct word_view *plain = &matches->view[FORM_PLAIN];
	const struct mood_model *model =
		mood_models_for(&judge->ruleset->mood_models, verdict->language);
	struct sentiment sentiment = mood_of(judge, forms, plain, verdict->language, trace);

	if (disguise->there && tells_nothing(&sentiment))
		sentiment = disguise->kept && disguise->language == verdict->language
				    ? disguise->mood
				    : mood_of(judge, forms, &matches->view[FORM_LOOSE],
					      verdict->language, trace);
	if (model || trace)
		features_read(forms->raw, plain->text, plain->words, plain->count,
			      verdict->language, &sentiment, &judge->features);
	if (trace) {
		trace->lexicon = sentiment;
		trace->features = &judge->features;
	}
	if (model)
		mood_model_apply(model, &judge->features, &sentiment);
	verdict->sentiment = sentiment.figure;
	verdict->anger = sentiment.anger;
	verdict->worry = sentiment.worry;
	verdict->polarity = sentiment.polarity;
	return sentiment.called_out;
}

static bool holds_link(const struct word_view *view)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->words[i].kind == WORD_LINK)
			return true;
	return false;
}

/* "The parcel lay in the rain", "a cable hangs over the road", "Great, the train isn't there": what
 * no word of mood tells, or only an exclamation before it, a rule that calls it a complaint or an
 * emergency does. Who points elsewhere reports; a model has seen trouble of its own. */
static void feel_trouble(const struct judge *judge, const struct word_view *plain, bool called_out,
			 struct verdict *verdict)
{
	bool emergency = verdict_has_label(verdict, JUDGE_EMERGENCY);

	if ((!emergency && !verdict_has_label(verdict, JUDGE_COMPLAINT)) || holds_link(plain))
		return;
	if (emergency && verdict->worry < EMERGENCY_WORRY)
		verdict->worry = EMERGENCY_WORRY;
	if (verdict->polarity == POLARITY_NEGATIVE ||
	    (verdict->polarity == POLARITY_POSITIVE && !called_out) ||
	    mood_models_for(&judge->ruleset->mood_models, verdict->language))
		return;
	verdict->sentiment = TROUBLE_FELT;
	verdict->polarity = POLARITY_NEGATIVE;
}

/* Half of the words and more wear another dress: "k̶i̶l̶l̶ y̶o̶u̶". */
static bool mostly_disguised(const struct word_view *plain, const struct word_view *loose)
{
	size_t alike = 0;

	if (loose->count != plain->count)
		return loose->count > 0;
	for (size_t i = 0; i < plain->count; i++)
		alike += plain->hashes[i] == loose->hashes[i];
	return 2 * alike <= plain->count;
}

/* Told by its letters, not by its words: Icelandic is no disguise. */
static bool in_other_letters(const struct language_guess *guess)
{
	return guess->language == LANGUAGE_OTHER && guess->confidence == LANGUAGE_GUESS_CERTAIN;
}

/* No language mixes scripts within a word: where letters of another one stand for ours, only what
 * is under them tells. */
static bool is_foreign_dress(const struct word_view *plain, const struct word_view *loose)
{
	size_t shared = plain->count < loose->count ? plain->count : loose->count;

	for (size_t i = 0; i < shared; i++)
		if (plain->hashes[i] != loose->hashes[i] &&
		    letters_mix(words_text(plain->text, &plain->words[i])))
			return true;
	return false;
}

static struct language_guess guess_of(const struct judge *judge, const struct word_view *view,
				      enum language hint)
{
	return language_guess(judge->ruleset->language_model, view->text, view->words, view->hashes,
			      view->count, hint);
}

/* Of letters with blanks between them the loose form tells more: "J A G  S K A" is Swedish, five
 * single letters are nothing. So it does of stretched words: no language spells "horaaaaa" so, and
 * of words of two scripts. And where nothing is known of the words as they stand, what is under
 * their disguise may be. */
static struct language_guess guess_language(const struct judge *judge,
					    const struct matches *matches, enum language hint)
{
	const struct word_view *loose = &matches->view[FORM_LOOSE],
			       *plain = &matches->view[FORM_PLAIN];
	struct language_guess guess;

	if (loose->count > 0 && (loose->count < plain->count || stretch_stands_in(plain->text) ||
				 is_foreign_dress(plain, loose)))
		return guess_of(judge, loose, hint);
	guess = guess_of(judge, plain, hint);
	if ((guess.language == LANGUAGE_ANY || in_other_letters(&guess)) && loose->count > 0 &&
	    mostly_disguised(plain, loose))
		return guess_of(judge, loose, hint);
	return guess;
}

/* Words by which words without blanks between them are told: what may be English is. */
static const struct vocabulary *words_of(const struct ruleset *ruleset, enum language language)
{
	return language == LANGUAGE_EN || language == LANGUAGE_ANY
		       ? ruleset->vocabulary
		       : ruleset->compound_words[language];
}

/* Of one long word the language is told by its parts: English, or where nothing tells the language
 * and the word is very long, the first in which there are several. What is surely another language,
 * or two words that rather are one, is not asked ("einen Beitrag" is not "e in en be it rag").
 * False when there is none. */
static bool mend_long_word(const struct ruleset *ruleset, const struct language_guess *guess,
			   const struct forms *forms, const struct word_view *view,
			   struct mend_changes *ret_changes)
{
	enum { FEW_WORDS = 2, PARTS = 3, VERY_LONG = 16, SURE = 700 };
	static const enum language order[] = { LANGUAGE_EN, LANGUAGE_DE, LANGUAGE_SV,
					       LANGUAGE_NB, LANGUAGE_DA, LANGUAGE_NN };
	bool any = guess->language == LANGUAGE_ANY && view->text.len >= VERY_LONG;
	bool may_be_english = guess->language == LANGUAGE_ANY || guess->language == LANGUAGE_EN;

	if (view->count > FEW_WORDS || guess->confidence >= SURE)
		return false;
	if (view->count > 1 && !may_be_english)
		return false;
	for (size_t i = 0; i < (any ? sizeof(order) / sizeof(order[0]) : 1); i++) {
		mend_words(ruleset->respell, words_of(ruleset, order[i]), forms, view, order[i],
			   ret_changes);
		if (ret_changes->count + 1 >= PARTS)
			return true;
	}
	return false;
}

/* Misspelt words of rules are put right in the loose form, and words that were written without
 * blanks between them parted. False when memory is out. */
static bool mend(struct judge *judge, enum language hint, struct language_guess *guess,
		 const struct matches *matches, struct forms *forms, struct disguise *disguise)
{
	const struct ruleset *ruleset = judge->ruleset;
	const struct word_view *view =
		&matches->view[forms->loose_differs ? FORM_LOOSE : FORM_PLAIN];
	bool anew = guess->language == LANGUAGE_ANY;
	struct mend_changes changes;

	/* A hashtag alone is in no language: the source tells whose words are in it. */
	mend_words(ruleset->respell, words_of(ruleset, anew ? hint : guess->language), forms, view,
		   guess->language, &changes);
	if (changes.count == 0) {
		if (!mend_long_word(ruleset, guess, forms, view, &changes))
			return true;
		anew = true;
	}
	if (disguise->there) {
		disguise->kept = true;
		disguise->language = guess->language;
		disguise->mood = mood_of(judge, forms, view, guess->language, NULL);
	}
	if (forms_mend(judge->forms_maker, forms, changes.items, changes.count) < 0)
		return false;
	matcher_read_loose(judge->matcher, forms);
	view = &matches->view[FORM_LOOSE];
	if (anew)
		*guess = language_guess(judge->ruleset->language_model, view->text, view->words,
					view->hashes, view->count, hint);
	return true;
}

static void note(struct judge_trace *trace, const struct forms *forms, struct language_guess guess,
		 struct scope scope, const struct score *score)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		trace->form[form] = forms->form[form].text;
	trace->loose_differs = forms->loose_differs;
	trace->guess = guess;
	trace->scope = scope;
	trace->score = *score;
}

/* Rules that rest on others, on the mood and on what is known beside the text. */
static void combine(struct judge *judge, const struct forms *forms, const struct scope *scope,
		    struct matches *matches, const struct condition_facts *facts,
		    struct judge_trace *trace)
{
	const struct combine_text text = { forms, scope, matches, facts, trace };

	combiner_run(judge->combiner, &text);
}

static int judge_traced(struct judge *judge, const struct comment *comment,
			const struct judge_terms *terms, struct arena *arena,
			struct verdict *ret_verdict, struct judge_trace *trace, struct error *error)
{
	struct verdict verdict = { .ruleset = judge->ruleset->hash };
	const struct circumstances alone = { .now_us = comment->ts_us, .author_hides = -1 };
	const char *unread = NULL;
	struct slice text = readable(comment->text, &unread);
	enum language hint = hint_of(comment) ? hint_of(comment) : terms->thread;
	struct language_guess guess;
	const struct word_view *plain;
	struct matches *matches;
	struct forms forms;
	struct scope scope;
	struct score score;
	struct disguise disguise;
	bool called_out;

	if (forms_make(judge->forms_maker, text, &forms) < 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	matches = matcher_read(judge->matcher, &forms);
	plain = &matches->view[FORM_PLAIN];
	disguise = (struct disguise){ .there = forms.loose_differs };

	guess = guess_language(judge, matches, hint);
	if (!mend(judge, hint, &guess, matches, &forms, &disguise))
		return error_set(error, ERROR_MEMORY, "out of memory");
	verdict.language = guess.language;
	scope = scope_of(guess, hint, plain->text);

	matcher_find(judge->matcher, &forms, &scope, false);
	called_out = feel(judge, &forms, matches, &disguise, &verdict, trace);
	const struct condition_facts facts = {
		.comment = comment,
		.circumstances = terms->circumstances ? terms->circumstances : &alone,
		.plain = plain,
		.language = verdict.language,
		.sentiment = verdict.sentiment,
		.anger = verdict.anger,
		.worry = verdict.worry,
	};
	combine(judge, &forms, &scope, matches, &facts, trace);
	const struct score_case what = { judge->ruleset, &scope, matches, terms->trial };
	if (!score_matches(&what, arena, trace, &verdict, &score))
		return error_set(error, ERROR_MEMORY, "the arena for verdicts is full");
	if (score.crowded)
		matches_undecided(matches, "judge/too-many-hits");
	if (!copy_undecided(matches, unread, arena, &verdict))
		return error_set(error, ERROR_MEMORY, "the arena for verdicts is full");

	feel_trouble(judge, plain, called_out, &verdict);
	verdict.action = score_decide(&score, terms->thresholds, verdict.undecided_count > 0);
	if (trace)
		note(trace, &forms, guess, scope, &score);
	*ret_verdict = verdict;
	return 0;
}

int judge_comment(struct judge *judge, const struct comment *comment,
		  const struct judge_terms *terms, struct arena *arena, struct verdict *ret_verdict,
		  struct error *error)
{
	return judge_traced(judge, comment, terms, arena, ret_verdict, NULL, error);
}

int judge_explain(struct judge *judge, const struct comment *comment,
		  const struct judge_terms *terms, struct arena *arena, struct verdict *ret_verdict,
		  struct judge_trace *ret_trace, struct error *error)
{
	int result;

	*ret_trace = (struct judge_trace){ .drop_count = 0 };
	matcher_trace(judge->matcher, ret_trace);
	result = judge_traced(judge, comment, terms, arena, ret_verdict, ret_trace, error);
	matcher_trace(judge->matcher, NULL);
	return result;
}

/* The rule's own where it is for one, else what the text looks like. */
static enum language language_of_example(const struct judge *judge, const struct matches *matches,
					 enum language hint, language_set languages)
{
	if (hint == LANGUAGE_ANY)
		for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++)
			if (languages & language_bit((enum language)i))
				return (enum language)i;
	return guess_language(judge, matches, hint).language;
}

const struct matches *judge_find(struct judge *judge, struct slice text, language_set languages,
				 struct error *error)
{
	const struct comment comment = { .text = text, .author.followers = -1 };
	const struct circumstances nothing = { .author_hides = -1 };

	return judge_try(judge, &comment, &nothing, languages, error);
}

const struct matches *judge_try(struct judge *judge, const struct comment *comment,
				const struct circumstances *circumstances, language_set languages,
				struct error *error)
{
	struct scope scope = { .full = languages & ~language_bit(LANGUAGE_ANY) };
	struct condition_facts facts = {
		.comment = comment,
		.circumstances = circumstances,
		.trying = true,
	};
	const char *unread = NULL;
	struct disguise disguise;
	struct verdict verdict;
	struct matches *matches;
	struct forms forms;

	if (forms_make(judge->forms_maker, readable(comment->text, &unread), &forms) < 0) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	matches = matcher_read(judge->matcher, &forms);
	facts.plain = &matches->view[FORM_PLAIN];
	if (languages & language_bit(LANGUAGE_ANY)) /* it may rest on rules of some language */
		scope = scope_of(guess_language(judge, matches, hint_of(comment)), hint_of(comment),
				 facts.plain->text);
	matcher_find(judge->matcher, &forms, &scope, true);
	verdict.language = language_of_example(judge, matches, hint_of(comment), languages);
	disguise = (struct disguise){ .there = forms.loose_differs };
	(void)feel(judge, &forms, matches, &disguise, &verdict, NULL);
	facts.language = verdict.language;
	facts.sentiment = verdict.sentiment;
	facts.anger = verdict.anger;
	facts.worry = verdict.worry;
	combine(judge, &forms, &scope, matches, &facts, NULL);
	return matches;
}
