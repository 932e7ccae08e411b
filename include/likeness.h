/*
 * likeness.h - a text in 48 bytes by which near-copies know each other: whatever the length, and
 * without the text itself.
 *
 *   text ──► letters, lower case ──► pieces of four ──► 48 bins by hash ──► the least of each, a
 * byte
 *
 * One permutation, a minimum in each of its bins (Li, Owen, Zhang 2012), an empty bin taking its
 * neighbour's (Shrivastava, Li 2014), of each only the lowest byte (Li, König 2010): so many bytes
 * in common as pieces are shared (Jaccard). Signs, digits, pictures, handles, links and what stands
 * in quotation marks or behind "> " are no part of it. Pure.
 */
#ifndef LIVVAKT_LIKENESS_H
#define LIVVAKT_LIKENESS_H

#include "chorus_voice.h"
#include "slice.h"
#include <stdbool.h>

enum {
	LIKENESS_ALIKE = 18,	   /* bytes in common, of near-copies */
	LIKENESS_ALIKE_SHORT = 30, /* where one of them is short: many say nearly the same then */
	LIKENESS_WORDS_MIN = 8,	   /* of a text that says something of its own */
	LIKENESS_LETTERS_MIN = 45, /* bytes; not "never again", "thank you so much for your help" */
	LIKENESS_SHORT_WORDS_MIN = 5,
	LIKENESS_SHORT_LETTERS_MIN = 25,
	LIKENESS_TEXT_MAX = 400, /* bytes that are looked at */
};

enum likeness_kind {
	LIKENESS_NONE, /* too short, or said again with the writer's name (RT): nothing is set */
	LIKENESS_TEXT,
	LIKENESS_LINKED, /* beside a link: it may be the title of what is shared */
	LIKENESS_SHORT,	 /* a slogan, or what many say; never beside a link */
};

/* The text is valid UTF-8; more than LIKENESS_TEXT_MAX bytes are cut off. */
enum likeness_kind likeness_of(struct slice text, struct likeness *ret_likeness);

/* How many bytes two have in common. */
unsigned likeness_common(const struct likeness *a, const struct likeness *b);
/* Whether they are near-copies; `is_short`: one of them at least. */
bool likeness_is_alike(const struct likeness *a, const struct likeness *b, bool is_short);

#endif
