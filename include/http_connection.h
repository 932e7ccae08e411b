/*
 * http_connection.h - the clients of an HTTP server: sockets, time limits, one request at a time.
 *
 * What a request says is http_reader.h's; what it means, the owner's: he is told of each, and
 * answers it now or later. Requests that a client sends before the answer to the one before wait
 * their turn.
 *
 *     READING ──── a request ───► WAITING ─── answered ───► (WRITING) ───► READING, or the end
 *        └─ what is none, or not admitted ─► WAITING ─► … ─► LINGERING: until he has read why
 *
 * A client is watched for bytes all the time and for nothing else: a request costs one recv and one
 * send.
 *
 * Bodies are held until the answer. All of them together have a limit: a request whose body would
 * not fit beside the others' is told so, with 503; what fits into the bytes that each client has
 * always fits.
 */
#ifndef LIVVAKT_HTTP_CONNECTION_H
#define LIVVAKT_HTTP_CONNECTION_H

#include "http_reader.h"
#include <stdint.h>

struct loop;
struct http_connections;
struct http_connection;

/* Whether a request of which the head is there may send its body. Otherwise it arrives without, to
 * be refused: who may ask for nothing must not fill memory. */
typedef bool http_admits(void *context, const struct http_reader *reader);
/* A request is there, or what is none (http_reader_fault). To be answered exactly once. */
typedef void http_arrived(void *context, struct http_connection *connection);

struct http_connection_limits {
	size_t body_bytes;
	size_t bodies_bytes; /* of all clients at once; room for twice a body at least */
	int64_t request_us;  /* from its first byte to its last; then 408 */
	/* Without a request; without a byte of one that has begun (408); for each piece of an
	 * answer that the client takes. */
	int64_t patience_us;
};

/* NULL when out of memory. */
struct http_connections *http_connections_new(struct loop *loop,
					      const struct http_connection_limits *limits,
					      http_admits *admits, http_arrived *arrived,
					      void *context);
/* Ends all; those that wait for an answer lose their client and live on until it is given. Always
 * NULL. */
struct http_connections *http_connections_free(struct http_connections *connections);

/* Takes the socket over; closes it when out of memory. */
void http_connections_add(struct http_connections *connections, int descriptor);

/* Until the answer. */
const struct http_reader *http_connection_reader(const struct http_connection *connection);
/* `last`: the connection ends behind it. The connection may be gone afterwards. The owner is never
 * told of a request from within. */
void http_connection_answer(struct http_connection *connection, struct slice head,
			    struct slice body, bool last);

#endif
