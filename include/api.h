/*
 * api.h - what the paths under /v1, /healthz, /readyz and /metrics do; docs/openapi.yaml describes
 * them.
 *
 * Handlers run on the loop thread. Comments go through asynchronous links; the few reads and
 * decisions of people use blocking links with a short time-out, and fail fast while Redis is away.
 */
#ifndef LIVVAKT_API_H
#define LIVVAKT_API_H

#include "collector.h"
#include "config.h"
#include "counter.h"
#include "doors.h"
#include "http.h"
#include "json.h"
#include "listing.h"
#include "partitions.h"
#include "rules_keeper.h"

struct judge;

struct api {
	const struct config *config;
	struct counters *counters;
	struct ruleset_slot *rules;
	struct collector *collector;
	struct doors *doors;
	struct partitions *partitions;
	const struct author_keys *keys;
	struct rules_keeper *keeper;
	struct judge *judge; /* of POST /v1/score; NULL: none was asked for yet */
	const struct ruleset *judged_by;
	int64_t brands_said_us;	  /* when it was logged last that there are too many */
	struct loop_timer *flush; /* calls collector_flush when comments wait in the collector */
};

/* All paths; those of a role that this Livvakt does not have say so. */
enum { API_ROUTES = 17 };
void api_routes(const struct config *config, struct http_route ret_routes[API_ROUTES]);

/* The handlers; `context` is the struct api. */
void api_post_comments(void *context, struct http_exchange *exchange);
void api_post_score(void *context, struct http_exchange *exchange);
void api_get_incidents(void *context, struct http_exchange *exchange);
void api_get_incident(void *context, struct http_exchange *exchange);
void api_post_incident(void *context, struct http_exchange *exchange);
void api_get_silences(void *context, struct http_exchange *exchange);
void api_post_silences(void *context, struct http_exchange *exchange);
void api_post_silence(void *context, struct http_exchange *exchange);
void api_get_queue(void *context, struct http_exchange *exchange);
void api_post_queue(void *context, struct http_exchange *exchange);
void api_get_deliveries(void *context, struct http_exchange *exchange);
void api_get_rules(void *context, struct http_exchange *exchange);
void api_post_rules_reload(void *context, struct http_exchange *exchange);
void api_get_totals(void *context, struct http_exchange *exchange);
void api_get_health(void *context, struct http_exchange *exchange);
void api_get_ready(void *context, struct http_exchange *exchange);
void api_get_metrics(void *context, struct http_exchange *exchange);

/* Gives back the judge, and with it the rules. */
void api_score_stop(struct api *api);

/* For handlers that ask of one brand: true when its partition is there; else the exchange has been
 * answered with 503. */
bool api_partition_of(struct api *api, struct http_exchange *exchange, struct slice brand,
		      struct partition *ret_partition);
/* An answer that is one JSON object: begun, its members written with `writer`, sent. */
struct api_reply {
	struct buffer json;
	struct json_writer writer; /* into it: stays where it is */
};
void api_reply_begin(struct api_reply *reply);
void api_reply_send(struct api_reply *reply, struct http_exchange *exchange, int status);

/* Answers with the page, as {"name": [...]}, or with what went wrong. */
void api_list(struct api *api, struct http_exchange *exchange, const char *name,
	      const struct listing_page *page);
/* Answers with what a failed call of the store means: 404, 409, 503 … */
void api_reply_failure(struct http_exchange *exchange, int code, const struct error *error);
/* The JSON of a request that is one object. NULL: it is none, which has been answered with 415 or
 * 422; else the caller frees. */
MUST_CHECK struct json *api_object(struct http_exchange *exchange);
/* The `limit` of the query, 50 without one. False: it is no number from 1 to `max`, which has been
 * answered with 422. */
MUST_CHECK bool api_limit(struct http_exchange *exchange, unsigned max, size_t *ret_limit);
/* True for application/json, application/x-ndjson and the like; else answered with 415. */
bool api_json_body(struct http_exchange *exchange, bool *ret_lines);

#endif
