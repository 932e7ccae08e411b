/* onset.c - the change point: from which minute on was the rate another one? */
#include "onset.h"
#include "clock.h"
#include <math.h>

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

int64_t onset_find(const struct series_counts *counts, const struct baseline *baseline,
		   int64_t window_from_us, int64_t told_until_us, int64_t now_us)
{
	const int64_t last = series_minute_of(now_us);
	int64_t first = last - 2 * (last - series_minute_of(window_from_us)) - 1;
	if (first <= last - SERIES_MINUTES)
		first = last - SERIES_MINUTES + 1;
	if (first < series_minute_of(told_until_us))
		first = series_minute_of(told_until_us);
	const double usual = expected_a_minute(baseline, first * CLOCK_MINUTE_US, now_us + 1);

	/* Going back from now, a start gains by the likelihood ratio of its own rate against the
	 * usual one. */
	double sum = 0.0, best = 0.0;
	int64_t onset = series_minute_of(window_from_us);
	for (int64_t minute = last; minute >= first; minute--) {
		double negative = (double)series_counts_minute(counts, minute).negative;

		sum += negative;
		if (negative <= 0.0)
			continue; /* a start is where something happened */
		double mean = usual * (double)(last - minute + 1);
		double gain = sum > mean ? sum * log(sum / mean) - (sum - mean) : 0.0;
		if (gain > best) {
			best = gain;
			onset = minute;
		}
	}
	const int64_t onset_us = onset * CLOCK_MINUTE_US;
	return onset_us > told_until_us ? onset_us : told_until_us;
}
