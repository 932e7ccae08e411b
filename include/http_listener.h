/*
 * http_listener.h - where clients come in: an address, and how many may be in at once.
 *
 * New ones wait in the kernel while this process has few descriptors left: the rest is for Redis
 * and the deliveries of alarms.
 */
#ifndef LIVVAKT_HTTP_LISTENER_H
#define LIVVAKT_HTTP_LISTENER_H

#include "attributes.h"
#include "error.h"
#include <stdint.h>

struct loop;
struct http_listener;

/* The socket is the taker's, non-blocking and closed on exec. */
typedef void http_taken(void *context, int descriptor);

/* ERROR_SYSTEM with address, cause and remedy (port in use …). Port 0: any free one. */
MUST_CHECK struct http_listener *http_listener_new(struct loop *loop, const char *address,
						   uint16_t port, http_taken *taken, void *context,
						   struct error *error);
struct http_listener *http_listener_free(struct http_listener *listener); /* always NULL */
uint16_t http_listener_port(const struct http_listener *listener);

#endif
