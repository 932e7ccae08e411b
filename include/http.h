/*
 * http.h - the HTTP server: limits, authentication, routes, answers. What a route means is its
 * handler's business.
 *
 * On the loop thread; clients are http_connection.h's. Every answer is JSON; an error is
 * {"error":"one line that says what to do"}.
 */
#ifndef LIVVAKT_HTTP_H
#define LIVVAKT_HTTP_H

#include "attributes.h"
#include "buffer.h"
#include "counter.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct http;
struct http_exchange;

enum http_method { HTTP_GET, HTTP_POST, HTTP_METHOD_COUNT };

/* The handler answers, now or later, exactly once with one of the http_reply functions. */
typedef void http_handler(void *context, struct http_exchange *request);

struct http_route {
	enum http_method method;
	const char *path; /* exact, or ending in "/" + "*": everything below */
	http_handler *handler;
	bool open; /* no token needed */
};

struct http_settings {
	const char *address;
	uint16_t port; /* 0: any free one */
	uint64_t body_bytes;
	uint64_t bodies_bytes; /* of all clients at once */
	int64_t request_us;    /* for a whole request; then 408 */
	const char *token;     /* NULL: none is asked for */
	const struct http_route *routes;
	size_t route_count;
	void *context; /* for the handlers */
	struct counters *counters;
};

/* Listens. ERROR_SYSTEM with address, cause and remedy (port in use …). The settings' pointers must
 * live on. */
MUST_CHECK struct http *http_new(struct loop *loop, const struct http_settings *settings,
				 struct error *error);
/* Requests that wait for an answer lose their client; their handlers may still call http_reply.
 * Always NULL. */
struct http *http_free(struct http *http);
uint16_t http_port(const struct http *http);

/* Valid until the answer. */
struct slice http_body(const struct http_exchange *request);
struct slice http_path(const struct http_exchange *request);
/* What stands behind the route's "/" when it ends in a star; percent-decoded. */
struct slice http_rest(const struct http_exchange *request);
/* "" when absent. */
const char *http_header(const struct http_exchange *request, const char *name);
const char *http_query(const struct http_exchange *request, const char *name);

void http_reply(struct http_exchange *request, int status, const char *content_type,
		struct slice body);
void http_reply_json(struct http_exchange *request, int status, const struct buffer *json);
/* With Retry-After on 429 and 503. */
void http_reply_error(struct http_exchange *request, int status, const char *format, ...)
	PRINTF_LIKE(3, 4);

#endif
