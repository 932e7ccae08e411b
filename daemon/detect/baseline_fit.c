/*
 * baseline_fit.c - learns what is usual: level x time of day x day of the week, with spread and
 * doubt.
 *
 * Goes over the past three times: first with the largest slot of each time of day left out, then
 * twice with slots that stand out weighted down. Pure arithmetic on at most 840 slots: some
 * microseconds. Which slots are given is detect.c's business (never those of the windows judged).
 */
#include "baseline_fit.h"
#include "baseline_inside.h"
#include "clock.h"
#include <math.h>
#include <string.h>

/*
 * The pooled prior: what series of this kind are like before one has told anything of itself.
 * Variances are relative (to the square of the mean).
 */
/* Negatives an hour, with a gamma law of this shape: a hundredth and ten times are likely too. */
static const double PRIOR_RATE = 2.0, PRIOR_SHAPE = 0.5;
static const double PRIOR_BIN_VARIANCE = 1.2;	/* of a time of day around the day's mean */
static const double PRIOR_STEP_VARIANCE = 0.12; /* of a time of day around its neighbours' mean */
static const double PRIOR_HOUR_VARIANCE =
	0.05; /* of an hour around its time of day, beside the day */
static const double PRIOR_MOOD_VARIANCE = 0.06; /* of the share of negatives, by time of day */
static const double PRIOR_WEEKDAY_VARIANCE = 0.05;
static const double PRIOR_RECENT_VARIANCE = 0.08; /* of the last days' level around the long one */
static const double PRIOR_SHARE = 0.3, PRIOR_SHARE_DRAWS = 20.0;
static const double PRIOR_SHARE_CORRELATION = 0.05;

static const double HALF_LIFE_HOURS = 14 * 24.0;
static const double RECENT_HALF_LIFE_HOURS = 48.0;
static const double OUTLIER_SIGMAS = 2.58;
enum { SMOOTH_BINS_MIN = 8 };

static double hours_of(int64_t us)
{
	return (double)us / (double)CLOCK_HOUR_US;
}

static size_t bins_of(int64_t slot_us)
{
	int64_t bins = CLOCK_DAY_US / (slot_us > 0 ? slot_us : 1);

	return bins < 1 ? 1 : bins > BASELINE_BINS_MAX ? BASELINE_BINS_MAX : (size_t)bins;
}

/* How far the local clock is from UTC at a slot. */
static int64_t shift_at(const struct baseline_history *history, size_t slot)
{
	const int64_t at_us =
		history->first_us + (int64_t)slot * history->slot_us + history->slot_us / 2;

	return zone_local(history->zone, at_us) - at_us;
}

/* Up to where the clock is not changed: within the five weeks of hours it is once at most, and
 * longer slots are no matter of an hour. */
static size_t end_of_shift(const struct baseline_history *history, size_t from, int64_t shift_us)
{
	size_t same = from, other = history->count;

	if (shift_at(history, other - 1) == shift_us)
		return other;
	for (other--; other - same > 1;) {
		const size_t middle = same + (other - same) / 2;

		if (shift_at(history, middle) == shift_us)
			same = middle;
		else
			other = middle;
	}
	return other;
}

/* From slot to slot, since divisions would cost more than all the rest. */
static void place_stretch(struct fit *fit, size_t from, size_t to, int64_t shift_us)
{
	const struct baseline_history *history = fit->history;
	const int64_t bins = (int64_t)fit->baseline->bins, bin_us = CLOCK_DAY_US / bins;
	const int64_t middle = history->first_us + (int64_t)from * history->slot_us +
			       history->slot_us / 2 + shift_us;
	int64_t day = middle / CLOCK_DAY_US, bin = (middle - day * CLOCK_DAY_US) / bin_us;
	int64_t in_bin = middle - day * CLOCK_DAY_US - bin * bin_us;
	unsigned weekday = (unsigned)(day % 7);

	for (size_t i = from; i < to; i++) {
		fit->bin[i] = (uint8_t)bin;
		fit->weekday[i] = (uint8_t)weekday;
		for (in_bin += history->slot_us; in_bin >= bin_us; in_bin -= bin_us) {
			if (++bin < bins)
				continue;
			bin = 0;
			weekday = weekday == 6 ? 0 : weekday + 1;
		}
	}
}

static void place_slots(struct fit *fit)
{
	const struct baseline_history *history = fit->history;
	const double decay = exp2(-fit->slot_hours / HALF_LIFE_HOURS);
	double recency = 1.0;

	for (size_t i = history->count; i-- > 0;) {
		fit->trust[i] = is_left_out(fit, i) ? 0.0F : 1.0F;
		fit->recency[i] = fit->weight[i] = (float)recency * fit->trust[i];
		fit->root[i] = sqrtf(history->negative[i]);
		recency *= decay;
	}
	for (size_t from = 0; from < history->count;) {
		const int64_t shift_us = shift_at(history, from);
		const size_t to = end_of_shift(history, from, shift_us);

		place_stretch(fit, from, to, shift_us);
		from = to;
	}
}

/* Sums of one time of day, or of one day of the week. */
struct cell {
	double sum, weight, slots, largest;
	double comments, comments_weight; /* never trimmed */
};

static void sum_cells(const struct fit *fit, struct cell cells[BASELINE_BINS_MAX])
{
	double inverse[7];

	for (unsigned day = 0; day < 7; day++)
		inverse[day] = 1.0 / fit->baseline->weekday[day];
	memset(cells, 0, sizeof(*cells) * BASELINE_BINS_MAX);
	for (size_t i = 0; i < fit->history->count; i++) {
		struct cell *cell = &cells[fit->bin[i]];
		double weight = (double)fit->weight[i];
		double value =
			weight * (double)fit->history->negative[i] * inverse[fit->weekday[i]];

		cell->sum += value;
		cell->weight += weight;
		cell->slots += is_left_out(fit, i) ? 0.0 : 1.0;
		double comments =
			weight * (double)fit->history->comments[i] * inverse[fit->weekday[i]];
		cell->comments += comments;
		cell->comments_weight += weight;
		cell->largest = larger(cell->largest, value);
	}
}

/* Before anything is known of what stands out, the largest of each time of day is left out. */
static void trim_cells(struct cell cells[BASELINE_BINS_MAX], size_t bins)
{
	for (size_t b = 0; b < bins; b++) {
		if (cells[b].slots < 3.0)
			continue;
		cells[b].sum -= cells[b].largest;
		cells[b].weight *= (cells[b].slots - 1.0) / cells[b].slots;
	}
}

/* Level over all times of day: each time of day counts the same, however often it was seen. */
static void learn_level(const struct fit *fit, const struct cell *cells, double *ret_rate,
			double *ret_doubt)
{
	const struct baseline *b = fit->baseline;
	double total = 0.0, seen = 0.0, slots = 0.0, sum = 0.0;

	for (size_t i = 0; i < b->bins; i++) {
		if (cells[i].weight <= 0.0)
			continue;
		total += cells[i].sum / cells[i].weight;
		seen += 1.0;
		slots += cells[i].weight;
		sum += cells[i].sum;
	}
	double rate = seen > 0.0 ? total / seen / fit->slot_hours : 0.0;
	double exposure = slots * fit->slot_hours / b->spread[0];
	double shape = sum / b->spread[0] + PRIOR_SHAPE;

	*ret_rate = (rate * exposure + PRIOR_SHAPE) / (exposure + PRIOR_SHAPE / PRIOR_RATE);
	double days = slots * fit->slot_hours / 24.0;
	*ret_doubt = fmin(1.0 / shape + PRIOR_DAY_VARIANCE / fmax(days, 0.1), 1.0 / PRIOR_SHAPE);
}

/* What is learnt of the day from sums by time of day: how many times the rate that was to be
 * expected before. */
struct curve {
	double sum[BASELINE_BINS_MAX], weight[BASELINE_BINS_MAX];
	double before[BASELINE_BINS_MAX]; /* expected of a slot, from what is known already */
	double spread;
	double near_variance, own_variance; /* of the neighbours' factor; of one around them */
	double factor[BASELINE_BINS_MAX], doubt[BASELINE_BINS_MAX], trust[BASELINE_BINS_MAX];
};

static double factor_of(double sum, double expected, double slots, const struct curve *curve,
			double prior, double prior_variance, double *ret_trust)
{
	*ret_trust = 0.0;
	if (expected <= 0.0 || slots <= 0.0)
		return prior;
	double variance = curve->spread / expected + PRIOR_HOUR_VARIANCE / slots;
	*ret_trust = trust(prior_variance, variance);
	return *ret_trust * sum / expected + (1.0 - *ret_trust) * prior;
}

/* One time of day: its own data against its neighbours', these against what was known before. */
static void learn_factor(struct curve *curve, size_t bins, size_t at)
{
	const size_t from[3] = { (at + bins - 1) % bins, at, (at + 1) % bins };
	static const double PARTS[3] = { 1.0, 2.0, 1.0 };
	double sum = 0.0, slots = 0.0, expected = 0.0, near_trust, own_trust;

	for (size_t i = 0; i < 3; i++) {
		sum += PARTS[i] * curve->sum[from[i]];
		slots += PARTS[i] * curve->weight[from[i]];
		expected += PARTS[i] * curve->weight[from[i]] * curve->before[from[i]];
	}
	double near = factor_of(sum, expected, 0.5 * slots, curve, 1.0, curve->near_variance,
				&near_trust);
	double prior = curve->own_variance + curve->near_variance * (1.0 - near_trust);
	curve->factor[at] = factor_of(curve->sum[at],
				      curve->weight[at] * curve->before[at] * larger(near, 1e-6),
				      curve->weight[at], curve, 1.0, prior, &own_trust) *
			    near;
	curve->doubt[at] = prior * (1.0 - own_trust);
	curve->trust[at] = own_trust;
}

/* How people's day runs: from all comments, since they are more than the negatives. The mean of
 * the shape over the day is 1. */
static void learn_day(struct fit *fit, const struct cell *cells, double ret_shape[],
		      double ret_doubt[])
{
	const size_t bins = fit->baseline->bins;
	struct curve curve = { .spread = fit->baseline->spread[0],
			       .near_variance = PRIOR_BIN_VARIANCE,
			       .own_variance = PRIOR_STEP_VARIANCE };
	double mean = 0.0, seen = 0.0;

	for (size_t i = 0; i < bins; i++) {
		curve.sum[i] = cells[i].comments;
		curve.weight[i] = cells[i].comments_weight;
		if (curve.weight[i] > 0.0) {
			mean += curve.sum[i] / curve.weight[i];
			seen += 1.0;
		}
	}
	mean = seen > 0.0 ? larger(mean / seen, 1e-6) : 1e-6;
	for (size_t i = 0; i < bins; i++)
		curve.before[i] = mean;
	const double an_hour = mean / fit->slot_hours;
	mean = 0.0;
	for (size_t i = 0; i < bins; i++) {
		learn_factor(&curve, bins, i);
		mean += curve.factor[i] / (double)bins;
		fit->baseline->comments_per_hour[i] = an_hour * curve.factor[i];
	}
	for (size_t i = 0; i < bins; i++) {
		ret_shape[i] = larger(curve.factor[i] / mean, 0.01);
		ret_doubt[i] = curve.doubt[i];
	}
}

static void learn_bins(struct fit *fit, const struct cell *cells)
{
	struct baseline *b = fit->baseline;
	double level, doubt, day_doubt[BASELINE_BINS_MAX], shape[BASELINE_BINS_MAX];
	const bool smooth = b->bins >= SMOOTH_BINS_MIN;
	struct curve curve = { .spread = b->spread[0],
			       .near_variance = PRIOR_MOOD_VARIANCE,
			       .own_variance = PRIOR_MOOD_VARIANCE };

	learn_level(fit, cells, &level, &doubt);
	b->mean = level * fit->slot_hours;
	fit->leverage = 0.0;
	if (smooth)
		learn_day(fit, cells, shape, day_doubt);
	for (size_t i = 0; i < b->bins; i++) {
		const double weight = cells[i].comments_weight * fit->slot_hours;

		if (!smooth)
			b->comments_per_hour[i] = weight > 0.0 ? cells[i].comments / weight : 0.0;
		b->rate[i] = smooth ? level * shape[i] : level;
		b->doubt[i] = smooth ? doubt + day_doubt[i] : doubt;
		curve.sum[i] = cells[i].sum;
		curve.weight[i] = cells[i].weight;
		curve.before[i] = b->rate[i] * fit->slot_hours;
	}
	for (size_t i = 0; smooth && i < b->bins; i++) {
		learn_factor(&curve, b->bins, i);
		b->rate[i] *= curve.factor[i];
		b->doubt[i] = doubt + curve.doubt[i] + day_doubt[i] * (1.0 - curve.trust[i]);
		fit->leverage += curve.trust[i] / larger(curve.weight[i], 1.0) / (double)b->bins;
	}
}

static void expect_slots(struct fit *fit)
{
	const struct baseline *b = fit->baseline;
	float expected[7][BASELINE_BINS_MAX], root[7][BASELINE_BINS_MAX];
	double sum = 0.0;

	for (unsigned day = 0; day < 7; day++) {
		for (size_t bin = 0; bin < b->bins; bin++) {
			expected[day][bin] = (float)larger(
				b->rate[bin] * b->weekday[day] * fit->slot_hours, 1e-6);
			root[day][bin] = sqrtf(expected[day][bin]);
		}
	}
	for (size_t i = 0; i < fit->history->count; i++) {
		fit->expected[i] = expected[fit->weekday[i]][fit->bin[i]];
		fit->expected_root[i] = root[fit->weekday[i]][fit->bin[i]];
		sum += (double)fit->expected[i];
	}
	if (fit->history->count > 0)
		fit->baseline->mean = sum / (double)fit->history->count;
}

/* One day of the week: sums over its days, and its largest day. */
struct weekday {
	double sum, expected, days, largest_sum, largest_expected;
};

static void close_day(struct weekday *weekday, double sum, double expected)
{
	weekday->sum += sum;
	weekday->expected += expected;
	weekday->days += 1.0;
	if (sum * weekday->largest_expected > weekday->largest_sum * expected ||
	    weekday->largest_expected <= 0.0) {
		weekday->largest_sum = sum;
		weekday->largest_expected = expected;
	}
}

static void sum_weekdays(const struct fit *fit, struct weekday ret_weekdays[7])
{
	const struct baseline_history *history = fit->history;
	double sum = 0.0, expected = 0.0;

	memset(ret_weekdays, 0, sizeof(*ret_weekdays) * 7);
	for (size_t i = 0; i < history->count; i++) {
		const unsigned day = fit->weekday[i];

		sum += (double)(fit->weight[i] * history->negative[i]);
		expected += (double)(fit->weight[i] * fit->expected[i]);
		if (i + 1 == history->count || fit->weekday[i + 1] != day) {
			close_day(&ret_weekdays[day], sum, expected / fit->baseline->weekday[day]);
			sum = expected = 0.0;
		}
	}
}

/* Once there are weeks. At first the largest day of each is left out, as with times of day. */
static void learn_weekdays(struct fit *fit, bool trim)
{
	struct baseline *b = fit->baseline;
	struct weekday weekdays[7];
	double mean = 0.0;

	if (fit->history->slot_us > CLOCK_DAY_US ||
	    fit->slot_hours * (double)fit->history->count < 9 * 24.0)
		return;
	sum_weekdays(fit, weekdays);
	for (unsigned day = 0; day < 7; day++) {
		struct weekday *it = &weekdays[day];

		if (trim && it->days >= 3.0) {
			it->sum -= it->largest_sum;
			it->expected -= it->largest_expected;
			it->days -= 1.0;
		}
		b->weekday[day] = 1.0;
		if (it->expected > 0.0) {
			double variance =
				b->spread[0] / it->expected + PRIOR_DAY_VARIANCE / it->days;
			b->weekday[day] += trust(PRIOR_WEEKDAY_VARIANCE, variance) *
					   (it->sum / it->expected - 1.0);
		}
		mean += b->weekday[day] / 7.0;
	}
	for (unsigned day = 0; day < 7; day++)
		b->weekday[day] = fmax(b->weekday[day] / mean, 0.05);
}

/* What is left out is as it should have been. */
static double taught(const struct fit *fit, size_t slot)
{
	return is_left_out(fit, slot) ? (double)fit->expected[slot]
				      : (double)fit->history->negative[slot];
}

/* Farrington: what stands out by s > 2.58 standard deviations counts (2.58 / s)^2. Twice: each slot
 * alone, and as one of six, or the long and moderate crisis would teach. */
static void weigh_slots(struct fit *fit)
{
	const struct baseline_history *history = fit->history;
	const float one = 2.0F / sqrtf((float)fit->baseline->spread[0]),
		    limit = (float)OUTLIER_SIGMAS;
	const double six_limit = OUTLIER_SIGMAS * OUTLIER_SIGMAS * fit->baseline->spread[1];
	double six_value = 0.0, six_mean = 0.0;

	for (size_t i = 0; i < history->count; i++) {
		float sigmas = one * (fit->root[i] - fit->expected_root[i]);

		fit->trust[i] = sigmas > limit ? limit * limit / (sigmas * sigmas) : 1.0F;
		fit->trust[i] = is_left_out(fit, i) ? 0.0F : fit->trust[i];
		six_value += taught(fit, i);
		six_mean += (double)fit->expected[i];
		if (i >= 6) {
			six_value -= taught(fit, i - 6);
			six_mean -= (double)fit->expected[i - 6];
		}
		double over = six_value - six_mean, square = over * over;
		if (i < 5 || over <= 0.0 || square <= six_limit * larger(six_mean, 1e-3))
			continue;
		float cut = (float)(six_limit * larger(six_mean, 1e-3) / square);
		for (size_t j = i - 5; j <= i; j++)
			fit->trust[j] = fit->trust[j] < cut ? fit->trust[j] : cut;
	}
	for (size_t i = 0; i < history->count; i++)
		fit->weight[i] = fit->recency[i] * fit->trust[i];
}

/* So does a mood: what sinks over weeks is souring.c's to tell, and once. */
static void follow_share(struct baseline *b, double hits, double draws, double days)
{
	if (draws <= 0.0)
		return;
	const double unit = (1.0 - b->share) / b->share,
		     variance = b->spread[0] * unit / draws + PRIOR_DAY_VARIANCE / fmax(days, 0.1);
	const double moved = hits / draws / b->share - 1.0;

	b->share =
		fmin(fmax(b->share * (1.0 + trust(PRIOR_RECENT_VARIANCE, variance) * moved), 1e-4),
		     0.95);
}

/* A level that has moved in the last days moves the expectation, as far as it is sure. */
static void learn_recent(struct fit *fit)
{
	const struct baseline_history *history = fit->history;
	struct baseline *b = fit->baseline;
	const double decay = exp2(-fit->slot_hours / RECENT_HALF_LIFE_HOURS);
	double near = 1.0, sum = 0.0, expected = 0.0, slots = 0.0, comments = 0.0;

	for (size_t i = history->count; i-- > 0 && near > 1e-3;) {
		double weight = near * (double)fit->trust[i];

		sum += weight * (double)history->negative[i];
		expected += weight * (double)fit->expected[i];
		slots += weight;
		comments += weight * (double)history->comments[i];
		near *= decay;
	}
	if (expected <= 0.0)
		return;
	double days = slots * fit->slot_hours / 24.0;
	double variance = b->spread[0] / expected + PRIOR_DAY_VARIANCE / fmax(days, 0.1);
	follow_share(b, sum, comments, days);
	double factor = 1.0 + trust(PRIOR_RECENT_VARIANCE, variance) * (sum / expected - 1.0);

	for (size_t i = 0; i < b->bins; i++)
		b->rate[i] *= factor;
}

static void learn_share(const struct fit *fit)
{
	const struct baseline_history *history = fit->history;
	struct baseline *b = fit->baseline;
	double hits = PRIOR_SHARE * PRIOR_SHARE_DRAWS, draws = PRIOR_SHARE_DRAWS;

	for (size_t i = 0; i < history->count; i++) {
		hits += (double)(fit->weight[i] * history->negative[i]);
		draws += (double)(fit->weight[i] * history->comments[i]);
	}
	b->share = fmin(fmax(hits / draws, 1e-4), 1.0 - 1e-4);

	double squares = 0.0, binomial = 0.0, pairs = 0.0;
	for (size_t i = 0; i < history->count; i++) {
		double n = (double)history->comments[i],
		       error = (double)history->negative[i] - n * b->share;
		double weight = (double)fit->trust[i] / larger(n, 1.0);

		squares += weight * error * error;
		binomial += weight * n;
		pairs += weight * n * larger(n - 1.0, 0.0);
	}
	double unit = b->share * (1.0 - b->share), prior = PRIOR_SHARE_DRAWS * 5.0;
	double correlation =
		(fmax(squares / unit - binomial, 0.0) + prior * PRIOR_SHARE_CORRELATION) /
		(pairs + prior);
	b->share_correlation = fmin(fmax(correlation, 0.005), 0.5);
}

static void fit_init(struct fit *fit, const struct baseline_history *history,
		     struct baseline *baseline)
{
	memset(baseline, 0, sizeof(*baseline));
	baseline->slot_us = history->slot_us;
	baseline->zone = history->zone;
	baseline->bins = bins_of(history->slot_us);
	baseline->hours = hours_of(history->slot_us) * (double)history->count;
	for (unsigned day = 0; day < 7; day++)
		baseline->weekday[day] = 1.0;
	for (unsigned scale = 0; scale < BASELINE_SCALES; scale++)
		baseline->spread[scale] = 1.5;
	fit->history = history;
	fit->baseline = baseline;
	fit->slot_hours = hours_of(history->slot_us);
	place_slots(fit);
}

void baseline_fit(const struct baseline_history *history, struct baseline *ret_baseline)
{
	enum { ROUNDS = 3 };
	struct cell cells[BASELINE_BINS_MAX];
	struct fit fit;

	fit_init(&fit, history, ret_baseline);
	for (unsigned round = 0; round < ROUNDS; round++) {
		if (round > 0)
			learn_weekdays(&fit, false);
		sum_cells(&fit, cells);
		if (round == 0)
			trim_cells(cells, ret_baseline->bins);
		learn_bins(&fit, cells);
		expect_slots(&fit);
		if (round == 0) {
			learn_weekdays(&fit, true);
			expect_slots(&fit);
		}
		baseline_learn_spreads(&fit);
		baseline_learn_wander(&fit);
		weigh_slots(&fit);
	}
	learn_share(&fit);
	baseline_learn_tails(&fit);
	learn_recent(&fit);
	baseline_sharpen(ret_baseline, history->slot_us, NULL, NULL, 0);
}
