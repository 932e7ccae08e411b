/*
 * silence.c - see silence.h.
 *
 * The counts of the same stretch on past days have a mean m and, between the days, a relative
 * variance v; with a rate that wanders so (gamma), nothing comes with the probability
 * (1 + v m')^(-1/v), the zero of a negative binomial. m' is m in clumps: people answer each other,
 * so a few comments are one chance to hear something. Each clump begins a stretch that may be
 * silent, so an hour has as many looks as clumps.
 */
#include "silence.h"
#include "clock.h"
#include <math.h>

enum { DAYS = 34, SAMPLES_MIN = 3, WEEK = 7 };
static const double CLUMP = 2.5;	   /* comments that come together */
static const double PRIOR_VARIANCE = 0.25; /* of a day's level, relative, worth so many days: */
static const double PRIOR_DAYS = 5.0;
static const double LEAST_VARIANCE = 0.12; /* as in the baseline */
static const double USUAL_LEAST = 3.0;	   /* clumps: below, silence tells nothing */
#define ANY_DAY_US (12 * CLOCK_HOUR_US)	   /* longer stretches are compared week by week alone */

/* The stretch that is silent, by the clock of its place. */
struct stretch {
	struct zone zone;
	int64_t since_us, now_us;
};

/* The same time of day so many days before. */
static int64_t days_before(struct zone zone, int64_t at_us, int64_t days)
{
	return zone_wall(zone, zone_local(zone, at_us) - days * CLOCK_DAY_US);
}

/* Saturday and Sunday, as most of our users' towns have it; 1970-01-01 was a Thursday. */
static bool is_weekend(struct zone zone, int64_t us)
{
	const int64_t day = zone_local(zone, us) / CLOCK_DAY_US % WEEK;

	return day == 2 || day == 3;
}

/* Comments in a stretch, from whole hours; of a piece of an hour, its part. */
static double count_in(const struct series_counts *counts, int64_t from_us, int64_t to_us)
{
	double sum = 0.0;

	for (int64_t hour = series_hour_of(from_us); hour <= series_hour_of(to_us - 1); hour++) {
		const int64_t begins = hour * CLOCK_HOUR_US, ends = begins + CLOCK_HOUR_US;
		const int64_t from = from_us > begins ? from_us : begins;
		const int64_t to = to_us < ends ? to_us : ends;

		sum += (double)series_counts_hour(counts, hour).comments * (double)(to - from) /
		       (double)CLOCK_HOUR_US;
	}
	return sum;
}

/* May the stretch be compared with the one that lay so many days before? */
static bool is_alike(const struct stretch *stretch, int64_t since_us, int64_t until_us,
		     int64_t days)
{
	const int64_t length_us = stretch->now_us - stretch->since_us;

	if (until_us > stretch->since_us)
		return false; /* the two would overlap */
	if (days % WEEK == 0)
		return true;
	return length_us <= ANY_DAY_US &&
	       is_weekend(stretch->zone, stretch->now_us) == is_weekend(stretch->zone, until_us) &&
	       is_weekend(stretch->zone, stretch->since_us) == is_weekend(stretch->zone, since_us);
}

/* What past days had in this stretch. */
struct past {
	double count, sum, squares;
};

static struct past learn(const struct series_counts *counts, const struct stretch *stretch)
{
	struct past past = { 0 };

	for (int64_t days = 1; days <= DAYS; days++) {
		/* As long as this one, also where the clock was changed within it. */
		const int64_t until_us = days_before(stretch->zone, stretch->now_us, days);
		const int64_t since_us = until_us - (stretch->now_us - stretch->since_us);
		double value;

		if (since_us < counts->first_us)
			break;
		if (!is_alike(stretch, since_us, until_us, days))
			continue;
		value = count_in(counts, since_us, until_us);
		past.count += 1.0;
		past.sum += value;
		past.squares += value * value;
	}
	return past;
}

/* Relative variance between days beyond what draws alone would give. */
static double variance_of(const struct past *past, double mean)
{
	const double own = fmax(past->squares / past->count - mean * mean - mean * CLUMP, 0.0) /
			   fmax(mean * mean, 1e-9);

	return fmax((own * past->count + PRIOR_VARIANCE * PRIOR_DAYS) / (past->count + PRIOR_DAYS),
		    LEAST_VARIANCE);
}

static double line_of(double quiet_weeks)
{
	return log10(quiet_weeks * WEEK * 24.0);
}

void silence_evaluate(const struct series_counts *counts, struct zone zone, double quiet_weeks,
		      int64_t now_us, struct silence *ret_silence)
{
	struct silence silence = { 0 };
	int64_t stretch_us;

	*ret_silence = silence;
	if (counts->last_minute < 0)
		return;
	silence.since_us = (counts->last_minute + 1) * CLOCK_MINUTE_US;
	stretch_us = now_us - silence.since_us;
	if (stretch_us >= SILENCE_SHORTEST_US) {
		const struct past past =
			learn(counts, &(struct stretch){ zone, silence.since_us, now_us });
		const double mean = past.sum / fmax(past.count, 1.0), clumps = mean / CLUMP;

		silence.known = past.count >= SAMPLES_MIN && stretch_us <= SILENCE_LONGEST_US;
		silence.expected = (int64_t)(mean * 1000.0);
		if (silence.known && clumps >= USUAL_LEAST) {
			const double hours = (double)stretch_us / (double)CLOCK_HOUR_US;
			const double variance = variance_of(&past, mean);
			const double never = log10(1.0 + variance * clumps) / variance;
			const double surprise = never - log10(fmax(clumps / hours, 1.0));

			silence.unlikely = never >= 1.0;
			silence.surprise = (int32_t)(fmax(surprise, 0.0) * 1000.0);
			silence.silent = surprise >= line_of(quiet_weeks);
		}
	}
	*ret_silence = silence;
}

int64_t silence_next_us(const struct series_counts *counts, struct zone zone, double quiet_weeks,
			int64_t now_us)
{
	int64_t at_us = now_us + SILENCE_SHORTEST_US;

	for (; at_us < now_us + CLOCK_DAY_US; at_us += SILENCE_SHORTEST_US) {
		struct silence silence;

		silence_evaluate(counts, zone, quiet_weeks, at_us, &silence);
		if (silence.silent)
			break;
	}
	return at_us;
}

void silence_finding(const struct silence *silence, double quiet_weeks, int64_t now_us,
		     struct finding *ret_finding)
{
	const double line = 1000.0 * line_of(quiet_weeks);

	*ret_finding = (struct finding){
		.at_us = now_us,
		.began_us = silence->since_us,
		.window_us = now_us - silence->since_us,
		.expected = silence->expected,
		.surprise = silence->surprise,
		.severity = (double)silence->surprise >= 2.0 * line ? 2 : 3,
		.alert = silence->silent,
		.calm = !silence->silent,
	};
}
