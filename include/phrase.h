/*
 * phrase.h - does a phrase stand here? Evaluated on words: their order, and how many others stand
 * between.
 */
#ifndef LIVVAKT_PHRASE_H
#define LIVVAKT_PHRASE_H

#include "ruleset_inside.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	PHRASE_REACH_MAX = 512,	 /* words that one phrase may span on either side of its anchor */
	PHRASE_PICTURES_MAX = 8, /* emoji between two slots that do not count as words */
};

/* Words of a text, both ends included. */
struct phrase_hit {
	size_t first, last;
};

/* Is it looked for in this form? */
static inline bool phrase_has_form(const struct phrase *phrase, enum form form)
{
	return form == FORM_PLAIN || phrase->loose;
}

/* The anchor slot was found at the words `anchor`: the shortest stretch that holds the whole
 * phrase. Emoji between the words do not count. */
bool phrase_around(const struct phrase *phrase, enum form form, const struct word_view *view,
		   struct phrase_hit anchor, struct phrase_hit *ret_hit);

/* Does the phrase begin with the word `at`? */
bool phrase_at(const struct phrase *phrase, enum form form, const struct word_view *view, size_t at,
	       struct phrase_hit *ret_hit);

/* The words that a stretch of the text touches, which is not empty; first > last for signs alone.
 */
struct phrase_hit phrase_touched(const struct word_view *view, struct span span);

#endif
