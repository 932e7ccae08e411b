/*
 * inflection.h - endings that a word takes without another mood: happy, happier, happiest.
 *
 * So that a moderator writes one form of a word and not all. Nothing but tables: no stemmer, whose
 * stems would throw words together that have nothing to do with each other.
 */
#ifndef LIVVAKT_INFLECTION_H
#define LIVVAKT_INFLECTION_H

#include "language.h"
#include <stdint.h>

/* An ending, and what takes its place in the form that is listed: "ied" by "y". */
struct inflection {
	const char *ending, *instead;
	uint8_t ending_len, instead_len;
};

/* The longest endings first, closed by one with NULL; NULL for a language without. */
const struct inflection *inflections_of(enum language language);

#endif
