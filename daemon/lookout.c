/* lookout.c - see lookout.h: series in, finding out, and the story behind it when somebody must
 * know. */
#include "lookout.h"

#include "campaign.h"
#include "clock.h"
#include "comment.h"
#include "detect.h"
#include "drivers.h"
#include "feedback.h"
#include "feeds.h"
#include "incidents.h"
#include "log.h"
#include "raise.h"
#include "recent.h"
#include "series.h"
#include "silence.h"
#include "utf8.h"
#include "watch.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { ARENA_CHUNK = 1 << 20, ARENA_LIMIT = 32 << 20, REMEMBERED = 64, WATCHED_AN_HOUR = 3 };
enum { FEEDBACK_INCIDENTS = 20 };
#define FEEDBACK_EVERY_US (2 * CLOCK_MINUTE_US)
#define WATCHED_AGE_US (6 * CLOCK_HOUR_US)
/* What the detector looks back to. */
#define EVENTS_PAST_US (4 * CLOCK_DAY_US)
#define SCOPE slice_from("brand")

/* What was learnt of a brand; losing it costs only time. */
struct remembered {
	char brand[COMMENT_ID_MAX];
	size_t brand_len;
	uint64_t used_at; /* looks, counted */
	struct detect_memory memory;
	int64_t margin_us;    /* when what people said of incidents was read, */
	int32_t margin;	      /* and what it moves the line by */
	int64_t feeds_us;     /* when the watch over its feeds was last set going */
	int64_t watched_hour; /* in which so many single comments became incidents */
	uint64_t watched;
};

struct lookout {
	struct raise_settings raise;
	struct remembered *remembered[REMEMBERED]; /* the least recently looked at gives way */
	uint64_t looks;
	struct series_counts counts; /* 14 KiB: not for the stack */
	struct arena arena;	     /* of one story */
	struct drivers drivers;
	struct slice driver_texts[DRIVERS_MAX];
	struct incident_example examples[INCIDENT_EXAMPLES_MAX];
	struct evidence evidence;
	struct detect_event events[CONFIG_EVENTS_MAX];
	struct detect_settings decided_by; /* of the last evaluation */
};

struct feedback_sum {
	struct feedback feedback;
	int64_t now_us;
};

/* What tell() needs; lives on the stack of lookout_brand. */
struct story_request {
	struct lookout *lookout;
	struct redis_link *link;
	struct slice brand;
	const struct finding *finding;
	int64_t now_us;
};

struct lookout *lookout_new(const struct config *config, struct counters *counters,
			    unsigned partition, bool recording)
{
	struct lookout *lookout = calloc(1, sizeof(*lookout));

	if (!lookout)
		return NULL;
	lookout->raise = (struct raise_settings){ config, partition, counters, recording };
	arena_init(&lookout->arena, ARENA_CHUNK, ARENA_LIMIT);
	return lookout;
}

struct lookout *lookout_free(struct lookout *lookout)
{
	if (!lookout)
		return NULL;
	for (size_t i = 0; i < REMEMBERED; i++)
		free(lookout->remembered[i]);
	arena_done(&lookout->arena);
	free(lookout);
	return NULL;
}

/* --- the story --- */

static bool of_episode(const struct recent_comment *comment, const struct finding *finding)
{
	bool negative = comment->polarity == POLARITY_NEGATIVE || comment->action != ACTION_ALLOW;

	return negative && comment->ts_us >= finding->began_us;
}

static void find_drivers(struct lookout *lookout, const struct recent_list *recent,
			 const struct finding *finding, struct campaign *ret_campaign)
{
	struct slice *texts = arena_calloc(&lookout->arena, 2 * recent->count + 1, sizeof(*texts));
	struct slice *others = texts ? texts + recent->count : NULL;
	size_t episode = 0, other = 0;

	lookout->drivers.count = 0;
	*ret_campaign = (struct campaign){ 0 };
	for (size_t i = 0; texts && i < recent->count; i++) {
		if (of_episode(&recent->comments[i], finding))
			texts[episode++] = recent->comments[i].text;
		else
			others[other++] = recent->comments[i].text;
	}
	if (texts && drivers_find(texts, episode, others, other, &lookout->drivers) < 0)
		lookout->drivers.count =
			0; /* out of memory: an incident without its drivers is better than none */
	if (!texts || campaign_find(texts, episode, ret_campaign) < 0)
		*ret_campaign = (struct campaign){ 0 };
	for (size_t i = 0; i < lookout->drivers.count; i++)
		lookout->driver_texts[i] = slice_from(lookout->drivers.items[i].text);
}

/* How typical: one for each driver in it. What was hidden stands behind what can be shown to
 * anybody. */
static int typical(const struct lookout *lookout, const struct recent_comment *comment)
{
	int points = comment->action == ACTION_HIDE ? -DRIVERS_MAX : 0;

	for (size_t i = 0; i < lookout->drivers.count; i++) {
		struct slice driver = lookout->driver_texts[i];

		if (comment->text.len &&
		    memmem(comment->text.data, comment->text.len, driver.data, driver.len))
			points++;
	}
	return points;
}

static void copy_text(struct slice text, char *ret_text, size_t size)
{
	text = utf8_cut(text, size - 1);
	if (text.len)
		memcpy(ret_text, text.data, text.len);
	ret_text[text.len] = '\0';
}

static void write_example(const struct recent_comment *comment,
			  struct incident_example *ret_example)
{
	copy_text(comment->id, ret_example->id, sizeof(ret_example->id));
	copy_text(comment->text, ret_example->text, sizeof(ret_example->text));
	copy_text(comment->channel, ret_example->channel, sizeof(ret_example->channel));
	copy_text(comment->url, ret_example->url, sizeof(ret_example->url));
	ret_example->ts_us = comment->ts_us;
	if (comment->author) /* so that they can be found when they want to be forgotten */
		snprintf(ret_example->author, sizeof(ret_example->author), "%016" PRIx64,
			 comment->author);
}

static bool text_taken(const struct recent_comment *const *taken, size_t count,
		       const struct recent_comment *comment)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_equal(taken[i]->text, comment->text))
			return true;
	}
	return false;
}

/* The most typical ones, each text once, the earliest first among equals. */
static size_t find_examples(struct lookout *lookout, const struct recent_list *recent,
			    const struct finding *finding)
{
	const struct recent_comment *taken[INCIDENT_EXAMPLES_MAX];
	size_t count = 0;

	while (count < INCIDENT_EXAMPLES_MAX) {
		const struct recent_comment *best = NULL;
		int best_points = 0;

		for (size_t i = 0; i < recent->count; i++) {
			const struct recent_comment *comment = &recent->comments[i];
			int points;

			if (!of_episode(comment, finding) || text_taken(taken, count, comment))
				continue;
			points = typical(lookout, comment);
			if (!best || points > best_points) {
				best = comment;
				best_points = points;
			}
		}
		if (!best)
			break;
		write_example(best, &lookout->examples[count]);
		taken[count++] = best;
	}
	return count;
}

/* With the events of this brand that may touch what is looked at. */
static struct detect_settings settings_of(struct lookout *lookout, struct slice brand,
					  int32_t margin, int64_t now_us)
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
	return (struct detect_settings){ (uint64_t)of->minimum_negative,
					 (uint64_t)of->minimum_authors,
					 (double)of->quiet_weeks * pow(10.0, (double)margin / 1000),
					 lookout->events, count };
}

static void tell(void *context, struct raise_story *ret_story)
{
	const struct story_request *request = context;
	struct lookout *lookout = request->lookout;
	const struct recent_range range = { request->now_us - RECENT_AGE_US, request->now_us + 1,
					    RECENT_KEPT };
	struct recent_list recent;
	struct campaign campaign;
	struct error error = { 0 };

	detect_explain(&lookout->counts, &lookout->decided_by, request->now_us,
		       request->finding->authors ? request->finding->authors
						 : DETECT_AUTHORS_UNKNOWN,
		       &lookout->evidence);
	*ret_story = (struct raise_story){ .evidence = &lookout->evidence };
	arena_reset(&lookout->arena);
	if (recent_read(request->link, lookout->raise.partition, request->brand, &range,
			&lookout->arena, &recent, &error) < 0) {
		log_warning("an incident goes without what people say: %s", error.text);
		return;
	}
	find_drivers(lookout, &recent, request->finding, &campaign);
	ret_story->looked_at = campaign.comments;
	ret_story->copies = campaign.copies;
	ret_story->drivers = lookout->driver_texts;
	ret_story->driver_count = lookout->drivers.count;
	ret_story->example_count = find_examples(lookout, &recent, request->finding);
	ret_story->examples = lookout->examples;
}

/* --- the look --- */

/* The place of this brand, or the one that gives way to it. */
static size_t place_of(const struct lookout *lookout, struct slice brand)
{
	size_t oldest = 0;

	for (size_t i = 0; i < REMEMBERED; i++) {
		const struct remembered *it = lookout->remembered[i];

		if (!it)
			return i;
		if (slice_equal((struct slice){ it->brand, it->brand_len }, brand))
			return i;
		if (it->used_at < lookout->remembered[oldest]->used_at)
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
	}
	it->used_at = ++lookout->looks;
	return it;
}

static void detect(struct detect_memory *memory, const struct series_counts *counts,
		   const struct detect_settings *settings, int64_t now_us, uint64_t authors,
		   struct finding *ret_finding)
{
	if (memory)
		detect_evaluate_with(memory, counts, settings, now_us, authors, ret_finding);
	else
		detect_evaluate(counts, settings, now_us, authors, ret_finding);
}

/* Counting authors costs a question more, so it is asked only when it decides. A source that names
 * no authors is not held to a minimum of them. */
static int evaluate_by(struct lookout *lookout, struct redis_link *link, struct slice brand,
		       const struct detect_settings *settings, int64_t now_us,
		       struct finding *ret_finding, struct error *error)
{
	struct remembered *remembered = remember(lookout, brand);
	struct detect_memory *memory = remembered ? &remembered->memory : NULL;
	uint64_t authors = 0;
	int r;

	lookout->decided_by = *settings;
	counter_add(lookout->raise.counters, COUNTER_detect_evaluations, 1);
	detect(memory, &lookout->counts, settings, now_us, DETECT_AUTHORS_UNKNOWN, ret_finding);
	if (!ret_finding->alert)
		return 0;
	r = series_authors(link, lookout->raise.partition, brand, SCOPE,
			   now_us - ret_finding->window_us, now_us + 1, &authors, error);
	if (r < 0)
		return r;
	detect(memory, &lookout->counts, settings, now_us,
	       authors ? authors : DETECT_AUTHORS_UNKNOWN, ret_finding);
	if (!authors)
		ret_finding->authors = 0;
	return 0;
}

static bool count_feedback(void *context, const struct incident *incident)
{
	struct feedback_sum *sum = context;

	feedback_count(&sum->feedback, incident, SCOPE, sum->now_us);
	return true;
}

/* What people said of this brand's latest incidents, read anew every few minutes. */
static int32_t margin_of(struct lookout *lookout, struct redis_link *link, struct slice brand,
			 int64_t now_us)
{
	const struct incident_filter latest = { .brand = brand,
						.state = INCIDENT_STATE_COUNT,
						.max = FEEDBACK_INCIDENTS };
	struct remembered *remembered = remember(lookout, brand);
	struct feedback_sum sum = { .now_us = now_us };
	struct error error = { 0 };

	if (!remembered || lookout->raise.recording)
		return 0;
	if (now_us - remembered->margin_us < FEEDBACK_EVERY_US && now_us >= remembered->margin_us)
		return remembered->margin;
	if (incident_list(link, lookout->raise.partition, &latest, count_feedback, &sum, &error) <
	    0)
		return remembered->margin; /* the look itself will say what is wrong with Redis */
	remembered->margin_us = now_us;
	return remembered->margin = feedback_margin(&sum.feedback);
}

/* What people said moves the line, but mutes nothing of severity 1. */
static int evaluate(struct lookout *lookout, struct redis_link *link, struct slice brand,
		    int64_t now_us, struct finding *ret_finding, struct error *error)
{
	const int32_t margin = margin_of(lookout, link, brand, now_us);
	const struct detect_settings moved = settings_of(lookout, brand, margin, now_us);
	const struct detect_settings usual = settings_of(lookout, brand, 0, now_us);
	struct finding loud;
	int r = evaluate_by(lookout, link, brand, &moved, now_us, ret_finding, error);

	if (r < 0 || margin <= 0 || ret_finding->alert)
		return r;
	r = evaluate_by(lookout, link, brand, &usual, now_us, &loud, error);
	if (r == 0 && loud.alert && loud.severity == 1)
		*ret_finding = loud;
	return r;
}

/* Turns that somebody is told of; the others are news for the screen, not for the log. */
static bool tells(enum incident_turn turn)
{
	return turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN ||
	       turn == INCIDENT_TURN_RAISE || turn == INCIDENT_TURN_RESOLVE;
}

/* Once a day is enough; while old comments come in (an archive) the watch is put off, for what it
 * would see is not the feed. A recording cannot tell whether its feed was alive. */
static int watch_feeds(struct lookout *lookout, struct redis_link *link, struct slice brand,
		       int64_t now_us, struct error *error)
{
	const int64_t newest_us = (lookout->counts.last_minute + 1) * CLOCK_MINUTE_US;
	const int64_t every_us =
		now_us - newest_us >= SILENCE_SHORTEST_US ? SILENCE_SHORTEST_US / 2 : CLOCK_DAY_US;
	struct remembered *remembered = remember(lookout, brand);
	int r;

	if (lookout->raise.recording || !remembered || now_us - remembered->feeds_us < every_us)
		return 0;
	r = feeds_watch(link, lookout->raise.partition, brand, now_us, error);
	if (r == 0)
		remembered->feeds_us = now_us;
	return r;
}

int lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
		  int64_t now_us, struct error *error)
{
	struct finding finding = { 0 };
	struct story_request request = { lookout, link, brand, &finding, now_us };
	const struct raise_case what = { .brand = brand,
					 .scope = SCOPE,
					 .finding = &finding,
					 .tell = tell,
					 .context = &request };
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int r = series_read(link, lookout->raise.partition, brand, SCOPE, &lookout->counts, error);

	if (r == 0)
		r = evaluate(lookout, link, brand, now_us, &finding, error);
	if (r < 0)
		return r;
	if (finding.alert)
		counter_add(lookout->raise.counters, COUNTER_detect_findings, 1);
	r = raise_finding(link, &lookout->raise, &what, now_us, &turn, error);
	if (r == 0)
		r = watch_feeds(lookout, link, brand, now_us, error);
	if (r == 0 && tells(turn))
		log_info("incident of %.*s: %s, %llu negative where %.1f are usual, severity %u",
			 (int)brand.len, brand.data, incident_turn_name(turn),
			 (unsigned long long)finding.negative, (double)finding.expected / 1000,
			 finding.severity);
	return r;
}

/* --- the single comment --- */

struct watched_story {
	struct slice reason;
	struct incident_example example;
};

static void tell_watched(void *context, struct raise_story *ret_story)
{
	struct watched_story *story = context;

	*ret_story = (struct raise_story){ .drivers = &story->reason,
					   .driver_count = 1,
					   .examples = &story->example,
					   .example_count = 1 };
}

/* Its own scope, or for what is too much in one hour that of all of them. */
static struct slice scope_of(struct remembered *remembered, const struct comment *comment,
			     int64_t now_us, char text[INCIDENT_NAME_MAX])
{
	const int64_t hour = now_us / CLOCK_HOUR_US;
	struct slice id = utf8_cut(comment->id, INCIDENT_NAME_MAX - sizeof("comment:"));

	if (remembered && remembered->watched_hour != hour) {
		remembered->watched_hour = hour;
		remembered->watched = 0;
	}
	if (!remembered || ++remembered->watched > WATCHED_AN_HOUR)
		return slice_from("comment");
	snprintf(text, INCIDENT_NAME_MAX, "comment:%.*s", (int)id.len, id.len ? id.data : "");
	return slice_from(text);
}

static bool has_incident(const struct lookout *lookout, struct redis_link *link, struct slice brand)
{
	struct incident *incident = malloc(sizeof(*incident));
	struct error error = { 0 };
	bool open = incident &&
		    incident_latest(link, lookout->raise.partition, brand, SCOPE, incident,
				    &error) == 0 &&
		    incident->state != INCIDENT_RESOLVED;

	free(incident);
	return open;
}

static void write_story(const struct comment *comment, const struct watch *watch,
			struct watched_story *ret_story)
{
	*ret_story = (struct watched_story){ .reason = slice_from(watch->reason) };
	copy_text(comment->id, ret_story->example.id, sizeof(ret_story->example.id));
	copy_text(comment->text, ret_story->example.text, sizeof(ret_story->example.text));
	copy_text(comment->channel, ret_story->example.channel, sizeof(ret_story->example.channel));
	copy_text(comment->url, ret_story->example.url, sizeof(ret_story->example.url));
	ret_story->example.ts_us = comment->ts_us;
}

int lookout_comment(struct lookout *lookout, struct redis_link *link, const struct comment *comment,
		    const struct verdict *verdict, int64_t now_us, struct error *error)
{
	const struct thresholds *thresholds =
		&config_brand(lookout->raise.config, comment->brand)->thresholds;
	struct watched_story story;
	char text[INCIDENT_NAME_MAX];
	struct watch watch;

	if (!watch_comment(comment, verdict, thresholds, &watch) ||
	    now_us - comment->ts_us > WATCHED_AGE_US || has_incident(lookout, link, comment->brand))
		return 0;
	struct remembered *remembered = remember(lookout, comment->brand);
	struct slice scope = scope_of(remembered, comment, now_us, text);
	const bool alone = scope.data == text;
	const struct finding finding = {
		.at_us = now_us,
		.began_us = comment->ts_us,
		.window_us = CLOCK_MINUTE_US,
		.negative = alone || !remembered ? 1 : remembered->watched - WATCHED_AN_HOUR,
		.comments = 1,
		.authors = 1,
		.severity = watch.severity,
		.alert = true
	};
	const struct raise_case what = { .brand = comment->brand,
					 .scope = scope,
					 .finding = &finding,
					 .tell = tell_watched,
					 .context = &story };
	enum incident_turn turn = INCIDENT_TURN_NOTHING;

	write_story(comment, &watch, &story);
	int r = raise_finding(link, &lookout->raise, &what, now_us, &turn, error);
	if (r == 0 && tells(turn))
		log_info("incident of %.*s: %s, %s, severity %u", (int)comment->brand.len,
			 comment->brand.data, incident_turn_name(turn), watch.reason,
			 watch.severity);
	return r;
}
