/*
 * incident.c - an incident as the JSON object promised to users, which is also how the store keeps
 * it.
 *
 * One table per kind of member, walked by writer and reader, so that what is written can be read.
 */
#include "incident.h"

#include "clock.h"
#include "json.h"
#include "utf8.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *const states[] = {
	[INCIDENT_OPEN] = "open",
	[INCIDENT_ACKNOWLEDGED] = "acknowledged",
	[INCIDENT_RESOLVED] = "resolved",
};
static_assert(sizeof(states) / sizeof(states[0]) == INCIDENT_STATE_COUNT, "each has a name");

const char *incident_state_name(enum incident_state state)
{
	assert(state >= 0 && state < INCIDENT_STATE_COUNT);
	return states[state];
}

bool incident_is_souring(const struct incident *incident)
{
	return strcmp(incident->scope, INCIDENT_SOURING) == 0;
}

bool incident_is_silence(const struct incident *incident)
{
	return strncmp(incident->scope, INCIDENT_SILENCE, strlen(INCIDENT_SILENCE)) == 0;
}

bool incident_is_watched(const struct incident *incident)
{
	static const char word[] = "comment";
	const char *rest = incident->scope + strlen(word);

	return strncmp(incident->scope, word, strlen(word)) == 0 && (*rest == '\0' || *rest == ':');
}

bool incident_is_untaken(const struct incident *incident)
{
	return incident->state == INCIDENT_RESOLVED && incident_is_watched(incident) &&
	       incident->acknowledged_by[0] == '\0';
}

bool incident_is_campaign(const struct incident *incident)
{
	return strncmp(incident->scope, INCIDENT_CAMPAIGN, strlen(INCIDENT_CAMPAIGN)) == 0;
}

enum { FLOOD_PEOPLE = 10 }; /* so many are no few any more */

bool incident_is_flood(const struct incident *incident)
{
	return incident_is_campaign(incident) && incident->authors > 0 &&
	       incident->authors < FLOOD_PEOPLE && incident->authors * 3 < incident->negative;
}

int64_t incident_window_minutes(const struct incident *incident)
{
	return incident->window_us / CLOCK_MINUTE_US + (incident->window_us % CLOCK_MINUTE_US > 0);
}

bool incident_authors_at_least(const struct incident *incident)
{
	return incident->window_us > INCIDENT_AUTHORS_US && incident->known < incident->negative;
}

size_t incident_take_out(struct incident *incident,
			 bool (*is_theirs)(void *context, const struct incident_example *example),
			 void *context)
{
	const struct incident_example *first = &incident->first;
	bool known = first->id[0] == '\0', first_goes = false;
	size_t kept = 0, taken = 0;

	for (size_t i = 0; i < incident->example_count; i++) {
		const struct incident_example *example = &incident->examples[i];
		const bool theirs = is_theirs(context, example);

		if (!known && strcmp(example->id, first->id) == 0) {
			known = true;
			first_goes = theirs;
		}
		if (theirs && i == 0)
			incident->watched = (struct incident_watched){ 0 };
		taken += theirs;
		if (!theirs)
			incident->examples[kept++] = *example;
	}
	incident->example_count = kept;
	if (first_goes || (!known && is_theirs(context, first))) {
		incident->first = (struct incident_example){ 0 };
		taken++;
	}
	return taken;
}

size_t incident_take_drivers(struct incident *incident,
			     bool (*goes)(void *context, const char *driver), void *context)
{
	const size_t count = incident_is_watched(incident) ? 0 : incident->driver_count;
	size_t kept = 0;

	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!goes(context, incident->drivers[i]))
			memmove(incident->drivers[kept++], incident->drivers[i],
				INCIDENT_DRIVER_BYTES);
	}
	incident->driver_count = kept;
	return count - kept;
}

static const char *const feedbacks[] = {
	[INCIDENT_FEEDBACK_NONE] = "",
	[INCIDENT_FEEDBACK_REAL] = "real",
	[INCIDENT_FEEDBACK_FALSE] = "false",
	[INCIDENT_FEEDBACK_EXPECTED] = "expected",
};
static_assert(sizeof(feedbacks) / sizeof(feedbacks[0]) == INCIDENT_FEEDBACK_COUNT,
	      "each has a name");

const char *incident_feedback_name(enum incident_feedback feedback)
{
	assert(feedback >= 0 && feedback < INCIDENT_FEEDBACK_COUNT);
	return feedbacks[feedback];
}

bool incident_feedback_from_name(struct slice name, enum incident_feedback *ret_feedback)
{
	for (int i = INCIDENT_FEEDBACK_REAL; i < INCIDENT_FEEDBACK_COUNT; i++) {
		if (!slice_is(name, feedbacks[i]))
			continue;
		*ret_feedback = (enum incident_feedback)i;
		return true;
	}
	return false;
}

static const struct {
	enum incident_held bit;
	const char *name;
} helds[] = {
	{ INCIDENT_HELD_STEP, "step" },
	{ INCIDENT_HELD_REOPENED, "reopened" },
	{ INCIDENT_HELD_WORSE, "raised" },
};

struct field {
	const char *key;
	size_t offset, size; /* size of the array, of texts */
};

#define TEXT(type, member)                                                                         \
	{                                                                                          \
#member, offsetof(type, member), sizeof(((type *)0)->member)                       \
	}

static const struct field texts[] = {
	TEXT(struct incident, id),	    TEXT(struct incident, brand),
	TEXT(struct incident, scope),	    TEXT(struct incident, acknowledged_by),
	TEXT(struct incident, feedback_by), TEXT(struct incident, area),
	TEXT(struct incident, policy),
};

/* Absent is 0. */
static const struct field times[] = {
	{ "began_at", offsetof(struct incident, began_us), 0 },
	{ "opened_at", offsetof(struct incident, opened_at_us), 0 },
	{ "peak_at", offsetof(struct incident, peak_at_us), 0 },
	{ "updated_at", offsetof(struct incident, updated_at_us), 0 },
	{ "acknowledged_at", offsetof(struct incident, acknowledged_at_us), 0 },
	{ "resolved_at", offsetof(struct incident, resolved_at_us), 0 },
	{ "calm_since", offsetof(struct incident, calm_since_us), 0 },
	{ "next_step_at", offsetof(struct incident, next_step_us), 0 },
	{ "told_from", offsetof(struct incident, told_from_us), 0 },
	{ "told_until", offsetof(struct incident, told_until_us), 0 },
};

/* All of them 64 bits, none negative. */
static const struct field numbers[] = {
	{ "negative", offsetof(struct incident, negative), 0 },
	{ "comments", offsetof(struct incident, comments), 0 },
	{ "authors", offsetof(struct incident, authors), 0 },
	{ "copies", offsetof(struct incident, copies), 0 },
	{ "copies_of", offsetof(struct incident, looked_at), 0 },
	{ "known", offsetof(struct incident, known), 0 },
	{ "author_most", offsetof(struct incident, author_most), 0 },
	{ "organic", offsetof(struct incident, organic), 0 },
	{ "synchronous", offsetof(struct incident, synchronous), 0 },
	{ "newcomers", offsetof(struct incident, newcomers), 0 },
	{ "newcomers_of", offsetof(struct incident, standing_known), 0 },
	{ "window_us", offsetof(struct incident, window_us), 0 },
	{ "lull_us", offsetof(struct incident, lull_us), 0 },
	{ "version", offsetof(struct incident, version), 0 },
};

static const struct field example_texts[] = {
	TEXT(struct incident_example, id),	TEXT(struct incident_example, text),
	TEXT(struct incident_example, channel), TEXT(struct incident_example, url),
	TEXT(struct incident_example, author),
};

static const struct field watched_texts[] = {
	TEXT(struct incident_watched, by),
	TEXT(struct incident_watched, author),
	TEXT(struct incident_watched, post),
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static int64_t *number_at(void *object, const struct field *field)
{
	return (int64_t *)(void *)((char *)object + field->offset);
}

static char *text_at(void *object, const struct field *field)
{
	return (char *)object + field->offset;
}

/* --- writing --- */

static void write_texts(struct json_writer *writer, const void *object, const struct field *fields,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		json_write_member_string(writer, fields[i].key,
					 slice_from((const char *)object + fields[i].offset));
}

static void write_times(struct json_writer *writer, struct incident *incident)
{
	for (size_t i = 0; i < COUNT(times); i++) {
		int64_t us = *number_at(incident, &times[i]);
		if (us > 0) {
			json_write_member_time(writer, times[i].key, us);
		} else {
			json_write_key(writer, times[i].key);
			json_write_null(writer);
		}
	}
}

static void write_figures(struct json_writer *writer, struct incident *incident)
{
	json_write_member_integer(writer, "severity", incident->severity);
	for (size_t i = 0; i < COUNT(numbers); i++)
		json_write_member_integer(writer, numbers[i].key,
					  *number_at(incident, &numbers[i]));
	json_write_key(writer, "expected");
	json_write_thousandths(writer, incident->expected);
	json_write_key(writer, "surprise");
	json_write_thousandths(writer, incident->surprise);
	json_write_member_bool(writer, "learning", incident->learning);
	json_write_member_bool(writer, "spread", incident->spread);
	json_write_member_bool(writer, "beside", incident->beside);
	json_write_member_bool(writer, "unheard", incident->unheard);
	json_write_member_bool(writer, "untaken", incident_is_untaken(incident));
	json_write_member_integer(writer, "step", incident->step);
	json_write_member_integer(writer, "round", incident->round);
}

static void write_example(struct json_writer *writer, const struct incident_example *example)
{
	json_write_object(writer);
	write_texts(writer, example, example_texts, COUNT(example_texts));
	json_write_member_time(writer, "ts", example->ts_us);
	json_write_object_end(writer);
}

static void write_first(struct json_writer *writer, const struct incident *incident)
{
	json_write_key(writer, "first_comment");
	if (incident->first.id[0] != '\0')
		write_example(writer, &incident->first);
	else
		json_write_null(writer);
}

static void write_watched(struct json_writer *writer, const struct incident_watched *watched)
{
	json_write_key(writer, "watched");
	if (watched->by[0] == '\0') {
		json_write_null(writer);
		return;
	}
	json_write_object(writer);
	write_texts(writer, watched, watched_texts, COUNT(watched_texts));
	json_write_key(writer, "points");
	json_write_thousandths(writer, watched->points);
	json_write_key(writer, "line");
	json_write_thousandths(writer, watched->line);
	json_write_member_integer(writer, "followers", watched->followers);
	json_write_member_integer(writer, "reach", watched->reach);
	json_write_object_end(writer);
}

static void write_drivers(struct json_writer *writer, const struct incident *incident)
{
	json_write_key(writer, "drivers");
	json_write_array(writer);
	for (size_t i = 0; i < incident->driver_count; i++)
		json_write_string(writer, slice_from(incident->drivers[i]));
	json_write_array_end(writer);
}

/* The ids as promised, and beside them what an e-mail or the console shows. */
static void write_examples(struct json_writer *writer, const struct incident *incident)
{
	json_write_key(writer, "examples");
	json_write_array(writer);
	for (size_t i = 0; i < incident->example_count; i++)
		json_write_string(writer, slice_from(incident->examples[i].id));
	json_write_array_end(writer);

	json_write_key(writer, "example_comments");
	json_write_array(writer);
	for (size_t i = 0; i < incident->example_count; i++)
		write_example(writer, &incident->examples[i]);
	json_write_array_end(writer);
}

void incident_write_places(const struct incident *incident, struct json_writer *writer)
{
	json_write_key(writer, "where");
	json_write_array(writer);
	for (size_t i = 0; i < incident->place_count; i++) {
		const struct incident_place *place = &incident->places[i];

		json_write_object(writer);
		json_write_member_string(writer, "scope", slice_from(place->scope));
		json_write_key(writer, "share");
		json_write_thousandths(writer, place->share);
		json_write_key(writer, "usual");
		json_write_thousandths(writer, place->usual);
		json_write_object_end(writer);
	}
	json_write_array_end(writer);
}

static void write_silenced(struct json_writer *writer, const struct incident *incident)
{
	json_write_key(writer, "silenced");
	if (incident->silenced.id[0] != '\0')
		mute_write_json(&incident->silenced, writer);
	else
		json_write_null(writer);
	json_write_key(writer, "held");
	json_write_array(writer);
	for (size_t i = 0; i < COUNT(helds); i++) {
		if (incident->held & helds[i].bit)
			json_write_name(writer, helds[i].name);
	}
	json_write_array_end(writer);
	json_write_member_bool(writer, "untold", incident->untold);
}

const char *incident_alerted_by(const struct incident *incident)
{
	static const char *const names[] = { [EVIDENCE_BY_NUMBER] = "number",
					     [EVIDENCE_BY_SHARE] = "share",
					     [EVIDENCE_BY_SMOULDERING] = "smouldering" };
	const struct evidence *evidence = &incident->evidence;

	if (incident_is_campaign(incident))
		return "copies";
	if (incident_is_watched(incident))
		return "comment";
	if (incident_is_silence(incident))
		return "silence";
	if (incident_is_souring(incident))
		return "mood";
	return evidence->opened_count > 0
		       ? names[evidence_decided_by(evidence->opened, evidence->opened_count)]
		       : NULL;
}

void incident_write_members(const struct incident *incident, struct json_writer *writer)
{
	struct incident copy = *incident;

	write_texts(writer, incident, texts, COUNT(texts));
	json_write_member_text(writer, "state", incident_state_name(incident->state));
	json_write_member_text(writer, "feedback", incident_feedback_name(incident->feedback));
	if (incident_alerted_by(incident))
		json_write_member_text(writer, "alerted_by", incident_alerted_by(incident));
	write_times(writer, &copy);
	write_figures(writer, &copy);
	write_drivers(writer, incident);
	write_examples(writer, incident);
	write_first(writer, incident);
	write_watched(writer, &incident->watched);
	incident_write_places(incident, writer);
	json_write_key(writer, "again");
	again_write_json(&incident->again, writer);
	write_silenced(writer, incident);
	json_write_key(writer, "receivers");
	told_write_json(&incident->told, writer);
	json_write_key(writer, "evidence");
	evidence_write_json(&incident->evidence, writer);
}

void incident_write_json(const struct incident *incident, struct buffer *to)
{
	struct json_writer writer;

	json_write_begin(&writer, to);
	json_write_object(&writer);
	incident_write_members(incident, &writer);
	json_write_object_end(&writer);
}

/* --- reading --- */

void incident_copy_text(char *field, size_t size, struct slice text)
{
	utf8_copy(field, size, text);
}

void incident_copy_url(char *field, size_t size, struct slice url)
{
	incident_copy_text(field, size, url.len < size ? url : (struct slice){ NULL, 0 });
}

static void read_texts(const struct json *object, void *to, const struct field *fields,
		       size_t count)
{
	for (size_t i = 0; i < count; i++)
		incident_copy_text(text_at(to, &fields[i]), fields[i].size,
				   json_get_string(object, fields[i].key));
}

static bool read_state(const struct json *object, enum incident_state *ret_state)
{
	struct slice name = json_get_string(object, "state");

	for (int i = 0; i < INCIDENT_STATE_COUNT; i++) {
		if (slice_is(name, states[i])) {
			*ret_state = (enum incident_state)i;
			return true;
		}
	}
	return false;
}

static bool read_times(const struct json *object, struct incident *incident)
{
	for (size_t i = 0; i < COUNT(times); i++) {
		const struct json *value = json_get(object, times[i].key);
		if (!value || json_type(value) == JSON_NULL)
			continue;
		if (!clock_parse(json_string(value), number_at(incident, &times[i])))
			return false;
	}
	return true;
}

static int64_t read_thousandths(const struct json *object, const char *key)
{
	double value = json_number(json_get(object, key), 0) * 1000;

	return fabs(value) < 9e15 ? llround(value) : 0;
}

/* At most `most`, and 0 for what is none. */
static int64_t read_small(const struct json *object, const char *key, int64_t most)
{
	int64_t value = json_get_integer(object, key, 0);

	return value >= 0 && value <= most ? value : 0;
}

static bool read_figures(const struct json *object, struct incident *incident)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		*number_at(incident, &numbers[i]) = read_small(object, numbers[i].key, INT64_MAX);
	incident->expected = read_thousandths(object, "expected");
	int64_t surprise = read_thousandths(object, "surprise");
	incident->surprise = (int32_t)(surprise > INT32_MAX ? INT32_MAX : surprise);
	incident->learning = json_bool(json_get(object, "learning"), false);
	incident->spread = json_bool(json_get(object, "spread"), false);
	incident->beside = json_bool(json_get(object, "beside"), false);
	incident->unheard = json_bool(json_get(object, "unheard"), false);
	incident->step = (unsigned)read_small(object, "step", INT32_MAX);
	incident->round = (unsigned)read_small(object, "round", INT32_MAX);
	incident->severity = (unsigned)read_small(object, "severity", 4);
	return incident->severity >= 1;
}

static void read_drivers(const struct json *object, struct incident *incident)
{
	const struct json *driver = json_first(json_get(object, "drivers"));

	for (; driver && incident->driver_count < INCIDENT_DRIVERS_MAX; driver = json_next(driver))
		incident_copy_text(incident->drivers[incident->driver_count++],
				   INCIDENT_DRIVER_BYTES, json_string(driver));
}

static void read_example(const struct json *object, struct incident_example *ret_example)
{
	read_texts(object, ret_example, example_texts, COUNT(example_texts));
	(void)clock_parse(json_get_string(object, "ts"), &ret_example->ts_us);
}

static void read_examples(const struct json *object, struct incident *incident)
{
	const struct json *item = json_first(json_get(object, "example_comments"));

	for (; item && incident->example_count < INCIDENT_EXAMPLES_MAX; item = json_next(item))
		read_example(item, &incident->examples[incident->example_count++]);
	read_example(json_get(object, "first_comment"), &incident->first);
}

static void read_watched(const struct json *object, struct incident_watched *ret_watched)
{
	read_texts(object, ret_watched, watched_texts, COUNT(watched_texts));
	ret_watched->points = read_thousandths(object, "points");
	ret_watched->line = read_thousandths(object, "line");
	ret_watched->followers = read_small(object, "followers", INT64_MAX);
	ret_watched->reach = read_small(object, "reach", INT64_MAX);
}

static int32_t read_part(const struct json *object, const char *key)
{
	int64_t part = read_thousandths(object, key);

	return part < 0 ? 0 : part > 1000 ? 1000 : (int32_t)part;
}

static void read_places(const struct json *object, struct incident *incident)
{
	const struct json *item = json_first(json_get(object, "where"));

	for (; item && incident->place_count < INCIDENT_PLACES_MAX; item = json_next(item)) {
		struct incident_place *place = &incident->places[incident->place_count++];

		incident_copy_text(place->scope, sizeof(place->scope),
				   json_get_string(item, "scope"));
		place->share = read_part(item, "share");
		place->usual = read_part(item, "usual");
	}
}

static void read_silenced(const struct json *object, struct incident *incident)
{
	const struct json *item = json_first(json_get(object, "held"));

	(void)mute_read_json(json_get(object, "silenced"), &incident->silenced);
	for (; item; item = json_next(item)) {
		for (size_t i = 0; i < COUNT(helds); i++) {
			if (slice_is(json_string(item), helds[i].name))
				incident->held |= helds[i].bit;
		}
	}
	incident->untold = json_bool(json_get(object, "untold"), false);
}

bool incident_read_json(const struct json *object, struct incident *ret_incident)
{
	struct incident incident = { 0 };

	if (!object || json_type(object) != JSON_OBJECT || !read_state(object, &incident.state) ||
	    !read_times(object, &incident) || !read_figures(object, &incident))
		return false;
	read_texts(object, &incident, texts, COUNT(texts));
	if (!incident.id[0] || !incident.brand[0] || !incident.scope[0])
		return false;
	(void)incident_feedback_from_name(json_get_string(object, "feedback"), &incident.feedback);
	read_drivers(object, &incident);
	read_examples(object, &incident);
	read_watched(json_get(object, "watched"), &incident.watched);
	read_places(object, &incident);
	again_read_json(json_get(object, "again"), &incident.again);
	read_silenced(object, &incident);
	told_read_json(json_get(object, "receivers"), &incident.told);
	evidence_read_json(json_get(object, "evidence"), &incident.evidence);
	*ret_incident = incident;
	return true;
}
