/*
 * features.h - what a trained model sees of a comment: words, pairs of words and pieces of words as
 * numbers of buckets, and a few cues with a strength.
 *
 * The same code serves training and judging, so that both see the same. Nothing is allocated, and a
 * text of any length gives a bounded number of features.
 */
#ifndef LIVVAKT_FEATURES_H
#define LIVVAKT_FEATURES_H

#include "language.h"
#include "sentiment.h"
#include "slice.h"
#include "words.h"
#include <stdint.h>

enum {
	FEATURES_BITS = 17, /* buckets: 2 to the power of this */
	FEATURES_BUCKETS = 1 << FEATURES_BITS,
	FEATURES_WORDS_MAX = 512,   /* words that are looked at */
	FEATURES_LETTERS_MAX = 24,  /* letters of one word that are looked at, */
	FEATURES_PIECES_MAX = 8192, /* pieces of words in one text */
	FEATURES_GRAMS_MAX = 2 * FEATURES_WORDS_MAX,
};

/* Cues have a weight of their own and a strength in thousandths. */
enum cue {
	CUE_MOOD_GOOD, /* the lexicon's figure, by its sign */
	CUE_MOOD_BAD,
	CUE_ANGER,
	CUE_WORRY,
	CUE_NEGATIVE, /* the lexicon's polarity */
	CUE_NEUTRAL,
	CUE_POSITIVE,
	CUE_QUESTION,	  /* a ? somewhere */
	CUE_EXCLAMATION,  /* one !, */
	CUE_EXCLAMATIONS, /* or more */
	CUE_DOTS,	  /* ... */
	CUE_LINK,
	CUE_HANDLE,
	CUE_CAPITALS,  /* a word in capitals */
	CUE_DRAWN_OUT, /* sooo */
	CUE_EMOJI,
	CUE_NUMBER,
	CUE_SHORT, /* up to six words */
	CUE_LONG,  /* more than 25 */
	CUE_LANGUAGE,
	CUE_COUNT = CUE_LANGUAGE + LANGUAGE_COUNT
};

/* A bucket, and the bytes of the plain form that it comes from: none for a handle or a link, which
 * are nobody's business. */
struct feature {
	uint32_t bucket, from, to;
};

struct features {
	size_t gram_count, piece_count;
	struct feature grams[FEATURES_GRAMS_MAX]; /* words, and between two words their pair: words
						     at even places */
	struct feature pieces[FEATURES_PIECES_MAX]; /* of three to five letters */
	int32_t cues[CUE_COUNT];
};

/* `sentiment` is what the lexicon says. */
void features_read(struct slice raw, struct slice plain, const struct word *words,
		   size_t word_count, enum language language, const struct sentiment *sentiment,
		   struct features *ret_features);

/* "mood good", "question", "language sv"; NULL beyond the end. */
const char *features_cue_name(enum cue cue);

#endif
