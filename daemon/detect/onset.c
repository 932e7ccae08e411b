/* onset.c - the change point: from which minute on was the rate another one? */
#include "onset.h"
#include "clock.h"
#include <math.h>

enum { MINUTES_AN_HOUR = 60 };

/* What came since a start, and what was to be expected; the best start so far. */
struct search {
	double sum, mean, gain;
	int64_t onset_us;
};

/* Minutes share one expected rate an hour: the curve of the day is flat enough within six hours for
 * this. */
static double expected_a_minute(const struct baseline *baseline, int64_t from_us, int64_t to_us)
{
	struct baseline_expectation expected = { 0 };

	baseline_expect(baseline, from_us, to_us, &expected);
	return fmax(expected.negative /
			    fmax((double)(to_us - from_us) / (double)CLOCK_MINUTE_US, 1.0),
		    1e-6);
}

/* Going back from now, a start gains by the likelihood ratio of its own rate against the usual one.
 * A start is where something happened. */
static void step_back(struct search *search, int64_t slot_us, uint64_t negative, double expected)
{
	search->sum += (double)negative;
	search->mean += expected;
	if (negative == 0 || search->sum <= search->mean)
		return;
	const double gain =
		search->sum * log(search->sum / search->mean) - (search->sum - search->mean);
	if (gain <= search->gain)
		return;
	search->gain = gain;
	search->onset_us = slot_us;
}

static void search_minutes(struct search *search, const struct series_counts *counts,
			   const struct baseline *baseline, int64_t first, int64_t now_us)
{
	const double usual = expected_a_minute(baseline, first * CLOCK_MINUTE_US, now_us + 1);

	for (int64_t minute = series_minute_of(now_us); minute >= first; minute--)
		step_back(search, minute * CLOCK_MINUTE_US,
			  series_counts_minute(counts, minute).negative, usual);
}

static void search_hours(struct search *search, const struct series_counts *counts,
			 const struct baseline *baseline, int64_t first, int64_t end)
{
	for (int64_t hour = end - 1; hour >= first; hour--) {
		struct baseline_expectation expected = { 0 };

		baseline_expect(baseline, hour * CLOCK_HOUR_US, (hour + 1) * CLOCK_HOUR_US,
				&expected);
		step_back(search, hour * CLOCK_HOUR_US, series_counts_hour(counts, hour).negative,
			  fmax(expected.negative, 1e-6));
	}
}

int64_t onset_find(const struct series_counts *counts, const struct baseline *baseline,
		   int64_t window_from_us, int64_t told_until_us, int64_t now_us)
{
	const int64_t last = series_minute_of(now_us), ring = last - SERIES_MINUTES + 1;
	const bool by_hours = window_from_us < ring * CLOCK_MINUTE_US;
	struct search search = { .onset_us = series_minute_of(window_from_us) * CLOCK_MINUTE_US };
	int64_t first = last - 2 * (last - series_minute_of(window_from_us)) - 1;
	if (first < series_minute_of(told_until_us))
		first = series_minute_of(told_until_us);
	/* The minutes that are known, from a whole hour on where hours go before them. */
	int64_t minute = ring;
	if (by_hours)
		minute += (MINUTES_AN_HOUR - ring % MINUTES_AN_HOUR) % MINUTES_AN_HOUR;
	if (minute < first)
		minute = first;

	search_minutes(&search, counts, baseline, minute, now_us);
	if (by_hours)
		search_hours(&search, counts, baseline, first < 0 ? 0 : first / MINUTES_AN_HOUR,
			     minute / MINUTES_AN_HOUR);
	return search.onset_us > told_until_us ? search.onset_us : told_until_us;
}
