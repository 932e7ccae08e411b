/*
 * redis_async.h - a connection to Redis for the event loop, which may never wait.
 *
 * hiredis 0.14 has no time-outs here, so every command has a deadline of our own: when it passes,
 * the command's result is ERROR_UNCERTAIN and the connection is closed, because a late answer could
 * not be told from the next one's. The same codes as in link.h. Reconnects by itself with back-off.
 */
#ifndef LIVVAKT_REDIS_ASYNC_H
#define LIVVAKT_REDIS_ASYNC_H

#include "attributes.h"
#include "error.h"
#include "redis_address.h"
#include "redis_command.h"
#include "redis_reply.h"
#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct redis_async;
struct redis_copies;

/* Starts to connect. NULL: out of memory or a wrong URL. */
MUST_CHECK struct redis_async *redis_async_new(struct event_base *base,
					       const struct redis_settings *settings,
					       struct error *error);
/* What is under way ends now, with ERROR_UNCERTAIN. Not from within a done function. Always NULL.
 */
struct redis_async *redis_async_free(struct redis_async *redis);

/* Connected, authenticated, functions there: commands are sent at once. */
bool redis_async_ready(const struct redis_async *redis);
size_t redis_async_pending(const struct redis_async *redis);
/* Why it is not ready; the empty text when it is. */
const char *redis_async_trouble(const struct redis_async *redis);

/* Called whenever it has become ready, before anybody else's command is sent. */
typedef void redis_async_call(void *context);
void redis_async_on_ready(struct redis_async *redis, redis_async_call *call, void *context);

/* For writes that must survive the loss of the master (redis_copies.h), by the settings. */
struct redis_copies *redis_async_copies(const struct redis_async *redis);

enum { REDIS_ASYNC_PENDING_MAX = 4096 }; /* more at once: ERROR_LIMIT */

/* Called exactly once, never from within redis_async_command. The reply lives during the call; NULL
 * unless code is 0. */
typedef void redis_async_done(void *context, int code, const struct redisReply *reply,
			      const struct error *error);
/* ERROR_AWAY or ERROR_LIMIT, and nothing is called: not sent. */
MUST_CHECK int redis_async_command(struct redis_async *redis, const struct redis_command *command,
				   redis_async_done *done, void *context, struct error *error);
/* Several, carried out together or not at all (MULTI); the reply has that of each. None of them is
 * a function of ours. Where the user may not say MULTI they are carried out one by one, and the end
 * is uncertain: try it with none first. */
MUST_CHECK int redis_async_together(struct redis_async *redis, const struct redis_command *commands,
				    size_t count, redis_async_done *done, void *context,
				    struct error *error);

#endif
