/*
 * language_spelling.h - how much a word looks like each of our languages, by its letters: what
 * tells a word that no list knows.
 *
 * A log-linear weight for every group of letters, out of one table that is part of the program
 * (language_spelling.table; tests/quality/language says what it was learnt from, and makes it).
 * Part of language identification; language_guess.c puts it together with the words that are known.
 */
#ifndef LIVVAKT_LANGUAGE_SPELLING_H
#define LIVVAKT_LANGUAGE_SPELLING_H

#include "language.h"
#include "slice.h"
#include <stdint.h>

enum {
	SPELLING_BIT = 16, /* costs are in 1/16 bit */
	SPELLING_ROWS = 1 << 18,
	SPELLING_GROUPS = 251, /* of the longest word, and the word itself */
	SPELLING_FINER = 2,    /* the table is in 1/32 bit */
};

/* The weights, a row for all groups that share it, by language. */
extern const int8_t spelling_table[SPELLING_ROWS][LANGUAGE_COUNT];

/* The rows of a word's groups; gives how many. For spelling_cost and for who learns the table. */
size_t spelling_rows(struct slice word, uint32_t ret_row[SPELLING_GROUPS]);

/* What the spelling of a word (in plain form) speaks against each language, LANGUAGE_OTHER being
 * all that are none of ours, in 1/16 bit: the less, the more it looks like it. Only differences
 * mean anything; LANGUAGE_ANY gets 0. */
void spelling_cost(struct slice word, int32_t ret_cost[LANGUAGE_COUNT]);

/* log2 in 1/16, the same on every machine; `value` is at least 1. */
uint32_t spelling_log2(uint64_t value);

#endif
