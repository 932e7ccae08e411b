/* api_incidents.c - incidents over HTTP: the list, one of them, and what a person says of it. */
#include "api.h"

#include "announce.h"
#include "clock.h"
#include "due.h"
#include "incidents.h"
#include "json.h"
#include "raise.h"
#include "who.h"

enum { INCIDENT_LIMIT = 16 << 20 }; /* bytes of one, as JSON */

static bool add_one(void *context, const struct incident *incident)
{
	struct merge *merge = context;
	struct buffer json;

	if (!merge_takes(merge, incident->opened_at_us))
		return false;
	buffer_init(&json, INCIDENT_LIMIT);
	incident_write_json(incident, &json);
	merge_add(merge, incident->opened_at_us, buffer_slice(&json));
	buffer_done(&json);
	return true;
}

static int find_last(const struct partition *partition, const void *filter, int64_t *ret_at_us,
		     struct error *error)
{
	return incident_place(partition->link, partition->number,
			      ((const struct incident_filter *)filter)->after, ret_at_us, error);
}

static int list(const struct partition *partition, const void *filter, int64_t bound_us,
		struct merge *merge, struct error *error)
{
	struct incident_filter own = *(const struct incident_filter *)filter;

	own.before_us = bound_us;
	if (bound_us)
		own.after = (struct slice){ 0 };
	return incident_list(partition->link, partition->number, &own, add_one, merge, error);
}

static const struct listing incidents = { true, find_last, list };

static bool read_filter(struct http_exchange *exchange, struct incident_filter *ret_filter)
{
	const char *state = http_query(exchange, "state");

	*ret_filter =
		(struct incident_filter){ .brand = slice_from(http_query(exchange, "brand")),
					  .state = INCIDENT_STATE_COUNT,
					  .after = slice_from(http_query(exchange, "after")) };
	for (size_t i = 0; *state && i < INCIDENT_STATE_COUNT; i++) {
		if (strcmp(state, incident_state_name((enum incident_state)i)) == 0)
			ret_filter->state = (enum incident_state)i;
	}
	if (*state && ret_filter->state == INCIDENT_STATE_COUNT) {
		http_reply_error(exchange, 422, "state must be open, acknowledged or resolved");
		return false;
	}
	return api_limit(exchange, INCIDENTS_PAGE_MAX, &ret_filter->max);
}

void api_get_incidents(void *context, struct http_exchange *exchange)
{
	struct incident_filter filter;

	if (!read_filter(exchange, &filter))
		return;
	const struct listing_page page = {
		&incidents, &filter, filter.brand, filter.after.len > 0, filter.max,
	};
	api_list(context, exchange, "incidents", &page);
}

static void write_names(struct json_writer *writer, const char *key, const char *const *names,
			size_t count)
{
	json_write_key(writer, key);
	json_write_array(writer);
	for (size_t i = 0; i < count; i++)
		json_write_text(writer, names[i]);
	json_write_array_end(writer);
}

/* When the next step is taken; 0: none is, or Redis does not say. */
static int64_t next_due_us(const struct partition *partition, const struct incident *incident)
{
	static const char *const kinds[] = { RAISE_ROW_ESCALATE, RAISE_ROW_REOPEN };
	struct error ignored = { 0 };
	char row[DUE_ROW_MAX];
	int64_t due_us = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && due_us == 0; i++) {
		snprintf(row, sizeof(row), "%s%s", kinds[i], incident->id);
		if (due_when(partition->link, partition->number, slice_from(row), &due_us,
			     &ignored) < 0)
			return 0;
	}
	return due_us;
}

/* What the configuration says of it now: who was told, and who comes next. */
static void write_people(struct json_writer *writer, const struct api *api,
			 const struct partition *partition, const struct incident *incident)
{
	const struct announcement now = { .incident = incident,
					  .next_due_us = next_due_us(partition, incident),
					  .now_us = clock_wall_us() };
	struct announce_facts facts;
	const struct brief *brief = &facts.brief;

	announce_describe(api->config, &now, CONFIG_NONE, &facts);
	write_names(writer, "told", brief->told, brief->told_count);
	write_names(writer, "next", brief->next, brief->next_count);
	if (brief->next_count > 0)
		json_write_member_time(writer, "next_at", brief->next_due_us);
	json_write_member_integer(writer, "call_round", brief->round);
	json_write_member_integer(writer, "call_rounds", brief->rounds);
	json_write_member_text(writer, "timezone", brief->zone_name ? brief->zone_name : "UTC");
}

static struct raise_settings settings_of(const struct api *api, const struct partition *partition)
{
	return (struct raise_settings){ api->config, partition->number, api->counters, false };
}

/* A silence in force is said, whether or not it held something back yet; not when Redis does not
 * say. */
static void show_mute(const struct api *api, const struct partition *partition,
		      struct incident *incident)
{
	const struct raise_settings settings = settings_of(api, partition);
	struct error ignored = { 0 };
	struct mute mute;
	bool muted = false;

	if (incident->state != INCIDENT_RESOLVED &&
	    raise_find_mute(partition->link, &settings, incident, clock_wall_us(), &mute, &muted,
			    &ignored) == 0 &&
	    muted)
		incident->silenced = mute;
}

static void reply_incident(struct http_exchange *exchange, const struct api *api,
			   const struct partition *partition, struct incident *incident)
{
	struct api_reply reply;

	show_mute(api, partition, incident);

	api_reply_begin(&reply);
	incident_write_members(incident, &reply.writer);
	write_people(&reply.writer, api, partition, incident);
	api_reply_send(&reply, exchange, 200);
}

static int load(struct redis_link *link, unsigned partition, struct slice id, void *ret_incident,
		struct error *error)
{
	return incident_load(link, partition, id, ret_incident, error);
}

void api_get_incident(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct partition partition = { 0 };
	struct incident incident = { .version = 0 };
	struct error error = { 0 };
	int r = partitions_find(api->partitions, load, http_rest(exchange), clock_monotonic_us(),
				&partition, &incident, &error);

	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		reply_incident(exchange, api, &partition, &incident);
}

/* What a person may say of an incident: the end of the path, and what is done. */
struct word {
	const char *tail;
	int (*take)(struct api *api, const struct partition *partition, struct slice id,
		    struct slice who, const struct json *body, struct error *error);
};

static int acknowledge(struct api *api, const struct partition *partition, struct slice id,
		       struct slice who, const struct json *body, struct error *error)
{
	const struct raise_settings settings = settings_of(api, partition);

	(void)body;
	return incident_acknowledge(partition->link, &settings, id, who, clock_wall_us(), error);
}

static int mark(struct api *api, const struct partition *partition, struct slice id,
		struct slice who, const struct json *body, struct error *error)
{
	const struct raise_settings settings = settings_of(api, partition);
	enum incident_feedback feedback;

	if (!incident_feedback_from_name(json_get_string(body, "is"), &feedback))
		return error_set(error, ERROR_INVALID,
				 "say what it was: {\"by\":\"your name\",\"is\":\"real\"}, or "
				 "\"false\", or \"expected\"");
	return incident_mark(partition->link, &settings, id, feedback, who, clock_wall_us(), error);
}

static const struct word words[] = { { "/ack", acknowledge }, { "/feedback", mark } };

/* "inc-…/ack": the word, and the id before the slash; NULL when the path is another one. */
static const struct word *find_word(struct slice rest, struct slice *ret_id)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const struct slice tail = slice_from(words[i].tail);

		if (rest.len <= tail.len ||
		    !slice_equal(slice_cut(rest, rest.len - tail.len, rest.len), tail))
			continue;
		*ret_id = slice_cut(rest, 0, rest.len - tail.len);
		return &words[i];
	}
	return NULL;
}

static void take_word(struct api *api, struct http_exchange *exchange, const struct word *word,
		      struct slice id, const struct json *body)
{
	struct partition partition = { 0 };
	struct incident incident = { .version = 0 };
	struct error error = { 0 };
	struct slice who = { NULL, 0 };
	int r = who_is_meant(api->config, json_get_string(body, "by"), &who, &error);

	if (r == 0)
		r = partitions_find(api->partitions, load, id, clock_monotonic_us(), &partition,
				    &incident, &error);
	if (r == 0)
		r = word->take(api, &partition, id, who, body, &error);
	if (r == 0)
		r = redis_link_settle(partition.link, &error);
	if (r == 0)
		r = incident_load(partition.link, partition.number, id, &incident, &error);
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		reply_incident(exchange, api, &partition, &incident);
}

void api_post_incident(void *context, struct http_exchange *exchange)
{
	struct slice id = { NULL, 0 };
	const struct word *word = find_word(http_rest(exchange), &id);
	struct json *body;

	if (!word) {
		http_reply_error(exchange, 404,
				 "an incident takes POST at /v1/incidents/ID/ack and "
				 "/v1/incidents/ID/feedback only");
		return;
	}
	body = api_object(exchange);
	if (body)
		take_word(context, exchange, word, id, body);
	json_free(body);
}
