/*
 * mend.h - how the words of a text are put right for the loose form: slips of the finger undone
 * (womne), blanks put in that somebody left out (ihatethem, nurAbschaum).
 */
#ifndef LIVVAKT_MEND_H
#define LIVVAKT_MEND_H

#include "forms.h"
#include "respell.h"
#include "vocabulary.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>

enum { MEND_CHANGES_MAX = 64 }; /* in one text */

struct mend_changes {
	struct form_change items[MEND_CHANGES_MAX];
	size_t count;
};

/* The changes to the loose form, whose words `view` holds (or those of the plain one, while it
 * serves as loose), in order: slips in words of this language, blanks before capitals, and between
 * words of the vocabulary (none if NULL). */
void mend_words(const struct respell *respell, const struct vocabulary *vocabulary,
		const struct forms *forms, const struct word_view *view, enum language language,
		struct mend_changes *ret_changes);

/* Are these words of the mended form a mere piece of what somebody wrote as one word? That proves
 * nothing (therapist, assassin), nor does it together with the words beside it (low lifetime),
 * unless it is long and what is written together with it is a word too; in front of a phrase, both
 * may be shorter. */
bool mend_made_piece(const struct form_text *loose, const struct word_view *view, size_t first,
		     size_t last);

#endif
