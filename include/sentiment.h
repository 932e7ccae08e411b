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

enum { SENTIMENT_HEARD_MAX = 64 };

/* What the lexicon knows of one word or phrase of the text, for who asks how a figure came. */
struct sentiment_heard {
	uint32_t word;	      /* its first, of the plain form */
	struct span span;     /* there */
	int32_t told, counts; /* valence as it stands, and as its neighbours leave it */
	int32_t anger, worry;
	int32_t factor; /* of an intensifier; 0: is none */
	bool negates, contrasts;
};

struct sentiment_trace {
	struct sentiment_heard heard[SENTIMENT_HEARD_MAX];
	size_t count; /* further ones are left out */
};

struct sentiment {
	int32_t figure;	      /* -1000 … 1000 */
	int32_t anger, worry; /* 0 … 1000 */
	enum polarity polarity;
	bool called_out; /* the one good word is an exclamation at the beginning: "Great, ..." */
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
/* The same, and says by what: the trace begins anew. */
struct sentiment sentiment_explain(const struct lexicon *lexicon, enum language language,
				   struct slice raw, const struct word_view *plain,
				   struct sentiment_trace *ret_trace);

#endif
