/*
 * rush.h - how many times the usual number of negatives a rush of other comments makes.
 *
 * A launch or a match brings more of all, so it pages nobody. Pure.
 */
#ifndef LIVVAKT_RUSH_H
#define LIVVAKT_RUSH_H

#include "baseline.h"
#include "detect.h"
#include "series_counts.h"
#include <stdint.h>

/* A series at a moment, and what is known of it. */
struct rush_series {
	const struct series_counts *counts;
	const struct detect_settings *settings;
	const struct baseline *baseline;
	int64_t now_us, age_us;
};

/* How much of people's day is known: 0 at birth, 1 after two days. */
double rush_known_part(int64_t age_us);

/* By what a stretch of the series holds against what was expected of it; at least 1. */
double rush_factor(const struct rush_series *series, const struct series_sum *sum,
		   const struct baseline_expectation *expected);

/* The same of any stretch until now at the latest. */
double rush_factor_within(const struct rush_series *series, int64_t from_us, int64_t to_us);

#endif
