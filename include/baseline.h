/*
 * baseline.h - what is usual for a series at a time of day and of the week, and how sure that is.
 *
 * A baseline is learnt by baseline_fit.h. docs/detection.md has the formulas.
 */
#ifndef LIVVAKT_BASELINE_H
#define LIVVAKT_BASELINE_H

#include "zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BASELINE_BINS_MAX = 24, /* of a day */
	BASELINE_SCALES = 3,	/* spread is measured over 1, 6 and 24 slots … */
	BASELINE_TAILS = 2,	/* … and the tail over 1 and 6 */
};

/* Where a spread is measured, squares beyond six variances count as six; of a normal law 97 % is
 * kept. */
#define BASELINE_SQUARE_MAX 6.0
#define BASELINE_SQUARE_KEPT 0.97

/* How far the series' own past went beyond its law: see baseline_calibrate. */
struct baseline_tail {
	double from;  /* surprise above which the past decides */
	double usual; /* what such a surprise really is: log10 of (sums seen / sums that reached it)
		       */
	double slope; /* so much the tail is heavier than the law says, at least 1; 0: too little
			 past */
};

struct baseline {
	int64_t slot_us;
	struct zone zone;		 /* by whose clock days and weeks go */
	size_t bins;			 /* of a day, of equal length */
	double rate[BASELINE_BINS_MAX];	 /* negatives per hour at that time of day */
	double doubt[BASELINE_BINS_MAX]; /* relative variance of that rate */
	double weekday[7];		 /* factor; that of 1970-01-01 is [0], a Thursday */
	double comments_per_hour[BASELINE_BINS_MAX];
	double mean;			/* negatives per slot, over all times */
	double spread[BASELINE_SCALES]; /* variance/mean of sums over 1, 6, 24 slots */
	double wander; /* part of the excess that grows with the square of the mean; 0 … 1 */
	double short_slots, short_spread; /* and over a piece of a slot: see baseline_sharpen */
	double share, share_correlation;  /* negatives of comments; how far it wanders */
	double short_correlation;	  /* the same over the shortest piece */
	struct baseline_tail tail[BASELINE_TAILS];
	double hours; /* of history behind it */
};

/* Measures the spread at a shorter length than a slot from neighbouring sums of that length, oldest
 * first. Only their differences are used, so a level that has moved does not matter. `comments` may
 * be NULL: then nothing is learnt of shares. */
void baseline_sharpen(struct baseline *baseline, int64_t short_us, const float *sums,
		      const float *comments, size_t count);

/* What is expected in a stretch of time. */
struct baseline_expectation {
	double negative, comments;
	double doubt; /* variance of `negative` because the baseline itself is uncertain */
};
/* Adds the stretch to what `sum` holds, so that nested windows share the work. */
void baseline_expect(const struct baseline *baseline, int64_t from_us, int64_t to_us,
		     struct baseline_expectation *sum);

/* Variance of the number of negatives in a stretch of `length_us` with this expectation. */
double baseline_variance(const struct baseline *baseline,
			 const struct baseline_expectation *expected, int64_t length_us);

/* -log10 of how probable it is that a stretch with this expectation and variance holds `count`
 * negatives or more: between the laws of draws and of levels, as the variance is made of both. */
double baseline_surprise(const struct baseline *baseline,
			 const struct baseline_expectation *expected, int64_t length_us,
			 double count);

/* Count and share of a stretch as one figure. */
struct baseline_evidence {
	double count, share; /* -log10 p of each */
	double both;	     /* the stronger of the count and of the two together */
};
void baseline_weigh(const struct baseline *baseline, const struct baseline_expectation *expected,
		    int64_t length_us, double negative, double comments,
		    struct baseline_evidence *ret_evidence);

/* A surprise of a stretch of `length_us` as this series' own past says how often it comes: peaks
 * over threshold, with an exponential tail on the scale of log p (which is Pareto's in p). Never
 * raises it. */
double baseline_calibrate(const struct baseline *baseline, double surprise, int64_t length_us);

#endif
