/*
 * stretch.h - letters that somebody wrote again and again: "sååå", "gooood", "hooora".
 */
#ifndef LIVVAKT_STRETCH_H
#define LIVVAKT_STRETCH_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum { STRETCH_MAX = 64 }; /* bytes; longer words are not shortened */

/* Quick, and false of most words, which are plain letters, none three times in a row. */
bool stretch_may_be(struct slice word);

/* Whether a letter stands three times in a row or more. */
bool stretch_stands_in(struct slice text);

/* Writes the word with `keep` letters where three and more of one stand: "gooood" as "good" with
 * two. Gives the length, 0 when there is no such run or no room. */
size_t stretch_shorten(struct slice word, size_t keep, char out[static STRETCH_MAX]);

#endif
