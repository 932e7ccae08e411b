/*
 * markup.h - tags within a text: <b>, </p>, [i]; what a reader never sees.
 */
#ifndef LIVVAKT_MARKUP_H
#define LIVVAKT_MARKUP_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum { MARKUP_NAME_MAX = 10, MARKUP_TAG_MAX = 60 }; /* letters; characters between < and > */

/* May the tag of this name, in small letters, stand inside a word? <br> and <p> end one. */
bool markup_is_inline(struct slice name);

/* The byte behind the tag that begins at `at` of a plain text, or `at` when there is none: a name
 * and nothing else, or <name with="values">, or [name=value]. `inside` is said of one that may
 * stand inside a word. */
size_t markup_end(struct slice text, size_t at, bool *ret_inside);

/* Is the tag that begins at `at` one that quotes, or the end of one: <blockquote>, <q>, [quote]? */
bool markup_quotes(struct slice text, size_t at);

#endif
