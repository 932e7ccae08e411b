/*
 * inner.c - a post against the rest of its brand; see inner.h.
 *
 * A new post has no past, but its brand has one: how often comments are negative elsewhere, and how
 * much posts differ in that. Each post draws its mood once, so chance gets one try a post, not one
 * an hour.
 */
#include "inner.h"

#include "clock.h"
#include "detect_windows.h"
#include "severity.h"
#include "surprise.h"

#include <math.h>
#include <string.h>

enum { WINDOWS = 5, SHARE_NUMBER = 4, OF_SHARES = 5 };
static const int64_t WINDOW_US[WINDOWS] = { 20 * CLOCK_MINUTE_US, CLOCK_HOUR_US, 3 * CLOCK_HOUR_US,
					    6 * CLOCK_HOUR_US, CLOCK_DAY_US };
static const double BUDGET_PART = 0.2; /* of the brand's, for all that is within it */
static const double PRIOR_SHARE = 0.2, PRIOR_COMMENTS = 20.0;
static const double CORRELATION = 0.05; /* how much posts differ: half a logit */
/* Tries of chance an hour: several windows and many moments of one draw that lasts for a day. */
static const double LOOKS_AN_HOUR = 12.0 / 24.0;
static const double CALM_SURPRISE = 1.0;
static const int64_t GUARD_HOURS = 6; /* as the brand's: an episode does not teach */

static const char *const prefixes[INNER_KINDS] = {
	[INNER_TOPIC] = "topic:",
	[INNER_CHANNEL] = "channel:",
	[INNER_POST] = "post:",
	[INNER_LANGUAGE] = "language:",
};

enum inner_kind inner_kind_of(struct slice scope)
{
	for (int kind = INNER_TOPIC; kind < INNER_KINDS; kind++) {
		struct slice prefix = slice_from(prefixes[kind]);

		if (scope.len > prefix.len && slice_equal(slice_cut(scope, 0, prefix.len), prefix))
			return (enum inner_kind)kind;
	}
	return INNER_NONE;
}

double inner_weeks_of_brand(double quiet_weeks, size_t live)
{
	return live ? quiet_weeks / (1.0 - BUDGET_PART) : quiet_weeks;
}

double inner_weeks_of_each(double quiet_weeks, size_t live)
{
	return quiet_weeks * fmax((double)live, 1.0) / BUDGET_PART;
}

bool inner_is_the_brand(const struct series_counts *brand, const struct series_counts *inner)
{
	uint64_t all = series_counts_sum_hours(brand, brand->last_hour, SERIES_HOURS).comments;
	uint64_t some = series_counts_sum_hours(inner, brand->last_hour, SERIES_HOURS).comments;

	return some * OF_SHARES >= all * SHARE_NUMBER;
}

/* --- a post --- */

struct post_look {
	struct series_sum sum;
	int64_t length_us;
	double expected, variance; /* negatives among so many comments */
	double share, surprise;	   /* -log10 p, and of how often an hour */
};

struct post_case {
	const struct series_counts *brand, *post;
	const struct detect_settings *settings;
	int64_t now_us;
	uint64_t authors;
	double line, usual;
	struct post_look looks[WINDOWS];
};

/* The hour that is under way goes by its minutes: what is later in it is not looked at. */
static struct series_sum sum_of(const struct series_counts *counts, int64_t now_us,
				int64_t window_us)
{
	const int64_t minute = series_minute_of(now_us), hour = series_hour_of(now_us);

	if (window_us <= SERIES_MINUTES * CLOCK_MINUTE_US)
		return series_counts_sum_minutes(counts, minute,
						 (unsigned)(window_us / CLOCK_MINUTE_US));
	struct series_sum now =
		series_counts_sum_minutes(counts, minute, (unsigned)(minute - hour * 60 + 1));
	struct series_sum before = series_counts_sum_hours(
		counts, hour - 1, (unsigned)(window_us / CLOCK_HOUR_US - 1));
	return (struct series_sum){ before.comments + now.comments, before.negative + now.negative,
				    before.abuse + now.abuse };
}

bool inner_is_the_brands(const struct series_counts *brand, const struct finding *inner,
			 int64_t now_us)
{
	const struct series_sum all = sum_of(brand, now_us, inner->window_us);

	return inner->negative * OF_SHARES >= all.negative * SHARE_NUMBER;
}

/* The part of the first that is not in the second. An edit may have been taken back from one of
 * them only. */
static double left_of(uint64_t all, uint64_t part)
{
	return all > part ? (double)(all - part) : 0.0;
}

bool inner_is_another(const struct series_counts *brand, const struct series_counts *inner,
		      const struct finding *finding, int64_t began_us, int64_t now_us)
{
	const int64_t since_us = now_us - began_us;
	struct series_sum all, here, all_now, here_now;

	if (since_us <= finding->window_us)
		return false;
	all = sum_of(brand, now_us, since_us);
	here = sum_of(inner, now_us, since_us);
	all_now = sum_of(brand, now_us, finding->window_us);
	here_now = sum_of(inner, now_us, finding->window_us);
	return 2 * here_now.negative >= all_now.negative &&
	       all.negative >= all_now.negative + INNER_KNOWN_LEAST &&
	       4 * left_of(here.negative, here_now.negative) <=
		       left_of(all.negative, all_now.negative);
}

/* The share of negatives outside of the post; `prior` is worth a few comments. */
static double share_elsewhere(struct series_sum all, struct series_sum here, double prior)
{
	double negative = left_of(all.negative, here.negative) + prior * PRIOR_COMMENTS;
	double comments = left_of(all.comments, here.comments) + PRIOR_COMMENTS;

	return fmin(fmax(negative / comments, 0.01), 0.95);
}

/* What it is at most, of the past and of this very window: where all of the brand turns sour it is
 * the brand's business. */
static void look_at(const struct post_case *c, int64_t window_us, struct post_look *ret_look)
{
	const struct series_sum all = sum_of(c->brand, c->now_us, window_us);
	struct post_look look = { .sum = sum_of(c->post, c->now_us, window_us),
				  .length_us = window_us };
	double usual = fmax(c->usual, share_elsewhere(all, look.sum, c->usual));
	const uint64_t left = detect_fair(&c->settings->voices, look.length_us, look.sum.negative),
		       comments_left = look.sum.comments - (look.sum.negative - left);
	double comments = (double)comments_left, unit = usual * (1.0 - usual);

	look.expected = comments * usual;
	look.variance = comments * unit * (1.0 + (fmax(comments, 1.0) - 1.0) * CORRELATION);
	if (left > 0 && look.sum.negative <= look.sum.comments)
		look.share = surprise_of_share((double)left, comments, usual, CORRELATION);
	look.surprise = fmax(look.share - log10(LOOKS_AN_HOUR), 0.0);
	*ret_look = look;
}

static void judge(struct post_case *c)
{
	const int64_t last = series_hour_of(c->now_us) - GUARD_HOURS;

	c->line = detect_line(c->settings->quiet_weeks);
	c->usual =
		share_elsewhere(series_counts_sum_hours(c->brand, last, SERIES_HOURS),
				series_counts_sum_hours(c->post, last, SERIES_HOURS), PRIOR_SHARE);
	for (size_t i = 0; i < WINDOWS; i++)
		look_at(c, WINDOW_US[i], &c->looks[i]);
}

static unsigned short_of(const struct post_case *c, const struct post_look *look)
{
	const struct detect_voices *voices = &c->settings->voices;
	const uint64_t fair = detect_fair(voices, look->length_us, look->sum.negative),
		       people = detect_people(voices, look->length_us, c->authors);
	unsigned gates = 0;

	if (look->surprise < c->line)
		gates |= 1u << EVIDENCE_SURPRISE;
	if (fair < c->settings->minimum_negative)
		gates |= 1u << EVIDENCE_NEGATIVES;
	if (people < c->settings->minimum_authors)
		gates |= 1u << EVIDENCE_AUTHORS;
	if (c->looks[0].share < DETECT_GOING_ON) /* sour an hour ago, and now as others are */
		gates |= 1u << EVIDENCE_GOING_ON;
	if (c->now_us - look->length_us < c->settings->before.to_us)
		gates |= 1u << EVIDENCE_TOLD;
	return gates;
}

static const struct post_look *best_look(const struct post_case *c)
{
	const struct post_look *best = &c->looks[0];

	for (size_t i = 1; i < WINDOWS; i++) {
		const struct post_look *look = &c->looks[i];
		bool may = !short_of(c, look), best_may = !short_of(c, best);

		if (may > best_may || (may == best_may && look->surprise > best->surprise))
			best = look;
	}
	return best;
}

/* The first negative of the window, as far back as minutes are known. */
static int64_t began(const struct post_case *c, const struct post_look *look)
{
	const int64_t now = series_minute_of(c->now_us);
	int64_t minutes = look->length_us / CLOCK_MINUTE_US;

	if (minutes > SERIES_MINUTES)
		minutes = SERIES_MINUTES;
	for (int64_t minute = now - minutes + 1; minute < now; minute++) {
		if (series_counts_minute(c->post, minute).negative > 0)
			return minute * CLOCK_MINUTE_US;
	}
	return now * CLOCK_MINUTE_US;
}

static int64_t thousandths(double value)
{
	return llround(fmin(value, 1e12) * 1000.0);
}

static struct severity_facts facts_of(const struct post_case *c, const struct post_look *look)
{
	const struct severity_facts facts = {
		.over = look->surprise - c->line,
		.negative = (double)look->sum.negative,
		.expected = look->expected,
		.abuse = (double)look->sum.abuse,
		.authors = c->authors == DETECT_AUTHORS_UNKNOWN ? 0 : c->authors,
	};

	return severity_fair_facts(&facts,
				   c->settings->voices.fair[detect_window_of(look->length_us)]);
}

void inner_evaluate_post(const struct series_counts *brand, const struct series_counts *post,
			 const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			 struct finding *ret_finding)
{
	struct post_case c = { .brand = brand,
			       .post = post,
			       .settings = settings,
			       .now_us = now_us,
			       .authors = authors };

	judge(&c);
	const struct post_look *look = best_look(&c);
	const bool known = authors != DETECT_AUTHORS_UNKNOWN, alert = !short_of(&c, look);
	*ret_finding = (struct finding){
		.at_us = now_us,
		.began_us = began(&c, look),
		.window_us = look->length_us,
		.negative = look->sum.negative,
		.comments = look->sum.comments,
		.authors = known ? authors : 0,
		.expected = thousandths(look->expected),
		.upper = thousandths(surprise_upper_edge(look->expected, look->variance)),
		.surprise = (int32_t)thousandths(look->surprise),
		.score = (int32_t)lround(1000.0 * detect_score(look->surprise, c.line)),
		.alert = alert,
		.told_from_us = settings->before.from_us,
		.told_until_us = settings->before.to_us,
		.calm = !alert && (c.looks[0].share < CALM_SURPRISE || c.looks[0].sum.negative < 2),
	};
	const struct severity_facts facts = facts_of(&c, look);
	ret_finding->severity = severity_of(&facts);
}

static struct evidence_look evidence_of(const struct post_case *c, const struct post_look *look)
{
	return (struct evidence_look){
		.at_us = c->now_us,
		.window_us = look->length_us,
		.negative = look->sum.negative,
		.comments = look->sum.comments,
		.expected = thousandths(look->expected),
		.upper = thousandths(surprise_upper_edge(look->expected, look->variance)),
		.share = (int32_t)thousandths(look->share),
		.surprise = (int32_t)thousandths(look->surprise),
		.line = (int32_t)thousandths(c->line),
		.short_of = short_of(c, look),
	};
}

void inner_explain_post(const struct series_counts *brand, const struct series_counts *post,
			const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			struct evidence *ret_evidence)
{
	struct post_case c = { .brand = brand,
			       .post = post,
			       .settings = settings,
			       .now_us = now_us,
			       .authors = authors };

	*ret_evidence = (struct evidence){ .look_count = WINDOWS };
	judge(&c);
	for (size_t i = 0; i < WINDOWS; i++)
		ret_evidence->looks[i] = evidence_of(&c, &c.looks[i]);
	const struct severity_facts facts = facts_of(&c, best_look(&c));
	ret_evidence->weight =
		severity_weight(&facts, settings->minimum_negative, settings->minimum_authors);
}

void inner_explain_post_before(const struct series_counts *brand, const struct series_counts *post,
			       const struct detect_settings *settings, int64_t now_us,
			       struct evidence *evidence)
{
	struct series_counts all = *brand, here = *post; /* ever less of them */
	struct detect_settings by = *settings;
	struct post_case c = {
		.brand = &all, .post = &here, .settings = &by, .authors = DETECT_AUTHORS_UNKNOWN
	};
	const int64_t end_us = now_us / EVIDENCE_STEP_US * EVIDENCE_STEP_US - 1;

	memset(&by.voices, 0, sizeof(by.voices)); /* nobody knows who had written then */
	evidence->before_count = 0;
	for (int64_t i = 0; i < EVIDENCE_BEFORE_MAX; i++) {
		c.now_us = end_us - i * EVIDENCE_STEP_US;
		if (c.now_us <= post->first_us)
			break;
		series_counts_forget_after(&all, series_minute_of(c.now_us));
		series_counts_forget_after(&here, series_minute_of(c.now_us));
		judge(&c);
		evidence->before[evidence->before_count++] = evidence_of(&c, best_look(&c));
	}
}
