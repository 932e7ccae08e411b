/*
 * baseline_spread.c - how far the past was from what the fit expects: spread by length, what of it
 * is a wandering rate, and the tail.
 *
 * What is expected is baseline_fit.c's business.
 */
#include "baseline_inside.h"
#include <math.h>
#include <string.h>

static const double PRIOR_SPREAD_BLOCKS[BASELINE_SCALES] = { 24.0, 8.0, 4.0 };
static const double PRIOR_WANDER = 0.5, PRIOR_WANDER_COUNTS = 60.0;
static const double PRIOR_TAIL_PEAKS = 4.0;
enum { TAIL_PEAKS = 12, TAIL_SUMS_MIN = 60 };
/* Of the excursions that people were told of so many are held to be chance, the mildest: the budget
 * expects about as many in five weeks. */
enum { CHANCE_PEAKS = 2 };

/* Squared errors of sums over neighbours, with squares of what stands out cut off. */
struct spread_sums {
	double squares, expected, blocks;
	double value, mean; /* of the block that is being summed */
};

static void close_block(struct spread_sums *sums, double usual)
{
	double square = (sums->value - sums->mean) * (sums->value - sums->mean);

	if (sums->value > sums->mean)
		square = smaller(square, BASELINE_SQUARE_MAX * usual * sums->mean);
	sums->squares += square;
	sums->expected += sums->mean;
	sums->blocks += 1.0;
	sums->value = sums->mean = 0.0;
}

/* Blocks end where the history ends; each longer one is made of shorter ones. */
static void sum_spreads(const struct fit *fit, struct spread_sums sums[BASELINE_SCALES])
{
	const double *usual = fit->baseline->spread;
	size_t slots = 0;

	memset(sums, 0, sizeof(*sums) * BASELINE_SCALES);
	for (size_t i = fit->history->count; i-- > 0;) {
		double value = (double)fit->history->negative[i], mean = (double)fit->expected[i];

		for (unsigned scale = 1; scale < BASELINE_SCALES; scale++) {
			sums[scale].value += value;
			sums[scale].mean += mean;
		}
		sums[0].value = value;
		sums[0].mean = mean;
		close_block(&sums[0], usual[0]);
		if (++slots % SCALE_SLOTS[1] == 0)
			close_block(&sums[1], usual[1]);
		if (slots % SCALE_SLOTS[2] == 0)
			close_block(&sums[2], usual[2]);
	}
}

void baseline_learn_spreads(struct fit *fit)
{
	struct baseline *b = fit->baseline;
	struct spread_sums sums[BASELINE_SCALES];
	/* What a slot pulled toward itself is missing from its residual; the more so, the less is
	 * learnt. */
	const double free = 1.0 - smaller(fit->leverage, 0.8);

	sum_spreads(fit, sums);
	for (unsigned scale = 0; scale < BASELINE_SCALES; scale++) {
		const double prior = 1.3 + PRIOR_DAY_VARIANCE * 0.5 * b->mean * SCALE_SLOTS[scale];
		const double prior_blocks = PRIOR_SPREAD_BLOCKS[scale],
			     blocks = sums[scale].blocks * free * free;
		double measured = prior;

		if (sums[scale].expected > 0.0)
			measured = sums[scale].squares / sums[scale].expected /
				   (free * free * BASELINE_SQUARE_KEPT);
		b->spread[scale] = larger(
			(measured * blocks + prior * prior_blocks) / (blocks + prior_blocks), 1.02);
		if (scale > 0)
			b->spread[scale] = larger(b->spread[scale], b->spread[scale - 1]);
	}
}

/* How the excess over Poisson grows with the mean, told from the quieter slots against the busier
 * ones: in proportion, as clumps do, or with its square, as a wandering rate does. */
void baseline_learn_wander(struct fit *fit)
{
	struct baseline *b = fit->baseline;
	double squares[2] = { 0 }, expected[2] = { 0 }, second[2] = { 0 };

	for (size_t i = 0; i < fit->history->count; i++) {
		const double mean = (double)fit->expected[i];
		const unsigned busy = mean > b->mean;
		double error = (double)fit->history->negative[i] - mean;

		squares[busy] += smaller(error * error,
					 BASELINE_SQUARE_MAX * b->spread[0] * larger(mean, 1.0)) -
				 mean;
		expected[busy] += mean;
		second[busy] += mean * mean;
	}
	b->wander = PRIOR_WANDER;
	if (expected[0] <= 0.0 || expected[1] <= 0.0)
		return;
	const double low = squares[0] / expected[0], high = squares[1] / expected[1];
	const double low_mean = second[0] / expected[0] / b->mean,
		     high_mean = second[1] / expected[1] / b->mean;
	double slope = larger((high - low) / larger(high_mean - low_mean, 0.1), 0.0);
	double base = larger(low - slope * low_mean, 0.0);
	double measured = slope + base > 0.05 ? slope / (slope + base) : PRIOR_WANDER;
	b->wander = PRIOR_WANDER +
		    trust(1.0, PRIOR_WANDER_COUNTS / expected[0]) * (measured - PRIOR_WANDER);
}

/* Keeps `peaks` sorted, largest first. */
static void keep_peak(double peaks[TAIL_PEAKS + 1], double value)
{
	size_t at = TAIL_PEAKS;

	if (value <= peaks[at])
		return;
	for (; at > 0 && peaks[at - 1] < value; at--)
		peaks[at] = peaks[at - 1];
	peaks[at] = value;
}

/* The same of what is left out, smallest first. */
static void keep_mildest(double mildest[CHANCE_PEAKS], double value)
{
	for (size_t at = 0; at < CHANCE_PEAKS; at++) {
		const double other = mildest[at];

		if (value >= other)
			continue;
		mildest[at] = value;
		value = other;
	}
}

static bool touches_left_out(const struct fit *fit, size_t from, size_t slots)
{
	for (size_t i = from; i < from + slots; i++) {
		if (is_left_out(fit, i))
			return true;
	}
	return false;
}

/* -log10 p of one sum over neighbouring slots; 0 where it is not far above what was expected. */
static double past_surprise(const struct fit *fit, size_t from, size_t slots, bool *ret_above)
{
	const struct baseline *b = fit->baseline;
	const double worth = 0.9 * sqrt(b->spread[0]); /* 1.8 standard deviations of the root */
	struct baseline_expectation expected = { 0 };
	struct baseline_evidence evidence;
	double value = 0.0, comments = 0.0, doubt = 0.0;

	for (size_t i = from; i < from + slots; i++) {
		comments += (double)fit->history->comments[i];
		value += (double)fit->history->negative[i];
		expected.negative += (double)fit->expected[i];
	}
	*ret_above = value > expected.negative;
	if (!*ret_above || sqrt(value) - sqrt(expected.negative) < worth)
		return 0.0;
	for (size_t i = from; i < from + slots; i++)
		doubt += b->doubt[fit->bin[i]];
	expected.doubt = doubt / (double)slots * expected.negative * expected.negative;
	baseline_weigh(b, &expected, b->slot_us * (int64_t)slots, value, comments, &evidence);
	return evidence.both;
}

/* The largest surprises of the past, one a run of sums above expectation, largest first. */
static void find_peaks(const struct fit *fit, size_t slots, double ret_peaks[TAIL_PEAKS + 1])
{
	const size_t count = fit->history->count, step = slots > 1 ? slots / 2 : 1;
	double mildest[CHANCE_PEAKS] = { HUGE_VAL, HUGE_VAL }, peak = 0.0;
	bool above, told = false;

	memset(ret_peaks, 0, sizeof(*ret_peaks) * (TAIL_PEAKS + 1));
	for (size_t from = 0; from + slots <= count; from += step) {
		peak = larger(peak, past_surprise(fit, from, slots, &above));
		told = told || touches_left_out(fit, from, slots);
		if (above && from + step + slots <= count)
			continue;
		if (told)
			keep_mildest(mildest, peak);
		else
			keep_peak(ret_peaks, peak);
		peak = 0.0;
		told = false;
	}
	for (size_t i = 0; i < CHANCE_PEAKS && mildest[i] < HUGE_VAL; i++)
		keep_peak(ret_peaks, mildest[i]);
}

/* They say how heavy the tail is. */
static void learn_tail(const struct fit *fit, size_t slots, struct baseline_tail *ret_tail)
{
	const size_t count = fit->history->count;
	double peaks[TAIL_PEAKS + 1];

	if (count / slots < TAIL_SUMS_MIN)
		return;
	find_peaks(fit, slots, peaks);

	/* Counted and measured is what goes beyond where the tail begins: over less, a law that is
	 * right would seem heavy. */
	const double sums = (double)count / (double)slots;
	const double from = fmax(peaks[TAIL_PEAKS], log10(sums / TAIL_PEAKS));
	double excess = 0.0, over = 0.0;
	for (size_t i = 0; i < TAIL_PEAKS && peaks[i] > from; i++) {
		excess += (peaks[i] - from) * M_LN10;
		over += 1.0;
	}
	*ret_tail = (struct baseline_tail){
		.from = from,
		.usual = log10(sums / fmax(over, 1.0)),
		.slope = fmax((excess + PRIOR_TAIL_PEAKS) / (over + PRIOR_TAIL_PEAKS), 1.0),
	};
}

void baseline_learn_tails(struct fit *fit)
{
	for (unsigned scale = 0; scale < BASELINE_TAILS; scale++)
		learn_tail(fit, SCALE_SLOTS[scale], &fit->baseline->tail[scale]);
}
