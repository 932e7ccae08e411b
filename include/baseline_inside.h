/* baseline_inside.h - what the files of the fit share; nobody else's business. */
#ifndef LIVVAKT_BASELINE_INSIDE_H
#define LIVVAKT_BASELINE_INSIDE_H

#include "baseline_fit.h"
#include <stdint.h>

#define PRIOR_DAY_VARIANCE 0.12 /* of a day's level around the usual; relative, as all of them */

static const unsigned SCALE_SLOTS[BASELINE_SCALES] = { 1, 6, 24 };

struct fit {
	const struct baseline_history *history;
	struct baseline *baseline;
	double slot_hours;
	double leverage; /* how much of a slot's expectation is that slot itself */
	float recency[BASELINE_SLOTS_MAX]; /* younger slots count more */
	float trust[BASELINE_SLOTS_MAX];   /* 1, less for what stands out */
	float weight[BASELINE_SLOTS_MAX];  /* both */
	float expected[BASELINE_SLOTS_MAX], expected_root[BASELINE_SLOTS_MAX],
		root[BASELINE_SLOTS_MAX];
	uint8_t bin[BASELINE_SLOTS_MAX], weekday[BASELINE_SLOTS_MAX];
};

/* As fmax and fmin, which the compiler may not put in line because of NaN; here are none. */
static inline double larger(double a, double b)
{
	return a > b ? a : b;
}

static inline double smaller(double a, double b)
{
	return a < b ? a : b;
}

/* It teaches nothing: neither what is usual, nor how far from it is usual. */
static inline bool is_left_out(const struct fit *fit, size_t slot)
{
	return fit->history->left_out && fit->history->left_out[slot];
}

/* Two estimates with their variances become one: the usual inverse-variance weight of the first. */
static inline double trust(double prior_variance, double data_variance)
{
	return prior_variance / (prior_variance + data_variance);
}

/* How far sums of 1, 6 and 24 slots are from what is expected, and how that grows with it. */
void baseline_learn_spreads(struct fit *fit);
void baseline_learn_wander(struct fit *fit);
/* What the largest surprises of the past say of the law's tail. */
void baseline_learn_tails(struct fit *fit);

#endif
