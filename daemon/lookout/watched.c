/* watched.c - see watched.h. */
#include "watched.h"

#include "clock.h"
#include "incident.h"
#include "incident_life.h"
#include "incidents.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define WATCHED_AGE_US (6 * CLOCK_HOUR_US)

struct watched_story {
	struct slice reason;
	struct incident_example example;
	struct incident_watched watched;
};

static void tell_watched(void *context, bool opens, struct raise_story *ret_story)
{
	struct watched_story *story = context;

	(void)opens;
	*ret_story = (struct raise_story){ .drivers = &story->reason,
					   .driver_count = 1,
					   .examples = &story->example,
					   .example_count = 1,
					   .watched = &story->watched };
}

static void write_scope(const struct comment *comment, char text[INCIDENT_NAME_MAX])
{
	struct slice id = utf8_cut(comment->id, INCIDENT_NAME_MAX - sizeof("comment:"));

	snprintf(text, INCIDENT_NAME_MAX, "comment:%.*s", (int)id.len, id.len ? id.data : "");
}

/* How many there were in this hour, this one among them; nobody counts: as if too many. */
static uint64_t count_in_hour(struct watched *watched, const struct watch *watch, int64_t now_us)
{
	const int64_t hour = now_us / CLOCK_HOUR_US;

	if (!watched)
		return WATCHED_AN_HOUR + 1;
	if (watched->hour != hour)
		*watched = (struct watched){ .hour = hour };
	return watch->intent ? ++watched->intents : ++watched->count;
}

/* Its own scope, or for what is too much in one hour that of all of its kind. */
static const char *scope_of(const char *own, const struct watch *watch, uint64_t count)
{
	if (count <= WATCHED_AN_HOUR)
		return own;
	return watch->intent ? "comment:intents" : "comment";
}

/* It was told, and what it says, and how bad that is, has not changed; its incident may be over. */
static bool is_told(const struct incident *incident, const struct watch *watch,
		    const struct watched_story *story)
{
	return incident->severity <= watch->severity && incident->example_count > 0 &&
	       strcmp(incident->examples[0].id, story->example.id) == 0 &&
	       strcmp(incident->examples[0].text, story->example.text) == 0;
}

/* The brand has an incident, or this comment has had its own. */
static bool is_known(struct redis_link *link, const struct raise_settings *settings,
		     struct slice brand, const char *own, const struct watch *watch,
		     const struct watched_story *story, int64_t now_us)
{
	const unsigned partition = settings->partition;
	struct incident *incident = malloc(sizeof(*incident));
	struct error error = { 0 };
	bool known =
		incident &&
		((incident_latest(link, partition, brand, slice_from("brand"), incident, &error) ==
			  0 &&
		  raise_is_looked_at(link, settings, incident, now_us)) ||
		 (incident_latest(link, partition, brand, slice_from(own), incident, &error) == 0 &&
		  is_told(incident, watch, story)));

	free(incident);
	return known;
}

/* A person has to look at it, so they are told whose it is. */
static void write_watched(const struct comment *comment, const struct watch *watch,
			  struct incident_watched *ret_watched)
{
	const struct author *author = &comment->author;

	incident_copy_text(ret_watched->by, sizeof(ret_watched->by), slice_from(watch->by));
	incident_copy_text(ret_watched->author, sizeof(ret_watched->author),
			   author->name.len ? author->name : author->id);
	incident_copy_text(ret_watched->post, sizeof(ret_watched->post), comment->post);
	ret_watched->points = watch->points;
	ret_watched->line = watch->line;
	ret_watched->followers = author->followers > 0 ? author->followers : 0;
	ret_watched->reach = comment->reach > 0 ? comment->reach : 0;
}

static void write_story(const struct comment *comment, const struct watch *watch,
			struct watched_story *ret_story)
{
	struct incident_example *example = &ret_story->example;

	*ret_story = (struct watched_story){ .reason = slice_from(watch->reason) };
	incident_copy_text(example->id, sizeof(example->id), comment->id);
	incident_copy_text(example->text, sizeof(example->text), comment->text);
	incident_copy_text(example->channel, sizeof(example->channel), comment->channel);
	incident_copy_url(example->url, sizeof(example->url), comment->url);
	example->ts_us = comment->ts_us;
	if (watch->author) /* so that they can be found when they want to be forgotten */
		snprintf(example->author, sizeof(example->author), "%016" PRIx64, watch->author);
	write_watched(comment, watch, &ret_story->watched);
}

int watched_raise(struct redis_link *link, const struct raise_settings *settings,
		  struct watched *watched, const struct comment *comment, const struct watch *watch,
		  int64_t now_us, struct error *error)
{
	struct watched_story story;
	char own[INCIDENT_NAME_MAX];

	write_scope(comment, own);
	write_story(comment, watch, &story);
	if (now_us - comment->ts_us > WATCHED_AGE_US ||
	    is_known(link, settings, comment->brand, own, watch, &story, now_us))
		return 0;
	const uint64_t count = count_in_hour(watched, watch, now_us);
	const struct finding finding = { .at_us = now_us,
					 .began_us = comment->ts_us,
					 .window_us = CLOCK_MINUTE_US,
					 .negative = count > WATCHED_AN_HOUR
							     ? count - WATCHED_AN_HOUR
							     : 1,
					 .comments = 1,
					 .authors = 1,
					 .severity = watch->severity,
					 .alert = true };
	const struct raise_case what = { .brand = comment->brand,
					 .scope = slice_from(scope_of(own, watch, count)),
					 .finding = &finding,
					 .tell = tell_watched,
					 .context = &story };

	return raise_finding(link, settings, &what, now_us, NULL, error);
}
