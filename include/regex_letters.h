/*
 * regex_letters.h - the letters that a regex looks for, without its syntax: which of them no folded
 * text holds, and which words are of two scripts.
 */
#ifndef LIVVAKT_REGEX_LETTERS_H
#define LIVVAKT_REGEX_LETTERS_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

/* A letter that the folded text never holds: upper case, or one that folds to others. */
bool regex_letters_unfolded(struct slice pattern, size_t *ret_at);

/* Does it name a Latin capital, other than within an escape (\S, \x{1F600})? */
bool regex_letters_capital(struct slice pattern);

/* A word of letters of two scripts, outside of [classes], where somebody lists look-alikes on
 * purpose. */
bool regex_letters_mixed(struct slice pattern, struct slice *ret_word);

#endif
