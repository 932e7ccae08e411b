/*
 * builder_language.c - language.yaml and sentiment.txt on their way into the ruleset: how a
 * language is known, how context is told, how words feel.
 */
#include "language_samples.h"
#include "respell.h"
#include "ruleset_builder.h"
#include "utf8.h"
#include "vocabulary.h"
#include <string.h>

enum { MOOD = 3000 }; /* what a word of anger or worry tells, of 5000 */

static struct wordset *set_of(struct builder *builder, const struct pack_texts *entries)
{
	struct slot *slot = builder_entries(builder, entries);
	struct wordset *set =
		slot ? wordset_new(&builder->ruleset->arena, slot->items, slot->count) : NULL;

	if (!set)
		builder->out_of_memory = true;
	return set;
}

static void add_counter(struct builder *builder, const struct pack_texts *entries,
			struct context_words *words)
{
	struct slot *slot = builder_entries(builder, entries);
	struct slot *slots[1] = { slot };
	const struct term term = { slots, 1, { 0 } };

	words->counter = arena_calloc(&builder->ruleset->arena, 1, sizeof(struct phrase *));
	if (!slot || !words->counter) {
		builder->out_of_memory = true;
		return;
	}
	if (slot->count == 0)
		return;
	words->counter[0] = builder_phrase(builder, &term, 0, 0, false);
	words->counter_count = words->counter[0] != NULL;
}

/* By them is told that somebody left out blanks. */
static void add_word_of_sentence(struct builder *builder, enum language language, struct slice word)
{
	struct vocabulary *known = builder->compound_words[language];

	if (known && vocabulary_add(known, word, VOCABULARY_COMMON) < 0)
		builder->out_of_memory = true;
}

static void keep_common(struct builder *builder, struct sequence *sequence)
{
	struct sequence **kept = vector_push(&builder->common_words, sizeof(*kept));

	if (kept)
		*kept = sequence;
	else
		builder->out_of_memory = true;
}

static void add_common(struct builder *builder, const struct source_language *language)
{
	struct slot *slot = builder_entries(builder, &language->common);

	for (size_t i = 0; slot && i < slot->count; i++) {
		struct sequence *sequence = slot->items[i];

		if (i == 0) {
			builder_learn(builder, slot, language_bit(language->language));
			builder_learn_slips(builder, slot, language_bit(language->language),
					    RESPELL_AS_IT_STANDS);
		}
		if (sequence->count != 1)
			continue;
		keep_common(builder, sequence);
		add_word_of_sentence(builder, language->language,
				     pattern_text(&sequence->patterns[0], FORM_PLAIN));
		if (language_model_add(builder->language_model, language->language,
				       pattern_text(&sequence->patterns[0], FORM_PLAIN), i) < 0)
			builder->out_of_memory = true;
	}
}

static void add_to_lexicon(struct builder *builder, enum language language, enum lexicon_kind kind,
			   const struct pack_text *text, int32_t strength)
{
	int result = lexicon_add(builder->lexicon, language, kind, text->text, strength);

	if (respell_learn(builder->respell, text->text, language_bit(language),
			  RESPELL_AS_IT_STANDS) < 0)
		result = ERROR_MEMORY;

	if (result == ERROR_MEMORY)
		builder->out_of_memory = true;
	else if (result < 0)
		complaints_add(
			builder->complaints, text->place, COMPLAINT_WARNING, "sentiment-word",
			"'%.*s' is never found as it stands (signs around a word are no part "
			"of it), or stands there already; mend it or take it out",
			(int)utf8_cut(text->text, 80).len, text->text.data);
}

static void add_all_to_lexicon(struct builder *builder, enum language language,
			       enum lexicon_kind kind, const struct pack_texts *texts,
			       int32_t strength)
{
	for (size_t i = 0; i < texts->count; i++)
		add_to_lexicon(builder, language, kind, &texts->items[i], strength);
}

static void add_weights(struct builder *builder, enum language language, enum lexicon_kind kind,
			const struct source_weights *weights)
{
	for (size_t i = 0; i < weights->count; i++)
		add_to_lexicon(builder, language, kind, &weights->items[i].text,
			       weights->items[i].value);
}

static void add_context(struct builder *builder, const struct source_language *language,
			struct context_words *words)
{
	const struct pack_texts *const texts[CONTEXT_KINDS] = {
		[CONTEXT_NEGATION] = &language->negation,
		[CONTEXT_QUOTATION] = &language->quotation,
		[CONTEXT_QUESTIONS] = &language->questions,
		[CONTEXT_REPORTS] = &language->reports,
		[CONTEXT_MESSAGES] = &language->messages,
		[CONTEXT_RECEIVED] = &language->received,
		[CONTEXT_HOSTILITY] = &language->hostility,
		[CONTEXT_BELIEFS] = &language->beliefs,
		[CONTEXT_LIES] = &language->lies,
		[CONTEXT_BIGOTS] = &language->bigots,
		[CONTEXT_GAMES] = &language->games,
		[CONTEXT_TRIFLES] = &language->trifles,
		[CONTEXT_INTENTIONS] = &language->intentions,
		[CONTEXT_APPROVALS] = &language->approvals,
		[CONTEXT_OBJECTIONS] = &language->objections,
		[CONTEXT_INSCRIPTIONS] = &language->inscriptions,
	};

	for (size_t i = 0; i < CONTEXT_KINDS; i++)
		words->sets[i] = set_of(builder, texts[i]);
}

static void add_language(struct builder *builder, const struct source_language *language)
{
	struct context_words *words = &builder->ruleset->context[language->language];

	if (words->common) {
		builder_complain(builder, language->place, COMPLAINT_ERROR, "duplicate-language",
				 "another folder has a language.yaml for this language; keep one");
		return;
	}
	words->common = set_of(builder, &language->common);
	add_context(builder, language, words);
	add_counter(builder, &language->counter, words);
	add_common(builder, language);
	builder_spoken_words(builder, language);
	for (size_t i = 0; i < language->no_slip.count; i++)
		if (respell_learn(builder->respell, language->no_slip.items[i].text,
				  language_bit(language->language), RESPELL_AS_IT_STANDS) < 0)
			builder->out_of_memory = true;
	add_all_to_lexicon(builder, language->language, LEXICON_NEGATION, &language->negation, 0);
	add_all_to_lexicon(builder, language->language, LEXICON_NEVER, &language->never, 0);
	add_all_to_lexicon(builder, language->language, LEXICON_COMPARATIVE,
			   &language->comparatives, 0);
	add_all_to_lexicon(builder, language->language, LEXICON_BECOMING, &language->becoming, 0);
	add_all_to_lexicon(builder, language->language, LEXICON_CONTRAST, &language->contrast, 0);
	add_all_to_lexicon(builder, language->language, LEXICON_ANGER, &language->anger, MOOD);
	add_all_to_lexicon(builder, language->language, LEXICON_WORRY, &language->worry, MOOD);
	add_weights(builder, language->language, LEXICON_INTENSIFIER, &language->intensifiers);
}

static void know_words(struct builder *builder, const char *const *lines, language_set languages)
{
	for (; lines && *lines; lines++)
		for (const char *word = *lines; *word;) {
			size_t len = strcspn(word, " ");

			if (respell_learn(builder->respell, (struct slice){ word, len }, languages,
					  RESPELL_AS_IT_STANDS) < 0)
				builder->out_of_memory = true;
			word += len + strspn(word + len, " ");
		}
}

/* The words that people use most are no slips of others. */
static void know_samples(struct builder *builder)
{
	for (size_t i = 0; i < LANGUAGE_COUNT; i++)
		know_words(builder, language_words[i], language_bit((enum language)i));
	for (size_t i = 0; i < LANGUAGE_FOREIGN; i++)
		know_words(builder, language_words_foreign[i], 0);
}

/* The words of one line of language_samples.h. */
static int add_line(struct vocabulary *vocabulary, const char *line)
{
	while (*line) {
		size_t len = strcspn(line, " ");

		if (vocabulary_add(vocabulary, (struct slice){ line, len }, VOCABULARY_WHOLE) < 0)
			return ERROR_MEMORY;
		line += len + (line[len] == ' ');
	}
	return 0;
}

static void add_compound_words(struct builder *builder)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const char *const *lines = language_words[i];

		if (!lines)
			continue;
		builder->compound_words[i] = vocabulary_new(true);
		if (!builder->compound_words[i])
			builder->out_of_memory = true;
		for (; !builder->out_of_memory && *lines; lines++)
			if (add_line(builder->compound_words[i], *lines) < 0)
				builder->out_of_memory = true;
	}
}

/* Words of mood are words too. Phrases and beginnings are not asked for, and do no harm. */
static void learn_moods(struct builder *builder, const struct source_sentiment *sentiment)
{
	struct vocabulary *known = builder->compound_words[sentiment->language];

	for (size_t i = 0; known && i < sentiment->words.count; i++)
		if (vocabulary_add(known, sentiment->words.items[i].text.text, VOCABULARY_WHOLE) <
		    0)
			builder->out_of_memory = true;
}

void builder_languages(struct builder *builder)
{
	const struct rule_source *source = builder->source;

	builder->language_model = language_model_new();
	builder->lexicon = lexicon_new();
	builder->vocabulary = vocabulary_new(false);
	builder->respell = respell_new();
	if (!builder->language_model || !builder->lexicon || !builder->vocabulary ||
	    !builder->respell) {
		builder->out_of_memory = true;
		return;
	}
	know_samples(builder);
	add_compound_words(builder);
	for (size_t i = 0; i < source->language_count && !builder->out_of_memory; i++)
		add_language(builder, &source->languages[i]);
	for (size_t i = 0; i < source->sentiment_count && !builder->out_of_memory; i++) {
		add_weights(builder, source->sentiments[i].language, LEXICON_VALENCE,
			    &source->sentiments[i].words);
		learn_moods(builder, &source->sentiments[i]);
	}
	builder->common = wordset_new(&builder->workshop, builder->common_words.items,
				      builder->common_words.count);
	if (!builder->common || language_model_finish(builder->language_model) < 0 ||
	    lexicon_finish(builder->lexicon) < 0)
		builder->out_of_memory = true;
}
