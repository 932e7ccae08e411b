/*
 * detect_series.c - the detector for bare series: points in, scores out, one by one.
 *
 *   points ──► slots (length from the first ones) ──► hours ──► baseline, every hour anew
 *                └──► trailing windows ──► surprise ──► own past peaks ──► episode ──► score
 *
 * Reading files is command/detect.c's business.
 */
#include "detect_series.h"
#include "baseline_fit.h"
#include "clock.h"
#include "detect_windows.h"
#include "surprise.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	WARM_POINTS = 24, /* the slot's length is learnt from so many */
	RING_SLOTS =
		4096, /* slots kept one by one: two days of minutes, two weeks of five minutes */
	LEARN_SLOTS = 12, /* of the baseline, before anything is scored */
	SHARPEN_SLOTS = 1024,
	PEAK_BLOCKS = 56, /* days */
	PEAKS = 6,
	PEAK_BLOCKS_MIN = 12,
};
static const int64_t SLOT_MIN_US = CLOCK_MINUTE_US, SLOT_MAX_US = 7 * CLOCK_DAY_US;
static const int64_t PEAK_BLOCK_US = CLOCK_DAY_US;
static const int64_t GUARD_US = 6 * CLOCK_HOUR_US;
static const int64_t HOLD_US = 6 * CLOCK_HOUR_US; /* an episode is over after so long a quiet */
static const double HOLD_SURPRISE = 0.5;
static const double RECORD = 1.2;     /* times the last one: a clear new record */
static const double FADE_HOLDS = 2.0; /* holds after which a record counts half */
static const double HELD_PART = 0.3;  /* of the score while an episode goes on */
static const double SLOPE_MIN = 0.5, SLOPE_MAX = 2.0, PRIOR_PEAKS = 12.0, SHIFT_MAX = 1.0;

struct point {
	int64_t at_us;
	double value;
};

struct detect_series {
	double line;
	struct point warm[WARM_POINTS];
	size_t warm_count;

	int64_t slot_us,
		coarse_us; /* coarse: what the baseline is learnt from, an hour or the slot */
	int64_t first_slot, last_slot; /* numbers since the epoch; nothing yet: last < first */
	float ring[RING_SLOTS];
	int64_t last_coarse;
	float coarse[BASELINE_SLOTS_MAX];

	struct baseline baseline;
	int64_t fitted_at;		 /* coarse slot for which the baseline was fitted */
	int64_t windows[DETECT_WINDOWS]; /* in slots */
	size_t window_count;

	double blocks[PEAK_BLOCKS];
	size_t block_count;
	int64_t block;
	double block_peak;

	bool open;
	double record;
	int64_t record_us, quiet_since_us, alerted_us;
};

struct detect_series *detect_series_new(double quiet_weeks)
{
	struct detect_series *series = calloc(1, sizeof(*series));

	if (!series)
		return NULL;
	series->line = detect_line(quiet_weeks);
	return series;
}

struct detect_series *detect_series_free(struct detect_series *series)
{
	free(series);
	return NULL;
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* The middle of the first intervals, in whole minutes. */
static int64_t learn_slot(const struct detect_series *series)
{
	int64_t steps[WARM_POINTS - 1];

	for (size_t i = 1; i < WARM_POINTS; i++)
		steps[i - 1] = series->warm[i].at_us - series->warm[i - 1].at_us;
	qsort(steps, WARM_POINTS - 1, sizeof(steps[0]), by_size);
	int64_t minutes = (steps[(WARM_POINTS - 1) / 2] + CLOCK_MINUTE_US / 2) / CLOCK_MINUTE_US;
	int64_t slot_us = minutes * CLOCK_MINUTE_US;
	return slot_us < SLOT_MIN_US ? SLOT_MIN_US : slot_us > SLOT_MAX_US ? SLOT_MAX_US : slot_us;
}

static void plan_windows(struct detect_series *series)
{
	static const int64_t LONG_SLOTS[] = { 1, 2, 4, 7 };
	const bool coarse = series->slot_us > 6 * CLOCK_HOUR_US;
	const size_t lengths = coarse ? sizeof(LONG_SLOTS) / sizeof(LONG_SLOTS[0]) : DETECT_WINDOWS;

	for (size_t i = 0; i < lengths; i++) {
		int64_t slots = coarse ? LONG_SLOTS[i] : DETECT_WINDOW_US[i] / series->slot_us;

		slots = slots < 1 ? 1 : slots;
		if (series->window_count == 0 || slots > series->windows[series->window_count - 1])
			series->windows[series->window_count++] = slots;
	}
}

static void start(struct detect_series *series)
{
	series->slot_us = learn_slot(series);
	series->coarse_us = series->slot_us > CLOCK_HOUR_US ? series->slot_us : CLOCK_HOUR_US;
	series->first_slot = series->warm[0].at_us / series->slot_us;
	series->last_slot = series->first_slot - 1;
	series->last_coarse = series->first_slot * series->slot_us / series->coarse_us - 1;
	series->fitted_at = -1;
	series->block = -1;
	plan_windows(series);
}

static float *ring_at(struct detect_series *series, int64_t slot)
{
	return &series->ring[slot % RING_SLOTS];
}

static void add_coarse(struct detect_series *series, int64_t slot, double value)
{
	const int64_t coarse = slot * series->slot_us / series->coarse_us;

	if (coarse - series->last_coarse >= BASELINE_SLOTS_MAX) {
		memset(series->coarse, 0, sizeof(series->coarse));
		series->last_coarse = coarse;
	}
	while (series->last_coarse < coarse)
		series->coarse[++series->last_coarse % BASELINE_SLOTS_MAX] = 0.0F;
	series->coarse[coarse % BASELINE_SLOTS_MAX] += (float)value;
}

static int64_t first_coarse(const struct detect_series *series)
{
	return (series->first_slot * series->slot_us + series->coarse_us - 1) / series->coarse_us;
}

/* Whole coarse slots before the one of `slot`, without the latest hours. */
static void fit(struct detect_series *series, int64_t slot)
{
	float values[BASELINE_SLOTS_MAX], recent[SHARPEN_SLOTS];
	const int64_t now = slot * series->slot_us / series->coarse_us;
	int64_t begin = first_coarse(series),
		guard = (GUARD_US + series->coarse_us - 1) / series->coarse_us;

	if (series->fitted_at == now)
		return;
	series->fitted_at = now;
	if (guard > (now - begin) / 3)
		guard = (now - begin) / 3;
	if (begin < now - BASELINE_SLOTS_MAX + 1)
		begin = now - BASELINE_SLOTS_MAX + 1;
	size_t count = 0, pieces = 0;
	for (int64_t i = begin; i < now - guard; i++)
		values[count++] = series->coarse[i % BASELINE_SLOTS_MAX];
	baseline_fit(&(struct baseline_history){ series->coarse_us, begin * series->coarse_us,
						 count, values, values },
		     &series->baseline);
	if (series->slot_us >= series->coarse_us)
		return;
	int64_t end = slot - GUARD_US / series->slot_us, from = end - SHARPEN_SLOTS;
	for (int64_t i = from < series->first_slot ? series->first_slot : from; i < end; i++)
		recent[pieces++] = *ring_at(series, i);
	baseline_sharpen(&series->baseline, series->slot_us, recent, NULL, pieces);
}

static double expected_of(const struct detect_series *series, int64_t slot)
{
	struct baseline_expectation expected = { 0 };

	if (series->baseline.hours <= 0.0)
		return 0.0;
	baseline_expect(&series->baseline, slot * series->slot_us, (slot + 1) * series->slot_us,
			&expected);
	return expected.negative;
}

/* Slots without a point were not observed, which is not the same as nothing: they count as what was
 * expected. */
static void advance(struct detect_series *series, int64_t slot)
{
	if (slot - series->last_slot > RING_SLOTS)
		series->last_slot = slot - RING_SLOTS;
	while (series->last_slot < slot) {
		int64_t next = ++series->last_slot;
		double value = next < slot ? expected_of(series, next) : 0.0;

		*ring_at(series, next) = (float)value;
		add_coarse(series, next, value);
	}
}

/* The most surprising trailing window. */
static double look(struct detect_series *series, int64_t slot, struct detect_point *ret_point)
{
	double best = 0.0, sum = 0.0, counts[DETECT_WINDOWS] = { 0 };
	struct baseline_expectation expected = { 0 };
	int64_t from = slot + 1;

	for (size_t i = 0;
	     i < series->window_count && series->windows[i] <= (slot - series->first_slot) / 2;
	     i++) {
		const int64_t end = from, length_us = series->windows[i] * series->slot_us;

		for (; from > slot + 1 - series->windows[i]; from--)
			sum += (double)*ring_at(series, from - 1);
		baseline_expect(&series->baseline, from * series->slot_us, end * series->slot_us,
				&expected);
		struct baseline_expectation usual = expected;
		usual.negative = fmax(usual.negative, 1e-6);
		double variance = baseline_variance(&series->baseline, &usual, length_us);

		if (i == 0) {
			ret_point->expected = usual.negative;
			ret_point->upper = surprise_upper_edge(usual.negative, variance);
		}
		if (sum <= usual.negative)
			continue;
		counts[i] = baseline_surprise(&series->baseline, &usual, length_us, sum);
		if (i <= DETECT_QUARTER_BACK || counts[i - DETECT_QUARTER_BACK] >= DETECT_GOING_ON)
			best = fmax(best, detect_surprise_an_hour(counts[i], length_us, sum));
	}
	return best;
}

static int larger_first(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a > b ? -1 : a < b;
}

/* Peaks over threshold (SPOT, Siffer et al. 2017, with an exponential tail on this scale): the
 * largest of past days say how often such a figure really comes in this series. */
static double calibrate(const struct detect_series *series, double surprise)
{
	double sorted[PEAK_BLOCKS];
	const size_t count = series->block_count < PEAK_BLOCKS ? series->block_count : PEAK_BLOCKS;

	if (count < PEAK_BLOCKS_MIN)
		return surprise;
	memcpy(sorted, series->blocks, count * sizeof(sorted[0]));
	qsort(sorted, count, sizeof(sorted[0]), larger_first);

	const double block_hours = (double)PEAK_BLOCK_US / (double)CLOCK_HOUR_US;
	const double usual = log10((double)count * block_hours / PEAKS);
	const double from = fmax(sorted[PEAKS], usual - SHIFT_MAX);
	double excess = 0.0;
	for (size_t i = 0; i < PEAKS; i++)
		excess += fmax(sorted[i] - from, 0.0) * M_LN10;
	double slope =
		fmin(fmax((excess + PRIOR_PEAKS) / (PEAKS + PRIOR_PEAKS), SLOPE_MIN), SLOPE_MAX);
	return surprise <= from ? surprise * usual / from : usual + (surprise - from) / slope;
}

static void remember(struct detect_series *series, int64_t end_us, double surprise)
{
	const int64_t block_us = series->slot_us > PEAK_BLOCK_US ? series->slot_us : PEAK_BLOCK_US;
	const int64_t block = end_us / block_us;

	if (block != series->block) {
		if (series->block >= 0)
			series->blocks[series->block_count++ % PEAK_BLOCKS] = series->block_peak;
		series->block = block;
		series->block_peak = 0.0;
	}
	series->block_peak = fmax(series->block_peak, surprise);
}

/* Whatever line a reader draws, an episode crosses it once: what does not clearly go beyond the
 * last record, which fades, is held down. */
static void speak(struct detect_series *series, int64_t end_us, struct detect_point *point)
{
	const int64_t hold_us = HOLD_US > 3 * series->slot_us ? HOLD_US : 3 * series->slot_us;
	const bool over = point->surprise >= series->line;
	const double faded = series->record * exp2(-(double)(end_us - series->record_us) /
						   (FADE_HOLDS * (double)hold_us));
	const bool fresh = point->surprise >= faded * RECORD;

	point->alert = over && (!series->open || (fresh && end_us - series->alerted_us >= hold_us));
	point->score = detect_score(point->surprise, series->line);
	if (!fresh && !point->alert)
		point->score *= HELD_PART;
	if (point->surprise > faded) {
		series->record = point->surprise;
		series->record_us = end_us;
	}
	if (point->alert)
		series->alerted_us = end_us;
	series->open = series->open || over;
	if (!series->open)
		return;
	if (point->surprise >= HOLD_SURPRISE)
		series->quiet_since_us = end_us;
	else if (end_us - series->quiet_since_us >= hold_us)
		series->open = false;
}

static void add_slot(struct detect_series *series, const struct point *given,
		     struct detect_point *ret_point)
{
	const int64_t slot = given->at_us / series->slot_us;

	*ret_point = (struct detect_point){ 0 };
	assert(slot >= series->last_slot || series->last_slot < series->first_slot);
	advance(series, slot);
	*ring_at(series, slot) += (float)given->value;
	add_coarse(series, slot, given->value);
	fit(series, slot);
	if (series->baseline.hours * (double)CLOCK_HOUR_US <
	    LEARN_SLOTS * (double)series->coarse_us)
		return;
	double surprise = look(series, slot, ret_point);
	ret_point->surprise = calibrate(series, surprise);
	remember(series, (slot + 1) * series->slot_us, surprise);
	speak(series, (slot + 1) * series->slot_us, ret_point);
}

void detect_series_add(struct detect_series *series, int64_t at_us, double value,
		       struct detect_point *ret_point)
{
	const struct point given = { at_us, value };

	assert(at_us >= 0 && value >= 0.0);
	*ret_point = (struct detect_point){ 0 };
	if (series->slot_us > 0) {
		add_slot(series, &given, ret_point);
		return;
	}
	series->warm[series->warm_count++] = given;
	if (series->warm_count < WARM_POINTS)
		return;
	start(series);
	for (size_t i = 0; i < WARM_POINTS; i++)
		add_slot(series, &series->warm[i], ret_point);
}
