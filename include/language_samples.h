/*
 * language_samples.h - a few lines of each language, written for the purpose: what its words look
 * like.
 *
 * Letter groups are learnt from them, and the small words that languages share; the commonest words
 * stand in rules/<language>/language.yaml. Languages that are none of ours are here so that they
 * are not taken for one.
 */
#ifndef LIVVAKT_LANGUAGE_SAMPLES_H
#define LIVVAKT_LANGUAGE_SAMPLES_H

#include "language.h"

/* Ours have the numbers of enum language; the others follow. */
enum {
	LANGUAGE_SAMPLE_FOREIGN = LANGUAGE_COUNT, /* the first that is none of ours */
	LANGUAGE_SAMPLES = LANGUAGE_COUNT + 8,
};

/* Lower-case words parted by single blanks; NULL for numbers that are no language. */
extern const char *const language_samples[LANGUAGE_SAMPLES];

#endif
