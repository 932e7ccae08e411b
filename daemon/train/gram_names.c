/* gram_names.c - see gram_names.h; an open hash of texts, each with how many wrote it. */
#include "gram_names.h"
#include "arena.h"
#include "fnv.h"
#include "letters.h"
#include <stdlib.h>

enum { TABLE_SIZE = 2 * GRAM_NAMES_MAX, CHUNK_BYTES = 1 << 18, TEXT_BYTES_MAX = 64 << 20 };

struct gram {
	struct slice text;		 /* in the arena */
	uint32_t bucket, comments, last; /* last: number of the comment that had it last */
	uint32_t author_count;
	uint64_t authors[GRAM_NAMES_AUTHORS];
};

struct gram_names {
	struct arena arena;
	struct gram *grams;
	size_t count, capacity;
	uint32_t *table; /* place in grams plus one */
	uint32_t comments;
};

struct gram_names *gram_names_new(void)
{
	struct gram_names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	arena_init(&names->arena, CHUNK_BYTES, TEXT_BYTES_MAX);
	names->table = calloc(TABLE_SIZE, sizeof(*names->table));
	return names->table ? names : gram_names_free(names);
}

struct gram_names *gram_names_free(struct gram_names *names)
{
	if (!names)
		return NULL;
	arena_done(&names->arena);
	free(names->grams);
	free(names->table);
	free(names);
	return NULL;
}

static uint64_t hash_of(struct slice text)
{
	const uint64_t hash = fnv_add(FNV_START, text);

	return hash ^ hash >> 32;
}

/* Numbers may be somebody's. */
static bool may_be_named(struct slice text)
{
	if (text.len == 0 || text.len > MOOD_MODEL_NAME_BYTES)
		return false;
	for (size_t at = 0; at < text.len;) {
		uint32_t code;

		at += letters_next(text.data + at, &code);
		if (letters_kind(code) == LETTER_DIGIT || code < ' ')
			return false;
	}
	return true;
}

/* The place of a text in the table: where it stands or might. */
static uint32_t *place_of(const struct gram_names *names, struct slice text)
{
	size_t at = hash_of(text) & (TABLE_SIZE - 1);

	while (names->table[at] != 0 && !slice_equal(names->grams[names->table[at] - 1].text, text))
		at = (at + 1) & (TABLE_SIZE - 1);
	return &names->table[at];
}

static struct gram *new_gram(struct gram_names *names, struct slice text, uint32_t bucket)
{
	if (names->count == names->capacity) {
		size_t capacity = names->capacity ? 2 * names->capacity : 4096;
		struct gram *bigger = reallocarray(names->grams, capacity, sizeof(*bigger));

		if (!bigger)
			return NULL;
		names->grams = bigger;
		names->capacity = capacity;
	}
	text = arena_copy(&names->arena, text);
	if (!text.data)
		return NULL;
	names->grams[names->count] = (struct gram){ .text = text, .bucket = bucket };
	return &names->grams[names->count++];
}

static void count_in(struct gram *gram, uint32_t comment, uint64_t author)
{
	if (gram->last == comment)
		return;
	gram->last = comment;
	gram->comments++;
	for (uint32_t i = 0; i < gram->author_count; i++)
		if (gram->authors[i] == author)
			return;
	if (gram->author_count < GRAM_NAMES_AUTHORS)
		gram->authors[gram->author_count++] = author;
}

bool gram_names_add(struct gram_names *names, struct slice plain, const struct features *features,
		    uint64_t author)
{
	names->comments++;
	for (size_t i = 0; i < features->gram_count; i++) {
		const struct feature *feature = &features->grams[i];
		struct slice text = slice_cut(plain, feature->from, feature->to);
		struct gram *gram;
		uint32_t *place;

		if (!may_be_named(text))
			continue;
		place = place_of(names, text);
		if (*place == 0 && names->count == GRAM_NAMES_MAX)
			continue;
		gram = *place ? &names->grams[*place - 1] : new_gram(names, text, feature->bucket);
		if (!gram)
			return false;
		*place = (uint32_t)(gram - names->grams) + 1;
		count_in(gram, names->comments, author);
	}
	return true;
}

/* --- the strongest --- */

struct candidate {
	const struct gram *gram;
	int32_t lead; /* of its class over the next */
};

static int32_t lead_of(const int16_t weights[POLARITY_COUNT], int polarity)
{
	int32_t next = INT16_MIN;

	for (int other = 0; other < POLARITY_COUNT; other++)
		if (other != polarity && weights[other] > next)
			next = weights[other];
	return weights[polarity] - next;
}

static int by_lead(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->lead != other->lead)
		return one->lead < other->lead ? 1 : -1;
	return (one->gram > other->gram) - (one->gram < other->gram);
}

static void keep(struct mood_model *model, const struct gram *gram)
{
	struct mood_name *name = &model->names[model->name_count++];

	memcpy(name->text, gram->text.data, gram->text.len);
	name->text[gram->text.len] = '\0';
	name->comments = gram->comments;
	memcpy(name->weight, model->weights[gram->bucket], sizeof(name->weight));
}

static void keep_class(struct gram_names *names, int polarity, size_t most,
		       struct candidate *candidates, struct mood_model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < names->count; i++) {
		const struct gram *gram = &names->grams[i];
		int32_t lead = lead_of(model->weights[gram->bucket], polarity);

		if (gram->comments >= GRAM_NAMES_COMMENTS &&
		    gram->author_count >= GRAM_NAMES_AUTHORS && lead > 0)
			candidates[count++] = (struct candidate){ gram, lead };
	}
	qsort(candidates, count, sizeof(*candidates), by_lead);
	for (size_t i = 0; i < count && i < most && model->name_count < MOOD_MODEL_NAMES_MAX; i++)
		keep(model, candidates[i].gram);
}

bool gram_names_strongest(struct gram_names *names, size_t most, struct mood_model *model)
{
	struct candidate *candidates = calloc(names->count + 1, sizeof(*candidates));

	if (!candidates)
		return false;
	model->name_count = 0;
	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++)
		keep_class(names, polarity, most, candidates, model);
	free(candidates);
	return true;
}
