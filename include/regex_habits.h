/*
 * regex_habits.h - what people carry over into regexes from elsewhere, and what it finds instead:
 * the star of words, the slashes of other languages, .* around what is looked for.
 */
#ifndef LIVVAKT_REGEX_HABITS_H
#define LIVVAKT_REGEX_HABITS_H

#include "slice.h"

/* What is probably not meant so, with its remedy; NULL: nothing is. *ret_code is a literal:
 * regex-star, regex-slashes or regex-rest. */
const char *regex_habits_find(struct slice pattern, const char **ret_code);

#endif
