/*
 * baseline_fit.h - learns a baseline from whole slots of the past (hours in live series).
 *
 * Robustly: slots far above what the fit expects count less (Farrington's weights, Noufaily et al.
 * 2013), so that an old crisis does not become the new normal. Everything unknown falls back on a
 * pooled prior, weighted by its own variance against that of the data (empirical Bayes), so a young
 * series is usable and says that it is young.
 */
#ifndef LIVVAKT_BASELINE_FIT_H
#define LIVVAKT_BASELINE_FIT_H

#include "baseline.h"

enum { BASELINE_SLOTS_MAX = 840 };

/* Whole slots, oldest first. All of it lies before the moments judged by the fit. */
struct baseline_history {
	int64_t slot_us, first_us;
	size_t count; /* at most BASELINE_SLOTS_MAX; may be 0 */
	const float *negative, *comments;
	const bool *left_out; /* slots that do not teach (left_out.h); NULL: all do */
	struct zone zone;     /* by whose clock people live: noon stays noon when summer ends */
};

void baseline_fit(const struct baseline_history *history, struct baseline *ret_baseline);

#endif
