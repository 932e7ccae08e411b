/* rush.c - see rush.h. */
#include "rush.h"

#include "clock.h"
#include "planned.h"
#include <math.h>

static const double PART = 0.7; /* of a rush of other comments explains negatives too */
static const int64_t RHYTHM_KNOWN_US = 2 * CLOCK_DAY_US;

double rush_known_part(int64_t age_us)
{
	return fmin((double)age_us / (double)RHYTHM_KNOWN_US, 1.0);
}

/* How many times more other comments came than usual: what a launch or a match does to all counts.
 * Its lower edge, at least 1. */
static double rush(const struct series_sum *sum, const struct baseline_expectation *expected)
{
	double others = (double)(sum->comments - sum->negative);
	double usual = fmax(expected->comments - expected->negative, 0.0) + 1.0;

	return expected->comments > 0.0 ? fmax((others - 2.0 * sqrt(1.5 * others)) / usual, 1.0)
					: 1.0;
}

/* How much of a rush is taken to be one of negatives too. In the first two days the rhythm of the
 * day is not known yet: then a morning is told from a backlash by the share alone. */
static double part_of(const struct rush_series *series)
{
	double known = rush_known_part(series->age_us);

	return known * PART * (1.0 - series->baseline->share) + (1.0 - known);
}

double rush_factor(const struct rush_series *series, const struct series_sum *sum,
		   const struct baseline_expectation *expected)
{
	return 1.0 + part_of(series) * (rush(sum, expected) - 1.0);
}

/* In whole minutes as far as they are known, else in hours. */
static struct series_sum sum_stretch(const struct rush_series *series, int64_t from_us,
				     int64_t to_us)
{
	const int64_t first = series_minute_of(from_us), last = series_minute_of(to_us - 1),
		      hour = series_hour_of(to_us - 1);

	if (first > series_minute_of(series->now_us) - SERIES_MINUTES)
		return series_counts_sum_minutes(series->counts, last,
						 (unsigned)(last - first + 1));
	return series_counts_sum_hours(series->counts, hour,
				       (unsigned)(hour - series_hour_of(from_us) + 1));
}

double rush_factor_within(const struct rush_series *series, int64_t from_us, int64_t to_us)
{
	const struct series_sum sum = sum_stretch(series, from_us, to_us);
	struct baseline_expectation expected = { 0 };

	planned_expect(series->baseline, series->settings, from_us, to_us, &expected);
	return rush_factor(series, &sum, &expected);
}
