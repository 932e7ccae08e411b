/*
 * language_guess_build.c - language models: words by their rank, and what each costs in every
 * class.
 *
 * A known word counts by its rank in the language's list, as Zipf has it; in a language that does
 * not list it, by its spelling and dearer.
 */
#include "error.h"
#include "language_guess_inside.h"
#include "words.h"
#include <stdlib.h>

enum {
	LISTED_FIRST = 7 * BIT / 2, /* cost of the commonest word; rank r costs log2(r) more */
	UNLISTED = 7 * BIT,	    /* a language that does not list a word that others do */
	UNLISTED_MAX = 14 * BIT,    /* what that may cost more than the best at most */
	LOANED_MAX = 5 * BIT,	    /* an English word speaks no louder for English than this */
	FULL = 3, /* of four slots so many are taken at most, once no word comes any more */
};

struct listed {
	uint8_t len;
	char text[WORD_MAX];
	uint16_t rank[CLASSES]; /* +1; 0: not in this list */
};

struct language_model *language_model_new(void)
{
	return calloc(1, sizeof(struct language_model));
}

struct language_model *language_model_free(struct language_model *model)
{
	if (!model)
		return NULL;
	free(model->words);
	free(model->weighed);
	free(model->slots);
	free(model);
	return NULL;
}

static uint32_t *find_slot(const struct language_model *model, struct slice word)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = first_slot(words_hash(word));; i++) {
		uint32_t *slot = &model->slots[i & mask];
		if (*slot == 0)
			return slot;
		const struct listed *listed = &model->words[*slot - 1];
		if (listed->len == word.len && memcmp(listed->text, word.data, word.len) == 0)
			return slot;
	}
}

static int grow_table(struct language_model *model)
{
	if ((model->count + 1) * 2 <= model->slot_count)
		return 0;
	size_t count = model->slot_count ? model->slot_count * 2 : 1024;
	uint32_t *slots = calloc(count, sizeof(*slots));
	if (!slots)
		return ERROR_MEMORY;
	free(model->slots);
	model->slots = slots;
	model->slot_count = count;
	for (size_t i = 0; i < model->count; i++) {
		struct slice word = { model->words[i].text, model->words[i].len };
		*find_slot(model, word) = (uint32_t)i + 1;
	}
	return 0;
}

static int grow_words(struct language_model *model)
{
	if (model->count < model->capacity)
		return 0;
	size_t capacity = model->capacity ? model->capacity * 2 : 512;
	struct listed *words = realloc(model->words, capacity * sizeof(*words));
	if (!words)
		return ERROR_MEMORY;
	model->words = words;
	model->capacity = capacity;
	return 0;
}

static int add_word_of(struct language_model *model, int class, struct slice word, size_t rank)
{
	if (word.len == 0 || word.len > WORD_MAX)
		return 0; /* cannot help */
	if (grow_words(model) < 0 || grow_table(model) < 0)
		return ERROR_MEMORY;
	uint32_t *slot = find_slot(model, word);
	if (*slot == 0) {
		struct listed *listed = &model->words[model->count++];
		memset(listed, 0, sizeof(*listed));
		listed->len = (uint8_t)word.len;
		memcpy(listed->text, word.data, word.len);
		*slot = (uint32_t)model->count;
	}
	uint16_t *known = &model->words[*slot - 1].rank[class];
	if (*known == 0 || rank < *known)
		*known = (uint16_t)(rank < UINT16_MAX - 1 ? rank + 1 : UINT16_MAX);
	return 0;
}

int language_model_add(struct language_model *model, enum language language, struct slice word,
		       size_t rank)
{
	assert(language > LANGUAGE_ANY && language < LANGUAGE_OTHER);
	model->known[language] = true;
	return add_word_of(model, (int)language, word, rank);
}

/* The lines of a class; NULL where there are none. */
static const char *const *lines_of(int class)
{
	if (class >= FIRST_FOREIGN)
		return language_words_foreign[class - FIRST_FOREIGN];
	return language_words[class];
}

static size_t up_to_colon(struct slice item)
{
	const char *colon = item.len ? memchr(item.data, ':', item.len) : NULL;

	return colon ? (size_t)(colon - item.data) : item.len;
}

/* `item` is a word, or a stem with its endings: "kund:en:er" is kunden and kunder. */
static int learn_item(struct language_model *model, int class, struct slice item, size_t *rank)
{
	char word[WORD_MAX];
	size_t stem = up_to_colon(item);

	if (stem == item.len)
		return add_word_of(model, class, item, (*rank)++);
	for (size_t from = stem + 1; from <= item.len;) {
		struct slice ending = slice_cut(item, from, item.len);
		ending.len = up_to_colon(ending);
		assert(stem + ending.len <= WORD_MAX);
		memcpy(word, item.data, stem);
		memcpy(word + stem, ending.data, ending.len);
		if (add_word_of(model, class, (struct slice){ word, stem + ending.len },
				(*rank)++) < 0)
			return ERROR_MEMORY;
		from += ending.len + 1;
	}
	return 0;
}

static int learn_lines(struct language_model *model, int class, const char *const *line,
		       size_t *rank)
{
	for (; line && *line; line++) {
		for (const char *at = *line; *at;) {
			struct slice item = { at, strcspn(at, " ") };
			if (learn_item(model, class, item, rank) < 0)
				return ERROR_MEMORY;
			at += item.len + (at[item.len] == ' ');
		}
	}
	return 0;
}

static int learn_class(struct language_model *model, int class)
{
	size_t rank = 0;

	if (learn_lines(model, class, lines_of(class), &rank) < 0)
		return ERROR_MEMORY;
	return class < LANGUAGE_COUNT ? learn_lines(model, class, language_forms[class], &rank) : 0;
}

/* A comment with a few English words in it is still in its own language. */
static void hush_loan(const struct listed *listed, struct weighed *weighed)
{
	if (!listed->rank[LANGUAGE_EN])
		return;
	uint32_t dearest = weighed->cost[LANGUAGE_EN] + LOANED_MAX;
	for (int class = 1; class < FIRST_FOREIGN; class ++) {
		if (!listed->rank[class] && weighed->cost[class] > dearest)
			weighed->cost[class] = (uint16_t)dearest;
	}
}

static void set_costs(struct language_model *model)
{
	for (size_t i = 0; i < model->count; i++) {
		const struct listed *listed = &model->words[i];
		struct weighed *weighed = &model->weighed[i];
		int32_t spelled[CLASSES], dearest = 0;
		weighed->hash = words_hash((struct slice){ listed->text, listed->len });
		language_guess_spelling(model, (struct slice){ listed->text, listed->len },
					UNLISTED_MAX - UNLISTED, spelled);
		for (int class = 1; class < CLASSES; class ++) {
			if (!listed->rank[class])
				continue;
			int32_t cost = LISTED_FIRST + (int32_t)spelling_log2(listed->rank[class]);
			weighed->lists |= 1u << class;
			weighed->cost[class] = (uint16_t)cost;
			dearest = cost > dearest ? cost : dearest;
		}
		for (int class = 1; class < CLASSES; class ++) {
			if (!listed->rank[class])
				weighed->cost[class] =
					(uint16_t)(dearest + UNLISTED + spelled[class]);
		}
		hush_loan(listed, weighed);
	}
}

int language_model_finish(struct language_model *model)
{
	if (grow_table(model) < 0)
		return ERROR_MEMORY;
	for (int class = 1; class < CLASSES; class ++) {
		if ((class < LANGUAGE_COUNT && !model->known[class]) || !lines_of(class))
			continue;
		model->known[class] = true;
		if (learn_class(model, class) < 0)
			return ERROR_MEMORY;
	}
	model->weighed = calloc(model->count + 1, sizeof(*model->weighed));
	if (!model->weighed)
		return ERROR_MEMORY;
	set_costs(model);
	free(model->words); /* from now on words are told by their hashes */
	model->words = NULL;
	return 0;
}

const struct language_model *language_model_copy(const struct language_model *model,
						 struct arena *arena)
{
	struct language_model *copy = arena_duplicate(arena, model, sizeof(*model));

	if (!copy)
		return NULL;
	while (copy->slot_count / 2 >= copy->count + copy->count / FULL + 1)
		copy->slot_count /= 2;
	copy->weighed =
		arena_duplicate(arena, model->weighed, model->count * sizeof(*model->weighed));
	copy->slots = arena_calloc(arena, copy->slot_count, sizeof(*copy->slots));
	if (!copy->weighed || !copy->slots)
		return NULL;
	for (uint32_t i = 0; i < copy->count; i++) {
		size_t at = first_slot(copy->weighed[i].hash) & (copy->slot_count - 1);
		while (copy->slots[at])
			at = (at + 1) & (copy->slot_count - 1);
		copy->slots[at] = i + 1;
	}
	return copy;
}
