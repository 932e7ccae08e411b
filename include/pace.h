/*
 * pace.h - how soon a series is looked at again: at once where a comment can make a difference,
 * else a moment later together with those that come meanwhile.
 *
 * A look costs as much as dozens of comments; what a busy series would show after each of them is
 * nearly the same. So it waits for a moment, unless what came since the last look is much beside
 * what the last minutes held. These moments are the same for all series (every PACE_STEP_US), so
 * that they are looked at together. Whoever keeps a pace looks when the moment has come, also when
 * nothing more comes: nothing is overlooked. Pure.
 */
#ifndef LIVVAKT_PACE_H
#define LIVVAKT_PACE_H

#include "series_counts.h"
#include <stdint.h>

#define PACE_STEP_US (200 * INT64_C(1000))

/* Zeroed to begin with: never looked at. */
struct pace {
	int64_t looked_us;
	uint64_t recent; /* negatives of the last five minutes, when it was looked at */
	uint64_t added;	 /* negatives since */
};

/* So many negatives came (0: others, or edits): when to look, now or later. `every_us`: how long a
 * busy one rests between two looks. */
int64_t pace_due(struct pace *pace, uint64_t negatives, int64_t every_us, int64_t now_us);

/* The first moment at which series are looked at together, at `at_us` or after it. */
int64_t pace_step(int64_t at_us);

void pace_looked(struct pace *pace, const struct series_counts *counts, int64_t now_us);

#endif
