/* http.c - see http.h. */
#include "http.h"

#include "crypto.h"
#include "json.h"
#include "log.h"
#include "loop.h"
#include "utf8.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	HEADER_BYTES_MAX = 16384,
	TIMEOUT_SECONDS = 30,
	RETRY_AFTER_SECONDS = 5,
	DESCRIPTORS_MAX = 1024, /* of this process, before new connections wait */
	DESCRIPTORS_KEPT = 64	/* of those: for Redis, files and the deliveries of alarms */
};
#define LOOK_AGAIN_US (200 * INT64_C(1000))

/* All of them come here, so that each gets our own answer. */
#define METHODS                                                                                    \
	(EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST | EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | \
	 EVHTTP_REQ_OPTIONS | EVHTTP_REQ_TRACE | EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH)

struct http {
	struct evhttp *server;
	struct evconnlistener *listener; /* the server's */
	struct loop_timer *look_again;
	bool full;
	struct http_settings settings;
	uint16_t port;
	struct http_exchange *waiting; /* all that have not been answered */
};

struct http_exchange {
	struct http *http;
	struct evhttp_request *inner; /* NULL: the client has gone */
	struct http_exchange *next, *previous;
	struct slice body;
	const char *path;
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

/* The connection ended before the answer: the handler will answer into the void. */
static void on_close(struct evhttp_connection *connection, void *context)
{
	struct http_exchange *request = context;

	(void)connection;
	request->inner = NULL;
}

struct slice http_body(const struct http_exchange *request)
{
	return request->body;
}

struct slice http_path(const struct http_exchange *request)
{
	return slice_from(request->path);
}

struct slice http_rest(const struct http_exchange *request)
{
	return slice_from(request->rest);
}

const char *http_header(const struct http_exchange *request, const char *name)
{
	const char *value =
		request->inner
			? evhttp_find_header(evhttp_request_get_input_headers(request->inner), name)
			: NULL;

	return value ? value : "";
}

const char *http_query(const struct http_exchange *request, const char *name)
{
	const char *value = evhttp_find_header(&request->query, name);

	return value ? value : "";
}

/* HEAD is told the length of what GET would bring, and gets none of it: a client that keeps the
 * connection would take the body for the next answer. */
static struct slice body_to_send(struct evhttp_request *inner, struct slice body)
{
	char length[24];

	if (evhttp_request_get_command(inner) != EVHTTP_REQ_HEAD)
		return body;
	snprintf(length, sizeof(length), "%zu", body.len);
	evhttp_add_header(evhttp_request_get_output_headers(inner), "Content-Length", length);
	return slice_from("");
}

/* evhttp knows no name for these. */
static const char *reason_of(int status)
{
	return status == 422 ? "Unprocessable Content" : status == 429 ? "Too Many Requests" : NULL;
}

/* Written in this turn of the loop: that the socket takes it needs no asking, and where it does
 * not, libevent waits as ever. */
static void write_at_once(struct bufferevent *connection)
{
	evutil_socket_t descriptor = bufferevent_getfd(connection);

	if (descriptor >= 0)
		event_base_active_by_fd(bufferevent_get_base(connection), descriptor, EV_WRITE);
}

static void send_now(struct evhttp_request *inner, int status, const char *content_type,
		     struct slice body)
{
	struct bufferevent *connection =
		evhttp_connection_get_bufferevent(evhttp_request_get_connection(inner));
	struct evkeyvalq *headers = evhttp_request_get_output_headers(inner);
	struct evbuffer *output = evbuffer_new();

	body = body_to_send(inner, body);
	evhttp_add_header(headers, "Content-Type", content_type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	if (status == 429 || status == 503) {
		char seconds[16];

		snprintf(seconds, sizeof(seconds), "%d", RETRY_AFTER_SECONDS);
		evhttp_add_header(headers, "Retry-After", seconds);
	}
	if (output && evbuffer_add(output, body.data, body.len) == 0)
		evhttp_send_reply(inner, status, reason_of(status), output);
	else
		evhttp_send_error(inner, 500, NULL);
	write_at_once(connection);
	if (output)
		evbuffer_free(output);
}

void http_reply(struct http_exchange *request, int status, const char *content_type,
		struct slice body)
{
	struct evhttp_request *inner = request->inner;
	struct counters *counters = request->http ? request->http->settings.counters : NULL;

	if (counters)
		counter_add(counters, COUNTER_http_requests, 1);
	if (counters && status >= 400 && status < 500)
		counter_add(counters, COUNTER_http_refused, 1);
	if (inner) {
		evhttp_connection_set_closecb(evhttp_request_get_connection(inner), NULL, NULL);
		send_now(inner, status, content_type, body);
	}
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
	if (request->inner)
		evhttp_add_header(evhttp_request_get_output_headers(request->inner), name, value);
}

static bool known_method(enum evhttp_cmd_type command, enum http_method *ret_method)
{
	if (command == EVHTTP_REQ_GET || command == EVHTTP_REQ_HEAD)
		*ret_method = HTTP_GET;
	else if (command == EVHTTP_REQ_POST)
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

static bool authorised(const struct http_exchange *request)
{
	const char *token = request->http->settings.token;
	const char *given = http_header(request, "Authorization");

	if (!token)
		return true;
	if (strncasecmp(given, "Bearer ", 7) != 0)
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

/* False when a part is no name=value, or its bytes are no text; what evhttp makes of that is
 * nothing, and a filter that is not applied looks like an answer. */
static bool parse_query(const char *query, struct evkeyvalq *ret_pairs)
{
	char *text = NULL;
	bool whole = decode_part(query, &text);

	free(text);
	return whole && (!*query || evhttp_parse_query_str(query, ret_pairs) == 0);
}

/* RFC 9110 asks for the methods that there are. */
static void refuse_method(struct http_exchange *request, bool get, bool post)
{
	add_header(request, "Allow", get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST");
	http_reply_error(request, 405,
			 "this path does not take that method; see docs/openapi.yaml");
}

static void handle(struct http_exchange *request, const struct http_route *route, const char *rest,
		   const char *query)
{
	const struct http_settings *settings = &request->http->settings;

	if (!route->open && !authorised(request)) {
		add_header(request, "WWW-Authenticate", "Bearer");
		http_reply_error(request, 401,
				 "send the header Authorization: Bearer <the token in token_file>");
	} else if (!decode_part(rest, &request->rest) || !parse_query(query, &request->query)) {
		http_reply_error(request, 422,
				 "the address must be UTF-8, percent-encoded, its query made of "
				 "name=value parts with & between them");
	} else {
		route->handler(settings->context, request);
	}
}

static void dispatch(struct http_exchange *request, enum evhttp_cmd_type command, const char *query)
{
	const struct http_settings *settings = &request->http->settings;
	enum http_method method = HTTP_METHOD_COUNT;
	bool known[HTTP_METHOD_COUNT] = { false };

	known_method(command, &method);
	for (size_t i = 0; i < settings->route_count; i++) {
		const struct http_route *route = &settings->routes[i];
		const char *rest = match_path(route, request->path);

		if (!rest)
			continue;
		known[route->method] = true;
		if (route->method != method)
			continue;
		handle(request, route, rest, query);
		return;
	}
	if (known[HTTP_GET] || known[HTTP_POST])
		refuse_method(request, known[HTTP_GET], known[HTTP_POST]);
	else
		http_reply_error(request, 404,
				 "there is nothing at this path; see docs/openapi.yaml");
}

static void on_request(struct evhttp_request *inner, void *context)
{
	struct http *http = context;
	struct evbuffer *input = evhttp_request_get_input_buffer(inner);
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(inner);
	size_t len = evbuffer_get_length(input);
	struct http_exchange *request = calloc(1, sizeof(*request));
	const char *query = uri ? evhttp_uri_get_query(uri) : NULL;

	if (!request) {
		evhttp_send_error(inner, 500, NULL);
		return;
	}
	TAILQ_INIT(&request->query);
	request->http = http;
	request->inner = inner;
	request->path = uri && evhttp_uri_get_path(uri) ? evhttp_uri_get_path(uri) : "/";
	link_exchange(http, request);
	evhttp_connection_set_closecb(evhttp_request_get_connection(inner), on_close, request);
	request->body = (struct slice){ len ? (const char *)evbuffer_pullup(input, -1) : "", len };
	if (!request->body.data)
		http_reply_error(request, 500, "out of memory");
	else if (len > http->settings.body_bytes)
		http_reply_error(
			request, 413,
			"the body has %zu bytes, at most %llu are taken; send less at once", len,
			(unsigned long long)http->settings.body_bytes);
	else
		dispatch(request, evhttp_request_get_command(inner), query ? query : "");
}

/*
 * How many connections. evhttp has no limit of its own: who opens connections and says nothing
 * would take the last descriptor, and then no alarm could be sent. Descriptors are given out lowest
 * first, so the next one's number tells how many there are.
 */
static bool descriptors_scarce(void)
{
	struct rlimit limit = { DESCRIPTORS_MAX, DESCRIPTORS_MAX };
	int next = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
	rlim_t max;

	if (next < 0)
		return true;
	close(next);
	getrlimit(RLIMIT_NOFILE, &limit);
	max = limit.rlim_cur < DESCRIPTORS_MAX ? limit.rlim_cur : DESCRIPTORS_MAX;
	return (rlim_t)next >= max - (max < 4 * DESCRIPTORS_KEPT ? max / 4 : DESCRIPTORS_KEPT);
}

/* New connections wait in the kernel until others have ended, idle ones by their time-out. */
static void wait_for_descriptors(struct http *http)
{
	if (!http->full)
		log_warning("HTTP: too many connections at once; new ones wait until others end");
	http->full = true;
	evconnlistener_disable(http->listener);
}

static void on_look_again(void *context)
{
	struct http *http = context;

	loop_timer_set(http->look_again, LOOK_AGAIN_US);
	if (descriptors_scarce())
		return;
	http->full = false;
	evconnlistener_enable(http->listener);
}

/* Called for each new connection; NULL lets evhttp make what it makes by itself. */
static struct bufferevent *on_connection(struct event_base *base, void *context)
{
	(void)base;
	if (descriptors_scarce())
		wait_for_descriptors(context);
	return NULL;
}

/* Without this, libevent says so on stderr as fast as it can, for as long as it lasts. The context
 * is evhttp's own; on_look_again makes the listener listen again. */
static void on_accept_failure(struct evconnlistener *listener, void *context)
{
	(void)context;
	log_warning("HTTP: a connection could not be taken: %s; none is for a moment",
		    strerror(errno));
	evconnlistener_disable(listener);
}

static uint16_t bound_port(evutil_socket_t descriptor)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = { .v6 = { 0 } };
	socklen_t len = sizeof(address);

	if (getsockname(descriptor, &address.any, &len) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
						       : address.v4.sin_port);
}

static int listen_on(struct http *http, struct error *error)
{
	const struct http_settings *settings = &http->settings;
	struct evhttp_bound_socket *bound;

	errno = 0;
	bound = evhttp_bind_socket_with_handle(http->server, settings->address, settings->port);
	if (bound) {
		http->listener = evhttp_bound_socket_get_listener(bound);
		evconnlistener_set_error_cb(http->listener, on_accept_failure);
		loop_timer_set(http->look_again, LOOK_AGAIN_US);
		http->port = bound_port(evhttp_bound_socket_get_fd(bound));
		return 0;
	}
	if (errno == EADDRINUSE)
		return error_set(error, ERROR_SYSTEM,
				 "%s:%u is in use; stop what listens there or change `listen`",
				 settings->address, settings->port);
	return error_errno(error, "cannot listen on %s:%u; change `listen`", settings->address,
			   settings->port);
}

struct http *http_new(struct loop *loop, const struct http_settings *settings, struct error *error)
{
	struct http *http = calloc(1, sizeof(*http));

	if (http) {
		http->server = evhttp_new(loop_base(loop));
		http->look_again = loop_timer_new(loop, on_look_again, http);
	}
	if (!http || !http->server || !http->look_again) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return http_free(http);
	}
	http->settings = *settings;
	evhttp_set_max_headers_size(http->server, HEADER_BYTES_MAX);
	/* Up to twice the limit is read, so that most of what is too large gets our own answer;
	 * evhttp's beyond. */
	evhttp_set_max_body_size(http->server, (ssize_t)(settings->body_bytes * 2));
	evhttp_set_timeout(http->server, TIMEOUT_SECONDS);
	evhttp_set_allowed_methods(http->server, METHODS);
	evhttp_set_flags(
		http->server,
		EVHTTP_SERVER_LINGERING_CLOSE); /* an answer, not a reset, to what is too large */
	evhttp_set_bevcb(http->server, on_connection, http);
	evhttp_set_gencb(http->server, on_request, http);
	if (listen_on(http, error) < 0)
		return http_free(http);
	return http;
}

struct http *http_free(struct http *http)
{
	if (!http)
		return NULL;
	for (struct http_exchange *request = http->waiting; request; request = request->next) {
		if (request->inner)
			evhttp_connection_set_closecb(evhttp_request_get_connection(request->inner),
						      NULL, NULL);
		request->inner = NULL;
	}
	loop_timer_free(http->look_again);
	if (http->server)
		evhttp_free(http->server);
	for (struct http_exchange *request = http->waiting; request; request = request->next)
		request->http = NULL;
	free(http);
	return NULL;
}

uint16_t http_port(const struct http *http)
{
	return http->port;
}
