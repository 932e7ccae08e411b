/* lookout.c - see lookout.h: series in, finding out, and the story behind it when somebody must
 * know. */
#include "lookout.h"

#include "campaigns.h"
#include "clock.h"
#include "commit.h"
#include "delta.h"
#include "feedback.h"
#include "feeds.h"
#include "followed.h"
#include "inner.h"
#include "log.h"
#include "pace.h"
#include "raise.h"
#include "shared_author.h"
#include "silence.h"
#include "soured.h"
#include "story.h"
#include "tally.h"
#include "watch.h"
#include "watched.h"
#include "within.h"

#include <math.h>

enum { REMEMBERED = 256 };
/* After comments that are not negative, which alarm nobody, but may tell of calm: while somebody
 * waits for that, and when not. */
#define EVERY_OTHERS_US CLOCK_MINUTE_US
#define EVERY_QUIET_US (10 * CLOCK_MINUTE_US)
#define PEOPLE_EVERY_US (2 * CLOCK_SECOND_US)
#define LIVE_US CLOCK_DAY_US /* a series within the brand lives that got a comment since */
/* What the detector looks back to. */
#define EVENTS_PAST_US (4 * CLOCK_DAY_US)
#define SCOPE slice_from("brand")

/* What was learnt of a brand; losing it costs only time. */
struct remembered {
	char brand[COMMENT_ID_MAX];
	size_t brand_len;
	uint64_t used_at; /* looks, counted */
	struct pace pace;
	int64_t due_us;	       /* when it is to be looked at, 0: nothing new, */
	int64_t within_due_us; /* and when some of what is within it */
	bool news;	       /* it got negative comments since it was looked at, */
	bool quiet;	       /* and no incident of its own ran then */
	struct detect_memory memory;
	struct followed followed;
	struct raise_past past; /* its latest incidents */
	struct soured soured;
	int64_t live_us;   /* when the living series within it were counted, */
	size_t live;	   /* and how many they were */
	int64_t people_us; /* when it was asked who wrote it */
	struct story_people people;
	int64_t feeds_us;	/* when the watch over its feeds was last set going */
	struct watched watched; /* single comments */
};

struct lookout {
	struct raise_settings raise;
	struct remembered *remembered[REMEMBERED]; /* the least recently looked at gives way */
	uint64_t looks;
	const struct series_counts *counts; /* of the brand that is looked at */
	const struct author_keys *keys;
	struct story *story;
	struct within *within;
	struct campaigns *campaigns;
	struct evidence evidence;
	struct detect_event events[CONFIG_EVENTS_MAX];
	struct detect_settings decided_by; /* of the last evaluation */
};

struct story_request {
	struct lookout *lookout;
	struct redis_link *link;
	struct slice brand;
	const struct finding *finding;
	int64_t now_us;
};

struct lookout *lookout_new(const struct config *config, struct counters *counters,
			    unsigned partition, bool recording, const struct author_keys *keys)
{
	struct lookout *lookout = calloc(1, sizeof(*lookout));

	if (!lookout)
		return NULL;
	lookout->raise = (struct raise_settings){ config, partition, counters, recording };
	lookout->keys = keys;
	lookout->story = story_new();
	lookout->within = within_new();
	lookout->campaigns = campaigns_new();
	return lookout->story && lookout->within && lookout->campaigns ? lookout
								       : lookout_free(lookout);
}

struct lookout *lookout_free(struct lookout *lookout)
{
	if (!lookout)
		return NULL;
	for (size_t i = 0; i < REMEMBERED; i++)
		free(lookout->remembered[i]);
	story_free(lookout->story);
	within_free(lookout->within);
	campaigns_free(lookout->campaigns);
	free(lookout);
	return NULL;
}

/* With the events of this brand that may touch what is looked at. */
static struct detect_settings settings_of(struct lookout *lookout, struct slice brand,
					  const struct raise_past *past, int32_t margin,
					  int64_t now_us)
{
	const struct config *config = lookout->raise.config;
	const struct config_brand *of = config_brand(config, brand);
	size_t count = 0;

	for (size_t i = 0; i < config->event_count && count < CONFIG_EVENTS_MAX; i++) {
		const struct config_event *event = &config->events[i];

		if ((event->brand && !slice_is(brand, event->brand)) || event->from_us > now_us ||
		    event->to_us < now_us - EVENTS_PAST_US)
			continue;
		lookout->events[count++] = (struct detect_event){ event->from_us, event->to_us,
								  (double)event->factor / 1000 };
	}
	return (struct detect_settings){
		.minimum_negative = (uint64_t)of->minimum_negative,
		.minimum_authors = (uint64_t)of->minimum_authors,
		.quiet_weeks = (double)of->quiet_weeks * pow(10.0, (double)margin / 1000),
		.zone = of->zone,
		.events = lookout->events,
		.event_count = count,
		.told = past->told,
		.told_count = past->told_count,
	};
}

static struct story_case case_of(const struct lookout *lookout, struct redis_link *link,
				 struct slice brand, const struct finding *finding, int64_t now_us)
{
	return (struct story_case){ .link = link,
				    .partition = lookout->raise.partition,
				    .brand = brand,
				    .scope = SCOPE,
				    .finding = finding,
				    .now_us = now_us };
}

static void tell(void *context, bool opens, struct raise_story *ret_story)
{
	const struct story_request *request = context;
	struct lookout *lookout = request->lookout;
	const struct story_case story =
		case_of(lookout, request->link, request->brand, request->finding, request->now_us);

	detect_explain(lookout->counts, &lookout->decided_by, request->now_us,
		       request->finding->authors ? request->finding->authors
						 : DETECT_AUTHORS_UNKNOWN,
		       &lookout->evidence);
	if (opens)
		detect_explain_before(lookout->counts, &lookout->decided_by, request->now_us,
				      &lookout->evidence);
	ret_story->evidence = &lookout->evidence;
	story_tell(lookout->story, &story, ret_story);
}

/* --- the look --- */

static bool waits(const struct remembered *it)
{
	return it->due_us != 0 || it->within_due_us != 0;
}

static int64_t due_of(const struct remembered *it)
{
	if (it->due_us == 0 || (it->within_due_us != 0 && it->within_due_us < it->due_us))
		return it->within_due_us;
	return it->due_us;
}

/* What would be lost with it: a look at negatives, a look, or nothing but time. */
static int weight_of(const struct remembered *it)
{
	return (waits(it) && it->news) + waits(it);
}

/* The place of this brand, or the one that gives way to it: rather one that nothing new came of. */
static size_t place_of(const struct lookout *lookout, struct slice brand)
{
	size_t oldest = 0;

	for (size_t i = 0; i < REMEMBERED; i++) {
		const struct remembered *it = lookout->remembered[i];
		const struct remembered *old = lookout->remembered[oldest];

		if (!it || slice_equal((struct slice){ it->brand, it->brand_len }, brand))
			return i;
		if (weight_of(it) < weight_of(old) ||
		    (weight_of(it) == weight_of(old) && it->used_at < old->used_at))
			oldest = i;
	}
	return oldest;
}

/* NULL when out of memory: the detector then learns anew. */
static struct remembered *remember(struct lookout *lookout, struct slice brand)
{
	struct remembered **place = &lookout->remembered[place_of(lookout, brand)];
	struct remembered *it = *place;
	bool fresh = !it;

	assert(brand.len <= COMMENT_ID_MAX);
	if (fresh)
		it = *place = malloc(sizeof(*it));
	if (!it)
		return NULL;
	if (fresh || !slice_equal((struct slice){ it->brand, it->brand_len }, brand)) {
		memset(it, 0, sizeof(*it));
		memcpy(it->brand, brand.data, brand.len);
		it->brand_len = brand.len;
		it->news = true; /* for all that is known */
	}
	it->used_at = ++lookout->looks;
	return it;
}

/* A few people who write again and again are no crowd. Recent comments are read for it, so it is
 * asked only when it decides; while an incident runs, every few seconds at most. */
static struct story_people people_of(struct lookout *lookout, struct redis_link *link,
				     struct remembered *it, const struct finding *finding,
				     int64_t now_us)
{
	const struct slice brand = { it->brand, it->brand_len };
	const struct story_case story = case_of(lookout, link, brand, finding, now_us);

	if (it->quiet || it->people_us == 0 || now_us < it->people_us ||
	    now_us - it->people_us >= PEOPLE_EVERY_US) {
		const bool known = it->people.shared;
		story_people(lookout->story, &story, &it->people);
		it->people_us = now_us;
		if (it->people.shared && !known)
			shared_author_warn(brand);
	}
	return it->people;
}

/* Counting authors costs a question more, so it is asked only when it decides. A source that names
 * no authors is not held to a minimum of them. */
static int evaluate_by(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		       const struct detect_settings *settings, int64_t now_us,
		       struct finding *ret_finding, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	uint64_t authors = 0;

	lookout->decided_by = *settings;
	counter_add(lookout->raise.counters, COUNTER_detect_evaluations, 1);
	detect_evaluate_with(&it->memory, lookout->counts, settings, now_us, DETECT_AUTHORS_UNKNOWN,
			     ret_finding);
	if (!ret_finding->alert)
		return 0;
	int r = series_authors(link, lookout->raise.partition, brand, SCOPE,
			       now_us - ret_finding->window_us, now_us + 1, &authors, error);
	if (r < 0)
		return r;
	const struct story_people people = people_of(lookout, link, it, ret_finding, now_us);
	lookout->decided_by.voices = people.windows;
	authors = story_people_behind(&people, ret_finding, authors);
	detect_evaluate_with(&it->memory, lookout->counts, &lookout->decided_by, now_us,
			     authors ? authors : DETECT_AUTHORS_UNKNOWN, ret_finding);
	if (!authors)
		ret_finding->authors = 0;
	return 0;
}

/* This brand's latest incidents, and what people said of them, read anew every few minutes. */
static const struct raise_past *past_of(struct lookout *lookout, struct redis_link *link,
					struct remembered *it, int64_t now_us)
{
	const struct slice brand = { it->brand, it->brand_len };
	struct error error = { 0 };

	if (raise_follow_past(link, &lookout->raise, brand, SCOPE, now_us, FEEDBACK_EVERY_US,
			      &it->past, &error) < 0)
		log_debug("past incidents: %s", error.text); /* the look itself will say so */
	return &it->past;
}

static bool count_inner(void *context, struct slice scope)
{
	size_t *count = context;

	*count += inner_kind_of(scope) != INNER_NONE;
	return true;
}

/* How many series within the brand share its budget, counted anew every few minutes, when there is
 * something that could spend it. */
static int count_live(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		      int64_t now_us, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	size_t live = 0;

	if (it->live_us > 0 && now_us >= it->live_us &&
	    (now_us - it->live_us < FEEDBACK_EVERY_US || (it->quiet && !it->news)))
		return 0;
	int r = series_scopes(link, lookout->raise.partition, brand, now_us - LIVE_US, count_inner,
			      &live, error);
	if (r == 0) {
		it->live = live;
		it->live_us = now_us;
	}
	return r;
}

/* What was told before is no part of it, at any line. It is read where it decides, and once. */
static int evaluate_untold(struct lookout *lookout, struct redis_link *link, struct remembered *it,
			   struct detect_settings *by, int64_t now_us, struct finding *ret_finding,
			   struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	int r = evaluate_by(lookout, link, it, by, now_us, ret_finding, error);

	if (r < 0 || !ret_finding->alert || by->before.to_us != 0)
		return r;
	r = raise_told(link, &lookout->raise, brand, SCOPE, &by->before, error);
	if (r == 0 && by->before.to_us > now_us - DETECT_BACK_US)
		r = evaluate_by(lookout, link, it, by, now_us, ret_finding, error);
	return r;
}

/* What people said moves the line, but mutes nothing of severity 1. */
static int evaluate(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		    int64_t now_us, struct finding *ret_finding, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	const struct raise_past *past = past_of(lookout, link, it, now_us);
	const int32_t margin = past->margin;
	struct detect_settings by = settings_of(lookout, brand, past, margin, now_us);
	struct finding loud;
	int r;

	by.quiet_weeks = inner_weeks_of_brand(by.quiet_weeks, it->live);
	r = evaluate_untold(lookout, link, it, &by, now_us, ret_finding, error);
	if (r < 0 || margin <= 0 || ret_finding->alert)
		return r;
	by.quiet_weeks /= pow(10.0, (double)margin / 1000);
	r = evaluate_untold(lookout, link, it, &by, now_us, &loud, error);
	if (r == 0 && loud.alert && loud.severity == 1)
		*ret_finding = loud;
	return r;
}

/* Once a day is enough; while old comments come in (an archive) the watch is put off, for what it
 * would see is not the feed. A recording cannot tell whether its feed was alive. */
static int watch_feeds(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		       int64_t now_us, struct error *error)
{
	const int64_t newest_us = (lookout->counts->last_minute + 1) * CLOCK_MINUTE_US;
	const int64_t every_us =
		now_us - newest_us >= SILENCE_SHORTEST_US ? SILENCE_SHORTEST_US / 2 : CLOCK_DAY_US;
	const struct slice brand = { it->brand, it->brand_len };

	if (lookout->raise.recording || now_us - it->feeds_us < every_us)
		return 0;
	int r = feeds_watch(link, lookout->raise.partition, brand, now_us, error);
	if (r == 0)
		it->feeds_us = now_us;
	return r;
}

static void take_sooner(int64_t *due_us, int64_t sooner_us)
{
	if (sooner_us != 0 && (*due_us == 0 || sooner_us < *due_us))
		*due_us = sooner_us;
}

/* The brand's own series. */
static int look_at_whole(struct lookout *lookout, struct redis_link *link, struct remembered *it,
			 int64_t now_us, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	struct finding finding = { 0 };
	bool runs = true;
	int64_t again_us = 0;
	struct story_request request = { lookout, link, brand, &finding, now_us };
	const struct raise_case what = { .brand = brand,
					 .scope = SCOPE,
					 .widens = true,
					 .finding = &finding,
					 .tell = tell,
					 .context = &request,
					 .ret_runs = &runs,
					 .ret_again_us = &again_us };
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int r = evaluate(lookout, link, it, now_us, &finding, error);

	if (r < 0)
		return r;
	finding.alert = finding.alert && (it->news || !it->quiet);
	if (finding.alert)
		counter_add(lookout->raise.counters, COUNTER_detect_findings, 1);
	r = raise_finding(link, &lookout->raise, &what, now_us, &turn, error);
	if (r == 0) {
		it->news = false;
		it->quiet = !runs;
		take_sooner(&it->due_us, pace_step(again_us));
		it->past.read_us = raise_changes_past(turn) ? 0 : it->past.read_us;
	}
	return r;
}

/* The slow look. At a negative comment only, so that a replay finds the same. */
static int look_at_mood(struct lookout *lookout, struct redis_link *link, struct remembered *it,
			int64_t now_us, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	const struct detect_settings settings = settings_of(lookout, brand, &it->past, 0, now_us);
	const struct soured_case what = { link,	 &lookout->raise, lookout->story,
					  brand, lookout->counts, &settings,
					  now_us };

	return it->news ? soured_look(&it->soured, &what, error) : 0;
}

/* What is within it, when the whole was looked at: a brand's incident covers its parts. */
static int look_within(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		       int64_t until_us, int64_t now_us, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	const struct detect_settings settings =
		settings_of(lookout, brand, past_of(lookout, link, it, now_us), 0, now_us);
	const struct within_case what = { .link = link,
					  .raise = &lookout->raise,
					  .story = lookout->story,
					  .brand = brand,
					  .counts = lookout->counts,
					  .memory = &it->memory,
					  .place = &it->followed.place,
					  .settings = &settings,
					  .live = it->live,
					  .until_us = until_us,
					  .now_us = now_us };
	int64_t next_us;
	int r = within_look(lookout->within, &what, &next_us, error);

	it->within_due_us = next_us == INT64_MAX ? 0 : next_us;
	return r;
}

/* Another judge's negatives, who may be gone: they wait no longer than our own would. */
static void take_news(struct remembered *it, bool whole, int64_t now_us)
{
	if (it->followed.news && !whole)
		take_sooner(&it->due_us, pace_due(&it->pace, 0, PACE_STEP_US, now_us));
	it->news = it->news || it->followed.news;
	it->followed.news = false;
}

/* The brand and what is within it, each as far as its moment has come. */
static int look(struct lookout *lookout, struct redis_link *link, struct remembered *it,
		int64_t until_us, int64_t now_us, struct error *error)
{
	const struct slice brand = { it->brand, it->brand_len };
	const bool whole = it->due_us != 0 && it->due_us <= until_us,
		   parts = it->within_due_us != 0 && it->within_due_us <= until_us;

	it->due_us = whole ? 0 : it->due_us;
	it->within_due_us = parts ? 0 : it->within_due_us;
	int r = followed_read(&it->followed, link, lookout->raise.partition, brand, lookout->within,
			      now_us, error);
	lookout->counts = &it->followed.counts;
	take_news(it, whole, now_us);
	if (r == 0)
		r = count_live(lookout, link, it, now_us, error);
	if (r == 0 && whole) {
		pace_looked(&it->pace, lookout->counts, now_us);
		r = look_at_mood(lookout, link, it, now_us, error);
		if (r == 0)
			r = look_at_whole(lookout, link, it, now_us, error);
	}
	if (r == 0 && parts)
		r = look_within(lookout, link, it, until_us, now_us, error);
	/* A series that cannot be read waits for the brand's next comment. */
	if (whole && error_is_unanswered(r))
		take_sooner(&it->due_us, now_us);
	if (parts && error_is_unanswered(r))
		take_sooner(&it->within_due_us, now_us);
	return r == 0 && whole ? watch_feeds(lookout, link, it, now_us, error) : r;
}

/* NULL when out of memory. */
static struct remembered *touch(struct lookout *lookout, struct slice brand,
				const struct delta_brand *touched, int64_t now_us)
{
	struct remembered *it = remember(lookout, brand);
	const uint64_t negatives = delta_negatives(touched);

	if (!it)
		return NULL;
	it->news = it->news || negatives > 0;
	if (touched->negative_voices > 0)
		campaigns_await(lookout->campaigns, brand, now_us + CAMPAIGNS_EVERY_US);
	take_sooner(&it->due_us, pace_due(&it->pace, negatives,
					  it->news    ? PACE_STEP_US
					  : it->quiet ? EVERY_QUIET_US
						      : EVERY_OTHERS_US,
					  now_us));
	const int64_t within_us = within_touch(lookout->within, brand, touched, now_us);
	if (within_us != INT64_MAX)
		take_sooner(&it->within_due_us, within_us);
	return it;
}

void lookout_forget(struct lookout *lookout)
{
	for (size_t i = 0; i < REMEMBERED && lookout->remembered[i]; i++)
		lookout->remembered[i]->followed.place.known = false;
}

void lookout_touch(struct lookout *lookout, struct slice brand, const struct delta_brand *touched,
		   int64_t now_us)
{
	(void)touch(lookout, brand, touched, now_us);
}

int lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
		  const struct delta_brand *touched, int64_t now_us, struct error *error)
{
	struct remembered *it = touch(lookout, brand, touched, now_us);

	if (!it)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return due_of(it) <= now_us ? look(lookout, link, it, now_us, now_us, error) : 0;
}

void lookout_await(struct lookout *lookout, struct slice brand, int64_t due_us)
{
	struct remembered *it = brand.len <= COMMENT_ID_MAX ? remember(lookout, brand) : NULL;

	if (!it)
		return;
	take_sooner(&it->due_us, due_us);
	campaigns_await(lookout->campaigns, brand, due_us);
}

int64_t lookout_next(const struct lookout *lookout)
{
	int64_t next_us = campaigns_next(lookout->campaigns);

	for (size_t i = 0; i < REMEMBERED && lookout->remembered[i]; i++) {
		const struct remembered *it = lookout->remembered[i];

		if (waits(it) && due_of(it) < next_us)
			next_us = due_of(it);
	}
	return next_us;
}

int lookout_rest(struct lookout *lookout, struct redis_link *link, int64_t until_us, int64_t now_us,
		 struct error *error)
{
	const struct campaigns_case what = { link, &lookout->raise, lookout->story, now_us };
	int r = 0;

	for (size_t i = 0; i < REMEMBERED && lookout->remembered[i] && r >= 0; i++) {
		if (waits(lookout->remembered[i]) && due_of(lookout->remembered[i]) <= until_us)
			r = look(lookout, link, lookout->remembered[i], until_us, now_us, error);
	}
	return r < 0 ? r : campaigns_look(lookout->campaigns, &what, until_us, error);
}

int lookout_comment(struct lookout *lookout, struct redis_link *link, const struct comment *comment,
		    const struct repeat *repeat, const struct verdict *verdict, int64_t now_us,
		    struct error *error)
{
	const struct config_brand *brand = config_brand(lookout->raise.config, comment->brand);
	const struct watch_settings settings = { &brand->thresholds, brand->watch_intents };
	struct watch watch;
	bool again;

	if (!watch_comment(comment, verdict, &settings, &watch))
		return 0;
	int r = commit_is_repeat(link, lookout->raise.partition, repeat->key, &repeat->counted,
				 &again, error);
	if (r < 0 || again)
		return r;
	struct remembered *remembered = remember(lookout, comment->brand);

	watch.author = lookout->keys ? tally_author(lookout->keys->current, comment) : 0;
	return watched_raise(link, &lookout->raise, remembered ? &remembered->watched : NULL,
			     comment, &watch, now_us, error);
}
