/*
 * disguise.h - which words of the loose form are not as they were plainly written, and which finds
 * there tell what the plain form does not.
 */
#ifndef LIVVAKT_DISGUISE_H
#define LIVVAKT_DISGUISE_H

#include "forms.h"
#include "phrase.h"
#include "wordset.h"
#include <stdbool.h>
#include <stdint.h>

/* Per word of `loose`: disguised, unless the plain form has the same bytes at the same place of the
 * original; respelt, unless it is moreover no mere piece of a word there, nor shorter than
 * TERM_LOOSE_LEAST where half of the others are. */
void disguise_find(const struct forms *forms, const struct word_view *plain,
		   const struct word_view *loose, bool *ret_disguised, bool *ret_respelt);

/* The words of the plain form that the writer wrote in a stretch of the original; first > last:
 * none. */
struct phrase_hit disguise_behind(const struct forms *forms, const struct word_view *plain,
				  struct span written);

/* Does a find of these words of the loose form, which were written there, count? What was plainly
 * written, the plain form shows; and where a slip of the finger, or a piece of a word that was
 * parted, is all of it, it may be anything. `views`: by form. */
bool disguise_counts(const struct forms *forms, const struct word_view *views,
		     const bool *disguised, struct phrase_hit words, struct span written);

enum { DISGUISE_FAR = UINT8_MAX };

/* Per word, how many words it is, pictures aside, back to and on to the nearest whose disguise a
 * find may undo. 0: it is one; DISGUISE_FAR: so many and more, or there is none. False: there is
 * none at all. */
bool disguise_distances(const struct word_view *loose, const bool *disguised, uint8_t *ret_before,
			uint8_t *ret_behind);

#endif
