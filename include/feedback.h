/*
 * feedback.h - what people said of past incidents moves the line for coming ones.
 *
 * Pure. Each incident that was marked in the last eight weeks moves the alert line of its brand and
 * scope: a false alarm up by 0.3 (half as often by chance), an expected one by 0.15, a real one
 * down by 0.15; all together at most 1.5 up (thirty times as rare) and 0.3 down. Severity 1 is not
 * muted by it: that is the caller's to see to.
 */
#ifndef LIVVAKT_FEEDBACK_H
#define LIVVAKT_FEEDBACK_H

#include "incident.h"
#include "slice.h"

/* Whoever looks after each comment reads it anew so often. */
#define FEEDBACK_EVERY_US INT64_C(120000000)

/* Zeroed to begin with. */
struct feedback {
	int32_t sum; /* thousandths, not yet bounded */
};

void feedback_count(struct feedback *feedback, const struct incident *incident, struct slice scope,
		    int64_t now_us);

/* Thousandths of the line, a power of ten of rarity. */
int32_t feedback_margin(const struct feedback *feedback);

#endif
