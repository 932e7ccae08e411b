/* within.c - see within.h. */
#include "within.h"

#include "clock.h"
#include "counter.h"
#include "feedback.h"
#include "incidents.h"
#include "inner.h"
#include "pace.h"
#include "raise_change.h"

#include <math.h>
#include <stdlib.h>

/* A series lies in one of WAYS places, told by its name. */
enum { SETS = 128, WAYS = 16, REMEMBERED = SETS * WAYS };
#define EVERY_US (600 * INT64_C(1000)) /* as often as one that is busy is looked at */
#define MARGIN_LEAST (-300)	       /* as feedback.h says */

/* What was learnt of one series; losing it costs only time. */
struct memory {
	char scope[INCIDENT_NAME_MAX];
	size_t scope_len;
	size_t place;
	struct detect_memory detect;
	bool counted; /* the counts are as at the place up to which the brand is followed, */
	bool passing; /* or later: for one look */
	struct series_counts counts;
	struct raise_past past; /* its latest incidents */
	int64_t again_us;	/* the last look asked for another then; 0: it did not */
};

/* What is searched for in all of them lies side by side. */
struct within {
	uint64_t keys[REMEMBERED];   /* hashes of brand and scope; 0: free */
	uint64_t brands[REMEMBERED]; /* hashes of the brand alone */
	int64_t due_us[REMEMBERED];  /* when to look; 0: nothing new */
	uint64_t used_at[REMEMBERED];
	struct pace paces[REMEMBERED];
	struct memory *memories[REMEMBERED];
	uint64_t uses;
	struct evidence evidence;
	struct detect_settings decided_by;
	struct detect_whole whole;			     /* the brand that is looked at */
	struct detect_episode told[2 * INCIDENTS_SCOPE_MAX]; /* of the brand, and of the series */
};

/* One look, and what raise asks of it. */
struct look {
	struct within *within;
	const struct within_case *what;
	struct incidents_within running; /* when the brand was looked at */
	const struct series_counts *counts;
	struct slice scope;
	struct memory *memory;
	struct finding finding;
	bool beside; /* it is another subject than the brand's incident, which runs */
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

/* The place of a series, if it has one. Only what is asked first is read: they are many, and asked
 * for with every comment. */
static bool find_place(const struct within *within, uint64_t key, size_t *ret_place)
{
	const size_t first = (size_t)(key % SETS) * WAYS;

	for (size_t i = first; i < first + WAYS; i++) {
		if (within->keys[i] != key)
			continue;
		*ret_place = i;
		return true;
	}
	return false;
}

/* A free one, or the one that gives way: rather one that nothing new came of. */
static size_t choose_place(const struct within *within, uint64_t key)
{
	const size_t first = (size_t)(key % SETS) * WAYS;
	size_t oldest = first;

	for (size_t i = first; i < first + WAYS; i++) {
		if (within->keys[i] == 0)
			return i;
		bool waits = within->due_us[i] != 0, oldest_waits = within->due_us[oldest] != 0;

		if (waits < oldest_waits ||
		    (waits == oldest_waits && within->used_at[i] < within->used_at[oldest]))
			oldest = i;
	}
	return oldest;
}

/* Whatever was there is forgotten. False when out of memory. */
static bool settle(struct within *within, size_t place, struct slice brand, struct slice scope)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	free(within->memories[place]);
	within->memories[place] = memory;
	within->keys[place] = memory ? key_of(brand, scope) : 0;
	within->brands[place] = key_of(brand, (struct slice){ 0 });
	within->due_us[place] = 0;
	within->paces[place] = (struct pace){ 0 };
	if (!memory)
		return false;
	memory->place = place;
	memcpy(memory->scope, scope.data, scope.len);
	memory->scope_len = scope.len;
	return true;
}

/* False when out of memory. */
static bool remember(struct within *within, struct slice brand, struct slice scope,
		     size_t *ret_place)
{
	const uint64_t key = key_of(brand, scope);
	bool found = find_place(within, key, ret_place);

	if (!found) {
		*ret_place = choose_place(within, key);
		found = settle(within, *ret_place, brand, scope);
	}
	within->used_at[*ret_place] = ++within->uses;
	return found;
}

int64_t within_touch(struct within *within, struct slice brand, const struct delta_brand *touched,
		     int64_t now_us)
{
	int64_t soonest_us = INT64_MAX;

	for (const struct delta_series *series = touched->series; series; series = series->next) {
		size_t place;

		if (series->negatives == 0 || inner_kind_of(series->scope) == INNER_NONE ||
		    series->scope.len >= INCIDENT_NAME_MAX)
			continue;
		if (!remember(within, brand, series->scope, &place))
			continue; /* looked at after its next comment */
		within->due_us[place] =
			pace_due(&within->paces[place], series->negatives, EVERY_US, now_us);
		if (within->due_us[place] < soonest_us)
			soonest_us = within->due_us[place];
	}
	return soonest_us;
}

void within_count(struct within *within, struct slice brand, const struct journal_entry *entry)
{
	const uint64_t key = key_of(brand, entry->scope);
	size_t place;

	if (find_place(within, key, &place) && within->memories[place]->counted)
		(void)series_counts_change(&within->memories[place]->counts, entry->minute,
					   entry->amount);
}

void within_forget(struct within *within, struct slice brand)
{
	const uint64_t key = key_of(brand, (struct slice){ 0 });

	for (size_t i = 0; i < REMEMBERED; i++) {
		if (within->keys[i] != 0 && within->brands[i] == key)
			within->memories[i]->counted = false;
	}
}

/* --- the line --- */

/* What people were told of the brand was in its parts, too. */
static void take_told(struct look *look, struct detect_settings *by)
{
	const struct raise_past *past = &look->memory->past;
	struct detect_episode *told = look->within->told;

	memcpy(told, by->told, by->told_count * sizeof(*told));
	memcpy(told + by->told_count, past->told, past->told_count * sizeof(*told));
	by->told = told;
	by->told_count += past->told_count;
}

static void evaluate_by(struct look *look, int32_t margin, const struct detect_episode *before,
			uint64_t authors, const struct story_people *people)
{
	struct within *within = look->within;
	struct detect_settings *by = &within->decided_by;

	*by = *look->what->settings;
	by->quiet_weeks = inner_weeks_of_each(by->quiet_weeks, look->what->live) *
			  pow(10.0, (double)margin / 1000);
	by->before = *before;
	by->whole = &look->within->whole;
	take_told(look, by);
	if (people)
		by->voices = people->windows;
	counter_add(look->what->raise->counters, COUNTER_detect_evaluations, 1);
	if (inner_kind_of(look->scope) == INNER_POST)
		inner_evaluate_post(look->what->counts, look->counts, by, look->what->now_us,
				    authors, &look->finding);
	else
		detect_evaluate_with(&look->memory->detect, look->counts, by, look->what->now_us,
				     authors, &look->finding);
}

static struct story_case story_of(const struct look *look)
{
	return (struct story_case){ .link = look->what->link,
				    .partition = look->what->raise->partition,
				    .brand = look->what->brand,
				    .scope = look->scope,
				    .finding = &look->finding,
				    .now_us = look->what->now_us };
}

static int follow_past(struct look *look, int64_t every_us, struct error *error)
{
	return raise_follow_past(look->what->link, look->what->raise, look->what->brand,
				 look->scope, look->what->now_us, every_us, &look->memory->past,
				 error);
}

/* What people were told of before: of the series, or of the brand, whichever is later. */
static int read_told(const struct look *look, struct detect_episode *ret_told, struct error *error)
{
	const struct within_case *what = look->what;
	struct detect_episode whole = { 0, 0 };
	int r = raise_told(what->link, what->raise, what->brand, look->scope, ret_told, error);

	if (r == 0)
		r = raise_told(what->link, what->raise, what->brand, slice_from("brand"), &whole,
			       error);
	if (r == 0 && whole.to_us > ret_told->to_us)
		*ret_told = whole;
	return r;
}

/* What costs more questions is asked only of what would alert at the lowest line that people's
 * words can set. What they said mutes nothing of severity 1. */
static int evaluate(struct look *look, struct error *error)
{
	uint64_t authors = 0;
	struct detect_episode before = { 0, 0 };
	struct story_people people;
	/* A post has no baseline that could learn of them. */
	int r = inner_kind_of(look->scope) == INNER_POST ? 0
							 : follow_past(look, CLOCK_HOUR_US, error);

	if (r < 0)
		return r;
	evaluate_by(look, MARGIN_LEAST, &before, DETECT_AUTHORS_UNKNOWN, NULL);
	if (!look->finding.alert) /* nor at any other, and calm is the same at all of them */
		return 0;
	const struct story_case story = story_of(look);
	r = story_authors(look->what->story, &story, look->what->settings->minimum_authors,
			  &authors, error);
	if (r == 0)
		r = follow_past(look, FEEDBACK_EVERY_US, error);
	if (r == 0)
		r = read_told(look, &before, error);
	if (r < 0)
		return r;
	const int32_t margin = look->memory->past.margin;
	authors = authors ? authors : DETECT_AUTHORS_UNKNOWN;
	story_people(look->what->story, &story, &people);
	if (margin > 0) {
		evaluate_by(look, 0, &before, authors, &people);
		if (look->finding.alert && look->finding.severity == 1)
			return 0;
	}
	evaluate_by(look, margin, &before, authors, &people);
	return 0;
}

/* --- one episode, one incident --- */

static bool note_running(void *context, const struct incident *incident)
{
	struct incidents_within *running = context;

	memcpy(running->scopes[running->count++], incident->scope, INCIDENT_NAME_MAX);
	return running->count < INCIDENTS_SCOPE_MAX;
}

/* A topic of which the brand's incident, which is still open, was not told. A post is none: people
 * go on with the same under the newest one. */
static bool is_another_subject(const struct look *look, const struct incident *brands)
{
	return inner_kind_of(look->scope) == INNER_TOPIC && brands->state != INCIDENT_RESOLVED &&
	       inner_is_another(look->what->counts, look->counts, &look->finding, brands->began_us,
				look->what->now_us);
}

static bool is_covered_by(const struct look *look, const struct incident *brands)
{
	const struct incident_settings life = raise_life_settings(look->what->raise);
	const int64_t now_us = look->what->now_us;

	return brands->state != INCIDENT_RESOLVED ||
	       now_us - brands->resolved_at_us <= life.reopen_within_us ||
	       now_us - look->finding.window_us <= brands->resolved_at_us;
}

/* The brand's own covers what is within it, for a while after it was over, and whatever began
 * before it was: long windows still see it the next day. What the brand's own series sees as well
 * is left to it. */
static int brand_covers(struct look *look, bool *ret_covers, struct error *error)
{
	const bool seen =
		inner_is_the_brands(look->what->counts, &look->finding, look->what->now_us);
	struct incident *incident = malloc(sizeof(*incident));
	int r;

	if (!incident)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = incident_latest(look->what->link, look->what->raise->partition, look->what->brand,
			    slice_from("brand"), incident, error);
	look->beside = r == 0 && is_another_subject(look, incident);
	*ret_covers = !look->beside && (seen || (r == 0 && is_covered_by(look, incident)));
	free(incident);
	return r == ERROR_NOT_FOUND ? 0 : r;
}

static int list_running(struct look *look, struct error *error)
{
	look->running.count = 0;
	return incident_list_within(look->what->link, look->what->raise->partition,
				    look->what->brand, note_running, &look->running, error);
}

static int may_open(void *context, bool *ret_may, struct error *error)
{
	struct look *look = context;
	const struct story_case story = story_of(look);
	bool covered = false;
	int r = brand_covers(look, &covered, error);

	if (r == 0 && !covered)
		r = list_running(look, error); /* some may have begun since */
	for (size_t i = 0; r == 0 && !covered && i < look->running.count; i++)
		r = story_is_within(look->what->story, &story, slice_from(look->running.scopes[i]),
				    &covered, error);
	*ret_may = !covered;
	return r;
}

static void explain(const struct look *look, bool opens, struct evidence *ret_evidence)
{
	const struct detect_settings *by = &look->within->decided_by;
	const struct series_counts *brand = look->what->counts;
	const int64_t now_us = look->what->now_us;
	const uint64_t authors =
		look->finding.authors ? look->finding.authors : DETECT_AUTHORS_UNKNOWN;
	const bool post = inner_kind_of(look->scope) == INNER_POST;

	if (post)
		inner_explain_post(brand, look->counts, by, now_us, authors, ret_evidence);
	else
		detect_explain(look->counts, by, now_us, authors, ret_evidence);
	if (opens && post)
		inner_explain_post_before(brand, look->counts, by, now_us, ret_evidence);
	else if (opens)
		detect_explain_before(look->counts, by, now_us, ret_evidence);
}

static void tell(void *context, bool opens, struct raise_story *ret_story)
{
	struct look *look = context;
	const struct story_case story = story_of(look);

	explain(look, opens, &look->within->evidence);
	ret_story->evidence = &look->within->evidence;
	story_tell(look->what->story, &story, ret_story);
}

static int raise(struct look *look, struct error *error)
{
	int64_t again_us = 0;
	const struct raise_case what = { .brand = look->what->brand,
					 .scope = look->scope,
					 .finding = &look->finding,
					 .may_open = may_open,
					 .beside = &look->beside,
					 .seen = &look->running,
					 .tell = tell,
					 .context = look,
					 .ret_again_us = &again_us };
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int r = raise_finding(look->what->link, look->what->raise, &what, look->what->now_us, &turn,
			      error);

	if (r == 0 && raise_changes_past(turn))
		look->memory->past.read_us = 0;
	look->memory->again_us = pace_step(again_us);
	return r;
}

/* Whether one that is calm has an incident that wants to hear of it. */
static bool is_running(const struct incidents_within *running, struct slice scope)
{
	for (size_t i = 0; i < running->count; i++) {
		if (slice_is(scope, running->scopes[i]))
			return true;
	}
	return false;
}

static int look_at(struct look *look, struct memory *memory, struct error *error)
{
	look->memory = memory;
	memory->again_us = 0;
	look->scope = (struct slice){ memory->scope, memory->scope_len };
	look->counts = &memory->counts;
	pace_looked(&look->within->paces[memory->place], look->counts, look->what->now_us);
	if (inner_is_the_brand(look->what->counts, look->counts))
		return 0;
	int r = evaluate(look, error);
	if (r < 0)
		return r;
	if (look->finding.alert)
		counter_add(look->what->raise->counters, COUNTER_detect_findings, 1);
	else if (!is_running(&look->running, look->scope))
		return 0;
	return raise(look, error);
}

/* Those of the brand whose moment has come. */
struct due {
	size_t places[SERIES_MAX], count;
};

static void find_due(const struct within *within, const struct within_case *what,
		     struct due *ret_due, int64_t *ret_next_us)
{
	const uint64_t brand = key_of(what->brand, (struct slice){ 0 });

	*ret_next_us = INT64_MAX;
	ret_due->count = 0;
	for (size_t i = 0; i < REMEMBERED; i++) {
		if (within->due_us[i] == 0 || within->brands[i] != brand)
			continue;
		if (within->due_us[i] <= what->until_us && ret_due->count < SERIES_MAX)
			ret_due->places[ret_due->count++] = i;
		else if (within->due_us[i] < *ret_next_us)
			*ret_next_us = within->due_us[i];
	}
}

/* The narrowest first: what a post explains is told as the post's. */
static size_t order_due(const struct within *within, const struct due *due,
			struct memory *ret_memories[SERIES_MAX])
{
	static const enum inner_kind order[] = { INNER_POST, INNER_TOPIC, INNER_CHANNEL,
						 INNER_LANGUAGE };
	size_t count = 0;

	for (size_t kind = 0; kind < sizeof(order) / sizeof(order[0]); kind++) {
		for (size_t i = 0; i < due->count; i++) {
			struct memory *memory = within->memories[due->places[i]];
			struct slice scope = { memory->scope, memory->scope_len };

			if (inner_kind_of(scope) == order[kind])
				ret_memories[count++] = memory;
		}
	}
	return count;
}

/* Those whose counts are not kept, in the order in which they are read. */
struct unread {
	struct memory *memories[SERIES_MAX];
	struct slice scopes[SERIES_MAX];
	size_t read;
};

static int keep(void *context, struct slice scope, const struct series_counts *counts,
		bool at_place, struct error *error)
{
	struct unread *unread = context;
	struct memory *memory = unread->memories[unread->read++];

	(void)scope;
	(void)error;
	memory->counts = *counts;
	memory->counted = true;
	memory->passing = !at_place;
	return 0;
}

static int read_unread(const struct within_case *what, struct memory *const *memories, size_t count,
		       struct error *error)
{
	struct unread unread = { .read = 0 };
	struct series_query query = { .partition = what->raise->partition,
				      .brand = what->brand,
				      .scopes = unread.scopes,
				      .place = what->place,
				      .limit = series_counts_limit(what->now_us),
				      .each = keep,
				      .context = &unread };

	for (size_t i = 0; i < count; i++) {
		if (memories[i]->counted)
			continue;
		unread.memories[query.count] = memories[i];
		unread.scopes[query.count++] =
			(struct slice){ memories[i]->scope, memories[i]->scope_len };
	}
	return series_read_many(what->link, &query, error);
}

static int look_at_all(struct look *look, struct memory *const *memories, size_t count,
		       struct error *error)
{
	int r = list_running(look, error);

	if (r == 0)
		r = read_unread(look->what, memories, count, error);
	for (size_t i = 0; i < count && r == 0; i++)
		r = look_at(look, memories[i], error);
	for (size_t i = 0; i < count; i++) {
		memories[i]->counted = memories[i]->counted && !memories[i]->passing;
		memories[i]->passing = false;
	}
	return r;
}

int within_look(struct within *within, const struct within_case *what, int64_t *ret_next_us,
		struct error *error)
{
	struct due due;
	struct memory *memories[SERIES_MAX];
	struct look look = { .within = within, .what = what };

	within->whole = (struct detect_whole){ what->counts, what->settings, what->memory };
	find_due(within, what, &due, ret_next_us);
	const size_t count = order_due(within, &due, memories);
	int r = count ? look_at_all(&look, memories, count, error) : 0;
	if (error_is_unanswered(r))
		return r; /* they wait for Redis */
	for (size_t i = 0; i < due.count; i++) {
		const int64_t again_us = within->memories[due.places[i]]->again_us;

		within->due_us[due.places[i]] = again_us;
		if (again_us != 0 && again_us < *ret_next_us)
			*ret_next_us = again_us;
		within->used_at[due.places[i]] = ++within->uses;
	}
	return r;
}
