/*
 * language_guess_inside.h - how a language model lies in memory; for language_guess_build.c, which
 * makes them, and language_guess.c, which asks them.
 */
#ifndef LIVVAKT_LANGUAGE_GUESS_INSIDE_H
#define LIVVAKT_LANGUAGE_GUESS_INSIDE_H

#include "language_guess.h"
#include "language_samples.h"
#include "language_spelling.h"

enum {
	CLASSES = 16, /* our languages, and some to tell them from */
	FIRST_FOREIGN = LANGUAGE_COUNT,
	WORD_MAX = 48, /* bytes; longer ones say nothing */
	BIT = SPELLING_BIT,
};
static_assert((int)CLASSES >= (int)LANGUAGE_COUNT + (int)LANGUAGE_FOREIGN, "a class a language");

struct listed;

/* What guessing needs of a word, packed; set by finish. */
struct weighed {
	uint64_t hash; /* that two of 64 bits meet is rarer than any other mistake here */
	uint16_t cost[CLASSES];
	uint32_t lists; /* as bits: who lists it */
};

struct language_model {
	struct listed *words;	 /* only while it is made */
	struct weighed *weighed; /* the same words */
	size_t count, capacity;
	uint32_t *slots; /* word +1; 0: free */
	size_t slot_count;
	bool known[CLASSES];
};

static inline size_t first_slot(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32);
}

/* Costs of a word that no list knows, as far as they differ, `limit` at most. All that are none of
 * ours are spelt as one language, and some of them are always known. */
void language_guess_spelling(const struct language_model *model, struct slice word, int32_t limit,
			     int32_t ret_cost[CLASSES]);

#endif
