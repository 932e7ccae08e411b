/*
 * watch.h - the single comment that a person must see now: a threat against somebody, an angry one
 * that very many will read, an emergency, a journalist who asks.
 *
 *   reason                                                        severity
 *   a threat that reaches the brand's line for hiding                    3
 *   (hidden, or not because the writer speaks of harming himself, too)
 *   a threat of twice that many points                                   2
 *   negative or abusive, and read by 100,000 (reach or followers)        3
 *   intent:emergency, and nothing happy                                  3
 *   intent:journalist                                                    3
 *
 * The two intents are words that are right more seldom than threats are, so they wake nobody (3 is
 * told as policies say of it) and a brand may leave them out.
 *
 * Pure. Raising, and keeping a flood of them in bounds, is lookout's business.
 */
#ifndef LIVVAKT_WATCH_H
#define LIVVAKT_WATCH_H

#include "comment.h"
#include "thresholds.h"
#include "verdict.h"
#include <stdbool.h>

enum { WATCH_REACH_MIN = 100000 };

struct watch {
	const char *reason; /* for people: "a threat" */
	unsigned severity;
	const char *by;	      /* the category, the label, or "reach" */
	int64_t points, line; /* of the category, and from which on it is hidden; thousandths */
	uint64_t author;      /* keyed hash, for whoever knows the key; 0: nobody known */
	bool intent;	      /* told by words that are wrong oftener than right */
};

/* What a brand wants to hear of. */
struct watch_settings {
	const struct thresholds *thresholds;
	bool intents;
};

/* The gravest reason; false when there is none. The brand's own staff are not watched. */
bool watch_comment(const struct comment *comment, const struct verdict *verdict,
		   const struct watch_settings *settings, struct watch *ret_watch);

#endif
