/*
 * circumstances.h - what is known about a comment beyond its text when it is judged: the noun
 * between those who count (store, pipeline) and the conditions of rules.
 */
#ifndef LIVVAKT_CIRCUMSTANCES_H
#define LIVVAKT_CIRCUMSTANCES_H

#include <stddef.h>
#include <stdint.h>

enum { RULESET_RATES_MAX = 32 }; /* different rates that all rules together may ask for */

enum rate_of { RATE_AUTHOR, RATE_LINK, RATE_TEXT, RATE_OF_COUNT };

/* A rate that rules ask for: how many comments of the same author, with the same link, or with the
 * same text came within `within_us` before this one. */
struct rate {
	enum rate_of of;
	int64_t within_us;
};

/* What is not known makes no condition hold, and neither its opposite. */
struct circumstances {
	int64_t now_us; /* the comment's own time (comment.ts_us) or the clock's; 0: not known;
			   conditions of time do not hold then */
	int64_t author_hides; /* this author's comments of this brand that were hidden within the
				 window kept, or -1: not known */
	const int64_t *rates; /* by number of the ruleset's rate; this comment not counted; NULL, or
				 one below 0: not known */
	size_t rate_count;
};

#endif
