/*
 * sketch.h - a text's words on 128 bytes, from which most phrases see that they cannot be there.
 *
 * Of every word a bit is set, found by its first three bytes. A phrase knows which bits its other
 * slots need, one of each group; where a group has none set nothing has to be compared. The other
 * way round a sketch proves nothing.
 */
#ifndef LIVVAKT_SKETCH_H
#define LIVVAKT_SKETCH_H

#include "slice.h"
#include "term.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SKETCH_BITS = 1024,
	SKETCH_WORD_BYTES = 3, /* that a bit is found by */
	SKETCH_PLACES_MAX = 12,
	SKETCH_GROUPS_MAX = 4,
};

struct sketch {
	uint64_t bits[SKETCH_BITS / 64];
};

/* Nothing is needed where all is 0. */
struct sketch_needs {
	uint16_t places[SKETCH_PLACES_MAX];
	uint8_t ends[SKETCH_GROUPS_MAX]; /* where each group ends; 0: there are no more */
};

static inline uint16_t sketch_place(struct slice word)
{
	const unsigned char *byte = (const unsigned char *)word.data;
	uint32_t bytes = 0;

	static_assert(SKETCH_WORD_BYTES == 3, "so many are written out");
	if (word.len >= SKETCH_WORD_BYTES)
		bytes = (uint32_t)byte[0] << 16 | (uint32_t)byte[1] << 8 | byte[2];
	else if (word.len > 0)
		bytes = word.len == 1 ? byte[0] : (uint32_t)byte[0] << 8 | byte[1];
	return (uint16_t)((bytes * 0x9E3779B1u) >> 22);
}

static inline void sketch_add(struct sketch *sketch, struct slice word)
{
	uint16_t place = sketch_place(word);

	sketch->bits[place / 64] |= UINT64_C(1) << place % 64;
}

static inline bool sketch_has(const struct sketch *sketch, uint16_t place)
{
	return sketch->bits[place / 64] >> place % 64 & 1;
}

/* False: the text, in whichever form it was sketched, holds nothing of one of the slots. */
static inline bool sketch_allows(const struct sketch *sketch, const struct sketch_needs *needs)
{
	for (size_t group = 0, at = 0; group < SKETCH_GROUPS_MAX && needs->ends[group]; group++) {
		bool found = false;

		for (; at < needs->ends[group]; at++)
			found |= sketch_has(sketch, needs->places[at]);
		if (!found)
			return false;
	}
	return true;
}

/* The slot becomes a group. False when there is no room, or one of its entries may begin with
 * anything. */
bool sketch_need(struct sketch_needs *needs, const struct slot *slot);

#endif
