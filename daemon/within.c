/* within.c - see within.h. */
#include "within.h"

#include "clock.h"
#include "counter.h"
#include "incidents.h"
#include "inner.h"
#include "log.h"
#include "raise_change.h"
#include "series.h"

#include <math.h>
#include <stdlib.h>

enum { REMEMBERED = 1024, LOOKS = 16, TOUCHED_MAX = 256, INCIDENTS = 20 };
#define MARGIN_LEAST (-300) /* as feedback.h says */

/* What was learnt of one series; losing it costs only time. */
struct memory {
	uint64_t used_at;
	int64_t follow_until_us; /* it may have an incident, that wants to hear of calm too */
	struct detect_memory detect;
};

struct within {
	uint64_t keys[REMEMBERED]; /* hashes of brand and scope; 0: free */
	struct memory *memories[REMEMBERED];
	uint64_t looks;
	struct series_counts counts;
	struct evidence evidence;
	struct detect_settings decided_by;
};

/* One look, and what raise asks of it. */
struct look {
	struct within *within;
	const struct within_case *what;
	struct slice scope;
	struct memory *memory; /* NULL: out of memory, it learns anew */
	struct finding finding;
};

struct within *within_new(void)
{
	return calloc(1, sizeof(struct within));
}

struct within *within_free(struct within *within)
{
	for (size_t i = 0; within && i < REMEMBERED; i++)
		free(within->memories[i]);
	free(within);
	return NULL;
}

/* --- memory --- */

static uint64_t hash_on(uint64_t hash, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
	return hash * UINT64_C(1099511628211) + 1;
}

/* FNV-1a. Were two series taken for one, the detector would see that the history is another. */
static uint64_t key_of(struct slice brand, struct slice scope)
{
	uint64_t key = hash_on(hash_on(UINT64_C(14695981039346656037), brand), scope);

	return key ? key : 1;
}

static size_t place_of(const struct within *within, uint64_t key)
{
	size_t oldest = 0;

	for (size_t i = 0; i < REMEMBERED; i++) {
		if (within->keys[i] == key || !within->memories[i])
			return i;
		if (within->memories[i]->used_at < within->memories[oldest]->used_at)
			oldest = i;
	}
	return oldest;
}

static int64_t follow_us(const struct within_case *what)
{
	return what->now_us + 2 * raise_life_settings(what->raise).resolve_after_us;
}

static struct memory *remember(struct within *within, const struct within_case *what,
			       struct slice scope)
{
	const uint64_t key = key_of(what->brand, scope);
	const size_t place = place_of(within, key);
	struct memory **memory = &within->memories[place];

	if (!*memory || within->keys[place] != key) {
		free(*memory);
		*memory = calloc(1, sizeof(**memory));
		within->keys[place] = *memory ? key : 0;
		if (*memory)
			(*memory)->follow_until_us = follow_us(what);
	}
	if (*memory)
		(*memory)->used_at = ++within->looks;
	return *memory;
}

/* --- the line --- */

static void evaluate_by(struct look *look, int32_t margin, uint64_t authors)
{
	struct within *within = look->within;
	struct detect_settings *by = &within->decided_by;

	*by = *look->what->settings;
	by->quiet_weeks = inner_weeks_of_each(by->quiet_weeks, look->what->live) *
			  pow(10.0, (double)margin / 1000);
	counter_add(look->what->raise->counters, COUNTER_detect_evaluations, 1);
	if (inner_kind_of(look->scope) == INNER_POST)
		inner_evaluate_post(look->what->counts, &within->counts, by, look->what->now_us,
				    authors, &look->finding);
	else if (look->memory)
		detect_evaluate_with(&look->memory->detect, &within->counts, by, look->what->now_us,
				     authors, &look->finding);
	else
		detect_evaluate(&within->counts, by, look->what->now_us, authors, &look->finding);
}

static struct story_case story_of(const struct look *look)
{
	return (struct story_case){ look->what->link,  look->what->raise->partition,
				    look->what->brand, look->scope,
				    &look->finding,    look->what->now_us };
}

/* What costs more questions is asked only of what would alert at the lowest line that people's
 * words can set. What they said mutes nothing of severity 1. */
static int evaluate(struct look *look, struct error *error)
{
	uint64_t authors = 0;
	int32_t margin = 0;

	evaluate_by(look, MARGIN_LEAST, DETECT_AUTHORS_UNKNOWN);
	if (!look->finding.alert) /* nor at any other, and calm is the same at all of them */
		return 0;
	const struct story_case story = story_of(look);
	int r = story_authors(look->what->story, &story, &authors, error);
	if (r == 0)
		r = raise_margin(look->what->link, look->what->raise, look->what->brand,
				 look->scope, look->what->now_us, &margin, error);
	if (r < 0)
		return r;
	authors = authors ? authors : DETECT_AUTHORS_UNKNOWN;
	if (margin > 0) {
		evaluate_by(look, 0, authors);
		if (look->finding.alert && look->finding.severity == 1)
			return 0;
	}
	evaluate_by(look, margin, authors);
	return 0;
}

/* --- one episode, one incident --- */

struct running {
	char scopes[INCIDENTS][INCIDENT_NAME_MAX];
	size_t count;
};

static bool note_running(void *context, const struct incident *incident)
{
	struct running *running = context;

	if (incident->state != INCIDENT_RESOLVED &&
	    inner_kind_of(slice_from(incident->scope)) != INNER_NONE)
		memcpy(running->scopes[running->count++], incident->scope, INCIDENT_NAME_MAX);
	return running->count < INCIDENTS;
}

/* The brand's own covers what is within it, for a while after it was over, and whatever began
 * before it was: long windows still see it the next day. */
static int brand_covers(const struct look *look, bool *ret_covers, struct error *error)
{
	const struct incident_settings life = raise_life_settings(look->what->raise);
	struct incident *incident = malloc(sizeof(*incident));
	int r;

	if (!incident)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = incident_latest(look->what->link, look->what->raise->partition, look->what->brand,
			    slice_from("brand"), incident, error);
	*ret_covers = r == 0 &&
		      (incident->state != INCIDENT_RESOLVED ||
		       look->what->now_us - incident->resolved_at_us <= life.reopen_within_us ||
		       look->what->now_us - look->finding.window_us <= incident->resolved_at_us);
	free(incident);
	return r == ERROR_NOT_FOUND ? 0 : r;
}

static int may_open(void *context, bool *ret_may, struct error *error)
{
	const struct look *look = context;
	const struct story_case story = story_of(look);
	const struct incident_filter filter = { .brand = look->what->brand,
						.state = INCIDENT_STATE_COUNT,
						.max = INCIDENTS };
	struct running running = { .count = 0 };
	bool covered = inner_is_the_brands(look->what->counts, &look->finding, look->what->now_us);
	int r = covered ? 0 : brand_covers(look, &covered, error);

	if (r == 0 && !covered)
		r = incident_list(look->what->link, look->what->raise->partition, &filter,
				  note_running, &running, error);
	for (size_t i = 0; r == 0 && !covered && i < running.count; i++)
		r = story_is_within(look->what->story, &story, slice_from(running.scopes[i]),
				    &covered, error);
	*ret_may = !covered;
	return r;
}

static void tell(void *context, struct raise_story *ret_story)
{
	struct look *look = context;
	struct within *within = look->within;
	const struct story_case story = story_of(look);
	const uint64_t authors =
		look->finding.authors ? look->finding.authors : DETECT_AUTHORS_UNKNOWN;

	if (inner_kind_of(look->scope) == INNER_POST)
		inner_explain_post(look->what->counts, &within->counts, &within->decided_by,
				   look->what->now_us, authors, &within->evidence);
	else
		detect_explain(&within->counts, &within->decided_by, look->what->now_us, authors,
			       &within->evidence);
	ret_story->evidence = &within->evidence;
	story_tell(look->what->story, &story, ret_story);
}

static int raise(struct look *look, struct error *error)
{
	const struct raise_case what = { .brand = look->what->brand,
					 .scope = look->scope,
					 .finding = &look->finding,
					 .may_open = may_open,
					 .tell = tell,
					 .context = look };
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int r = raise_finding(look->what->link, look->what->raise, &what, look->what->now_us, &turn,
			      error);

	if (r == 0 && turn == INCIDENT_TURN_OPEN)
		log_info("incident of %.*s within %.*s: %llu negative where %.1f are usual, "
			 "severity %u",
			 (int)look->what->brand.len, look->what->brand.data, (int)look->scope.len,
			 look->scope.data, (unsigned long long)look->finding.negative,
			 (double)look->finding.expected / 1000, look->finding.severity);
	return r;
}

static int look_at(struct within *within, const struct within_case *what, struct slice scope,
		   struct error *error)
{
	struct look look = { .within = within, .what = what, .scope = scope };
	int r = series_read(what->link, what->raise->partition, what->brand, scope, &within->counts,
			    error);

	if (r < 0 || inner_is_the_brand(what->counts, &within->counts))
		return r;
	look.memory = remember(within, what, scope);
	r = evaluate(&look, error);
	if (r < 0)
		return r;
	if (look.finding.alert) {
		counter_add(what->raise->counters, COUNTER_detect_findings, 1);
		if (look.memory)
			look.memory->follow_until_us = follow_us(what);
	}
	if (!look.finding.alert && look.memory && what->now_us > look.memory->follow_until_us)
		return 0;
	return raise(&look, error);
}

/* The narrowest first: what a post explains is told as the post's. */
static size_t list_touched(const struct delta_brand *touched, struct slice ret_scopes[TOUCHED_MAX])
{
	static const enum inner_kind order[] = { INNER_POST, INNER_TOPIC, INNER_CHANNEL,
						 INNER_LANGUAGE };
	size_t count = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		for (const struct delta_series *series = touched->series; series;
		     series = series->next) {
			if (series->soured && inner_kind_of(series->scope) == order[i] &&
			    series->scope.len < INCIDENT_NAME_MAX && count < TOUCHED_MAX)
				ret_scopes[count++] = series->scope;
		}
	}
	return count;
}

int within_look(struct within *within, const struct within_case *what,
		const struct delta_brand *touched, struct error *error)
{
	struct slice scopes[TOUCHED_MAX];
	const size_t count = list_touched(touched, scopes);
	const size_t looks = count < LOOKS ? count : LOOKS;
	const size_t first = count > LOOKS ? (size_t)(within->looks % count) : 0;
	int r = 0;

	for (size_t i = 0; i < looks && r == 0; i++)
		r = look_at(within, what, scopes[(first + i) % count], error);
	return r;
}
