/*
 * language_spelling.h - how much a word looks like each of some languages, by its letters: what
 * tells a word that no list knows.
 *
 * A chain of letters (each from the three before it), learnt from lists of words. Part of language
 * identification; language_guess.c puts it together with the words that are known.
 */
#ifndef LIVVAKT_LANGUAGE_SPELLING_H
#define LIVVAKT_LANGUAGE_SPELLING_H

#include "attributes.h"
#include "slice.h"
#include <stdint.h>

enum {
	SPELLING_CLASSES = 16,
	SPELLING_BIT = 16, /* costs are in 1/16 bit */
};

struct spelling_model; /* immutable after finishing */

struct spelling_model *spelling_model_new(void);
struct spelling_model *spelling_model_free(struct spelling_model *model);
/* `word` in plain form. ERROR_MEMORY only. */
MUST_CHECK int spelling_model_add(struct spelling_model *model, int class, struct slice word);
/* Once, after all words. ERROR_MEMORY only. */
MUST_CHECK int spelling_model_finish(struct spelling_model *model);

/* What the spelling of a word costs in each class, in 1/16 bit: the less, the more it looks like
 * it. Only differences between classes mean anything. */
void spelling_cost(const struct spelling_model *model, struct slice word,
		   uint32_t ret_cost[SPELLING_CLASSES]);

/* log2 in 1/16, the same on every machine; `value` is at least 1. */
uint32_t spelling_log2(uint64_t value);

#endif
