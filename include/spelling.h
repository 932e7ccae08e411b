/*
 * spelling.h - how words are written by those who have not all of their letters: å ä ö æ ø ü
 * without their marks (doda) or as two letters (toeten), all of them or one; and an l for which a
 * stroke stood (mus1ims) that was read as i.
 */
#ifndef LIVVAKT_SPELLING_H
#define LIVVAKT_SPELLING_H

#include "attributes.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* A spelling's wordset_hash; what is not 0 ends the walk, and is given on. */
typedef int spelling_found(void *context, uint64_t hash);

/* Of a word in loose form, of which none is the word itself; one may come twice. */
MUST_CHECK int spelling_each(struct slice word, spelling_found *found, void *context);

/* The one in which each such letter is two: slaa. */
MUST_CHECK int spelling_in_two(struct slice word, spelling_found *found, void *context);

/* Is `written` so spelt, or the word itself? */
bool spelling_is_of(struct slice written, struct slice meant);

/* Are marks of letters left out in `written`, and not told by a second letter? */
bool spelling_is_bare(struct slice written, struct slice meant);

#endif
