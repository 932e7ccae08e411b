/* test_http_connection.c - clients at the other end of a socket pair: one request at a time,
 * answers now and later, what is late, broken or too slow to take its answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http_connection.h"
#include "loop.h"
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 1 << 14, BODIES_MAX = 1 << 15, LARGE = 8 << 20 };

struct house {
	struct loop *loop;
	struct http_connections *connections;
	int client;
	int arrived;
	bool later; /* the answer waits */
	struct http_connection *waiting;
	char seen[512]; /* paths and bodies, or faults */
};

static struct slice ok(void)
{
	return slice_from("HTTP/1.1 200 OK\r\n\r\n");
}

static void on_request(void *context, struct http_connection *connection)
{
	struct house *house = context;
	const struct http_reader *reader = http_connection_reader(connection);
	struct http_fault fault = http_reader_fault(reader);
	struct slice body = fault.status ? (struct slice){ 0 } : http_reader_body(reader);
	size_t used = strlen(house->seen);

	house->arrived++;
	if (fault.status)
		snprintf(house->seen + used, sizeof(house->seen) - used, "!%d ", fault.status);
	else
		snprintf(house->seen + used, sizeof(house->seen) - used, "%s:%.*s ",
			 http_reader_path(reader), (int)body.len, body.data);
	if (house->later)
		house->waiting = connection;
	else
		http_connection_answer(connection, ok(), body, !http_reader_keeps(reader));
}

static bool admits(void *context, const struct http_reader *reader)
{
	(void)context;
	return strcmp(http_reader_path(reader), "/closed") != 0;
}

static void answer_now(struct house *house, struct slice body)
{
	struct http_connection *connection = house->waiting;

	assert_non_null(connection);
	house->waiting = NULL;
	http_connection_answer(connection, ok(), body, false);
}

static int enter(const struct house *house)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	http_connections_add(house->connections, pair[1]);
	return pair[0];
}

static void open_house_for(struct house *house, int64_t request_us, int64_t patience_us)
{
	const struct http_connection_limits limits = { BODY_MAX, BODIES_MAX, request_us,
						       patience_us };

	*house = (struct house){ .loop = loop_new(NULL) };
	assert_non_null(house->loop);
	house->connections = http_connections_new(house->loop, &limits, admits, on_request, house);
	assert_non_null(house->connections);
	house->client = enter(house);
}

static void open_house(struct house *house, int64_t patience_us)
{
	open_house_for(house, 60000000, patience_us);
}

static void close_house(struct house *house)
{
	http_connections_free(house->connections);
	if (house->waiting) /* into the void */
		answer_now(house, slice_from("late"));
	loop_free(house->loop);
	if (house->client >= 0)
		close(house->client);
}

/* What is there to be done now, in order; never waits. */
static void turn(const struct house *house)
{
	for (int i = 0; i < 20; i++)
		event_base_loop(loop_base(house->loop), EVLOOP_NONBLOCK);
}

static void say(struct house *house, const char *text)
{
	assert_int_equal(send(house->client, text, strlen(text), MSG_NOSIGNAL), strlen(text));
	turn(house);
}

/* What the client has been told since. */
static const char *heard(const struct house *house, char *text, size_t size)
{
	ssize_t got = recv(house->client, text, size - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

static bool ended(const struct house *house)
{
	char byte;

	return recv(house->client, &byte, 1, 0) == 0;
}

static void test_one_after_the_other(void **state)
{
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	say(&house, "GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nx");
	assert_string_equal(house.seen, "/a: ");
	say(&house, "yz");
	assert_string_equal(house.seen, "/a: /b:xyz ");
	assert_string_equal(heard(&house, text, sizeof(text)),
			    "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\nxyz");
	close_house(&house);
}

/* The next one waits for the answer to the one before, in the buffer and in the socket; and for the
 * loop, since he who answers may not be ready for it. */
static void test_answered_later(void **state)
{
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
	say(&house, "GET /c HTTP/1.1\r\n\r\n"); /* from here on its socket is not watched */
	assert_string_equal(house.seen, "/a: ");
	answer_now(&house, slice_from("A"));
	assert_string_equal(house.seen, "/a: ");
	turn(&house);
	assert_string_equal(house.seen, "/a: /b: ");
	answer_now(&house, slice_from("B"));
	turn(&house);
	assert_string_equal(house.seen, "/a: /b: /c: ");
	answer_now(&house, slice_from("C"));
	assert_string_equal(
		heard(&house, text, sizeof(text)),
		"HTTP/1.1 200 OK\r\n\r\nAHTTP/1.1 200 OK\r\n\r\nBHTTP/1.1 200 OK\r\n\r\nC");
	close_house(&house);
}

/* Who has said all that he will say may hear all that there is to hear. */
static void test_half_closed(void **state)
{
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "GET /a HTTP/1.1\r\n\r\n");
	assert_int_equal(shutdown(house.client, SHUT_WR), 0);
	turn(&house);
	answer_now(&house, slice_from("A"));
	turn(&house);
	assert_string_equal(heard(&house, text, sizeof(text)), "HTTP/1.1 200 OK\r\n\r\nA");
	assert_true(ended(&house));
	close_house(&house);
}

static void test_client_that_has_gone(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "GET /a HTTP/1.1\r\n\r\n");
	close(house.client);
	house.client = -1;
	turn(&house);
	assert_non_null(house.waiting);
	answer_now(&house, slice_from("A"));
	turn(&house);
	close_house(&house);
}

static void test_server_that_goes(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
	house.connections = http_connections_free(house.connections);
	assert_true(ended(&house));
	assert_true(slice_is(http_reader_body(http_connection_reader(house.waiting)), "ab"));
	close_house(&house); /* answers it */
}

static void test_last(void **state)
{
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	say(&house, "GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
	assert_string_equal(house.seen, "/a: ");
	assert_string_equal(heard(&house, text, sizeof(text)), "HTTP/1.1 200 OK\r\n\r\n");
	assert_true(ended(&house));
	close_house(&house);
}

/* Its end is read, though nobody wants it, so that the client may read why. */
static void test_too_large(void **state)
{
	static char bytes[65536];
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	say(&house, "POST /a HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
	assert_string_equal(house.seen, "!413 ");
	for (int i = 0; i < 40; i++) {
		assert_true(send(house.client, bytes, sizeof(bytes), MSG_NOSIGNAL) > 0);
		turn(&house);
	}
	assert_string_equal(heard(&house, text, sizeof(text)), "HTTP/1.1 200 OK\r\n\r\n");
	assert_true(ended(&house));
	assert_int_equal(house.arrived, 1);
	close_house(&house);
}

static void test_expected(void **state)
{
	struct house house;
	char text[512];

	(void)state;
	open_house(&house, 30000000);
	say(&house, "POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
	assert_string_equal(heard(&house, text, sizeof(text)), "HTTP/1.1 100 Continue\r\n\r\n");
	say(&house, "ab");
	assert_string_equal(house.seen, "/a:ab ");
	close_house(&house);
}

/* It arrives without its body, and nothing that follows is taken for a request. */
static void test_not_admitted(void **state)
{
	struct house house;

	(void)state;
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "POST /closed HTTP/1.1\r\nContent-Length: 99\r\n\r\nGET /a HTTP/1.1\r\n\r\n");
	assert_int_equal(house.arrived, 1);
	answer_now(&house, slice_from("no"));
	say(&house, "GET /b HTTP/1.1\r\n\r\n");
	assert_int_equal(house.arrived, 1);
	assert_int_equal(strncmp(house.seen, "/closed:", 8), 0);
	close_house(&house);
}

static void say_by(struct house *house, int client, const char *text)
{
	house->client = client;
	say(house, text);
}

/* Two have large bodies half sent, and fill the room: who comes now, and who of them wants more
 * than there is, is refused; small requests go on, and the other one's is taken; then there is
 * room. */
static void test_room_for_bodies(void **state)
{
	static char some[15000];
	struct house house;
	int clients[4];

	(void)state;
	memset(some, 'x', sizeof(some) - 1);
	open_house(&house, 30000000);
	clients[0] = house.client;
	for (int i = 1; i < 4; i++)
		clients[i] = enter(&house);
	say_by(&house, clients[0], "POST /a HTTP/1.1\r\nContent-Length: 15000\r\n\r\n");
	say(&house, some);
	say_by(&house, clients[1],
	       "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3a98\r\n");
	say(&house, some);
	say_by(&house, clients[2], "POST /c HTTP/1.1\r\nContent-Length: 5000\r\n\r\n");
	assert_string_equal(house.seen, "!503 ");
	say_by(&house, clients[3], "POST /d HTTP/1.1\r\nContent-Length: 1\r\n\r\nd");
	assert_string_equal(house.seen, "!503 /d:d ");
	say_by(&house, clients[1], "y\r\n3e8\r\n");
	say(&house, some + sizeof(some) - 1000);
	assert_int_equal(house.arrived, 2);
	say(&house, "z");
	assert_string_equal(house.seen, "!503 /d:d !503 ");
	say_by(&house, clients[3], "POST /d HTTP/1.1\r\nContent-Length: 15000\r\n\r\n");
	assert_string_equal(house.seen, "!503 /d:d !503 "); /* who was refused holds nothing */
	say_by(&house, clients[0], "y");
	assert_non_null(strstr(house.seen, "!503 /d:d !503 /a:xx"));
	assert_int_equal(house.arrived, 4);
	for (int i = 1; i < 4; i++)
		close(clients[i]);
	close_house(&house);
}

/* An answer that the socket does not take at once comes whole, and nothing before it is read. */
static void test_slow_taker(void **state)
{
	static char large[LARGE], got[LARGE];
	struct house house;
	size_t total = 0, head = ok().len;

	(void)state;
	for (size_t i = 0; i < LARGE; i++)
		large[i] = (char)('a' + i % 26);
	open_house(&house, 30000000);
	house.later = true;
	say(&house, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
	answer_now(&house, (struct slice){ large, LARGE - head });
	turn(&house);
	assert_string_equal(house.seen, "/a: ");
	while (total < LARGE) {
		ssize_t some = recv(house.client, got + total, LARGE - total, 0);

		assert_true(some > 0 || errno == EAGAIN);
		total += some > 0 ? (size_t)some : 0;
		turn(&house);
	}
	assert_memory_equal(got, ok().data, head);
	assert_memory_equal(got + head, large, LARGE - head);
	assert_string_equal(house.seen, "/a: /b: ");
	close_house(&house);
}

/* Patience of nothing: at the next look. `text`: what the client has said by then; `seen`: what the
 * owner has. Who has begun a request is told, and then let go. */
static void late(const char *text, const char *seen, bool expected)
{
	struct house house;
	char told[512];

	open_house(&house, 1);
	house.later = !expected;
	say(&house, text);
	for (int i = 0; i < 3; i++)
		event_base_loop(loop_base(house.loop), EVLOOP_ONCE); /* until the look */
	assert_string_equal(house.seen, seen);
	if (strchr(seen, '!'))
		assert_string_equal(heard(&house, told, sizeof(told)), ok().data);
	assert_int_equal(ended(&house), expected);
	close_house(&house);
}

static void test_late(void **state)
{
	(void)state;
	late("", "", true);
	late("GET /a HT", "!408 ", true);
	late("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", "!408 ", true);
	late("GET /a HTTP/1.1\r\n\r\n", "/a: ", false); /* it is we who are late */
}

/* Whoever sends a byte now and then keeps his place no longer than who sends none; what he has
 * sent before this request does not count. */
static void test_body_that_trickles(void **state)
{
	struct house house;
	char told[512];

	(void)state;
	open_house_for(&house, 1500000, 60000000);
	say(&house, "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
	assert_string_equal(heard(&house, told, sizeof(told)), "HTTP/1.1 200 OK\r\n\r\nab");
	say(&house, "POST /b HTTP/1.1\r\nContent-Length: 9000\r\n\r\n");
	for (int turns = 0; house.arrived == 1; turns++) {
		assert_true(turns < 100);
		say(&house, "x");
		event_base_loop(loop_base(house.loop), EVLOOP_ONCE); /* until the next look */
	}
	assert_string_equal(house.seen, "/a:ab !408 ");
	assert_string_equal(heard(&house, told, sizeof(told)), ok().data);
	assert_true(ended(&house));
	close_house(&house);
}

/* Who has asked all that he wants to ask for now is held to our patience only. */
static void test_between_two_requests(void **state)
{
	struct house house;
	char told[512];

	(void)state;
	open_house_for(&house, 1, 60000000);
	say(&house, "GET /a HTTP/1.1\r\n\r\n");
	assert_string_equal(heard(&house, told, sizeof(told)), ok().data);
	for (int i = 0; i < 3; i++)
		event_base_loop(loop_base(house.loop), EVLOOP_ONCE); /* until the look */
	assert_false(ended(&house));
	say(&house, "GET /b HTTP/1.1\r\n\r\n");
	assert_string_equal(house.seen, "/a: /b: ");
	close_house(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_answered_later),
		cmocka_unit_test(test_half_closed),
		cmocka_unit_test(test_client_that_has_gone),
		cmocka_unit_test(test_server_that_goes),
		cmocka_unit_test(test_last),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_not_admitted),
		cmocka_unit_test(test_room_for_bodies),
		cmocka_unit_test(test_slow_taker),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_body_that_trickles),
		cmocka_unit_test(test_between_two_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
