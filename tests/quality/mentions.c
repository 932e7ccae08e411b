/*
 * mentions.c - how well livvakt detect ranks moments of bare series: five-minute counts of mentions
 * with labelled windows, scored as windows are in public benchmarks; writes a Markdown table.
 *
 * The series are synthetic, in a family that is as unlike as brands are: 1 to 500 mentions a slot,
 * calm or torn by bursts of one slot, with a rhythm of the day, levels that wander and trends. In
 * two sets the windows are the planted events'. In the third they are those of somebody who looks
 * at the whole picture, marks what stands out against the usual day's top, be it an event or a
 * burst, and overlooks one in five. A fourth is torn by more and heavier bursts.
 *
 * A window is a tenth of its series, parted among the series' events, with the event's beginning in
 * the middle. The first detection in a window earns 2 / (1 + e^5y) - 1, y from -1 (its beginning)
 * to 0 (its end), as a part of what the beginning earns; a window without one costs 1. A detection
 * outside costs A times what the same curve says of its distance from the window before it (at most
 * 1, also before the first): A is 0.11 (standard) or 0.22 (few false positives). 100 is perfect, 0
 * is no detection at all. One threshold serves all series: the best one. (Lavin, Ahmad: Evaluating
 * Real-time Anomaly Detection Algorithms, ICMLA 2015.)
 *
 * usage: mentions [SERIES [FIRST [rivals]]]     series of each of the four sets (default 30) from
 *   the FIRST one on (default 0), so that what was chosen on some is reported on others; `rivals`:
 *   published detectors on the same series
 */
#include "clock.h"
#include "detect_series.h"
#include "rivals.h"
#include "synthetic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS_A_DAY = 288,
	DAYS = 55,
	SLOTS = DAYS * SLOTS_A_DAY,
	PROBATION = 750, /* neither earns nor costs: 15 % of a series, at most of 5,000 slots */
	EVENTS_FROM = SLOTS * 15 / 100,
	EVENTS_MAX = 4,
	SERIES_MAX = 200,
	HOUR = 12,
	STEPS = 120,	   /* of the threshold … */
	MARKED_MAX = 1500, /* … which marks so many slots of a series at most */
};
static const double WEEKS = 4.0; /* as livvakt detect has it unless told otherwise */
static const double OVERLOOKED = 0.2;
static const double BURST_MAX = 400.0; /* times the level */

/* What an event looks like. */
enum kind { NEWS, BURST, BUILD_UP, LEVEL, KINDS, SEEN = KINDS }; /* seen: in the picture alone */
static const char *const KIND_NAMES[KINDS] = { "news", "burst", "slow build-up", "another level" };

struct window {
	long from, to, event;
	enum kind kind;
};

struct mentions {
	double values[SLOTS];
	float scores[SLOTS];
	bool alerts[SLOTS];
	struct window windows[EVENTS_MAX];
	size_t window_count;
};

/* What kind of brand a series is of. */
struct brand {
	double level, day, rhythm, shift; /* a slot; how deep the nights are */
	double day_sigma, hour_sigma;
	double clump;		    /* variance over mean within a slot */
	double bursts_a_day, burst; /* and how many times the level they begin at … */
	double burst_tail;	    /* … Pareto's exponent above that */
	double trend;		    /* of the logarithm, over the whole series */
};

static double between(struct random *random, double low, double high)
{
	return low + (high - low) * random_unit(random);
}

static double log_between(struct random *random, double low, double high)
{
	return exp(between(random, log(low), log(high)));
}

static struct brand make_brand(struct random *random, bool wild)
{
	struct brand brand = { .level = log_between(random, 1.0, 500.0) };

	brand.rhythm = between(random, 0.1, 0.9);
	brand.shift = between(random, 0.0, 24.0);
	brand.day_sigma = between(random, 0.05, 0.35);
	brand.hour_sigma = between(random, 0.05, 0.4);
	brand.clump = 1.0 + log_between(random, 0.3, 0.3 * brand.level + 1.0);
	brand.bursts_a_day = wild ? log_between(random, 0.1, 2.0) : log_between(random, 0.02, 0.6);
	brand.burst_tail = wild ? 1.15 : 1.6;
	brand.burst = log_between(random, 1.0, 5.0);
	brand.trend = random_unit(random) < 0.3 ? between(random, -0.7, 0.7) : 0.0;
	return brand;
}

/* Marsaglia and Tsang's method would be exact; a log-normal of the same two moments is as good a
 * law of heavy-tailed clumps. */
static double draw(struct random *random, double mean, double clump)
{
	const double square = log1p((clump - 1.0) / fmax(mean, 0.05));

	return random_poisson(random,
			      mean * exp(sqrt(square) * random_normal(random) - 0.5 * square));
}

/* What an event multiplies the level by, `since` slots after its beginning. */
struct shape {
	enum kind kind;
	double height, rise, fall; /* slots until it is at its height; until it has halved */
	double plateau;		   /* slots between */
};

static struct shape make_shape(struct random *random)
{
	const double kind = random_unit(random);

	if (kind < 0.35) /* at once, and fading within hours */
		return (struct shape){ NEWS, log_between(random, 3.0, 20.0), 1.0,
				       log_between(random, 4.0, 40.0), 0.0 };
	if (kind < 0.6) /* one slot, or a few, far above everything */
		return (struct shape){ BURST, log_between(random, 10.0, 60.0), 0.0,
				       between(random, 0.3, 1.5), 0.0 };
	if (kind < 0.8)
		return (struct shape){ BUILD_UP, log_between(random, 2.0, 6.0),
				       between(random, 12.0, 72.0), log_between(random, 12.0, 60.0),
				       12.0 };
	return (struct shape){ LEVEL, log_between(random, 1.7, 3.5), 3.0, 24.0,
			       between(random, 72.0, 400.0) };
}

static double height_at(const struct shape *shape, double since)
{
	if (since < 0.0)
		return 1.0;
	if (since < shape->rise)
		return 1.0 + (shape->height - 1.0) * (since + 1.0) / (shape->rise + 1.0);
	const double after = fmax(since - shape->rise - shape->plateau, 0.0);
	return 1.0 + (shape->height - 1.0) * exp2(-after / shape->fall);
}

/* Events are spread over the series, none in the first week. */
static void place_windows(struct random *random, struct mentions *mentions)
{
	const size_t count = 1 + (size_t)(random_unit(random) * EVENTS_MAX);
	const long width = SLOTS / 10 / (long)count, first = EVENTS_FROM + width,
		   room = (SLOTS - first - width) / (long)count;

	mentions->window_count = count;
	for (size_t i = 0; i < count; i++) {
		const long at = first + (long)i * room +
				(long)(random_unit(random) * (double)(room - width));

		mentions->windows[i] = (struct window){ at - width / 2, at + width / 2, at, SEEN };
	}
}

static void make_mentions(uint64_t seed, bool wild, struct mentions *mentions)
{
	struct random random = { seed };
	const struct brand brand = make_brand(&random, wild);
	struct shape shapes[EVENTS_MAX];
	double day = 0.0, hour = 0.0, burst = 0.0;

	place_windows(&random, mentions);
	for (size_t i = 0; i < mentions->window_count; i++)
		shapes[i] = make_shape(&random);
	for (size_t i = 0; i < mentions->window_count; i++)
		mentions->windows[i].kind = shapes[i].kind;
	for (long slot = 0; slot < SLOTS; slot++) {
		const double turn = (double)slot / SLOTS_A_DAY - brand.shift / 24.0;
		double level = brand.level * exp(brand.rhythm * cos(2.0 * M_PI * turn) +
						 brand.trend * (double)slot / SLOTS);

		if (slot % SLOTS_A_DAY == 0)
			day = 0.6 * day + 0.8 * brand.day_sigma * random_normal(&random);
		if (slot % 12 == 0)
			hour = 0.7 * hour + 0.71 * brand.hour_sigma * random_normal(&random);
		burst *= 0.2;
		if (random_unit(&random) < brand.bursts_a_day / SLOTS_A_DAY)
			burst = brand.level * fmin(brand.burst * pow(random_unit(&random),
								     -1.0 / brand.burst_tail),
						   BURST_MAX);
		level *= exp(day + hour);
		for (size_t i = 0; i < mentions->window_count; i++)
			level *= height_at(&shapes[i], (double)(slot - mentions->windows[i].event));
		mentions->values[slot] =
			draw(&random, level, brand.clump) + random_poisson(&random, burst);
	}
}

static int by_size(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* The middle of the days' largest sums over `length` slots; `sums` takes them all. */
static double usual_top(const double *values, long length, double *sums)
{
	double tops[DAYS] = { 0 }, sum = 0.0;

	for (long slot = 0; slot < SLOTS; slot++) {
		sum += values[slot] - (slot >= length ? values[slot - length] : 0.0);
		sums[slot] = sum;
		tops[slot / SLOTS_A_DAY] = fmax(tops[slot / SLOTS_A_DAY], sum);
	}
	qsort(tops, DAYS, sizeof(tops[0]), by_size);
	return fmax(tops[DAYS / 2], 3.0);
}

/* How far each slot stands out of the picture: as a peak, or as an hour. */
static void measure_height(const struct mentions *mentions, double *heights)
{
	static double peaks[SLOTS], hours[SLOTS];
	const double peak = usual_top(mentions->values, 1, peaks),
		     hour = usual_top(mentions->values, 12, hours);

	for (long slot = 0; slot < SLOTS; slot++)
		heights[slot] = fmax(log(fmax(peaks[slot], 0.1) / peak),
				     1.6 * log(fmax(hours[slot], 0.1) / hour));
}

/* Back from the highest slot to where it began. */
static long began(const struct mentions *mentions, long highest)
{
	long first = highest;

	for (long slot = highest; slot > highest - 48 && highest - slot <= 3 + highest - first;
	     slot--) {
		if (mentions->values[slot] > 0.4 * mentions->values[highest])
			first = slot;
	}
	return first;
}

static int by_time(const void *left, const void *right)
{
	return (int)(((const struct window *)left)->from - ((const struct window *)right)->from);
}

static void mark_by_sight(uint64_t seed, struct mentions *mentions)
{
	static double heights[SLOTS];
	struct random random = { seed * 7 + 3 };
	const size_t count = 2 + (size_t)(random_unit(&random) * 3.0);
	const long width = SLOTS / 10 / (long)count;

	measure_height(mentions, heights);
	mentions->window_count = 0;
	while (mentions->window_count < count) {
		long highest = EVENTS_FROM + width;

		for (long slot = highest; slot < SLOTS - width; slot++) {
			if (heights[slot] > heights[highest])
				highest = slot;
		}
		for (long slot = highest - 2 * width; slot < highest + 2 * width; slot++) {
			if (slot >= 0 && slot < SLOTS)
				heights[slot] = -HUGE_VAL;
		}
		const long event = began(mentions, highest);
		if (random_unit(&random) >= OVERLOOKED)
			mentions->windows[mentions->window_count++] =
				(struct window){ event - width / 2, event + width / 2, event,
						 SEEN };
	}
	qsort(mentions->windows, count, sizeof(mentions->windows[0]), by_time);
}

static void judge(struct mentions *mentions)
{
	struct detect_series *series = detect_series_new(WEEKS);
	struct detect_point point;

	if (!series)
		exit(3);
	for (long slot = 0; slot < SLOTS; slot++) {
		const int64_t at_us = INT64_C(1767571200000000) + slot * 5 * CLOCK_MINUTE_US;

		detect_series_add(series, at_us, mentions->values[slot], &point);
		mentions->scores[slot] = (float)point.score;
		mentions->alerts[slot] = point.alert;
	}
	detect_series_free(series);
}

static double earned(double place)
{
	return place > 3.0 ? -1.0 : 2.0 / (1.0 + exp(5.0 * place)) - 1.0;
}

static const struct window *last_begun(const struct mentions *mentions, long slot)
{
	const struct window *window = NULL;

	for (size_t i = 0; i < mentions->window_count; i++) {
		if (mentions->windows[i].from <= slot)
			window = &mentions->windows[i];
	}
	return window;
}

/* The sum over one series: what its windows earn less what false detections cost. */
static double score_series(const struct mentions *mentions, float threshold, double cost)
{
	const struct window *found = NULL;
	double sum = -(double)mentions->window_count;

	for (long slot = PROBATION; slot < SLOTS; slot++) {
		if (mentions->scores[slot] < threshold)
			continue;
		const struct window *window = last_begun(mentions, slot);
		if (!window) {
			sum -= cost;
			continue;
		}
		const double width = (double)(window->to - window->from);
		const double place = (double)(slot - window->to) / width;
		if (place >= 0.0) {
			sum += cost * earned(place);
		} else if (window != found) {
			sum += 1.0 + earned(place) / earned(-1.0);
			found = window;
		}
	}
	return sum;
}

static double score_all(const struct mentions *all, size_t count, float threshold, double cost)
{
	double sum = 0.0, windows = 0.0;

	for (size_t i = 0; i < count; i++) {
		sum += score_series(&all[i], threshold, cost);
		windows += (double)all[i].window_count;
	}
	return 100.0 * (sum + windows) / (2.0 * windows);
}

static int falling(const void *left, const void *right)
{
	const float a = *(const float *)left, b = *(const float *)right;

	return a > b ? -1 : a < b;
}

/* Thresholds to try, of any detector's scale: each marks some more of all slots. */
static void pick_thresholds(const struct mentions *all, size_t count, float ret_thresholds[STEPS])
{
	const size_t each = SLOTS - PROBATION;
	float *scores = malloc(count * each * sizeof(*scores));

	if (!scores)
		exit(3);
	for (size_t i = 0; i < count; i++)
		memcpy(&scores[i * each], &all[i].scores[PROBATION], each * sizeof(*scores));
	qsort(scores, count * each, sizeof(*scores), falling);
	for (int step = 0; step < STEPS; step++) {
		const double marked = 0.5 * pow(2.0 * MARKED_MAX, (double)step / STEPS);

		ret_thresholds[step] = scores[(size_t)((double)count * marked)];
	}
	free(scores);
}

static double best_score(const struct mentions *all, size_t count, double cost, float *ret_at)
{
	float thresholds[STEPS];
	double best = 0.0;

	pick_thresholds(all, count, thresholds);
	*ret_at = thresholds[0];
	for (int step = 0; step < STEPS && thresholds[step] > 0.0F; step++) {
		const double score = score_all(all, count, thresholds[step], cost);

		if (score > best) {
			best = score;
			*ret_at = thresholds[step];
		}
	}
	return best;
}

struct alerts {
	double hour, three_hours, early, window; /* windows with an alert so soon after the event
						    began; from the window's beginning until an
						    hour after; anywhere in it */
};

/* Which of the above the alerts in one window make it. */
static void count_window(const struct mentions *mentions, const struct window *window,
			 struct alerts *alerts)
{
	bool hour = false, three_hours = false, early = false, anywhere = false;

	for (long slot = window->from; slot < window->to; slot++) {
		const long since = slot - window->event;

		if (!mentions->alerts[slot])
			continue;
		anywhere = true;
		early = early || since < HOUR;
		hour = hour || (since >= 0 && since < HOUR);
		three_hours = three_hours || (since >= 0 && since < 3 * HOUR);
	}
	alerts->hour += hour;
	alerts->three_hours += three_hours;
	alerts->early += early;
	alerts->window += anywhere;
}

static double count_wrong(const struct mentions *all, size_t count)
{
	double wrong = 0.0;

	for (size_t i = 0; i < count; i++) {
		for (long slot = PROBATION; slot < SLOTS; slot++) {
			const struct window *window = last_begun(&all[i], slot);

			wrong += all[i].alerts[slot] && (!window || slot >= window->to);
		}
	}
	return wrong * 7.0 * SLOTS_A_DAY / (double)(SLOTS - PROBATION) / (double)count;
}

/* Of the windows of these kinds. */
static struct alerts count_alerts(const struct mentions *all, size_t count, enum kind first,
				  enum kind last)
{
	struct alerts alerts = { 0 };
	double windows = 0.0;

	for (size_t i = 0; i < count; i++) {
		for (size_t w = 0; w < all[i].window_count; w++) {
			const struct window *window = &all[i].windows[w];

			if (window->kind < first || window->kind > last)
				continue;
			count_window(&all[i], window, &alerts);
			windows += 1.0;
		}
	}
	windows = fmax(windows, 1.0) / 100.0;
	return (struct alerts){ alerts.hour / windows, alerts.three_hours / windows,
				alerts.early / windows, alerts.window / windows };
}

struct set {
	const char *name;
	uint64_t seed;
	bool by_sight, wild;
};

static void make_set(const struct set *set, struct mentions *all, size_t count, size_t first)
{
	for (size_t i = 0; i < count; i++) {
		const uint64_t seed = set->seed + first + i;

		make_mentions(seed, set->wild, &all[i]);
		if (set->by_sight)
			mark_by_sight(seed, &all[i]);
	}
}

static void print_kind(const struct set *set, const struct mentions *all, size_t count,
		       enum kind kind)
{
	const struct alerts alerts = count_alerts(all, count, kind, kind);

	printf("| %s: %s | | | | | %.0f %% | %.0f %% | %.0f %% | %.0f %% | |\n", set->name,
	       KIND_NAMES[kind], alerts.hour, alerts.three_hours, alerts.early, alerts.window);
}

static void print_set(const struct set *set, struct mentions *all, size_t count)
{
	float at[2];

	for (size_t i = 0; i < count; i++)
		judge(&all[i]);
	const struct alerts alerts = count_alerts(all, count, NEWS, SEEN);
	const double standard = best_score(all, count, 0.11, &at[0]),
		     few = best_score(all, count, 0.22, &at[1]);
	printf("| %s | %.1f (%.3f) | %.1f (%.3f) | %.1f | %.1f | %.0f %% | %.0f %% | %.0f %% | "
	       "%.0f %% | %.2f |\n",
	       set->name, standard, (double)at[0], few, (double)at[1],
	       score_all(all, count, 0.5F, 0.11), score_all(all, count, 0.5F, 0.22), alerts.hour,
	       alerts.three_hours, alerts.early, alerts.window, count_wrong(all, count));
	for (enum kind kind = NEWS; kind < KINDS && !set->by_sight; kind++)
		print_kind(set, all, count, kind);
	fflush(stdout);
}

static void print_rivals(const struct set *set, struct mentions *all, size_t count)
{
	float at;

	for (size_t r = 0; r < RIVALS; r++) {
		for (size_t i = 0; i < count; i++)
			rivals[r].score(all[i].values, SLOTS, all[i].scores);
		printf("| %s | %s | %.1f | %.1f |\n", set->name, rivals[r].name,
		       best_score(all, count, 0.11, &at), best_score(all, count, 0.22, &at));
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	static const struct set sets[] = {
		{ "one", 100, false, false },
		{ "other", 50000, false, false },
		{ "by sight", 90000, true, false },
		{ "wild", 130000, true, true },
	};
	const long count = argc > 1 ? strtol(argv[1], NULL, 10) : 30,
		   first = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	const bool with_rivals = argc > 3;
	struct mentions *all;

	if (count < 1 || count > SERIES_MAX || first < 0 ||
	    (with_rivals && strcmp(argv[3], "rivals") != 0)) {
		fprintf(stderr,
			"usage: mentions [SERIES [FIRST [rivals]]]   1 to %d series a set\n",
			SERIES_MAX);
		return 2;
	}
	all = calloc((size_t)count, sizeof(*all));
	if (!all)
		return 3;
	puts(with_rivals
		     ? "| set | detector | standard | few false positives |\n"
		       "| --- | --- | ---: | ---: |"
		     : "| set | standard (threshold) | few false positives (threshold) | standard "
		       "at "
		       "0.5 | few at 0.5 | an alert within an hour of the event's beginning | "
		       "within "
		       "three | from its window's beginning to an hour after | anywhere in it | "
		       "false "
		       "alerts a week |\n"
		       "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		make_set(&sets[i], all, (size_t)count, (size_t)first);
		(with_rivals ? print_rivals : print_set)(&sets[i], all, (size_t)count);
	}
	free(all);
	return 0;
}
