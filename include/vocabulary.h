/*
 * vocabulary.h - words that rules and languages know, to find them where somebody left out the
 * blanks: "sosickening", "ihatethem". For languages that write compounds apart (English); in the
 * others two words in one are an ordinary word, and the vocabulary tells what such a word is made
 * of (compound.h).
 */
#ifndef LIVVAKT_VOCABULARY_H
#define LIVVAKT_VOCABULARY_H

#include "attributes.h"
#include "slice.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	VOCABULARY_GLUED_MIN = 5, /* bytes of what may be several words, */
	VOCABULARY_GLUED_MAX = 48,
	VOCABULARY_PIECES_MAX = 8, /* and how many */
	VOCABULARY_CUTS_MAX = 64,  /* of one text */
};

struct vocabulary;

struct vocabulary *vocabulary_new(void); /* NULL when out of memory */
struct vocabulary *vocabulary_free(struct vocabulary *vocabulary);

/* A word in plain form; `beginning`: words that begin so are known too. ERROR_MEMORY only. */
MUST_CHECK int vocabulary_add(struct vocabulary *vocabulary, struct slice word, bool beginning);

/* Is it known as a whole word? */
bool vocabulary_knows(const struct vocabulary *vocabulary, struct slice word);

/* The fewest known words that make up `word`: gives how many cuts, and where. 0 when it is a known
 * word itself, or cannot be parted. `ret_cuts` has room for VOCABULARY_PIECES_MAX. */
size_t vocabulary_part(const struct vocabulary *vocabulary, struct slice word, size_t *ret_cuts);

/* All cuts in the words of a text, in order, at most VOCABULARY_CUTS_MAX. */
size_t vocabulary_part_all(const struct vocabulary *vocabulary, const struct word_view *view,
			   size_t *ret_cuts);

#endif
