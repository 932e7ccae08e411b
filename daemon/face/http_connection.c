/* http_connection.c - see http_connection.h. */
#include "http_connection.h"

#include "buffer.h"
#include "clock.h"
#include "loop.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { READ_MAX = 1 << 18, OUTPUT_LIMIT = 128 << 20 };
#define LOOK_EVERY_US (CLOCK_SECOND_US / 2)
#define LINGER_US (10 * CLOCK_SECOND_US)

enum state { READING, WAITING, WRITING, ANSWERED, LINGERING, BROKEN };

struct http_connection {
	struct http_connections *all; /* NULL: the server has gone, and the socket with it */
	struct http_connection *next, *previous;
	int descriptor;
	struct event *readable, *writable;
	struct http_reader *reader;
	enum state state;
	bool telling;	  /* the owner of a request; what he answers is followed up behind that */
	bool unwatched;	  /* bytes came that are nobody's turn */
	bool last;	  /* no request behind this one */
	int64_t since_us; /* the first byte of the request */
	int64_t deadline_us;  /* monotonic; INT64_MAX while the owner has it */
	size_t held;	      /* of all->held */
	struct buffer output; /* what the socket did not take at once */
	size_t sent;	      /* of it */
};

struct http_connections {
	struct event_base *base;
	struct http_connection_limits limits;
	http_admits *admits;
	http_arrived *arrived;
	void *context;
	struct loop_timer *look; /* for those who are late */
	struct http_connection *first;
	size_t held; /* memory for bodies */
	char too_slow[160];
};

static void proceed(struct http_connection *connection, enum http_reading reading);

/* --- coming and going --- */

static void count_held(struct http_connection *connection, size_t held)
{
	connection->all->held = connection->all->held - connection->held + held;
	connection->held = held;
}

static void close_socket(struct http_connection *connection)
{
	assert(connection->all);
	if (connection->readable)
		event_free(connection->readable);
	if (connection->writable)
		event_free(connection->writable);
	connection->readable = connection->writable = NULL;
	close(connection->descriptor);
	count_held(connection, 0);
	if (connection->previous)
		connection->previous->next = connection->next;
	else
		connection->all->first = connection->next;
	if (connection->next)
		connection->next->previous = connection->previous;
	connection->all = NULL;
}

static void end(struct http_connection *connection)
{
	if (connection->all)
		close_socket(connection);
	http_reader_free(connection->reader);
	buffer_done(&connection->output);
	free(connection);
}

/* He who is closed upon while he sends gets a reset, and may never read why. So what he sends is
 * read on, and thrown away. */
static void linger(struct http_connection *connection)
{
	connection->state = LINGERING;
	connection->deadline_us = clock_monotonic_us() + LINGER_US;
	connection->reader = http_reader_free(connection->reader);
	count_held(connection, 0);
	if (connection->unwatched && event_add(connection->readable, NULL) == 0)
		connection->unwatched = false;
	if (shutdown(connection->descriptor, SHUT_WR) != 0)
		end(connection);
}

static int64_t patience(const struct http_connection *connection)
{
	return clock_monotonic_us() + connection->all->limits.patience_us;
}

/* --- answers --- */

/* What the socket takes now of these two; gives how many bytes, or -1 when it is broken. */
static ssize_t send_some(int descriptor, struct slice head, struct slice body)
{
	struct iovec parts[] = { { (void *)head.data, head.len }, { (void *)body.data, body.len } };
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = body.len ? 2 : 1 };
	ssize_t sent = sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent >= 0)
		return sent;
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : -1;
}

static void on_writable(evutil_socket_t descriptor, short what, void *context)
{
	struct http_connection *connection = context;
	struct slice rest = buffer_slice(&connection->output);
	ssize_t sent = send_some(descriptor, slice_cut(rest, connection->sent, rest.len),
				 (struct slice){ 0 });

	(void)what;
	connection->sent += sent > 0 ? (size_t)sent : 0;
	connection->deadline_us = patience(connection);
	if (sent >= 0 && connection->sent < rest.len)
		return;
	event_del(connection->writable);
	buffer_done(&connection->output);
	connection->state = sent < 0 ? BROKEN : ANSWERED;
	proceed(connection, HTTP_READING_MORE);
}

/* Keeps what the socket did not take until it does. */
static bool write_later(struct http_connection *connection, struct slice head, struct slice body,
			size_t sent)
{
	struct buffer *output = &connection->output;
	size_t of_head = sent < head.len ? sent : head.len;

	buffer_init(output, OUTPUT_LIMIT);
	buffer_add_slice(output, slice_cut(head, of_head, head.len));
	buffer_add_slice(output, slice_cut(body, sent - of_head, body.len));
	connection->sent = 0;
	if (!connection->writable)
		connection->writable = event_new(connection->all->base, connection->descriptor,
						 EV_WRITE | EV_PERSIST, on_writable, connection);
	connection->deadline_us = patience(connection);
	return !buffer_failed(output) && connection->writable &&
	       event_add(connection->writable, NULL) == 0;
}

static enum state send_answer(struct http_connection *connection, struct slice head,
			      struct slice body)
{
	ssize_t sent = send_some(connection->descriptor, head, body);

	if (sent < 0)
		return BROKEN;
	if ((size_t)sent == head.len + body.len)
		return ANSWERED;
	return write_later(connection, head, body, (size_t)sent) ? WRITING : BROKEN;
}

void http_connection_answer(struct http_connection *connection, struct slice head,
			    struct slice body, bool last)
{
	assert(connection->state == WAITING);
	if (!connection->all) {
		end(connection);
		return;
	}
	connection->last = last || !http_reader_keeps(connection->reader);
	connection->state = send_answer(connection, head, body);
	if (connection->telling)
		return;
	if (connection->state == ANSWERED && !connection->last &&
	    http_reader_has_next(connection->reader))
		event_active(connection->readable, EV_READ, 0); /* who answers is not told anew */
	else
		proceed(connection, HTTP_READING_MORE);
}

const struct http_reader *http_connection_reader(const struct http_connection *connection)
{
	return connection->reader;
}

/* --- requests --- */

static void tell_owner(struct http_connection *connection)
{
	connection->state = WAITING;
	connection->deadline_us = INT64_MAX;
	connection->telling = true;
	connection->all->arrived(connection->all->context, connection);
	connection->telling = false;
}

static void read_more(struct http_connection *connection, enum http_reading reading)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const struct http_connection_limits *limits = &connection->all->limits;
	int64_t now_us = clock_monotonic_us();

	if (connection->since_us == 0)
		connection->since_us = now_us;
	const int64_t whole_us = connection->since_us + limits->request_us;
	connection->deadline_us = now_us + limits->patience_us; /* who stalls keeps others out */
	if (!http_reader_begun(connection->reader))
		connection->since_us = 0;
	else if (whole_us < connection->deadline_us)
		connection->deadline_us = whole_us;
	if (connection->unwatched && event_add(connection->readable, NULL) == 0)
		connection->unwatched = false;
	if (reading == HTTP_READING_HEAD && http_reader_waits(connection->reader) &&
	    send_some(connection->descriptor, slice_from(go_on), (struct slice){ 0 }) < 0)
		end(connection);
}

static bool to_be_told(const struct http_connection *connection, enum http_reading reading)
{
	const struct http_connections *all = connection->all;

	if (reading == HTTP_READING_HEAD)
		return !all->admits(all->context, connection->reader);
	return reading != HTTP_READING_MORE;
}

/* Who has come further than the room that is left gives room to the others. */
static enum http_reading make_room(struct http_connection *connection, enum http_reading reading)
{
	struct http_connections *all = connection->all;
	size_t will_hold = http_reader_will_hold(connection->reader);

	count_held(connection, http_reader_holds(connection->reader));
	if ((reading != HTTP_READING_MORE && reading != HTTP_READING_HEAD) || will_hold == 0 ||
	    will_hold + (all->held - connection->held) <= all->limits.bodies_bytes)
		return reading;
	return http_reader_refuse(connection->reader, 503,
				  "too many large requests are here at once; send again later");
}

/* From what was read, or from an answer, to where there is something to wait for. */
static void proceed(struct http_connection *connection, enum http_reading reading)
{
	while (true) {
		if (connection->state == READING)
			reading = make_room(connection, reading);
		if (connection->state == READING && to_be_told(connection, reading))
			tell_owner(connection);
		if (connection->state != ANSWERED || connection->last)
			break;
		reading = http_reader_next(connection->reader);
		connection->state = READING;
		connection->since_us = 0;
	}
	if (connection->state == BROKEN)
		end(connection);
	else if (connection->state == ANSWERED && connection->last)
		linger(connection);
	else if (connection->state == READING)
		read_more(connection, reading);
}

static void throw_away(struct http_connection *connection)
{
	char bytes[16384];
	ssize_t got = recv(connection->descriptor, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		end(connection);
}

static void take_in(struct http_connection *connection)
{
	size_t len = 0;
	char *space = http_reader_space(connection->reader, &len);
	ssize_t got = space ? recv(connection->descriptor, space, len < READ_MAX ? len : READ_MAX,
				   MSG_DONTWAIT)
			    : 0;

	if (got > 0)
		proceed(connection, http_reader_took(connection->reader, (size_t)got));
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		end(connection);
}

static void on_readable(evutil_socket_t descriptor, short what, void *context)
{
	struct http_connection *connection = context;

	(void)descriptor;
	(void)what;
	if (connection->state == LINGERING)
		throw_away(connection);
	else if (connection->state == READING)
		take_in(connection);
	else if (connection->state == ANSWERED)
		proceed(connection, HTTP_READING_MORE);
	else
		connection->unwatched = event_del(connection->readable) == 0;
}

/* --- all of them --- */

/* Who has begun a request is told why it is not waited for; who says nothing, or does not take his
 * answer, has no claim to one. */
static void be_late(struct http_connection *connection)
{
	if (connection->state == READING && http_reader_begun(connection->reader))
		proceed(connection,
			http_reader_refuse(connection->reader, 408, connection->all->too_slow));
	else
		end(connection);
}

static void on_look(void *context)
{
	struct http_connections *connections = context;
	int64_t now_us = clock_monotonic_us();
	struct http_connection *next;

	for (struct http_connection *connection = connections->first; connection;
	     connection = next) {
		next = connection->next;
		if (connection->deadline_us <= now_us)
			be_late(connection);
	}
	loop_timer_set(connections->look, LOOK_EVERY_US);
}

struct http_connections *http_connections_new(struct loop *loop,
					      const struct http_connection_limits *limits,
					      http_admits *admits, http_arrived *arrived,
					      void *context)
{
	struct http_connections *connections = calloc(1, sizeof(*connections));

	if (!connections)
		return NULL;
	*connections = (struct http_connections){ .base = loop_base(loop),
						  .limits = *limits,
						  .admits = admits,
						  .arrived = arrived,
						  .context = context };
	snprintf(connections->too_slow, sizeof(connections->too_slow),
		 "the request did not come whole within %lld s, or stood still for %lld s; send "
		 "less "
		 "at once, or have request_within raised",
		 (long long)(limits->request_us / CLOCK_SECOND_US),
		 (long long)(limits->patience_us / CLOCK_SECOND_US));
	connections->look = loop_timer_new(loop, on_look, connections);
	if (!connections->look)
		return http_connections_free(connections);
	loop_timer_set(connections->look, LOOK_EVERY_US);
	return connections;
}

struct http_connections *http_connections_free(struct http_connections *connections)
{
	if (!connections)
		return NULL;
	while (connections->first) {
		if (connections->first->state == WAITING)
			close_socket(connections->first);
		else
			end(connections->first);
	}
	loop_timer_free(connections->look);
	free(connections);
	return NULL;
}

static struct http_connection *connection_new(struct http_connections *connections, int descriptor)
{
	struct http_connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		return NULL;
	connection->all = connections;
	connection->descriptor = descriptor;
	connection->deadline_us = patience(connection);
	connection->reader = http_reader_new(connections->limits.body_bytes);
	connection->readable = event_new(connections->base, descriptor, EV_READ | EV_PERSIST,
					 on_readable, connection);
	connection->next = connections->first;
	if (connection->next)
		connection->next->previous = connection;
	connections->first = connection;
	return connection;
}

void http_connections_add(struct http_connections *connections, int descriptor)
{
	const int one = 1;
	struct http_connection *connection = connection_new(connections, descriptor);

	/* An answer is one write: waiting for another only delays it. */
	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (!connection)
		close(descriptor);
	else if (!connection->reader || !connection->readable ||
		 event_add(connection->readable, NULL) != 0)
		end(connection);
}
