/*
 * backlog.h - hours without a word, then all at once: a feed, or Livvakt, catches up.
 *
 * What comes then is that of the silent hours, too, so it is held against what was to be expected
 * of them: how it feels still tells, how much it is does not. Pure.
 */
#ifndef LIVVAKT_BACKLOG_H
#define LIVVAKT_BACKLOG_H

#include "baseline_fit.h"
#include "detect.h"
#include "series_counts.h"
#include <stdbool.h>
#include <stdint.h>

/* The silence before it; 0, both: there was none that ended in the last six hours. */
struct backlog {
	int64_t from_us, to_us; /* to_us: when something was heard again */
};

/* The latest run of whole hours, twelve at most, with less than a quarter of their usual comments
 * each, of which six and more are missing. */
void backlog_find(const struct series_counts *counts, const struct baseline *baseline,
		  const struct detect_settings *settings, int64_t now_us,
		  struct backlog *ret_backlog);

/* Whether a window that begins at from_us, with so many comments where so many are usual, may hold
 * it: it begins in the silence, or a quarter of an hour after its end at the latest. */
bool backlog_is_in(const struct backlog *backlog, int64_t from_us, uint64_t comments, double usual);

#endif
