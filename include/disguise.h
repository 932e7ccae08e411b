/*
 * disguise.h - which words of the loose form are not as they were plainly written.
 */
#ifndef LIVVAKT_DISGUISE_H
#define LIVVAKT_DISGUISE_H

#include "forms.h"
#include "phrase.h"
#include "wordset.h"
#include <stdbool.h>

/* Per word of `loose`: disguised, unless the plain form has the same bytes at the same place of the
 * original; respelt, unless it is moreover no mere piece of a word there, nor shorter than
 * TERM_LOOSE_LEAST where half of the others are. */
void disguise_find(const struct forms *forms, const struct word_view *plain,
		   const struct word_view *loose, bool *ret_disguised, bool *ret_respelt);

/* The words of the plain form that the writer wrote in a stretch of the original; first > last:
 * none. */
struct phrase_hit disguise_behind(const struct forms *forms, const struct word_view *plain,
				  struct span written);

#endif
