/* http.c - see http.h. */
#include "http.h"

#include "clock.h"
#include "crypto.h"
#include "http_connection.h"
#include "http_listener.h"
#include "json.h"
#include "utf8.h"

#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/queue.h>
#include <time.h>

enum { RETRY_AFTER_SECONDS = 5, HEAD_LIMIT = 1024, DATE_BYTES = 32 };
#define PATIENCE_US (30 * CLOCK_SECOND_US)

static const struct slice none = { 0 };

struct http {
	struct http_connections *connections;
	struct http_listener *listener;
	struct http_settings settings;
	struct http_exchange *waiting; /* all that have not been answered */
	struct buffer head;	       /* of the answer that is written */
	int64_t date_second;	       /* of `date` */
	char date[DATE_BYTES];
};

struct http_exchange {
	struct http *http; /* NULL: the server has gone */
	struct http_connection *connection;
	const struct http_reader *reader; /* the connection's */
	struct http_exchange *next, *previous;
	const char *header, *header_value; /* one more in the answer, where there is one to give */
	char *rest;
	struct evkeyvalq query;
};

static void link_exchange(struct http *http, struct http_exchange *request)
{
	request->next = http->waiting;
	if (request->next)
		request->next->previous = request;
	http->waiting = request;
}

static void free_exchange(struct http_exchange *request)
{
	if (request->previous)
		request->previous->next = request->next;
	else if (request->http)
		request->http->waiting = request->next;
	if (request->next)
		request->next->previous = request->previous;
	evhttp_clear_headers(&request->query);
	free(request->rest);
	free(request);
}

struct slice http_body(const struct http_exchange *request)
{
	return http_reader_body(request->reader);
}

struct slice http_path(const struct http_exchange *request)
{
	return slice_from(http_reader_path(request->reader));
}

struct slice http_rest(const struct http_exchange *request)
{
	return slice_from(request->rest ? request->rest : "");
}

const char *http_header(const struct http_exchange *request, const char *name)
{
	const char *value = http_reader_header(request->reader, name);

	return value ? value : "";
}

const char *http_query(const struct http_exchange *request, const char *name)
{
	const char *value = evhttp_find_header(&request->query, name);

	return value ? value : "";
}

/* In English whatever the locale; once a second. */
static const char *date_now(struct http *http)
{
	int64_t second = clock_wall_us() / CLOCK_SECOND_US;
	time_t when = (time_t)second;
	struct tm parts;

	if (second == http->date_second)
		return http->date;
	http->date_second = second;
	if (!gmtime_r(&when, &parts) ||
	    strftime(http->date, sizeof(http->date), "%a, %d %b %Y %H:%M:%S GMT", &parts) == 0)
		http->date[0] = '\0';
	return http->date;
}

static void add_line(struct buffer *head, const char *name, const char *value)
{
	buffer_add_text(head, name);
	buffer_add_text(head, ": ");
	buffer_add_text(head, value);
	buffer_add_text(head, "\r\n");
}

static void add_number(struct buffer *head, const char *name, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	add_line(head, name, text);
}

static void add_status(struct buffer *head, int status)
{
	char number[16];

	snprintf(number, sizeof(number), "%d ", status);
	buffer_add_text(head, "HTTP/1.1 ");
	buffer_add_text(head, number);
	buffer_add_text(head, http_reader_reason(status));
	buffer_add_text(head, "\r\n");
}

/* HEAD is told the length of what GET would bring, and gets none of it: a client that keeps the
 * connection would take the body for the next answer. */
static void send_answer(struct http_exchange *request, int status, const char *content_type,
			struct slice body)
{
	struct buffer *head = &request->http->head;
	bool last = !http_reader_keeps(request->reader);

	buffer_clear(head);
	add_status(head, status);
	add_line(head, "Date", date_now(request->http));
	add_line(head, "Content-Type", content_type);
	add_number(head, "Content-Length", body.len);
	buffer_add_text(head, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
	if (status == 429 || status == 503)
		add_number(head, "Retry-After", RETRY_AFTER_SECONDS);
	if (request->header)
		add_line(head, request->header, request->header_value);
	if (last || http_reader_is_old(request->reader))
		add_line(head, "Connection", last ? "close" : "keep-alive");
	buffer_add_text(head, "\r\n");
	if (http_reader_kind(request->reader) == HTTP_KIND_HEAD)
		body.len = 0;
	if (buffer_failed(head)) { /* without memory for a head there is no answer */
		http_connection_answer(request->connection, none, none, true);
		return;
	}
	http_connection_answer(request->connection, buffer_slice(head), body, last);
}

void http_reply(struct http_exchange *request, int status, const char *content_type,
		struct slice body)
{
	struct counters *counters = request->http ? request->http->settings.counters : NULL;

	if (counters)
		counter_add(counters, COUNTER_http_requests, 1);
	if (counters && status >= 400 && status < 500)
		counter_add(counters, COUNTER_http_refused, 1);
	if (request->http)
		send_answer(request, status, content_type, body);
	else
		http_connection_answer(request->connection, none, none, true);
	free_exchange(request);
}

void http_reply_json(struct http_exchange *request, int status, const struct buffer *json)
{
	if (buffer_failed(json))
		http_reply_error(request, 500, "out of memory while writing the answer");
	else
		http_reply(request, status, "application/json", buffer_slice(json));
}

static void write_error(struct buffer *to, const char *text)
{
	struct json_writer writer;

	json_write_begin(&writer, to);
	json_write_object(&writer);
	json_write_member_text(&writer, "error", text);
	json_write_object_end(&writer);
	buffer_add_char(to, '\n');
}

void http_reply_error(struct http_exchange *request, int status, const char *format, ...)
{
	char text[1024];
	struct buffer json;
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(text, sizeof(text), format, arguments) < 0)
		text[0] = '\0';
	va_end(arguments);
	buffer_init(&json, 8192);
	write_error(&json, text);
	http_reply(request, status, "application/json", buffer_slice(&json));
	buffer_done(&json);
}

static void add_header(struct http_exchange *request, const char *name, const char *value)
{
	request->header = name;
	request->header_value = value;
}

static bool known_method(enum http_kind kind, enum http_method *ret_method)
{
	if (kind == HTTP_KIND_GET || kind == HTTP_KIND_HEAD)
		*ret_method = HTTP_GET;
	else if (kind == HTTP_KIND_POST)
		*ret_method = HTTP_POST;
	else
		return false;
	return true;
}

/* What stands behind a route's star; NULL when the path is not of this route. */
static const char *match_path(const struct http_route *route, const char *path)
{
	size_t len = strlen(route->path);

	if (len > 0 && route->path[len - 1] == '*')
		return strncmp(route->path, path, len - 1) == 0 && path[len - 1] ? path + len - 1
										 : NULL;
	return strcmp(route->path, path) == 0 ? path + len : NULL;
}

static bool authorised(const struct http_settings *settings, const struct http_reader *reader)
{
	const char *token = settings->token;
	const char *given = http_reader_header(reader, "Authorization");

	if (!token)
		return true;
	if (!given || strncasecmp(given, "Bearer ", 7) != 0)
		return false;
	return crypto_equal(slice_from(given + 7), slice_from(token));
}

/* Text of an address gets into answers and keys: UTF-8, and nothing behind a NUL that the handlers
 * would not see. */
static bool decode_part(const char *part, char **ret_text)
{
	size_t len;
	char *text = evhttp_uridecode(part, 0, &len);

	*ret_text = text;
	return text && strlen(text) == len && utf8_valid((struct slice){ text, len }, NULL);
}

/* False when a part is no name=value, or its bytes are no text; what libevent makes of that is
 * nothing, and a filter that is not applied looks like an answer. */
static bool parse_query(const char *query, struct evkeyvalq *ret_pairs)
{
	char *text = NULL;
	bool whole = !*query ||
		     (decode_part(query, &text) && evhttp_parse_query_str(query, ret_pairs) == 0);

	free(text);
	return whole;
}

/* RFC 9110 asks for the methods that there are. */
static void refuse_method(struct http_exchange *request, bool get, bool post)
{
	add_header(request, "Allow", get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST");
	http_reply_error(request, 405,
			 "this path does not take that method; see docs/openapi.yaml");
}

static void handle(struct http_exchange *request, const struct http_route *route, const char *rest)
{
	const struct http_settings *settings = &request->http->settings;

	if (!route->open && !authorised(settings, request->reader)) {
		add_header(request, "WWW-Authenticate", "Bearer");
		http_reply_error(request, 401, "%s",
				 http_reader_header(request->reader, "Authorization")
					 ? "the token that was sent is not the one in token_file"
					 : "send the header Authorization: Bearer <the token in "
					   "token_file>");
	} else if ((*rest && !decode_part(rest, &request->rest)) ||
		   !parse_query(http_reader_query(request->reader), &request->query)) {
		http_reply_error(request, 422,
				 "the address must be UTF-8, percent-encoded, its query made of "
				 "name=value parts with & between them");
	} else {
		route->handler(settings->context, request);
	}
}

struct found {
	const struct http_route *route;
	const char *rest;
	bool known[HTTP_METHOD_COUNT]; /* at this path */
};

static struct found find_route(const struct http_settings *settings,
			       const struct http_reader *reader)
{
	enum http_method method = HTTP_METHOD_COUNT;
	struct found found = { 0 };

	known_method(http_reader_kind(reader), &method);
	for (size_t i = 0; i < settings->route_count && !found.route; i++) {
		const struct http_route *route = &settings->routes[i];

		found.rest = match_path(route, http_reader_path(reader));
		if (!found.rest)
			continue;
		found.known[route->method] = true;
		if (route->method == method)
			found.route = route;
	}
	return found;
}

/* What needs no body to be refused is refused before it comes. */
static bool on_head(void *context, const struct http_reader *reader)
{
	const struct http_settings *settings = &((struct http *)context)->settings;
	const struct http_route *route = find_route(settings, reader).route;

	return route && (route->open || authorised(settings, reader));
}

static void dispatch(struct http_exchange *request)
{
	const struct found found = find_route(&request->http->settings, request->reader);

	if (found.route)
		handle(request, found.route, found.rest);
	else if (found.known[HTTP_GET] || found.known[HTTP_POST])
		refuse_method(request, found.known[HTTP_GET], found.known[HTTP_POST]);
	else
		http_reply_error(request, 404,
				 "there is nothing at this path; see docs/openapi.yaml");
}

static void on_request(void *context, struct http_connection *connection)
{
	struct http *http = context;
	struct http_exchange *request = calloc(1, sizeof(*request));
	struct http_fault fault;

	if (!request) {
		http_connection_answer(connection, none, none, true);
		return;
	}
	TAILQ_INIT(&request->query);
	request->http = http;
	request->connection = connection;
	request->reader = http_connection_reader(connection);
	link_exchange(http, request);
	fault = http_reader_fault(request->reader);
	if (fault.status)
		http_reply_error(request, fault.status, "%s", fault.text);
	else
		dispatch(request);
}

static void on_client(void *context, int descriptor)
{
	struct http *http = context;

	http_connections_add(http->connections, descriptor);
}

struct http *http_new(struct loop *loop, const struct http_settings *settings, struct error *error)
{
	const struct http_connection_limits limits = { .body_bytes = settings->body_bytes,
						       .bodies_bytes = settings->bodies_bytes,
						       .request_us = settings->request_us,
						       .patience_us = PATIENCE_US };
	struct http *http = calloc(1, sizeof(*http));

	if (http)
		http->connections = http_connections_new(loop, &limits, on_head, on_request, http);
	if (!http || !http->connections) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return http_free(http);
	}
	http->settings = *settings;
	buffer_init(&http->head, HEAD_LIMIT);
	http->listener =
		http_listener_new(loop, settings->address, settings->port, on_client, http, error);
	return http->listener ? http : http_free(http);
}

struct http *http_free(struct http *http)
{
	if (!http)
		return NULL;
	http_listener_free(http->listener);
	http_connections_free(http->connections);
	for (struct http_exchange *request = http->waiting; request; request = request->next)
		request->http = NULL;
	buffer_done(&http->head);
	free(http);
	return NULL;
}

uint16_t http_port(const struct http *http)
{
	return http_listener_port(http->listener);
}
