/*
 * wordset.h - "is this word, or do these words, one of those?": the compiled alternatives of one
 * slot in one form.
 *
 * One hash look-up tells of whole words, one for each length in use of beginnings and endings;
 * parts and sequences of several words are few and compared in turn.
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

/* A text and its words, as the matcher sees them. */
struct word_view {
	struct slice text;
	const struct word *words;
	size_t count;
	const bool *disguised; /* per word: does it differ from what was plainly written; NULL: none
				  does */
	size_t *work;	       /* counts look-ups, for who limits them; NULL: nobody does */
};

/* In the arena; NULL when memory is out. Sequences are borrowed and must live as long. For
 * FORM_LOOSE words of less than TERM_LOOSE_LEAST letters match only where nothing was disguised. */
struct wordset *wordset_new(struct arena *arena, enum form form, const struct sequence *sequences,
			    size_t count);

/* Does any single-word entry match the word at `at`? */
bool wordset_has_word(const struct wordset *set, const struct word_view *view, size_t at);

/* The lengths, in words, of all entries that match from `at` on (or, `backward`, that end with the
 * word at `at`), as bits: bit n is set for n words. 0: nothing matches. */
uint32_t wordset_lengths(const struct wordset *set, const struct word_view *view, size_t at,
			 bool backward);

/* Does this very sequence stand at `at`? */
bool wordset_sequence_at(const struct sequence *sequence, enum form form,
			 const struct word_view *view, size_t at);

#endif
