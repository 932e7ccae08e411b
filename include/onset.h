/* onset.h - when a deviation began. */
#ifndef LIVVAKT_ONSET_H
#define LIVVAKT_ONSET_H

#include "baseline.h"
#include "series_counts.h"
#include <stdint.h>

/* The start that explains the counts best, if from then on the rate was another one: the
 * maximum-likelihood change point (Page's CUSUM run backwards from now). Begins looking twice the
 * window back, and not in what was told: by minutes within their ring, where the window is longer
 * by hours before it. The start of a minute or of an hour, at most `now_us`, or `told_until_us`. */
int64_t onset_find(const struct series_counts *counts, const struct baseline *baseline,
		   int64_t window_from_us, int64_t told_until_us, int64_t now_us);

#endif
