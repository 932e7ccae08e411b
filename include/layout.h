/*
 * layout.h - the words of a form as the literal engine reads them: one blank between two and one at
 * both ends, so that a literal with blanks finds whole words and phrases alone.
 */
#ifndef LIVVAKT_LAYOUT_H
#define LIVVAKT_LAYOUT_H

#include "slice.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed is empty. Memory is kept from text to text. */
struct layout {
	char *bytes;
	size_t len, capacity;
	uint32_t *from; /* of each word */
	size_t words, words_capacity;
	size_t near; /* the word that was asked for last */
};

/* False when memory is out; the layout is empty then. */
bool layout_make(struct layout *layout, const struct word_view *view);
void layout_done(struct layout *layout);

/* The number of the word that holds the byte `at`, or that ends before it. There is one. */
size_t layout_word(struct layout *layout, size_t at);

#endif
