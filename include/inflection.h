/*
 * inflection.h - endings that a word takes without another mood: happy, happier, happiest.
 *
 * So that a moderator writes one form of a word and not all. Nothing but tables: no stemmer, whose
 * stems would throw words together that have nothing to do with each other.
 */
#ifndef LIVVAKT_INFLECTION_H
#define LIVVAKT_INFLECTION_H

#include "language.h"
#include <stddef.h>
#include <stdint.h>

/* An ending, and what takes its place in the form that is listed: "ied" by "y". */
struct inflection {
	char ending[8], instead[4];
	uint8_t ending_len, instead_len;
};

/* Those of a language by the last byte of the ending: of byte b they are items[from[b]] …
 * items[from[b + 1]], the longest endings first. */
struct inflections {
	uint16_t from[257];
	struct inflection items[];
};

static inline size_t inflections_bytes(const struct inflections *sorted)
{
	return sizeof(*sorted) + sorted->from[256] * sizeof(sorted->items[0]);
}

/* In one piece of memory without a pointer, for the caller to free; NULL when memory is out. */
struct inflections *inflections_new(enum language language);

#endif
