/*
 * compound.h - is a word made of a stem and other words? So that "+idiot+" finds Vollidiotin and
 * idiotpolitiker without a list of them, and "hore+" leaves horisont alone.
 *
 * Germanic languages join words freely: with letters between (-s-, -e-, -en-), without the last
 * vowel of the first (gubbe: gubbjävel), and with the endings of the last. What stands beside the
 * stem must be a word itself: a known one, or, beside a stem long enough not to stand in other
 * words by accident, what could be one in sound.
 */
#ifndef LIVVAKT_COMPOUND_H
#define LIVVAKT_COMPOUND_H

#include "language.h"
#include "slice.h"
#include <stdbool.h>

enum { COMPOUND_STEM_LEAST = 4 }; /* letters: sau stands in Gesichtsausdruck, röv in prövning */

struct vocabulary;
struct wordset;

/* What is known of words, by language; NULL where nothing is. */
struct compounds {
	const struct vocabulary *known[LANGUAGE_COUNT];
	const struct wordset *common[LANGUAGE_COUNT]; /* everyday words: för, aus, von */
	language_set languages; /* that the word may be of; LANGUAGE_ANY: any of them */
};

/* Does `word` consist of the stem, other words before it (if `before`) or behind it (if `behind`),
 * and an ending? The stem alone does, in any of its forms. All in plain form. `compounds` may be
 * NULL: then the stem alone. */
bool compound_holds(const struct compounds *compounds, struct slice stem, bool before, bool behind,
		    struct slice word);

#endif
