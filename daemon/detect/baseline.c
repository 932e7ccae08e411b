/*
 * baseline.c - what a fitted baseline expects of a stretch of time, and how much chance adds to it.
 *
 * Learning is baseline_fit.c's business.
 */
#include "baseline.h"
#include "clock.h"
#include "surprise.h"
#include <math.h>

enum { SMOOTH_BINS_MIN = 8 }; /* of a day: fewer are taken as steps */
static const unsigned SCALE_SLOTS[BASELINE_SCALES] = { 1, 6, 24 };
static const double PRIOR_CLUMPS = 1.4; /* variance/mean of the shortest windows, at least */
static const double PRIOR_CLUMP_COUNTS = 40.0;
static const double PRIOR_SHORT_PAIRS = 4.0;
static const double BOTH_PART = 0.69, BOTH_COST = 0.3;

static double hours_of(int64_t us)
{
	return (double)us / (double)CLOCK_HOUR_US;
}

/* How alike the moods of comments are that come within minutes: who answers an angry comment is
 * often angry. Against the share of that time, since how that wanders is known already. */
static double short_correlation(const struct baseline *b, const float *sums, const float *comments,
				size_t count)
{
	double negatives = 0.0, all = 0.0, squares = 0.0, pairs = 0.0;

	for (size_t i = 0; i < count; i++) {
		negatives += (double)sums[i];
		all += (double)comments[i];
	}
	if (all <= 0.0)
		return b->share_correlation;
	const double share = (negatives + b->share) / (all + 1.0), unit = share * (1.0 - share);
	for (size_t i = 0; i < count; i++) {
		const double n = (double)comments[i], error = (double)sums[i] - n * share;

		if (n < 2.0)
			continue;
		squares += error * error / n - unit;
		pairs += (n - 1.0) * unit;
	}
	return fmin(b->share_correlation + fmax(squares, 0.0) / (pairs + PRIOR_SHORT_PAIRS), 0.6);
}

void baseline_sharpen(struct baseline *baseline, int64_t short_us, const float *sums,
		      const float *comments, size_t count)
{
	/* Unless told otherwise the spread stays as it is at one slot, as it does when comments
	 * come in clumps; and clumps of a few there always are: people answer each other. */
	const double prior = fmax(baseline->spread[0], PRIOR_CLUMPS);
	double spread = prior;

	for (unsigned round = 0; round < 2; round++) {
		double squares = 0.0, counts = 0.0;

		for (size_t i = 1; i < count; i++) {
			double difference = (double)sums[i] - (double)sums[i - 1];
			double mean = 0.5 * ((double)sums[i] + (double)sums[i - 1]);

			squares += fmin(0.5 * difference * difference,
					BASELINE_SQUARE_MAX * spread * fmax(mean, 1.0));
			counts += mean;
		}
		spread = (squares / BASELINE_SQUARE_KEPT + prior * PRIOR_CLUMP_COUNTS) /
			 (counts + PRIOR_CLUMP_COUNTS);
	}
	baseline->short_correlation = comments ? short_correlation(baseline, sums, comments, count)
					       : baseline->share_correlation;
	baseline->short_slots = (double)short_us / (double)baseline->slot_us;
	baseline->short_spread = fmin(fmax(spread, 1.02), prior);
}

/* Linear between the middles of neighbouring times of day. */
static void rate_at(const struct baseline *b, int64_t at_us, struct baseline_expectation *ret_rate)
{
	const int64_t local_us = zone_local(b->zone, at_us), day = local_us / CLOCK_DAY_US;
	double place =
		(double)(local_us - day * CLOCK_DAY_US) * (double)b->bins / (double)CLOCK_DAY_US -
		0.5;
	const double weekday = b->weekday[day % 7];

	if (b->bins < SMOOTH_BINS_MIN)
		place = floor(place + 0.5);
	double whole = floor(place), part = place - whole;
	size_t here = (size_t)(whole + (double)b->bins) % b->bins, next = (here + 1) % b->bins;

	ret_rate->negative = weekday * (b->rate[here] * (1.0 - part) + b->rate[next] * part);
	ret_rate->comments = weekday * (b->comments_per_hour[here] * (1.0 - part) +
					b->comments_per_hour[next] * part);
	ret_rate->doubt = b->doubt[here] * (1.0 - part) + b->doubt[next] * part;
}

void baseline_expect(const struct baseline *baseline, int64_t from_us, int64_t to_us,
		     struct baseline_expectation *sum)
{
	const int64_t piece_us = CLOCK_HOUR_US / 2;
	double doubt = sqrt(sum->doubt); /* errors of neighbouring times go together: they add as
					    such, not as squares */

	for (int64_t at = from_us; at < to_us; at += piece_us) {
		int64_t end = to_us - at < piece_us ? to_us : at + piece_us;
		double hours = hours_of(end - at);
		struct baseline_expectation rate;

		rate_at(baseline, at + (end - at) / 2, &rate);
		sum->negative += rate.negative * hours;
		sum->comments += rate.comments * hours;
		doubt += rate.negative * hours * sqrt(rate.doubt);
	}
	sum->doubt = doubt * doubt;
}

/* Variance/mean of a sum over `slots` >= 1 slots: measured at 1, 6 and 24, a straight line in
 * log-log between. */
static double spread_at(const struct baseline *b, double slots)
{
	const double *spread = b->spread;
	const unsigned scale = slots < SCALE_SLOTS[1] ? 0 : 1;
	double part = log(slots / SCALE_SLOTS[scale]) /
		      log((double)SCALE_SLOTS[scale + 1] / SCALE_SLOTS[scale]);

	return spread[scale] * pow(spread[scale + 1] / spread[scale], part);
}

/* What clumps add to variance/mean of a piece of a slot: measured at the shortest, at least a part
 * of what a slot has, for clumps of a few there always are: people answer each other. */
static double clumps_at(const struct baseline *b, double slots)
{
	const double shortest = b->short_spread - 1.0;
	const double whole =
		fmax((1.0 - b->wander) * (fmax(b->spread[0], PRIOR_CLUMPS) - 1.0), shortest);

	if (slots <= b->short_slots || b->short_slots >= 1.0)
		return shortest;
	return shortest * pow(whole / shortest, log(slots / b->short_slots) / -log(b->short_slots));
}

/* Variance in two parts: `ret_level` comes from rates that wander or are not known for sure, the
 * rest from chance and clumps. */
static double variance_of(const struct baseline *b, const struct baseline_expectation *expected,
			  int64_t length_us, double *ret_level)
{
	const double slots = (double)length_us / (double)b->slot_us;
	const double usual = fmax(b->mean * slots, 1e-9), mean = expected->negative;
	double clumps, wander;

	/* One part of the excess grows in proportion to the mean, as clumps do, the other with its
	 * square, as a wandering rate does; that one wanders within a slot as it does over one. */
	if (slots < 1.0) {
		clumps = clumps_at(b, slots);
		wander = b->wander * (b->spread[0] - 1.0) * slots;
	} else {
		double excess = spread_at(b, slots) - 1.0;

		clumps = (1.0 - b->wander) * excess;
		wander = b->wander * excess;
	}
	*ret_level = mean * wander * mean / usual + expected->doubt;
	return mean * (1.0 + clumps) + *ret_level;
}

double baseline_variance(const struct baseline *baseline,
			 const struct baseline_expectation *expected, int64_t length_us)
{
	double level;

	return variance_of(baseline, expected, length_us, &level);
}

double baseline_surprise(const struct baseline *baseline,
			 const struct baseline_expectation *expected, int64_t length_us,
			 double count)
{
	double level, variance = variance_of(baseline, expected, length_us, &level);
	double part = level / variance;

	return (1.0 - part) * surprise_of_count(count, expected->negative, variance) +
	       part * surprise_of_level(count, expected->negative, variance);
}

/* Between the shortest piece and a slot, a straight line over the logarithm of the length. */
static double correlation_at(const struct baseline *b, double slots)
{
	if (slots >= 1.0 || b->short_slots >= 1.0)
		return b->share_correlation;
	double part = fmin(log(slots) / log(b->short_slots), 1.0);
	return b->share_correlation + part * (b->short_correlation - b->share_correlation);
}

void baseline_weigh(const struct baseline *baseline, const struct baseline_expectation *expected,
		    int64_t length_us, double negative, double comments,
		    struct baseline_evidence *ret_evidence)
{
	const double slots = (double)length_us / (double)baseline->slot_us;
	struct baseline_evidence evidence = { 0 };

	if (negative > expected->negative)
		evidence.count = baseline_surprise(baseline, expected, length_us, negative);
	if (negative > baseline->share * comments)
		evidence.share = surprise_of_share(negative, comments, baseline->share,
						   correlation_at(baseline, slots));
	/* Both at once are stronger than either; they share the negatives, so they count as 1.4
	 * tests, not 2 (Brown's version of Fisher's method). */
	evidence.both =
		fmax(evidence.count, BOTH_PART * (evidence.count + evidence.share) - BOTH_COST);
	*ret_evidence = evidence;
}

double baseline_calibrate(const struct baseline *baseline, double surprise, int64_t length_us)
{
	/* 1 and 6 slots are measured; the geometric middle parts what is like which. */
	const bool longer = length_us * 2 > baseline->slot_us * 5;
	const struct baseline_tail *tail = &baseline->tail[longer && baseline->tail[1].slope > 0.0];

	if (tail->slope <= 0.0)
		return surprise;
	if (surprise <= tail->from)
		return surprise * fmin(tail->usual / tail->from, 1.0);
	return fmin(surprise, tail->usual + (surprise - tail->from) / tail->slope);
}
