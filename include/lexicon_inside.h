/*
 * lexicon_inside.h - how the lexicon lies in memory; for lexicon_build.c, which fills it, and
 * lexicon.c, which asks it.
 *
 * The key of an entry is its first word without stars; what follows in a phrase is compared word by
 * word. Keys are known by their hash alone: that two of 64 bits meet is rarer than any other
 * mistake here. A sieve by hash says beforehand which languages may have such an entry, for most
 * words none.
 */
#ifndef LIVVAKT_LEXICON_INSIDE_H
#define LIVVAKT_LEXICON_INSIDE_H

#include "inflection.h"
#include "lexicon.h"
#include "lexicon_entry.h"

enum {
	SIEVE_SIZE = 1 << 15, /* per shape; the two to six thousand entries of a language leave it
				 eight tenths empty and more */
};

struct element {
	uint32_t text_at; /* in bytes */
	uint8_t len, shape;
};

struct entry {
	uint32_t first_element;
	uint8_t elements, kind, language;
	char second; /* first byte of the second word, where that is known; else 0 */
	int32_t strength;
	uint32_t next; /* entry with the same key, +1; 0: none. Once finished they stand in a row */
};

struct bucket {
	uint64_t key;
	uint32_t entry; /* the first, +1; 0: free */
	uint32_t count;
};

struct lexicon {
	char *bytes;
	struct element *elements;
	struct entry *entries;
	struct bucket *slots;
	size_t byte_count, byte_capacity, element_count, element_capacity, entry_count,
		entry_capacity;
	size_t slot_count, slots_used; /* a power of two; those taken */
	size_t longest[LEXICON_SHAPES];
	size_t shortest; /* beginning */
	struct inflections *inflections[LANGUAGE_COUNT];
	/* Made once all is added, and not at all for nothing. */
	uint8_t (*sieve)[SIEVE_SIZE]; /* by shape: which languages, a bit each */
	/* By the text's language and by shape: is there any that is near to it? Small, so at hand.
	 */
	uint64_t (*near)[LEXICON_SHAPES][SIEVE_SIZE / 64];
};
static_assert(LANGUAGE_COUNT <= 8, "they fit into a byte of the sieve");

/* The key of an entry, from the hash of its first word. */
static inline uint64_t key_of(uint64_t hash, enum lexicon_shape shape, enum language language)
{
	return hash ^ ((uint64_t)shape * LANGUAGE_COUNT + (uint64_t)language) << 30;
}

static inline size_t sieve_place(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32) & (SIEVE_SIZE - 1);
}

/* Those that are near at all, as bits. */
static inline unsigned near_languages(enum language text)
{
	if (text == LANGUAGE_ANY)
		return (1u << LANGUAGE_COUNT) - 1;
	return language_bit(LANGUAGE_ANY) | language_bit(text) |
	       (text == LANGUAGE_NN ? language_bit(LANGUAGE_NB) : 0);
}

static inline struct slice element_text(const struct lexicon *lexicon,
					const struct element *element)
{
	return (struct slice){ lexicon->bytes + element->text_at, element->len };
}

static inline size_t first_slot(uint64_t key)
{
	return (size_t)(key >> 20);
}

/* The slot of a key, or the free one where it belongs. The table is never full. */
static inline struct bucket *find_slot(const struct lexicon *lexicon, uint64_t key)
{
	size_t mask = lexicon->slot_count - 1, i = first_slot(key) & mask;

	while (lexicon->slots[i].entry && lexicon->slots[i].key != key)
		i = (i + 1) & mask;
	return &lexicon->slots[i];
}

#endif
