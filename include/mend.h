/*
 * mend.h - how the words of a text are put right for the loose form: slips of the finger undone
 * (womne), blanks put in that somebody left out (ihatethem).
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

/* The changes to a form, in order: slips in words of this language, and if `parting` blanks. */
size_t mend_words(const struct respell *respell, const struct vocabulary *vocabulary,
		  const struct word_view *view, enum language language, bool parting,
		  struct form_change ret_changes[MEND_CHANGES_MAX]);

#endif
