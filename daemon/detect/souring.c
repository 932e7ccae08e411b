/* souring.c - see souring.h. */
#include "souring.h"

#include "clock.h"
#include "detect_windows.h"
#include "surprise.h"

#include <math.h>
#include <stdlib.h>

enum {
	DAY_HOURS = 24,
	GAP_DAYS = 14, /* what is before them is the usual */
	USUAL_DAYS_MIN = 7,
	DAYS_MAX = SERIES_HOURS / DAY_HOURS,
	WINDOWS = 2,
	SUDDEN_DAYS = 3, /* what rises within them is for the windows of hours */
	SLOW_DAYS = 6,	 /* and what takes as many or more has come slowly */
	AROUND = 2,	 /* days on either side: the median of five knows no trouble of two */
	SEVERITY = 3,	 /* it did not come today, and wakes nobody at night */
};
/* Of some days so many count, the calmest: a backlash of two days is no souring. */
static const size_t WINDOW_DAYS[WINDOWS] = { 4, 7 }, WINDOW_KEPT[WINDOWS] = { 2, 5 };
static const size_t KEPT = 5, OF_KEPT = 7; /* of the usual ones */
static const double KEPT_VARIANCE = 0.45;  /* of the calmest five of seven of a normal law */

static const double BUDGET_PART = 0.1;
static const double ODDS = 1.5, ODDS_CALM = 1.25; /* times the usual ones, at least */
static const double ODDS_SOUR = 1.2; /* times those of the sour ones among the usual days */
static const double SLOWLY = 1.5;    /* times what a slow rise leaves, a sudden one leaves more */
static const double COUNT = 1.2;     /* times the usual negatives: fewer happy ones are no news */
/* By how much days differ in mood beyond chance, worth so many days. */
static const double PRIOR_CORRELATION = 0.008, PRIOR_DAYS = 7.0;
static const double COMMENTS_MIN = 100.0;
static const double PRIOR_COMMENTS = 10.0; /* of the usual mood: a day of few says little */

/* A day that ends with the last whole hour, or so many days before it. */
struct day {
	double negative, comments;
};

/* Some days, the calmest of them. */
struct mood {
	double negative, comments, days;
};

struct usual {
	struct mood mood;
	double share, correlation;
	double sour; /* the share of its sour days: of weekends, or of all but a kind fortnight */
};

struct look {
	size_t days;
	struct mood mood;
	double expected, variance, share, surprise, odds, sour_odds;
};

struct judgement {
	const struct detect_settings *settings;
	int64_t now_us, end_us;
	double line;
	bool known;
	struct day days[DAYS_MAX]; /* the latest first */
	size_t count;
	struct usual usual;
	struct look looks[WINDOWS];
	bool slow; /* the rise took days */
};

static double share_of(const struct day *day)
{
	return (day->negative + 0.5) / (day->comments + 1.0);
}

static int by_share(const void *left, const void *right)
{
	const double a = share_of(left), b = share_of(right);

	return a < b ? -1 : a > b;
}

/* Sorts the days, too: the kept ones are the first. */
static struct mood mood_of(struct day *days, size_t count, size_t kept)
{
	struct mood mood = { .days = (double)kept };

	qsort(days, count, sizeof(*days), by_share);
	for (size_t i = 0; i < kept; i++) {
		mood.negative += days[i].negative;
		mood.comments += days[i].comments;
	}
	return mood;
}

static size_t read_days(const struct series_counts *counts, int64_t end_hour, int64_t begin_hour,
			struct day *ret_days)
{
	size_t count = 0;

	for (int64_t last = end_hour - 1;
	     last - DAY_HOURS + 1 >= begin_hour && count < DAYS_MAX - 1; last -= DAY_HOURS) {
		const struct series_sum sum = series_counts_sum_hours(counts, last, DAY_HOURS);

		ret_days[count++] = (struct day){ (double)sum.negative, (double)sum.comments };
	}
	return count;
}

/* How much the days of the usual differ, by the kept ones, which differ less. */
static double correlation_of(const struct day *kept, size_t count, double share)
{
	const double unit = share * (1.0 - share);
	double sum = PRIOR_DAYS * PRIOR_CORRELATION, days = PRIOR_DAYS;

	for (size_t i = 0; i < count; i++) {
		const double n = kept[i].comments, error = kept[i].negative - n * share;

		if (n < 2.0)
			continue;
		const double excess = error * error / (n * unit) / KEPT_VARIANCE - 1.0;
		/* What many comments say counts more: n / (n + 100) of a day. */
		const double weight = n / (n + 100.0);
		sum += weight * excess / (n - 1.0);
		days += weight;
	}
	return fmin(fmax(sum / days, 0.002), 0.3);
}

static double odds_of(double share)
{
	return share / (1.0 - fmin(share, 0.999));
}

/* As share_of, drawn to the usual. */
static double steady_share(const struct day *day, double usual)
{
	return (day->negative + PRIOR_COMMENTS * usual) / (day->comments + PRIOR_COMMENTS);
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* The middle one of the days that are not kept: an old trouble of two days is not that yet. */
static double sour_of(const struct day *usual, size_t count, size_t kept, double share)
{
	double shares[DAYS_MAX] = { 0.0 };

	for (size_t i = 0; i < count; i++)
		shares[i] = steady_share(&usual[i], share);
	qsort(shares, count, sizeof(shares[0]), by_value);
	return shares[kept + (count - kept) / 2];
}

static void learn_usual(struct judgement *j)
{
	const size_t usual_days = j->count - GAP_DAYS, kept = usual_days * KEPT / OF_KEPT;
	struct day usual[DAYS_MAX];

	for (size_t i = GAP_DAYS; i < j->count; i++)
		usual[i - GAP_DAYS] = j->days[i];
	j->usual.mood = mood_of(usual, usual_days, kept);
	j->usual.share = fmin(
		fmax((j->usual.mood.negative + 0.5) / (j->usual.mood.comments + 1.0), 0.001), 0.95);
	j->usual.correlation =
		correlation_of(usual, kept, j->usual.share) * (1.0 + 1.0 / j->usual.mood.days);
	j->usual.sour = sour_of(usual, usual_days, kept, j->usual.share);
}

static double median_around(const struct judgement *j, size_t day)
{
	const size_t first = day < AROUND ? 0 : day - AROUND;
	double shares[2 * AROUND + 1] = { 0.0 };
	size_t count = 0;

	for (size_t i = first; i <= day + AROUND && i < j->count; i++)
		shares[count++] = steady_share(&j->days[i], j->usual.share);
	qsort(shares, count, sizeof(shares[0]), by_value);
	return shares[(count - 1) / 2];
}

/* How much of the days' variance a rise explains that took `width` days and ended with day `end`:
 * flat, straight upwards, flat. */
static double explained_by(const double *moods, size_t count, size_t end, size_t width)
{
	double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
	const double n = (double)count;

	for (size_t i = 0; i < count; i++) {
		const double before = i < end ? 0.0 : (double)(i - end) / (double)width;
		const double risen = fmax(1.0 - before, 0.0);

		x += risen;
		y += moods[i];
		xx += risen * risen;
		xy += risen * moods[i];
	}
	const double covariance = xy - x * y / n, variance = xx - x * x / n;
	return covariance > 0.0 && variance > 0.0 ? covariance * covariance / variance : 0.0;
}

static double variance_of(const double *moods, size_t count)
{
	double sum = 0.0, squares = 0.0;

	for (size_t i = 0; i < count; i++) {
		sum += moods[i];
		squares += moods[i] * moods[i];
	}
	return squares - sum * sum / (double)count;
}

static double best_rise(const double *moods, size_t count, size_t narrowest, size_t widest)
{
	double best = 0.0;

	for (size_t width = narrowest; width <= widest; width++) {
		for (size_t end = 0; end + width < count; end++)
			best = fmax(best, explained_by(moods, count, end, width));
	}
	return best;
}

/* A mood that turned from one day to the next, or turned back, is told by the windows of hours. */
static bool came_slowly(const struct judgement *j)
{
	double moods[DAYS_MAX];

	for (size_t i = 0; i < j->count; i++)
		moods[i] = median_around(j, i);
	const double all = variance_of(moods, j->count);
	const double slow = best_rise(moods, j->count, SLOW_DAYS, j->count - 1);
	const double sudden = best_rise(moods, j->count, 1, SUDDEN_DAYS);

	return SLOWLY * (all - slow) < all - sudden;
}

static void look_at(const struct judgement *j, size_t window, struct look *ret_look)
{
	const double usual = j->usual.share, correlation = j->usual.correlation;
	const size_t days = WINDOW_DAYS[window];
	struct day some[DAYS_MAX];

	for (size_t i = 0; i < days; i++)
		some[i] = j->days[i];
	struct look look = { .days = days, .mood = mood_of(some, days, WINDOW_KEPT[window]) };
	const double n = look.mood.comments, k = look.mood.negative;
	const double share = (k + 0.5) / (n + 1.0);

	look.odds = odds_of(share) / odds_of(usual);
	look.sour_odds = odds_of(share) / odds_of(j->usual.sour);
	look.expected = n * usual;
	look.variance = n * usual * (1.0 - usual) * (1.0 + (fmax(n, 1.0) - 1.0) * correlation);
	if (k > look.expected)
		look.share = surprise_of_share(k, n, usual, correlation);
	look.surprise =
		detect_surprise_an_hour(look.share, (int64_t)days * CLOCK_DAY_US, fmax(k, 1.0));
	*ret_look = look;
}

static void judge(struct judgement *j, const struct series_counts *counts)
{
	const int64_t end_hour = series_hour_of(j->now_us);
	const int64_t since_us = counts->first_us > j->settings->before.to_us
					 ? counts->first_us
					 : j->settings->before.to_us;

	j->count = read_days(counts, end_hour, series_hour_of(since_us) + 1, j->days);
	j->end_us = end_hour * CLOCK_HOUR_US;
	j->line = detect_line(j->settings->quiet_weeks / BUDGET_PART);
	j->known = counts->last_minute >= 0 && j->count >= GAP_DAYS + USUAL_DAYS_MIN;
	if (!j->known)
		return;
	learn_usual(j);
	for (size_t i = 0; i < WINDOWS; i++)
		look_at(j, i, &j->looks[i]);
	if (j->looks[0].surprise >= j->line || j->looks[1].surprise >= j->line)
		j->slow = came_slowly(j);
}

static unsigned short_of(const struct judgement *j, const struct look *look)
{
	const struct mood *usual = &j->usual.mood, *now = &look->mood;
	const bool enough = now->negative / now->days >= COUNT * usual->negative / usual->days;
	unsigned gates = 0;

	if (look->surprise < j->line || look->odds < ODDS || look->sour_odds < ODDS_SOUR ||
	    !j->slow)
		gates |= 1u << EVIDENCE_SURPRISE;
	if (now->negative < (double)j->settings->minimum_negative || now->comments < COMMENTS_MIN ||
	    usual->comments < COMMENTS_MIN || !enough)
		gates |= 1u << EVIDENCE_NEGATIVES;
	return gates;
}

static bool is_calm(const struct judgement *j)
{
	for (size_t i = 0; i < WINDOWS; i++) {
		if (j->looks[i].surprise < j->line / 2.0 || j->looks[i].odds < ODDS_CALM)
			return true;
	}
	return false;
}

/* The one that says more; what it says is told when the other agrees. */
static const struct look *best_look(const struct judgement *j)
{
	const struct look *a = &j->looks[0], *b = &j->looks[1];

	return b->surprise > a->surprise ? b : a;
}

static bool is_told(const struct judgement *j)
{
	for (size_t i = 0; i < WINDOWS; i++) {
		if (short_of(j, &j->looks[i]))
			return false;
	}
	return true;
}

static int64_t thousandths(double value)
{
	return llround(fmin(value, 1e12) * 1000.0);
}

void souring_evaluate(const struct series_counts *counts, const struct detect_settings *settings,
		      int64_t now_us, struct finding *ret_finding)
{
	struct judgement j = { .settings = settings, .now_us = now_us };

	judge(&j, counts);
	*ret_finding = (struct finding){ .at_us = now_us,
					 .began_us = now_us,
					 .severity = SEVERITY,
					 .told_from_us = settings->before.from_us,
					 .told_until_us = settings->before.to_us };
	if (!j.known)
		return;
	const struct look *look = best_look(&j);
	const int64_t window_us = (int64_t)look->days * CLOCK_DAY_US;
	ret_finding->began_us = j.end_us - window_us;
	ret_finding->window_us = window_us;
	ret_finding->negative = (uint64_t)look->mood.negative;
	ret_finding->comments = (uint64_t)look->mood.comments;
	ret_finding->expected = thousandths(look->expected);
	ret_finding->upper = thousandths(surprise_upper_edge(look->expected, look->variance));
	ret_finding->surprise = (int32_t)thousandths(look->surprise);
	ret_finding->score = (int32_t)lround(1000.0 * detect_score(look->surprise, j.line));
	ret_finding->alert = is_told(&j);
	ret_finding->calm = !ret_finding->alert && is_calm(&j);
}

void souring_explain(const struct series_counts *counts, const struct detect_settings *settings,
		     int64_t now_us, struct evidence *ret_evidence)
{
	struct judgement j = { .settings = settings, .now_us = now_us };

	*ret_evidence = (struct evidence){ .look_count = 0 };
	judge(&j, counts);
	for (size_t i = 0; j.known && i < WINDOWS; i++) {
		const struct look *look = &j.looks[i];

		ret_evidence->looks[ret_evidence->look_count++] = (struct evidence_look){
			.at_us = now_us,
			.window_us = (int64_t)look->days * CLOCK_DAY_US,
			.negative = (uint64_t)look->mood.negative,
			.comments = (uint64_t)look->mood.comments,
			.expected = thousandths(look->expected),
			.upper = thousandths(surprise_upper_edge(look->expected, look->variance)),
			.share = (int32_t)thousandths(look->share),
			.surprise = (int32_t)thousandths(look->surprise),
			.line = (int32_t)thousandths(j.line),
			.short_of = short_of(&j, look),
		};
	}
}
