/*
 * detect_learn.h - what the detector of comments learns from a series: its baseline at a moment.
 */
#ifndef LIVVAKT_DETECT_LEARN_H
#define LIVVAKT_DETECT_LEARN_H

#include "detect.h"
#include <stdint.h>

/* From the hours before `now_us`, but the latest; of the settings what people were told of counts.
 * `memory` may be NULL. */
void detect_learn(struct detect_memory *memory, const struct series_counts *counts,
		  const struct detect_settings *settings, int64_t now_us, int64_t age_us,
		  struct baseline *ret_baseline);

/* Measures how rough the last hours were at five minutes; the latest half hour is left out, and
 * what was told of. */
void detect_sharpen(struct baseline *baseline, const struct series_counts *counts,
		    const struct detect_settings *settings, int64_t now_us);

#endif
