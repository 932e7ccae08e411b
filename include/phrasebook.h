/*
 * phrasebook.h - whole words and phrases of whole words, found by the hashes that the words of a
 * text have anyway.
 *
 * By far the most of what is looked for is of this kind, and so is by far the most of what is
 * found: a search through all bytes (scanner.h) costs several times as much. One look into a sieve
 * says of most words that nothing begins with them.
 */
#ifndef LIVVAKT_PHRASEBOOK_H
#define LIVVAKT_PHRASEBOOK_H

#include "arena.h"
#include "slice.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct phrasebook; /* immutable */

/* Does the literal consist of whole words, with one blank between two and one at both ends? */
bool phrasebook_takes(struct slice literal);

/* In the arena; NULL when memory is out. All literals are of that kind; the number of one is its
 * place in the array. */
struct phrasebook *phrasebook_new(struct arena *arena, const struct slice *literals, size_t count);

/* Called for each find, with the number of the literal and the first of its words; false stops the
 * search. */
typedef bool phrasebook_found(void *context, uint32_t literal, size_t word);

/* `view` with its hashes. False when the search was stopped by `found`. */
bool phrasebook_find(const struct phrasebook *book, const struct word_view *view,
		     phrasebook_found *found, void *context);

#endif
