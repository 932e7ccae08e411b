/*
 * sentiment.h - how a text feels: a figure from lexicons, with negation, strength and contrast.
 *
 * Separate from the points of rules: a negative opinion is no abuse.
 */
#ifndef LIVVAKT_SENTIMENT_H
#define LIVVAKT_SENTIMENT_H

#include "language.h"
#include "lexicon.h"
#include "slice.h"
#include "verdict.h"
#include "wordset.h"
#include <stdint.h>

struct sentiment {
	int32_t figure;	      /* -1000 … 1000 */
	int32_t anger, worry; /* 0 … 1000 */
	enum polarity polarity;
};

/*
 * `raw` for capitals and repeated marks, `plain` with its hashes for the rest; capitals of single
 * words are known when words_mark_capitals() has been called. LANGUAGE_ANY: only what all languages
 * that know a word agree on in sign. Integers throughout, so the figure is the same on every
 * machine; the form of it, x / sqrt(x² + 15 + words), is VADER's (Hutto and Gilbert 2014), but for
 * the words (60 at most): chance puts more mood words into a longer text. A text with a link counts
 * about a third. Nothing is allocated.
 */
struct sentiment sentiment_of(const struct lexicon *lexicon, enum language language,
			      struct slice raw, const struct word_view *plain);

#endif
