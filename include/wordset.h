/*
 * wordset.h - "is this word, or do these words, one of those?": the compiled alternatives of one
 * slot, in both forms.
 *
 * One hash look-up tells of whole words, one for each length in use of beginnings and endings, and
 * one of sequences; parts are few and compared in turn.
 */
#ifndef LIVVAKT_WORDSET_H
#define LIVVAKT_WORDSET_H

#include "arena.h"
#include "attributes.h"
#include "slice.h"
#include "term.h"
#include "words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wordset;
struct compounds;

/* A text and its words, as the matcher sees them. */
struct word_view {
	struct slice text;
	const struct word *words;
	size_t count;
	const bool *disguised; /* per word: is it spelt otherwise than it was plainly written; NULL:
				  none is */
	size_t *work;	       /* counts look-ups, for who limits them; NULL: nobody does */
	const uint64_t *hashes;		   /* per word: wordset_hash; NULL: computed when needed */
	const struct compounds *compounds; /* what compounds are told by; NULL: there are none */
};

#define WORDSET_HASH_START WORDS_HASH_START

static inline uint64_t wordset_hash_step(uint64_t hash, char byte)
{
	return words_hash_step(hash, byte);
}

static inline uint64_t wordset_hash(struct slice text)
{
	return words_hash(text);
}

/* In the arena; NULL when memory is out. Sequences are borrowed and must live as long. In
 * FORM_LOOSE words of less than TERM_LOOSE_LEAST letters match only where nothing was disguised. */
struct wordset *wordset_new(struct arena *arena, struct sequence *const *sequences, size_t count);

/* Does any single-word entry match the word at `at`? */
bool wordset_has_word(const struct wordset *set, enum form form, const struct word_view *view,
		      size_t at);

/* The lengths, in words, of all entries that match from `at` on (or, `backward`, that end with the
 * word at `at`), as bits: bit n is set for n words. 0: nothing matches. */
uint32_t wordset_lengths(const struct wordset *set, enum form form, const struct word_view *view,
			 size_t at, bool backward);

/* A glance at it: false when no entry begins with the word (or, `backward`, ends with it). */
bool wordset_may_stand(const struct wordset *set, const struct word_view *view, size_t at,
		       bool backward);

/* Does this very sequence stand at `at`? */
bool wordset_sequence_at(const struct sequence *sequence, enum form form,
			 const struct word_view *view, size_t at);

#endif
