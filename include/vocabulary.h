/*
 * vocabulary.h - words that rules and languages know, to find them where somebody left out the
 * blanks: "sosickening", "ihatethem". In a language that writes compounds as one word (all but
 * English) two words in one are an ordinary word, and the vocabulary tells what it is made of
 * (compound.h); there a word is parted only where one of the parts is such that compounds are not
 * made with: "Ichhasse", "alledöda". In a hashtag it is parted into any known words.
 */
#ifndef LIVVAKT_VOCABULARY_H
#define LIVVAKT_VOCABULARY_H

#include "arena.h"
#include "attributes.h"
#include "slice.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	VOCABULARY_GLUED_MIN = 5,	    /* bytes of what may be several words, */
	VOCABULARY_GLUED_MIN_COMPOUNDS = 8, /* in a language of compounds, */
	VOCABULARY_GLUED_MAX = 48,
	VOCABULARY_PIECES_MAX = 8, /* and how many */
};

struct vocabulary;

struct vocabulary *vocabulary_new(bool compounds); /* NULL when out of memory */
struct vocabulary *vocabulary_free(struct vocabulary *vocabulary);

/* What is known of a word, any of them together. */
enum {
	VOCABULARY_WHOLE = 1,	  /* as it stands */
	VOCABULARY_BEGINNING = 2, /* words that begin so */
	VOCABULARY_COMMON =
		4, /* a word of the sentence, as "ich" and "alle", no part of compounds */
};

/* A word in plain form. ERROR_MEMORY only. */
MUST_CHECK int vocabulary_add(struct vocabulary *vocabulary, struct slice word, unsigned kinds);

/* One in the arena, to which nothing is added and which goes with it; NULL when memory is out. */
const struct vocabulary *vocabulary_copy(const struct vocabulary *vocabulary, struct arena *arena);

/* Was it added as VOCABULARY_WHOLE? */
bool vocabulary_knows(const struct vocabulary *vocabulary, struct slice word);

/* A word of so many bytes, with this wordset_hash, will be asked for: what is known of it is
 * fetched into the cache. */
void vocabulary_fetch(const struct vocabulary *vocabulary, size_t len, uint64_t hash);

/* The fewest known words that make up `word`, whose wordset_hash is `hash`: gives how many cuts,
 * and where. 0 when it is a known word itself, or cannot be parted. `ret_cuts` has room for
 * VOCABULARY_PIECES_MAX. */
size_t vocabulary_part(const struct vocabulary *vocabulary, struct slice word, uint64_t hash,
		       bool hashtag, size_t *ret_cuts);

#endif
