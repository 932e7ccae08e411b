/*
 * detect_series.c - the detector for bare series: points in, scores out, one by one.
 *
 *   points ──► slots (length from the first ones) ──► hours ──► baseline, every hour anew
 *                └──► trailing windows ──► one surprise of all ──► own past days ──► episode ──►
 * score
 *
 * Readers of a bare series wait for no single comment, so a window alone decides nothing: a burst
 * of one slot that means nothing is far out in the shortest only, a surge soon is in all.
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
};
static const int64_t SLOT_MIN_US = CLOCK_MINUTE_US, SLOT_MAX_US = 7 * CLOCK_DAY_US;
static const int64_t GUARD_US = 6 * CLOCK_HOUR_US;

/* How much each of DETECT_WINDOW_US says; a slot that is longer than some speaks for them too. What
 * is no rarer than one in two says nothing. */
static const double WINDOW_WEIGHT[DETECT_WINDOWS] = { 1, 1, 2, 2, 2, 1, 1, 0, 0 };
static const double LONG_WEIGHT[] = { 4, 2, 1, 1 };
static const int64_t LONG_SLOTS[] = { 1, 2, 4, 7 };
enum { LONG_WINDOWS = sizeof(LONG_SLOTS) / sizeof(LONG_SLOTS[0]) };
static const double USUAL_SURPRISE = 0.3;

/* Of past days the largest surprise and the highest 40 minutes are known, as means of so many at
 * most. A day's peak counts up to a cap, and before any is known as so many days of a usual one. */
static const double DAYS_MAX = 28.0, PRIOR_PEAK = 3.0, PRIOR_DAYS = 3.0, PEAK_MAX = 20.0;
static const int64_t TOP_US = 40 * CLOCK_MINUTE_US;
static const double TOP_DAYS = 3.0; /* before that nothing is known of a day's top */
/* What stands out above the usual day's top (in its logarithm, at most one either way) is more to
 * whoever watches than the same surprise in the night. */
static const double HEIGHT_POWER = 0.5;
/* Once in four weeks a surprise is so many times the mean day's largest (and 1), measured on series
 * of mentions whose events are known (tests/quality). */
static const double PEAKS_IN_FOUR_WEEKS = 0.95, PEAK_RIDGE = 1.0;

static const int64_t HOLD_US =
	12 * CLOCK_HOUR_US;	      /* what was said is not said again for so long … */
static const double FADE_HOLDS = 3.0; /* … after so many of these anything is new */
static const double RECORD = 1.5;     /* unless its score is so many times higher */
static const double HELD_PART = 0.1;  /* of the score that is left to what is not new */

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
	double weights[DETECT_WINDOWS];
	size_t window_count;

	int64_t day; /* the running one, its largest surprise and 40 minutes; and those before it */
	double day_peak, day_top, days, peaks, log_tops;

	double told; /* the score that was given in full, and when */
	int64_t told_us;
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

static void plan_window(struct detect_series *series, int64_t slots, double weight)
{
	const int64_t longest =
		series->window_count ? series->windows[series->window_count - 1] : 0;

	slots = slots < 1 ? 1 : slots;
	if (slots > longest)
		series->windows[series->window_count++] = slots;
	series->weights[series->window_count - 1] += weight;
}

static void plan_windows(struct detect_series *series)
{
	if (series->slot_us > 6 * CLOCK_HOUR_US) {
		for (size_t i = 0; i < LONG_WINDOWS; i++)
			plan_window(series, LONG_SLOTS[i], LONG_WEIGHT[i]);
		return;
	}
	for (size_t i = 0; i < DETECT_WINDOWS && WINDOW_WEIGHT[i] > 0.0; i++)
		plan_window(series, DETECT_WINDOW_US[i] / series->slot_us, WINDOW_WEIGHT[i]);
}

static void start(struct detect_series *series)
{
	series->slot_us = learn_slot(series);
	series->coarse_us = series->slot_us > CLOCK_HOUR_US ? series->slot_us : CLOCK_HOUR_US;
	series->first_slot = series->warm[0].at_us / series->slot_us;
	series->last_slot = series->first_slot - 1;
	series->last_coarse = series->first_slot * series->slot_us / series->coarse_us - 1;
	series->fitted_at = -1;
	series->day = -1;
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
	baseline_fit(&(struct baseline_history){ series->coarse_us,
						 begin * series->coarse_us,
						 count,
						 values,
						 values,
						 NULL,
						 { 0 } },
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

/* What one moment shows. */
struct glance {
	double surprise; /* of all windows together */
	double top;	 /* how much the latest 40 minutes hold */
};

/* What all trailing windows say together: the mean of roots, squared, so that none of them shouts
 * the others down. */
static struct glance look(struct detect_series *series, int64_t slot,
			  struct detect_point *ret_point)
{
	double roots = 0.0, weights = 0.0, sum = 0.0, top = -1.0;
	struct baseline_expectation expected = { 0 };
	int64_t from = slot + 1;

	for (size_t i = 0; i < series->window_count; i++) {
		const int64_t end = from, length_us = series->windows[i] * series->slot_us;

		weights += series->weights[i];
		if (series->windows[i] > (slot - series->first_slot) / 2)
			continue; /* there must be as much past as window */
		for (; from > slot + 1 - series->windows[i]; from--)
			sum += (double)*ring_at(series, from - 1);
		if (top < 0.0 && length_us >= TOP_US)
			top = sum;
		baseline_expect(&series->baseline, from * series->slot_us, end * series->slot_us,
				&expected);
		struct baseline_expectation usual = expected;
		usual.negative = fmax(usual.negative, 1e-6);

		if (i == 0) {
			ret_point->expected = usual.negative;
			ret_point->upper = surprise_upper_edge(
				usual.negative,
				baseline_variance(&series->baseline, &usual, length_us));
		}
		if (sum <= usual.negative)
			continue;
		const double one = baseline_surprise(&series->baseline, &usual, length_us, sum);
		roots += series->weights[i] * sqrt(fmax(one - USUAL_SURPRISE, 0.0));
	}
	return (struct glance){ roots * roots / (weights * weights), fmax(top, 0.0) };
}

/* Against past days, so that one line serves calm series and wild ones. */
static double calibrate(const struct detect_series *series, const struct glance *glance)
{
	const double peak = (series->peaks + PRIOR_DAYS * PRIOR_PEAK) / (series->days + PRIOR_DAYS);
	const double height = series->days < TOP_DAYS
				      ? 0.0
				      : log1p(glance->top) - series->log_tops / series->days;

	return glance->surprise / (peak + PEAK_RIDGE) *
	       exp(HEIGHT_POWER * fmin(fmax(height, -1.0), 1.0)) * detect_line(4.0) /
	       PEAKS_IN_FOUR_WEEKS;
}

static void end_day(struct detect_series *series)
{
	const double kept = series->days < DAYS_MAX ? 1.0 : 1.0 - 1.0 / DAYS_MAX;

	series->days = series->days * kept + 1.0;
	series->peaks = series->peaks * kept + fmin(series->day_peak, PEAK_MAX);
	series->log_tops = series->log_tops * kept + log1p(series->day_top);
	series->day_peak = series->day_top = 0.0;
}

static void remember(struct detect_series *series, int64_t end_us, const struct glance *glance)
{
	const int64_t day_us = series->slot_us > CLOCK_DAY_US ? series->slot_us : CLOCK_DAY_US;
	const int64_t day = end_us / day_us;

	if (day != series->day && series->day >= 0)
		end_day(series);
	series->day = day;
	series->day_peak = fmax(series->day_peak, glance->surprise);
	series->day_top = fmax(series->day_top, glance->top);
}

/* Whatever line a reader draws, an episode crosses it once: what does not clearly go beyond what
 * was said in the last hours is held down. */
static void speak(struct detect_series *series, int64_t end_us, struct detect_point *point)
{
	const int64_t hold_us = HOLD_US > 3 * series->slot_us ? HOLD_US : 3 * series->slot_us;
	const double holds = (double)(end_us - series->told_us) / (double)hold_us;
	const double left = fmin(fmax((FADE_HOLDS - holds) / (FADE_HOLDS - 1.0), 0.0), 1.0);

	point->score = detect_score(point->surprise, series->line);
	if (point->score < series->told * left * RECORD) {
		point->score *= HELD_PART;
		return;
	}
	point->alert = point->surprise >= series->line;
	series->told = point->score;
	series->told_us = end_us;
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
	const struct glance glance = look(series, slot, ret_point);
	ret_point->surprise = calibrate(series, &glance);
	remember(series, (slot + 1) * series->slot_us, &glance);
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
