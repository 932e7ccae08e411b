/*
 * builder_spoken.c - words as people write them who write as they speak (dej, ik, nich), on their
 * way into the ruleset: a phrase finds them where it names the word that is meant. And the plurals
 * of builder_plural.c, which go the same way.
 *
 * They are put into the word sets of phrases when these are made, so that no comment pays for them
 * but by the few more words that are looked for.
 */
#include "ruleset_builder.h"
#include "utf8.h"
#include "wordset.h"
#include <string.h>

#define EVERY_WORD SIZE_MAX

enum {
	WORDS_MAX = 500,    /* of a language */
	ENTRIES_MAX = 2000, /* a longer list is looked for as it stands */
	FORMS_MAX = 4,	    /* of one word */
	LANGUAGES_MAX = 2,  /* of a rule: for more, one's spoken word is another's everyday one */
};

static_assert((int)BUILDER_PLURALS <= (int)FORMS_MAX, "there is room for them");

/* --- language.yaml --- */

static bool is_one_word(struct builder *builder, const struct pack_text *text,
			const struct sequence *sequence)
{
	if (sequence->count == 1 && sequence->patterns[0].kind == PATTERN_EXACT)
		return true;
	complaints_add(builder->complaints, text->place, COMPLAINT_ERROR, "spoken-word",
		       "'%.*s': under spoken stands one word without stars, and how it is written",
		       (int)utf8_cut(text->text, 80).len, text->text.data);
	return false;
}

static void add_spoken(struct builder *builder, enum language language,
		       const struct source_spoken *source)
{
	const struct sequence *word =
		term_parse_sequence(&source->word, &builder->book, builder->complaints);
	struct slot *forms = builder_entries(builder, &source->forms);
	struct built_spoken *kept;

	if (!word || !forms || !is_one_word(builder, &source->word, word))
		return;
	for (size_t i = 0; i < forms->count; i++)
		if (!is_one_word(builder, &source->word, forms->items[i]))
			return;
	if (forms->count > FORMS_MAX || builder->spoken[language].count == WORDS_MAX) {
		builder_complain(builder, source->word.place, COMPLAINT_ERROR, "spoken-word",
				 "at most 500 words have other forms, and four each; keep the "
				 "commonest");
		return;
	}
	kept = vector_push(&builder->spoken[language], sizeof(*kept));
	if (kept)
		*kept = (struct built_spoken){
			wordset_hash(pattern_text(&word->patterns[0], FORM_PLAIN)), forms
		};
	else
		builder->out_of_memory = true;
}

void builder_spoken_words(struct builder *builder, const struct source_language *language)
{
	for (size_t i = 0; i < language->spoken_count; i++)
		add_spoken(builder, language->language, &language->spoken[i]);
}

/* --- phrases --- */

static const struct slot *forms_of(const struct builder *builder, language_set languages,
				   const struct pattern *pattern)
{
	uint64_t hash = wordset_hash(pattern_text(pattern, FORM_PLAIN));

	for (int i = 0; i < LANGUAGE_COUNT && pattern->kind == PATTERN_EXACT; i++) {
		const struct built_spoken *spoken = builder->spoken[i].items;
		size_t count =
			languages & language_bit((enum language)i) ? builder->spoken[i].count : 0;

		for (size_t j = 0; j < count; j++)
			if (spoken[j].hash == hash)
				return spoken[j].forms;
	}
	return NULL;
}

/* Each word in its form of that number, or in the last that it has; of `only` one word, that word
 * alone. NULL when none has so many, or memory is out. */
static struct sequence *spoken_as(struct builder *builder, const struct sequence *sequence,
				  language_set languages, size_t number, size_t only)
{
	size_t bytes = sizeof(*sequence) + sequence->count * sizeof(sequence->patterns[0]);
	struct sequence *copy = NULL;
	bool more = false;

	for (size_t i = 0; i < sequence->count; i++) {
		const struct slot *forms = forms_of(builder, languages, &sequence->patterns[i]);

		if (!forms || forms->count == 0 || (only != EVERY_WORD && i != only))
			continue;
		more = more || number < forms->count;
		if (sequence->count == 1)
			return more ? forms->items[number] : NULL;
		if (!copy)
			copy = arena_duplicate(builder->book.arena, sequence, bytes);
		if (!copy) {
			builder->out_of_memory = true;
			return NULL;
		}
		copy->known = 0;
		memset(copy->taught, 0, sizeof(copy->taught));
		copy->patterns[i] = forms->items[number < forms->count ? number : forms->count - 1]
					    ->patterns[0];
	}
	return more ? copy : NULL;
}

static bool holds(const struct slot *slot, const struct sequence *sequence)
{
	for (size_t i = 0; i < slot->count; i++)
		if (sequence_equal(slot->items[i], sequence))
			return true;
	return false;
}

static void add_forms(struct builder *builder, struct slot *slot, const struct sequence *sequence,
		      language_set languages, size_t only)
{
	for (size_t number = 0; number < FORMS_MAX; number++) {
		struct sequence *spoken = spoken_as(builder, sequence, languages, number, only);

		if (!spoken)
			return;
		if (!holds(slot, spoken))
			slot->items[slot->count++] = spoken;
	}
}

/* Plurals of compounds' last words come with them: they cost as little. */
static void add_plurals(struct builder *builder, struct slot *slot, const struct sequence *sequence,
			language_set languages)
{
	struct sequence *forms[BUILDER_PLURALS];
	size_t count = builder_plurals(builder, sequence, languages, forms);

	for (size_t i = 0; i < count; i++)
		if (!holds(slot, forms[i]))
			slot->items[slot->count++] = forms[i];
}

static bool has_plurals(struct builder *builder, const struct sequence *sequence,
			language_set languages)
{
	struct sequence *forms[BUILDER_PLURALS];

	return builder_plurals(builder, sequence, languages, forms) > 0;
}

/* How many of its words are spoken otherwise. */
static size_t spoken_words(const struct builder *builder, const struct sequence *sequence,
			   language_set languages)
{
	size_t count = 0;

	for (size_t i = 0; i < sequence->count; i++)
		count += forms_of(builder, languages, &sequence->patterns[i]) != NULL;
	return count;
}

/* Whoever writes one word as he speaks writes the next as he learnt at school: all of them, and
 * where there are several each alone. */
static void add_all_forms(struct builder *builder, struct slot *slot,
			  const struct sequence *sequence, language_set languages)
{
	add_forms(builder, slot, sequence, languages, EVERY_WORD);
	if (spoken_words(builder, sequence, languages) < 2)
		return;
	for (size_t i = 0; i < sequence->count; i++)
		add_forms(builder, slot, sequence, languages, i);
}

/* How often add_all_forms() adds FORMS_MAX forms at most. */
static size_t sets_of_forms(const struct builder *builder, const struct sequence *sequence,
			    language_set languages)
{
	size_t words = spoken_words(builder, sequence, languages);

	return words < 2 ? words : words + 1;
}

/* Room for the entries and so many sets of forms, of which the first are the slot's own. */
static struct slot *copy_with_room(struct builder *builder, const struct slot *slot, size_t spoken)
{
	struct slot *wide = arena_calloc(&builder->workshop, 1, sizeof(*wide));

	if (wide)
		wide->items = arena_calloc(&builder->workshop, slot->count + FORMS_MAX * spoken,
					   sizeof(*wide->items));
	if (!wide || !wide->items) {
		builder->out_of_memory = true;
		return NULL;
	}
	memcpy(wide->items, slot->items, slot->count * sizeof(*wide->items));
	wide->count = wide->written = slot->count;
	return wide;
}

/* Entries of so many words and more. The slot itself where none is spoken otherwise. */
static struct slot *widen(struct builder *builder, struct slot *slot, language_set languages,
			  size_t words)
{
	struct slot *wide;
	size_t spoken = 0;

	for (size_t i = 0; i < slot->count && slot->count <= ENTRIES_MAX; i++)
		spoken += (slot->items[i]->count >= words
				   ? sets_of_forms(builder, slot->items[i], languages)
				   : 0) +
			  has_plurals(builder, slot->items[i], languages);
	wide = spoken > 0 ? copy_with_room(builder, slot, spoken) : NULL;
	for (size_t i = 0; wide && i < slot->count; i++) {
		if (slot->items[i]->count >= words)
			add_all_forms(builder, wide, slot->items[i], languages);
		add_plurals(builder, wide, slot->items[i], languages);
	}
	return wide ? wide : slot;
}

/* The same word stands in thousands of phrases. */
static struct slot *widen_word(struct builder *builder, struct slot *slot, language_set languages)
{
	struct spoken_slot *known = builder->spoken_slots.items;
	struct slot *wide;

	if (!forms_of(builder, languages, &slot->items[0]->patterns[0]) &&
	    !has_plurals(builder, slot->items[0], languages))
		return slot;
	for (size_t i = 0; i < builder->spoken_slots.count; i++)
		if (known[i].sequence == slot->items[0] && known[i].languages == languages)
			return known[i].slot;
	wide = widen(builder, slot, languages, 1);
	known = vector_push(&builder->spoken_slots, sizeof(*known));
	if (known)
		*known = (struct spoken_slot){ slot->items[0], wide, languages };
	else
		builder->out_of_memory = true;
	return wide;
}

static struct slot *spoken_slot(struct builder *builder, struct slot *slot, language_set languages)
{
	if (slot->count == 1 && slot->items[0]->count == 1)
		return widen_word(builder, slot, languages);
	if (!slot->spoken || slot->spoken_languages != languages) {
		slot->spoken = widen(builder, slot, languages, 1);
		slot->spoken_languages = (uint8_t)languages;
	}
	return slot->spoken;
}

static struct slot *widen_phrases(struct builder *builder, struct slot *slot,
				  language_set languages)
{
	return widen(builder, slot, languages, 2);
}

static bool are_few(language_set languages)
{
	int count = 0;

	for (; languages; languages &= languages - 1)
		count++;
	return count <= LANGUAGES_MAX;
}

const struct term *builder_spoken(struct builder *builder, const struct term *term,
				  language_set languages, bool alone)
{
	struct term *spoken = arena_calloc(&builder->workshop, 1, sizeof(*spoken));
	struct slot **slots = arena_calloc(&builder->workshop, term->count, sizeof(struct slot *));
	bool changed = false;

	if (!spoken || !slots) {
		builder->out_of_memory = true;
		return term;
	}
	for (size_t i = 0; i < term->count && are_few(languages); i++) {
		slots[i] = term->count == 1 && !alone
				   ? widen_phrases(builder, term->slots[i], languages)
				   : spoken_slot(builder, term->slots[i], languages);
		changed = changed || slots[i] != term->slots[i];
	}
	*spoken = (struct term){ slots, term->count, term->place };
	return changed ? spoken : term;
}
