/* api.c - the table of paths, and what all handlers share. */
#include "api.h"

#include "clock.h"
#include "json.h"
#include "units.h"

#include <strings.h>

enum { ANSWER_LIMIT = 32 << 20 };

/* What each path is for, and whose it is. */
static const struct {
	struct http_route route;
	enum config_role role; /* CONFIG_ROLE_COUNT: everybody's */
} paths[API_ROUTES] = {
	{ { HTTP_POST, "/v1/comments", api_post_comments, false }, CONFIG_ROLE_INTAKE },
	{ { HTTP_POST, "/v1/score", api_post_score, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/incidents", api_get_incidents, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/incidents/*", api_get_incident, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_POST, "/v1/incidents/*", api_post_incident, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/silences", api_get_silences, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_POST, "/v1/silences", api_post_silences, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_POST, "/v1/silences/*", api_post_silence, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/queue", api_get_queue, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_POST, "/v1/queue", api_post_queue, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/deliveries", api_get_deliveries, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/v1/rules", api_get_rules, false }, CONFIG_ROLE_COUNT },
	{ { HTTP_POST, "/v1/rules/reload", api_post_rules_reload, false }, CONFIG_ROLE_COUNT },
	{ { HTTP_GET, "/v1/totals", api_get_totals, false }, CONFIG_ROLE_CONSOLE },
	{ { HTTP_GET, "/metrics", api_get_metrics, false }, CONFIG_ROLE_COUNT },
	{ { HTTP_GET, "/healthz", api_get_health, true }, CONFIG_ROLE_COUNT },
	{ { HTTP_GET, "/readyz", api_get_ready, true }, CONFIG_ROLE_COUNT },
};

static void refuse(struct http_exchange *exchange, enum config_role role)
{
	http_reply_error(exchange, 503,
			 "this Livvakt does not do that: %s is not among the `roles` of its "
			 "configuration; ask one that has it",
			 config_role_name(role));
}

static void refuse_intake(void *context, struct http_exchange *exchange)
{
	(void)context;
	refuse(exchange, CONFIG_ROLE_INTAKE);
}

static void refuse_console(void *context, struct http_exchange *exchange)
{
	(void)context;
	refuse(exchange, CONFIG_ROLE_CONSOLE);
}

void api_routes(const struct config *config, struct http_route ret_routes[API_ROUTES])
{
	static http_handler *const refusals[CONFIG_ROLE_COUNT] = {
		[CONFIG_ROLE_INTAKE] = refuse_intake,
		[CONFIG_ROLE_CONSOLE] = refuse_console,
	};

	for (size_t i = 0; i < API_ROUTES; i++) {
		enum config_role role = paths[i].role;

		ret_routes[i] = paths[i].route;
		if (role != CONFIG_ROLE_COUNT && !config_has_role(config, role))
			ret_routes[i].handler = refusals[role];
	}
}

bool api_partition_of(struct api *api, struct http_exchange *exchange, struct slice brand,
		      struct partition *ret_partition)
{
	unsigned number = partitions_number_of(api->partitions, brand);
	struct error error = { 0 };

	if (partitions_ready(api->partitions, number, clock_monotonic_us(), ret_partition,
			     &error) == 0)
		return true;
	http_reply_error(exchange, 503, "the store cannot be reached: %s; try again", error.text);
	return false;
}

void api_reply_begin(struct api_reply *reply)
{
	buffer_init(&reply->json, ANSWER_LIMIT);
	json_write_begin(&reply->writer, &reply->json);
	json_write_object(&reply->writer);
}

void api_reply_send(struct api_reply *reply, struct http_exchange *exchange, int status)
{
	json_write_object_end(&reply->writer);
	buffer_add_char(&reply->json, '\n');
	http_reply_json(exchange, status, &reply->json);
	buffer_done(&reply->json);
}

static int gather(struct api *api, const struct listing_page *page, struct merge *merge,
		  struct error *error)
{
	int r = listing_gather(api->partitions, page, clock_monotonic_us(), merge, error);

	if (error_is_unanswered(r))
		(void)error_prefix(error, "the store cannot be reached, try again");
	return r;
}

void api_list(struct api *api, struct http_exchange *exchange, const char *name,
	      const struct listing_page *page)
{
	const bool only =
		!page->listing->find; /* no next page shows what this one has no room for */
	struct error error = { 0 };
	struct merge merge;
	struct buffer json;
	int r;

	merge_init(&merge, page->max + only, page->listing->newest_first);
	buffer_init(&json, ANSWER_LIMIT);
	r = gather(api, page, &merge, &error);
	const bool more = only && merge_cut(&merge, page->max);
	buffer_printf(&json, "{\"%s\":[", name);
	merge_write(&merge, &json);
	buffer_add_text(&json, more ? "],\"more\":true}\n" : "]}\n");
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
	merge_done(&merge);
}

void api_reply_failure(struct http_exchange *exchange, int code, const struct error *error)
{
	static const struct {
		int code, status;
	} statuses[] = {
		{ ERROR_INVALID, 422 }, { ERROR_NOT_FOUND, 404 }, { ERROR_CONFLICT, 409 },
		{ ERROR_LIMIT, 503 },	{ ERROR_AWAY, 503 },	  { ERROR_UNCERTAIN, 503 },
	};
	int status = 500;

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].code == code)
			status = statuses[i].status;
	}
	http_reply_error(exchange, status, "%s", error->text);
}

static bool type_is(const char *given, const char *type)
{
	size_t len = strcspn(given, "; \t");

	return len == strlen(type) && strncasecmp(given, type, len) == 0;
}

bool api_json_body(struct http_exchange *exchange, bool *ret_lines)
{
	static const char *const lines[] = { "application/x-ndjson", "application/ndjson",
					     "application/jsonl", "application/json-lines" };
	const char *given = http_header(exchange, "Content-Type");

	*ret_lines = false;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		*ret_lines = *ret_lines || type_is(given, lines[i]);
	if (*ret_lines || type_is(given, "application/json"))
		return true;
	http_reply_error(exchange, 415,
			 "send Content-Type: application/json (one object or an array) or "
			 "application/x-ndjson");
	return false;
}

struct json *api_object(struct http_exchange *exchange)
{
	struct error error = { 0 };
	struct json *body;
	bool lines;

	if (!api_json_body(exchange, &lines))
		return NULL;
	body = json_parse(http_body(exchange), &error);
	if (!body)
		http_reply_error(exchange, 422, "the body %s", error.text);
	return body;
}

bool api_limit(struct http_exchange *exchange, unsigned max, size_t *ret_limit)
{
	const char *limit = http_query(exchange, "limit");
	uint64_t value = 50;

	if (*limit && (!units_parse_unsigned(slice_from(limit), max, &value) || value == 0)) {
		http_reply_error(exchange, 422, "limit must be a number from 1 to %u", max);
		return false;
	}
	*ret_limit = (size_t)value;
	return true;
}
