/* api_incidents.c - incidents over HTTP: the list, one of them, and a person's acknowledgement. */
#include "api.h"

#include "clock.h"
#include "incidents.h"
#include "json.h"
#include "raise.h"
#include "units.h"

enum { ANSWER_LIMIT = 16 << 20, BODY_NAME_MAX = 256 };

static bool write_one(void *context, const struct incident *incident)
{
	struct buffer *json = context;

	if (json->data[json->len - 1] != '[')
		buffer_add_char(json, ',');
	incident_write_json(incident, json);
	return true;
}

static bool read_filter(struct http_exchange *exchange, struct incident_filter *ret_filter)
{
	const char *state = http_query(exchange, "state");
	const char *limit = http_query(exchange, "limit");
	uint64_t max = 50;

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
	if (*limit &&
	    (!units_parse_unsigned(slice_from(limit), INCIDENTS_PAGE_MAX, &max) || max == 0)) {
		http_reply_error(exchange, 422, "limit must be a number from 1 to %d",
				 INCIDENTS_PAGE_MAX);
		return false;
	}
	ret_filter->max = (size_t)max;
	return true;
}

void api_get_incidents(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct incident_filter filter;
	struct error error = { 0 };
	struct buffer json;
	int r;

	if (!read_filter(exchange, &filter) || !api_link_ready(api, exchange))
		return;
	buffer_init(&json, ANSWER_LIMIT);
	buffer_add_text(&json, "{\"incidents\":[");
	r = incident_list(api->link, api->partition, &filter, write_one, &json, &error);
	buffer_add_text(&json, "]}\n");
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}

static void reply_incident(struct http_exchange *exchange, const struct incident *incident)
{
	struct buffer json;

	buffer_init(&json, ANSWER_LIMIT);
	incident_write_json(incident, &json);
	buffer_add_char(&json, '\n');
	http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}

void api_get_incident(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct incident incident;
	struct error error = { 0 };
	int r;

	if (!api_link_ready(api, exchange))
		return;
	r = incident_load(api->link, api->partition, http_rest(exchange), &incident, &error);
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		reply_incident(exchange, &incident);
}

/* "inc-…/ack": the id before the slash; empty when the path is another one. */
static struct slice acknowledged_id(struct slice rest)
{
	const struct slice tail = slice_from("/ack");

	if (rest.len <= tail.len ||
	    !slice_equal(slice_cut(rest, rest.len - tail.len, rest.len), tail))
		return (struct slice){ NULL, 0 };
	return slice_cut(rest, 0, rest.len - tail.len);
}

static void acknowledge(struct api *api, struct http_exchange *exchange, struct slice id,
			struct slice who)
{
	const struct raise_settings settings = { api->config, api->partition, api->counters, false };
	struct incident incident;
	struct error error = { 0 };
	int r = incident_acknowledge(api->link, &settings, id, who, clock_wall_us(), &error);

	if (r == 0)
		r = incident_load(api->link, api->partition, id, &incident, &error);
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		reply_incident(exchange, &incident);
}

void api_post_incident(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct slice id = acknowledged_id(http_rest(exchange));
	struct error error = { 0 };
	struct json *body;
	struct slice who;
	bool lines;

	if (id.len == 0) {
		http_reply_error(exchange, 404,
				 "an incident takes POST at /v1/incidents/ID/ack only");
		return;
	}
	if (!api_json_body(exchange, &lines))
		return;
	body = json_parse(http_body(exchange), &error);
	who = body ? json_get_string(body, "by") : (struct slice){ NULL, 0 };
	if (!body)
		http_reply_error(exchange, 422, "the body %s; send {\"by\":\"your name\"}",
				 error.text);
	else if (who.len == 0 || who.len > BODY_NAME_MAX)
		http_reply_error(exchange, 422,
				 "say who acknowledges: {\"by\":\"your name\"}, at most %d bytes",
				 BODY_NAME_MAX);
	else if (api_link_ready(api, exchange))
		acknowledge(api, exchange, id, who);
	json_free(body);
}
