/*
 * watch.h - the single comment that a person must see now: a threat against somebody, or an angry
 * one that very many will read.
 *
 *   reason                                                        severity
 *   a threat that reaches the brand's line for hiding                    3
 *   (hidden, or not because the writer speaks of harming himself, too)
 *   a threat of twice that many points                                   2
 *   negative or abusive, and read by 100,000 (reach or followers)        3
 *
 * The labels intent:emergency and intent:journalist wake nobody by themselves: on streams that were
 * looked at they were wrong more often than right. They are in the verdict for whoever filters by
 * them.
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
};

/* The gravest reason; false when there is none. The brand's own staff are not watched. */
bool watch_comment(const struct comment *comment, const struct verdict *verdict,
		   const struct thresholds *thresholds, struct watch *ret_watch);

#endif
