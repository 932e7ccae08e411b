/*
 * judge.h - text in, verdict out: the one door of the judge's room.
 *
 * Pure: no I/O, no clock, no log, no store. A ruleset is immutable and shared; a judge is one
 * thread's scratch (engine scratch, normal forms) for any ruleset.
 */
#ifndef LIVVAKT_JUDGE_H
#define LIVVAKT_JUDGE_H

#include "arena.h"
#include "circumstances.h"
#include "comment.h"
#include "error.h"
#include "ruleset.h"
#include "thresholds.h"
#include "verdict.h"

/* A comment with one of these labels is negative where its words tell no mood; who tells of an
 * emergency is worried, whatever his words. */
#define JUDGE_COMPLAINT "intent:complaint"
#define JUDGE_EMERGENCY "intent:emergency"

struct judge;

/* By what a comment is judged, beside the rules. */
struct judge_terms {
	const struct thresholds *thresholds;
	const struct circumstances *circumstances; /* NULL: nothing but the comment's own time */
	enum language thread; /* what others wrote below the same post, or LANGUAGE_ANY; what
				 comes with the comment goes first */
	bool trial;	      /* shadow rules count as if they were live: what would happen? */
};
extern const struct judge_terms judge_terms_default; /* the default thresholds, and no more */

/* NULL when out of memory. The judge keeps a reference of the ruleset. */
struct judge *judge_new(struct ruleset *ruleset, struct error *error);
struct judge *judge_free(struct judge *judge); /* NULL is fine; always NULL */

/* Are there rules that ask when a comment was written: that start or expire, for a time of day, or
 * the age of an account? They rest where its time is not known. */
bool judge_asks_time(const struct judge *judge);

/* What the verdict points to lives in the arena and in the ruleset. Never fails for what the text
 * holds: a text that is too hard comes back with `undecided` and ACTION_REVIEW. ERROR_MEMORY when
 * the arena is full. */
MUST_CHECK int judge_comment(struct judge *judge, const struct comment *comment,
			     const struct judge_terms *terms, struct arena *arena,
			     struct verdict *ret_verdict, struct error *error);

#endif
