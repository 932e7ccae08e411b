/* http_listener.c - see http_listener.h. */
#include "http_listener.h"

#include "log.h"
#include "loop.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	DESCRIPTORS_MAX = 1024, /* of this process, before new connections wait */
	DESCRIPTORS_KEPT = 64,	/* of those: for Redis, files and the deliveries of alarms */
	BACKLOG = 128
};
#define LOOK_AGAIN_US (200 * INT64_C(1000))

struct http_listener {
	struct evconnlistener *inner;
	struct loop_timer *look_again;
	http_taken *taken;
	void *context;
	bool full;
	uint16_t port;
};

/* Who opens connections and says nothing would take the last descriptor, and then no alarm could be
 * sent. Descriptors are given out lowest first, so the next one's number tells how many there are.
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
static void wait_for_descriptors(struct http_listener *listener)
{
	if (!listener->full)
		log_warning("HTTP: too many connections at once; new ones wait until others end");
	listener->full = true;
	evconnlistener_disable(listener->inner);
}

static void on_look_again(void *context)
{
	struct http_listener *listener = context;

	loop_timer_set(listener->look_again, LOOK_AGAIN_US);
	if (descriptors_scarce())
		return;
	listener->full = false;
	evconnlistener_enable(listener->inner);
}

static void on_connection(struct evconnlistener *inner, evutil_socket_t descriptor,
			  struct sockaddr *from, int len, void *context)
{
	struct http_listener *listener = context;

	(void)inner;
	(void)from;
	(void)len;
	if (descriptors_scarce())
		wait_for_descriptors(listener);
	listener->taken(listener->context, descriptor);
}

/* Without this, libevent says so on stderr as fast as it can, for as long as it lasts.
 * on_look_again makes the listener listen again. */
static void on_accept_failure(struct evconnlistener *inner, void *context)
{
	(void)context;
	log_warning("HTTP: a connection could not be taken: %s; none is for a moment",
		    strerror(errno));
	evconnlistener_disable(inner);
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

/* The first of the name's addresses that can be listened at. */
static struct evconnlistener *bind_to(struct http_listener *listener, struct loop *loop,
				      const char *address, uint16_t port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct evconnlistener *inner = NULL;
	struct addrinfo *found = NULL;
	char service[8];

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(address, service, &hints, &found) != 0)
		errno = EADDRNOTAVAIL;
	for (const struct addrinfo *at = found; at && !inner; at = at->ai_next)
		inner = evconnlistener_new_bind(loop_base(loop), on_connection, listener,
						LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE |
							LEV_OPT_CLOSE_ON_EXEC,
						BACKLOG, at->ai_addr, (int)at->ai_addrlen);
	if (found) {
		int why = errno;

		freeaddrinfo(found);
		errno = why;
	}
	return inner;
}

static int listen_on(struct http_listener *listener, struct loop *loop, const char *address,
		     uint16_t port, struct error *error)
{
	errno = 0;
	listener->inner = bind_to(listener, loop, address, port);
	if (listener->inner) {
		evconnlistener_set_error_cb(listener->inner, on_accept_failure);
		loop_timer_set(listener->look_again, LOOK_AGAIN_US);
		listener->port = bound_port(evconnlistener_get_fd(listener->inner));
		return 0;
	}
	if (errno == EADDRINUSE)
		return error_set(error, ERROR_SYSTEM,
				 "%s:%u is in use; stop what listens there or change `listen`",
				 address, port);
	return error_errno(error, "cannot listen on %s:%u; change `listen`", address, port);
}

struct http_listener *http_listener_new(struct loop *loop, const char *address, uint16_t port,
					http_taken *taken, void *context, struct error *error)
{
	struct http_listener *listener = calloc(1, sizeof(*listener));

	if (listener)
		listener->look_again = loop_timer_new(loop, on_look_again, listener);
	if (!listener || !listener->look_again) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return http_listener_free(listener);
	}
	listener->taken = taken;
	listener->context = context;
	if (listen_on(listener, loop, address, port, error) < 0)
		return http_listener_free(listener);
	return listener;
}

struct http_listener *http_listener_free(struct http_listener *listener)
{
	if (!listener)
		return NULL;
	if (listener->inner)
		evconnlistener_free(listener->inner);
	loop_timer_free(listener->look_again);
	free(listener);
	return NULL;
}

uint16_t http_listener_port(const struct http_listener *listener)
{
	return listener->port;
}
