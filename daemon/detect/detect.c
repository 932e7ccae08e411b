/*
 * detect.c - the detector's door: counts of a series in, a finding about one moment out.
 *
 *   counts ──► history (ends hours before now) ──► baseline
 *      └─────► trailing windows, 5 minutes to a day, the current minute included
 *                  each: negatives against the baseline, share against the usual share
 *                  ──► the most surprising, corrected for looking often ──► gates, severity, onset
 *
 * Raising, holding and closing incidents is alarm's business: this knows one moment only.
 */
#include "detect.h"
#include "backlog.h"
#include "calm.h"
#include "clock.h"
#include "debut.h"
#include "detect_inside.h"
#include "detect_learn.h"
#include "detect_windows.h"
#include "onset.h"
#include "planned.h"
#include "rush.h"
#include "severity.h"
#include "surprise.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static const double SHARE_LEARNING = 1.0; /* young: a share rarer than 1 in 10, too */
static const double SHARE_COUNT = 1.0;	  /* a sour share alone needs a count rarer than that */
static const int64_t SHARE_WINDOW_MIN_US = 40 * CLOCK_MINUTE_US;
/* The stretches that may show that trouble is over; the first ones only that it is not. Minutes. */
static const int64_t STRETCHES[] = { 5, 10, 20, 30, 40, 60, 80, 120, 180 };
enum { STRETCH_COUNT = sizeof(STRETCHES) / sizeof(STRETCHES[0]), OVER_FROM = 2 };
enum { TROUBLE_WINDOW = 4 };		/* what trouble is, is told by the one of 80 minutes */
enum { SLOW_WINDOW = 7 };		/* and what slow trouble is, by that of twelve hours */
static const double LINE_UNKNOWN = 1.0; /* over the line, while the rhythm is not known */
static const int64_t LEARNING_US = 3 * CLOCK_DAY_US;
static const int64_t CUSUM_HOURS = 72;
static const double CUSUM_DRIFT = 0.5,
		    CUSUM_STEP_MAX = 2.0; /* one wild hour is the windows' business */

static struct series_sum sum_window(const struct judgement *j, int64_t window_us,
				    int64_t *ret_from_us)
{
	const bool by_hours = window_us > 6 * CLOCK_HOUR_US;
	const int64_t slot_us = by_hours ? CLOCK_HOUR_US : CLOCK_MINUTE_US;
	const int64_t last = j->now_us / slot_us, slots = window_us / slot_us;

	*ret_from_us = (last - slots + 1) * slot_us;
	return by_hours ? series_counts_sum_hours(j->counts, last, (unsigned)slots)
			: series_counts_sum_minutes(j->counts, last, (unsigned)slots);
}

/* What is to be expected beside so many others. */
static struct baseline_expectation expect_beside(const struct judgement *j,
						 const struct baseline_expectation *usual,
						 struct look *look)
{
	const struct rush_series own = { j->counts, j->settings, &j->baseline, j->now_us,
					 j->age_us };
	struct baseline_expectation expected = *usual;
	double factor;

	if (backlog_is_in(&j->backlog, look->from_us, look->sum.comments, usual->comments))
		planned_expect(&j->baseline, j->settings, j->backlog.from_us, look->from_us,
			       &expected);
	factor = rush_factor(&own, &look->sum, &expected);
	/* A topic may be all complaints by its nature: then only the brand tells of a rush. Asked
	 * where there is more than the usual, for it costs as much as all else. */
	if (j->brand.counts && (double)look->sum.negative > expected.negative * factor)
		factor = fmax(factor, rush_factor_within(&j->brand, look->from_us,
							 look->from_us + look->length_us));

	expected.negative = fmax(expected.negative * factor, 1e-6);
	expected.doubt *= factor * factor;
	look->expected = expected.negative;
	look->comments = fmax(expected.comments, 1e-6);
	look->variance = baseline_variance(&j->baseline, &expected, look->length_us);
	return expected;
}

static void look_at(const struct judgement *j, const struct baseline_expectation *usual,
		    struct look *look)
{
	const struct baseline *b = &j->baseline;
	const struct baseline_expectation expected = expect_beside(j, usual, look);
	const double negative =
		(double)detect_fair(&j->settings->voices, look->length_us, look->sum.negative);
	const double surplus = (double)look->sum.negative - negative;
	struct baseline_evidence evidence;

	baseline_weigh(b, &expected, look->length_us, negative,
		       (double)look->sum.comments - surplus, &evidence);
	look->count = baseline_calibrate(b, evidence.count, look->length_us);
	look->share = evidence.share;
	double best = baseline_calibrate(b, evidence.both, look->length_us);
	if (look->length_us >= SHARE_WINDOW_MIN_US && look->count >= SHARE_COUNT)
		best = fmax(best, look->share);
	look->surprise = detect_surprise_an_hour(best, look->length_us, negative);
}

/* A single comment continues nothing. */
static bool goes_on(const struct look *quarter)
{
	return quarter->count >= DETECT_GOING_ON && quarter->sum.negative > 1;
}

static void look_at_windows(struct judgement *j)
{
	struct baseline_expectation expected = { 0 };
	int64_t reached_us = j->now_us + 1;

	for (size_t i = 0; i < DETECT_WINDOWS; i++) {
		struct look look = { 0 };

		if (i > 0 && DETECT_WINDOW_US[i] > j->age_us / 2)
			break; /* there must be as much past as window */
		look.sum = sum_window(j, DETECT_WINDOW_US[i], &look.from_us);
		look.length_us = j->now_us + 1 - look.from_us;
		planned_expect(&j->baseline, j->settings, look.from_us, reached_us, &expected);
		reached_us = look.from_us;
		look_at(j, &expected, &look);
		look.going_on =
			i <= DETECT_QUARTER_BACK || goes_on(&j->looks[i - DETECT_QUARTER_BACK]);
		j->looks[j->look_count++] = look;
	}
}

/* What an hour is to be held against in the CUSUM: what was planned in it, beside so many others.
 */
static void expect_hour(const struct judgement *j, int64_t hour, struct look *ret_look)
{
	struct baseline_expectation usual = { 0 };
	struct look look = { .from_us = hour * CLOCK_HOUR_US, .length_us = CLOCK_HOUR_US };

	look.sum = series_counts_hour(j->counts, hour);
	planned_expect(&j->baseline, j->settings, look.from_us, look.from_us + CLOCK_HOUR_US,
		       &usual);
	const struct baseline_expectation expected = expect_beside(j, &usual, &look);
	look.variance = fmax(expected.negative, 0.05) * j->baseline.spread[BASELINE_SCALES - 1] +
			expected.doubt;
	*ret_look = look;
}

/*
 * The smouldering look: a CUSUM over the last days' hours, for what no single window shows. Chance
 * reaches a given height about once in the average run length (Siegmund's approximation).
 */
static void look_at_smouldering(struct judgement *j)
{
	const int64_t this_hour = series_hour_of(j->now_us);
	struct look look = { .from_us = (this_hour - CUSUM_HOURS) * CLOCK_HOUR_US };
	double height = 0.0;

	if (j->age_us < 2 * CUSUM_HOURS * CLOCK_HOUR_US)
		return;
	for (int64_t hour = this_hour - CUSUM_HOURS; hour < this_hour; hour++) {
		struct look one;

		expect_hour(j, hour, &one);
		height += fmin(((double)one.sum.negative - one.expected) / sqrt(one.variance),
			       CUSUM_STEP_MAX) -
			  CUSUM_DRIFT;
		if (height <= 0.0) {
			height = 0.0;
			look = (struct look){ .from_us = (hour + 1) * CLOCK_HOUR_US };
			continue;
		}
		look.sum.negative += one.sum.negative;
		look.sum.comments += one.sum.comments;
		look.sum.abuse += one.sum.abuse;
		look.expected += one.expected;
		look.variance += one.variance;
	}
	if (height <= 0.0)
		return;
	look.length_us = j->now_us + 1 - look.from_us;
	double reach = 2.0 * CUSUM_DRIFT * (height + 1.166);
	double run_hours =
		(exp(fmin(reach, 600.0)) - reach - 1.0) / (2.0 * CUSUM_DRIFT * CUSUM_DRIFT);
	look.count = look.surprise = fmin(log10(fmax(run_hours, 1.0)), SURPRISE_MAX);
	look.share = SHARE_LEARNING;
	look.going_on = goes_on(&j->looks[DETECT_WINDOWS - 3]);
	j->looks[j->look_count++] = look;
}

/*
 * A brand's first hours, as a whole, against what brands are like: what it was like in them so far
 * is no measure, for it may have been added because the trouble had begun.
 */
static void look_at_debut(struct judgement *j)
{
	struct look look = { .from_us = j->counts->first_us, .going_on = true, .debut = true };

	if (j->settings->whole || j->age_us == 0 || j->age_us > DEBUT_US)
		return;
	const int64_t last = series_minute_of(j->now_us);
	look.sum = series_counts_sum_minutes(j->counts, last,
					     (unsigned)(last - series_minute_of(look.from_us) + 1));
	look.length_us = j->now_us + 1 - look.from_us;
	const double negative = (double)detect_fair(&j->settings->voices, look.length_us,
						    look.sum.negative),
		     comments = (double)look.sum.comments - ((double)look.sum.negative - negative);
	look.comments = comments;
	look.expected = debut_expected(comments);
	look.variance = debut_variance(comments);
	look.share = debut_share(negative, comments);
	look.surprise = debut_surprise_an_hour(look.share);
	j->looks[j->look_count++] = look;
}

double detect_line_of(const struct judgement *j, const struct look *look)
{
	if (look->debut)
		return j->line; /* how little is known is in its law */
	return j->line + LINE_UNKNOWN * (1.0 - rush_known_part(j->age_us));
}

unsigned detect_short_of(const struct judgement *j, const struct look *look)
{
	const struct detect_voices *voices = &j->settings->voices;
	const uint64_t fair = detect_fair(voices, look->length_us, look->sum.negative),
		       people = detect_people(voices, look->length_us, j->authors),
		       times = look->debut ? DEBUT_TIMES : 1;
	const bool failed[EVIDENCE_GATES] = {
		[EVIDENCE_SURPRISE] = look->surprise < detect_line_of(j, look),
		[EVIDENCE_NEGATIVES] = fair < times * j->settings->minimum_negative,
		[EVIDENCE_AUTHORS] = people < times * j->settings->minimum_authors,
		[EVIDENCE_GOING_ON] = !look->going_on,
		[EVIDENCE_TOLD] = look->from_us < j->settings->before.to_us,
		[EVIDENCE_SHARE] = j->learning &&
				   look->share < SHARE_LEARNING + 1.0 - rush_known_part(j->age_us),
	};
	unsigned gates = 0;

	for (unsigned i = 0; i < EVIDENCE_GATES; i++)
		gates |= failed[i] ? 1u << i : 0;
	return gates;
}

static bool passes(const struct judgement *j, const struct look *look)
{
	return detect_short_of(j, look) == 0;
}

const struct look *detect_best_look(const struct judgement *j, bool *ret_alert)
{
	const struct look *best = &j->looks[0];
	bool alert = passes(j, best);

	for (size_t i = 1; i < j->look_count; i++) {
		const struct look *look = &j->looks[i];
		bool may = passes(j, look);

		if (may > alert || (may == alert && look->surprise > best->surprise)) {
			best = look;
			alert = may;
		}
	}
	*ret_alert = alert;
	return best;
}

static struct calm_stretch stretch_of(const struct look *look)
{
	return (struct calm_stretch){
		.part = (double)look->length_us /
			(double)(DETECT_WINDOW_US[TROUBLE_WINDOW] + CLOCK_MINUTE_US),
		.negative = (double)look->sum.negative,
		.comments = (double)look->sum.comments,
		.expected = look->expected,
		.variance = look->variance,
		.usual_comments = look->comments,
	};
}

/* How many times the usual trouble is, at least: what would show in the window of that number, or
 * in the longest that there is. */
static double trouble_of(const struct judgement *j, size_t window)
{
	const size_t last = j->window_count - 1;
	const struct calm_stretch stretch = stretch_of(&j->looks[last < window ? last : window]);

	return calm_trouble(&stretch, j->settings->minimum_negative);
}

/* The same of trouble that is too little to show within hours: by what would stick out of half a
 * day, in the windows from 80 minutes on. Much longer to tell, and so asked of what took long. */
static int64_t usual_slowly_since(const struct judgement *j)
{
	const double trouble = trouble_of(j, SLOW_WINDOW);
	double best = CALM_CLEAR, heard = 1.0;
	int64_t since_us = 0;

	for (size_t i = TROUBLE_WINDOW; i < j->window_count; i++) {
		const struct calm_stretch stretch = stretch_of(&j->looks[i]);

		heard = calm_heard(&stretch, heard);
		const double evidence = calm_evidence(&stretch, trouble, heard);
		if (evidence <= -CALM_CLEAR)
			break;
		if (evidence < best)
			continue;
		best = evidence;
		since_us = j->looks[i].from_us;
	}
	return since_us;
}

/* Since when the series is back to what is usual, 0 if it is not: the stretch until now that says
 * so most clearly, as a whole, when nothing within it clearly says otherwise. A single window that
 * is a little loud does not count, for in ordinary traffic there is always one. Where little was
 * heard, what came before the silence tells no more. */
static int64_t usual_since(const struct judgement *j)
{
	const double trouble = trouble_of(j, TROUBLE_WINDOW);
	struct baseline_expectation expected = { 0 };
	int64_t since_us = 0, reached_us = j->now_us + 1;
	double best = CALM_CLEAR, heard = 1.0;

	for (size_t i = 0; i < STRETCH_COUNT; i++) {
		struct look look = { 0 };

		look.sum = sum_window(j, STRETCHES[i] * CLOCK_MINUTE_US, &look.from_us);
		look.length_us = j->now_us + 1 - look.from_us;
		if (look.length_us > j->age_us)
			break;
		planned_expect(&j->baseline, j->settings, look.from_us, reached_us, &expected);
		reached_us = look.from_us;
		expect_beside(j, &expected, &look);
		const struct calm_stretch stretch = stretch_of(&look);

		heard = i < OVER_FROM ? 1.0 : calm_heard(&stretch, heard);
		const double evidence = calm_evidence(&stretch, trouble, heard);
		if (evidence <= -CALM_CLEAR)
			break;
		if (i < OVER_FROM || evidence < best)
			continue;
		best = evidence;
		since_us = look.from_us;
	}
	return since_us;
}

/* Something alerts that began since; a longer window still remembers the episode. */
static bool alerts_since(const struct judgement *j, int64_t since_us)
{
	for (size_t i = 0; i < j->look_count && j->looks[i].from_us >= since_us; i++) {
		if (passes(j, &j->looks[i]))
			return true;
	}
	return false;
}

/* Was the series, between what was told and what begins now, not clearly back to its usual self?
 * Then this is the same trouble still, of which there was too little to alert. As a whole, by what
 * would stick out of so long a time. Where nobody complained, nothing speaks for it: of a night in
 * which nothing was heard, neither the usual nor the trouble is clear. */
static bool went_on(const struct judgement *j, int64_t began_us)
{
	int64_t from_us = j->settings->before.to_us, to_us = began_us;
	struct baseline_expectation expected = { 0 };
	struct look lull = { 0 };

	if (from_us <= 0 || began_us - from_us > FINDING_WENT_ON_US)
		return false;
	lull.sum = series_counts_sum_between(j->counts, j->now_us, &from_us, &to_us);
	lull.from_us = from_us;
	lull.length_us = to_us - from_us;
	if (lull.length_us == 0 || lull.sum.negative == 0)
		return false;
	planned_expect(&j->baseline, j->settings, from_us, to_us, &expected);
	expect_beside(j, &expected, &lull);
	const struct calm_stretch stretch = stretch_of(&lull);
	const double trouble = calm_trouble(&stretch, j->settings->minimum_negative);
	return calm_evidence(&stretch, trouble, 1.0) < CALM_CLEAR;
}

struct severity_facts detect_facts_of(const struct judgement *j, const struct look *look)
{
	const bool named = j->authors != DETECT_AUTHORS_UNKNOWN;
	const double over = look->surprise - j->line, abuse = (double)look->sum.abuse;
	const struct severity_facts facts = { over,  (double)look->sum.negative, look->expected,
					      abuse, named ? j->authors : 0,	 j->learning };

	return severity_fair_facts(&facts,
				   j->settings->voices.fair[detect_window_of(look->length_us)]);
}

/* The window to tell people of: the shortest that alerts and holds nearly all of it, for forty
 * within a minute are not forty-two in eighty. */
static const struct look *carrier_of(const struct judgement *j, const struct look *best)
{
	for (size_t i = 0; i < j->look_count; i++) {
		const struct look *look = &j->looks[i];

		if (look->length_us < best->length_us && passes(j, look) &&
		    10 * look->sum.negative >= 9 * best->sum.negative)
			return look;
	}
	return best;
}

/* Nothing clearly says that it is no calm. */
static bool is_calm(const struct judgement *j, int64_t since_us)
{
	int64_t from_us = since_us, to_us = j->now_us + 1;

	if (since_us <= 0 || alerts_since(j, since_us))
		return false;
	if (!j->learning || j->settings->whole)
		return true;
	const struct series_sum sum =
		series_counts_sum_between(j->counts, j->now_us, &from_us, &to_us);
	return !debut_is_trouble((double)sum.negative, (double)sum.comments);
}

/* A long window holds what is over still, and each usual comment more would make it a record: what
 * came in its last eighth, ten minutes at least, is less than half as far above its usual as all of
 * it. */
static bool is_fading(const struct judgement *j, const struct look *told)
{
	enum { TEN_MINUTES = 1, EIGHTH_BACK = DETECT_QUARTER_BACK + 1 };
	const size_t own = detect_window_of(told->length_us),
		     eighth = own > EIGHTH_BACK + TEN_MINUTES ? own - EIGHTH_BACK : TEN_MINUTES;

	if (told->debut || own <= TEN_MINUTES || eighth >= j->window_count)
		return false;
	const struct look *last = &j->looks[eighth];
	return 2.0 * (double)last->sum.negative * told->expected <
	       (double)told->sum.negative * last->expected;
}

/* Longer windows only where it is told: they take some microseconds. A CUSUM knows its start. */
static int64_t began_of(const struct judgement *j, const struct look *told, bool alert)
{
	const int64_t longest_us =
		alert ? DETECT_WINDOW_US[DETECT_WINDOWS - 1] : SERIES_MINUTES * CLOCK_MINUTE_US;
	struct baseline brands;

	if (told->length_us > longest_us)
		return told->from_us;
	if (told->debut)
		debut_baseline(told->comments / (double)told->length_us, &brands);
	return onset_find(j->counts, told->debut ? &brands : &j->baseline, told->from_us,
			  j->settings->before.to_us, j->now_us);
}

static void describe(const struct judgement *j, const struct look *look, bool alert,
		     struct finding *ret_finding)
{
	const struct look *told = alert ? carrier_of(j, look) : look;
	const int64_t since_us = usual_since(j), slowly_us = usual_slowly_since(j);
	struct finding finding = {
		.at_us = j->now_us,
		.began_us = began_of(j, told, alert),
		.window_us = told->length_us,
		.negative = told->sum.negative,
		.comments = told->sum.comments,
		.authors = j->authors == DETECT_AUTHORS_UNKNOWN ? 0 : j->authors,
		.expected = detect_thousandths(told->expected),
		.upper = detect_thousandths(surprise_upper_edge(told->expected, told->variance)),
		.surprise = (int32_t)detect_thousandths(look->surprise),
		.score = (int32_t)lround(1000.0 * detect_score(look->surprise, j->line)),
		.learning = j->learning,
		.alert = alert,
		.fading = is_fading(j, told),
		.calm = is_calm(j, since_us),
		.calm_since_us = since_us,
		.calm_slowly_since_us = alerts_since(j, slowly_us) ? 0 : slowly_us,
		.told_from_us = j->settings->before.from_us,
		.told_until_us = j->settings->before.to_us,
	};

	const struct severity_facts facts = detect_facts_of(j, look);
	finding.severity = severity_of(&facts);
	finding.went_on = alert && went_on(j, finding.began_us);
	*ret_finding = finding;
}

void detect_evaluate(const struct series_counts *counts, const struct detect_settings *settings,
		     int64_t now_us, uint64_t authors, struct finding *ret_finding)
{
	detect_evaluate_with(NULL, counts, settings, now_us, authors, ret_finding);
}

static int64_t age_of(const struct series_counts *counts, int64_t now_us)
{
	return counts->last_minute >= 0 && counts->first_us <= now_us
		       ? now_us + 1 - counts->first_us
		       : 0;
}

static void learn_brand(struct judgement *j)
{
	const struct detect_whole *whole = j->settings->whole;

	if (!whole)
		return;
	const int64_t age_us = age_of(whole->counts, j->now_us);
	detect_learn(whole->memory, whole->counts, whole->settings, j->now_us, age_us,
		     &j->brand_baseline);
	j->brand = (struct rush_series){ whole->counts, whole->settings, &j->brand_baseline,
					 j->now_us, age_us };
}

void detect_judge_moment(struct judgement *j)
{
	assert(j->now_us >= 0);
	j->line = detect_line(j->settings->quiet_weeks);
	j->age_us = age_of(j->counts, j->now_us);
	j->learning = j->age_us < LEARNING_US;
	learn_brand(j);
	detect_learn(j->memory, j->counts, j->settings, j->now_us, j->age_us, &j->baseline);
	detect_sharpen(&j->baseline, j->counts, j->settings, j->now_us);
	backlog_find(j->counts, &j->baseline, j->settings, j->now_us, &j->backlog);
	look_at_windows(j);
	j->window_count = j->look_count;
	look_at_smouldering(j);
	look_at_debut(j);
}

void detect_evaluate_with(struct detect_memory *memory, const struct series_counts *counts,
			  const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			  struct finding *ret_finding)
{
	struct judgement j = { .memory = memory,
			       .counts = counts,
			       .settings = settings,
			       .now_us = now_us,
			       .authors = authors };
	bool alert;

	detect_judge_moment(&j);
	const struct look *look = detect_best_look(&j, &alert);
	describe(&j, look, alert, ret_finding);
}
