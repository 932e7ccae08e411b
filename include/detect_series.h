/*
 * detect_series.h - the detector for bare series: counts at regular or irregular times, of nothing
 * in particular.
 *
 * The same baseline, tails and windows as for comments; without negatives, shares and authors. What
 * it can do more, because it keeps memory: it calibrates by its own past days, and it speaks once
 * an episode, again only on a clear new record. Strictly causal: a point depends on those before it
 * and on itself.
 */
#ifndef LIVVAKT_DETECT_SERIES_H
#define LIVVAKT_DETECT_SERIES_H

#include "attributes.h"
#include <stdbool.h>
#include <stdint.h>

struct detect_series;

/* The length of a slot is learnt from the first points. NULL when out of memory. */
struct detect_series *detect_series_new(double quiet_weeks);
struct detect_series *detect_series_free(struct detect_series *series); /* always NULL */

struct detect_point {
	double expected, upper; /* of this slot */
	double surprise; /* on the scale of the line: how far all windows together are out, against
			    this series' own past days */
	double score;	 /* 0 … 1; a half at the line; low while an episode goes on without a new
			    record */
	bool alert; /* at the line or above it and not told before: an episode begins, or reaches a
		       clear new record */
};

/* `value` >= 0 counts what happened from `at_us` until the next slot; times never go back. */
void detect_series_add(struct detect_series *series, int64_t at_us, double value,
		       struct detect_point *ret_point);

#endif
