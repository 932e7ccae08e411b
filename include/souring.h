/*
 * souring.h - has a brand's mood turned for the worse over days and weeks, too slowly for any
 * window to show?
 *
 * What is usual follows the last weeks, and so it follows a mood that sinks slowly. So the calmest
 * of the last days are held against what was before the last two weeks. Pure, and of whole hours
 * only: within an hour the answer is the same.
 */
#ifndef LIVVAKT_SOURING_H
#define LIVVAKT_SOURING_H

#include "detect.h"
#include "evidence.h"
#include "finding.h"
#include "series_counts.h"
#include <stdint.h>

/* Judges the hours before `now_us`. Of the settings the budget, minimum_negative and `before`
 * count: what was told is not held against what was before it. It alerts, is calm, or neither. */
void souring_evaluate(const struct series_counts *counts, const struct detect_settings *settings,
		      int64_t now_us, struct finding *ret_finding);
/* The figures behind it. */
void souring_explain(const struct series_counts *counts, const struct detect_settings *settings,
		     int64_t now_us, struct evidence *ret_evidence);

#endif
