/*
 * score.h - from hits to points per category, and from points to what follows.
 */
#ifndef LIVVAKT_SCORE_H
#define LIVVAKT_SCORE_H

#include "arena.h"
#include "judge.h"
#include "matcher.h"

enum {
	SCORE_MANY_MAX = 5,	/* hits that a rule with count: many is paid for */
	SCORE_LOOSE_FIFTHS = 4, /* of the points, for a hit in disguise */
};

struct judge_trace;

/* Thousandths per category, after caps, never below 0. */
struct score {
	int32_t all[CATEGORY_COUNT];   /* counts toward review */
	int32_t clean[CATEGORY_COUNT]; /* without hits whose context excuses them: counts toward
					  hide */
	bool crowded; /* a rule has all the hits it may have, and each is excused: one that is
			 not may have found no room */
};

struct score_case {
	const struct ruleset *ruleset;
	const struct scope *scope;
	const struct matches *matches;
	bool trial; /* shadow rules count as live ones do */
};

/* Fills the verdict's matches, labels and scores. False when the arena is full. What does not count
 * is told to `trace`, which may be NULL. */
bool score_matches(const struct score_case *what, struct arena *arena, struct judge_trace *trace,
		   struct verdict *verdict, struct score *ret_score);

/* allow < review < hide; anything undecided is for a person, and self-harm is whatever else there
 * is. */
enum action score_decide(const struct score *score, const struct thresholds *thresholds,
			 bool undecided);

#endif
