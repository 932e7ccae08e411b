/*
 * mood_figure.h - from what the mood words of a text add up to, to one figure and a polarity: by
 * how long the text is, how loud, and whether it points elsewhere.
 *
 * The figure is x / sqrt(x² + alpha), as VADER has it (Hutto and Gilbert 2014), alpha growing with
 * the words, since chance puts more mood words into a longer text.
 */
#ifndef LIVVAKT_MOOD_FIGURE_H
#define LIVVAKT_MOOD_FIGURE_H

#include "sentiment.h"
#include "voice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOOD_CAPITALS_FACTOR = 1200 }; /* thousandths: what shouting adds */

/* In thousandths of a point of the lexicon's. */
struct mood_sums {
	int64_t valence, anger, worry;
};

static inline int32_t mood_scale(int64_t value, int64_t thousandths)
{
	return (int32_t)(value * thousandths / 1000);
}

/* `link`: the text holds one. Never called out. */
struct sentiment mood_figure(struct mood_sums sums, const struct voice *voice, size_t words,
			     bool link);

#endif
