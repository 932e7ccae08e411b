/* test_http.c - a server on a port of its own and a client that speaks by hand: routes, methods,
 * token, addresses, what an answer says about itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http.h"
#include "loop.h"
#include <arpa/inet.h>
#include <event2/event.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 1000, ANSWER_MAX = 4096 };

struct house {
	struct loop *loop;
	struct http *http;
	struct counters counters;
	struct http_exchange *waiting;
	char answer[ANSWER_MAX];
};

/* Tells what it was asked. */
static void echo(void *context, struct http_exchange *request)
{
	struct buffer json;

	(void)context;
	buffer_init(&json, 1000);
	buffer_printf(&json, "%.*s|%.*s|%s|%s|%.*s", (int)http_path(request).len,
		      http_path(request).data, (int)http_rest(request).len, http_rest(request).data,
		      http_query(request, "q"), http_header(request, "X-Own"),
		      (int)http_body(request).len, http_body(request).data);
	http_reply_json(request, 200, &json);
	buffer_done(&json);
}

static void later(void *context, struct http_exchange *request)
{
	((struct house *)context)->waiting = request;
}

static void busy(void *context, struct http_exchange *request)
{
	(void)context;
	http_reply_error(request, 503, "come \"later\"");
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/get", echo, false },    { HTTP_POST, "/both", echo, false },
	{ HTTP_GET, "/both", echo, false },   { HTTP_POST, "/below/*", echo, false },
	{ HTTP_GET, "/later", later, false }, { HTTP_GET, "/busy", busy, false },
	{ HTTP_GET, "/open", echo, true }
};

static void open_house(struct house *house, const char *token)
{
	const struct http_settings settings = { .address = "127.0.0.1",
						.body_bytes = BODY_MAX,
						.bodies_bytes = 100 * BODY_MAX,
						.request_us = 60000000,
						.token = token,
						.routes = routes,
						.route_count = sizeof(routes) / sizeof(routes[0]),
						.context = house,
						.counters = &house->counters };
	struct error error;

	memset(house, 0, sizeof(*house));
	house->loop = loop_new(NULL);
	house->http = http_new(house->loop, &settings, &error);
	assert_non_null(house->http);
	assert_true(http_port(house->http) > 0);
}

static void close_house(struct house *house)
{
	http_free(house->http);
	loop_free(house->loop);
}

static int send_request(const struct house *house, const char *request)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(http_port(house->http)) };
	int client = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(send(client, request, strlen(request), MSG_NOSIGNAL), strlen(request));
	assert_int_equal(shutdown(client, SHUT_WR), 0); /* so that the end of the answer is seen */
	return client;
}

/* The server's turns until the client has heard everything. */
static const char *ask(struct house *house, const char *request)
{
	int client = send_request(house, request);
	size_t used = 0;
	ssize_t got = 1;

	while (got != 0) {
		event_base_loop(loop_base(house->loop), EVLOOP_NONBLOCK);
		got = recv(client, house->answer + used, ANSWER_MAX - 1 - used, MSG_DONTWAIT);
		used += got > 0 ? (size_t)got : 0;
	}
	house->answer[used] = '\0';
	close(client);
	return house->answer;
}

static void answers(struct house *house, const char *request, const char *start, const char *end)
{
	const char *answer = ask(house, request);
	size_t len = strlen(answer);

	if (strncmp(answer, start, strlen(start)) != 0 || len < strlen(end) ||
	    strcmp(answer + len - strlen(end), end) != 0)
		fail_msg("%s...%s is not\n%s", start, end, answer);
}

static void test_answer(void **state)
{
	struct house house;
	const char *answer;

	(void)state;
	open_house(&house, NULL);
	answer = ask(&house, "GET /get?q=%C3%B6+1 HTTP/1.1\r\nx-own: it\r\n\r\n");
	assert_int_equal(strncmp(answer, "HTTP/1.1 200 OK\r\nDate: ", 23), 0);
	assert_non_null(strstr(answer,
			       " GMT\r\nContent-Type: application/json\r\n"
			       "Content-Length: 14\r\nCache-Control: no-store\r\n"
			       "X-Content-Type-Options: nosniff\r\n\r\n/get||\xC3\xB6 1|it|"));
	assert_null(strstr(answer, "Connection"));
	assert_int_equal(counter_get(&house.counters, COUNTER_http_requests), 1);
	assert_int_equal(counter_get(&house.counters, COUNTER_http_refused), 0);
	close_house(&house);
}

static void test_routes(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, NULL);
	answers(&house, "POST /below/a%20b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 200",
		"\r\n\r\n/below/a%20b|a b|||hi");
	answers(&house, "POST /below/ HTTP/1.1\r\n\r\n", "HTTP/1.1 404", "openapi.yaml\"}\n");
	answers(&house, "GET /nothing HTTP/1.1\r\n\r\n", "HTTP/1.1 404", "\n");
	answers(&house, "PUT /get HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed\r\n", "\n");
	assert_non_null(strstr(house.answer, "\r\nAllow: GET, HEAD\r\n"));
	answers(&house, "DELETE /both HTTP/1.1\r\n\r\n", "HTTP/1.1 405", "\n");
	assert_non_null(strstr(house.answer, "\r\nAllow: GET, HEAD, POST\r\n"));
	answers(&house, "GET /get?q HTTP/1.1\r\n\r\n", "HTTP/1.1 422", "between them\"}\n");
	answers(&house, "GET /get?q=%00 HTTP/1.1\r\n\r\n", "HTTP/1.1 422", "\n");
	answers(&house, "POST /below/%ff HTTP/1.1\r\n\r\n", "HTTP/1.1 422", "\n");
	answers(&house, "GET /busy HTTP/1.1\r\n\r\n", "HTTP/1.1 503",
		"{\"error\":\"come \\\"later\\\"\"}\n");
	assert_non_null(strstr(house.answer, "\r\nRetry-After: 5\r\n"));
	close_house(&house);
}

static void test_connection(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, NULL);
	answers(&house, "HEAD /get HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "nosniff\r\n\r\n");
	assert_non_null(strstr(house.answer, "\r\nContent-Length: 8\r\n"));
	answers(&house, "GET /get HTTP/1.0\r\n\r\n", "HTTP/1.1 200",
		"Connection: close\r\n\r\n/get||||");
	answers(&house, "GET /get HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.1 200",
		"Connection: keep-alive\r\n\r\n/get||||");
	answers(&house, "what?\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n", "method\"}\n");
	assert_non_null(strstr(house.answer, "\r\nConnection: close\r\n"));
	answers(&house, "POST /both HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413",
		"{\"error\":\"the body has 1001 bytes, at most 1000 are taken; send less at "
		"once\"}\n");
	assert_int_equal(counter_get(&house.counters, COUNTER_http_refused), 2);
	close_house(&house);
}

static void test_token(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, "secret");
	answers(&house, "GET /get HTTP/1.1\r\n\r\n", "HTTP/1.1 401 Unauthorized\r\n", "\n");
	assert_non_null(strstr(house.answer, "\r\nWWW-Authenticate: Bearer\r\n"));
	answers(&house, "GET /get HTTP/1.1\r\nAuthorization: Bearer secre\r\n\r\n", "HTTP/1.1 401",
		"\n");
	answers(&house, "GET /get HTTP/1.1\r\nAuthorization: bearer secret\r\n\r\n", "HTTP/1.1 200",
		"/get||||");
	answers(&house, "GET /open HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "/open||||");
	close_house(&house);
}

/* Before the body comes, or the client is told to send it. */
static void test_refused_by_the_head(void **state)
{
	static const char body[] = "Expect: 100-continue\r\nContent-Length: 900\r\n\r\nab";
	static const struct {
		const char *line, *answer;
	} expected[] = { { "POST /both HTTP/1.1\r\n", "HTTP/1.1 401" },
			 { "POST /nothing HTTP/1.1\r\n", "HTTP/1.1 404" },
			 { "POST /get HTTP/1.1\r\n", "HTTP/1.1 405" } };
	struct house house;
	char text[256];

	(void)state;
	open_house(&house, "secret");
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", expected[i].line, body);
		answers(&house, text, expected[i].answer, "\"}\n");
		assert_non_null(strstr(house.answer, "\r\nConnection: close\r\n"));
	}
	snprintf(text, sizeof(text), "POST /both HTTP/1.1\r\nAuthorization: Bearer secret\r\n%.*s",
		 (int)sizeof(body) - 3, body);
	answers(&house, text, "HTTP/1.1 100 Continue\r\n\r\n", "\r\n");
	close_house(&house);
}

/* The server goes while an answer is waited for: it is given, and nobody hears it. */
static void test_late_answer(void **state)
{
	struct house house;
	struct counters *counters = &house.counters;
	int client;

	(void)state;
	open_house(&house, NULL);
	client = send_request(&house, "GET /later HTTP/1.1\r\n\r\n");
	while (!house.waiting)
		event_base_loop(loop_base(house.loop), EVLOOP_ONCE);
	house.http = http_free(house.http);
	assert_true(slice_is(http_path(house.waiting), "/later"));
	http_reply(house.waiting, 200, "text/plain", slice_from("late"));
	assert_int_equal(recv(client, house.answer, ANSWER_MAX, 0), 0);
	assert_int_equal(counter_get(counters, COUNTER_http_requests), 0);
	close(client);
	loop_free(house.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_connection),
		cmocka_unit_test(test_token),
		cmocka_unit_test(test_refused_by_the_head),
		cmocka_unit_test(test_late_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
