/* suggest.h - "did you mean …?" for names that a person mistyped. */
#ifndef LIVVAKT_SUGGEST_H
#define LIVVAKT_SUGGEST_H

#include "slice.h"
#include <stddef.h>

/* The candidate nearest to `word` by edit distance (insert, delete, replace, swap neighbours), if
 * it is at most a third of the longer word away; else NULL. */
const char *suggest_nearest(struct slice word, const char *const *candidates, size_t count);

#endif
