/* api.c - the table of paths, and what all handlers share. */
#include "api.h"

#include "clock.h"

#include <strings.h>

enum { ANSWER_LIMIT = 32 << 20 };

const struct http_route api_routes[] = {
	{ HTTP_POST, "/v1/comments", api_post_comments, false },
	{ HTTP_POST, "/v1/score", api_post_score, false },
	{ HTTP_GET, "/v1/incidents", api_get_incidents, false },
	{ HTTP_GET, "/v1/incidents/*", api_get_incident, false },
	{ HTTP_POST, "/v1/incidents/*", api_post_incident, false },
	{ HTTP_GET, "/v1/queue", api_get_queue, false },
	{ HTTP_POST, "/v1/queue", api_post_queue, false },
	{ HTTP_GET, "/v1/deliveries", api_get_deliveries, false },
	{ HTTP_GET, "/v1/rules", api_get_rules, false },
	{ HTTP_POST, "/v1/rules/reload", api_post_rules_reload, false },
	{ HTTP_GET, "/v1/totals", api_get_totals, false },
	{ HTTP_GET, "/metrics", api_get_metrics, false },
	{ HTTP_GET, "/healthz", api_get_health, true },
	{ HTTP_GET, "/readyz", api_get_ready, true },
};
const size_t api_route_count = sizeof(api_routes) / sizeof(api_routes[0]);

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

static int gather(struct api *api, const struct listing_page *page, struct merge *merge,
		  struct error *error)
{
	int r = listing_gather(api->partitions, page, clock_monotonic_us(), merge, error);

	if (r == ERROR_AWAY || r == ERROR_UNCERTAIN)
		(void)error_prefix(error, "the store cannot be reached, try again");
	return r;
}

void api_list(struct api *api, struct http_exchange *exchange, const char *name,
	      const struct listing_page *page)
{
	struct error error = { 0 };
	struct merge merge;
	struct buffer json;
	int r;

	merge_init(&merge, page->max, page->listing->newest_first);
	buffer_init(&json, ANSWER_LIMIT);
	r = gather(api, page, &merge, &error);
	buffer_printf(&json, "{\"%s\":[", name);
	merge_write(&merge, &json);
	buffer_add_text(&json, "]}\n");
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
