/*
 * redis_sentinel.h - who is the master: asked of Redis Sentinel before each connection, so that a
 * fail-over is followed by whoever reconnects.
 */
#ifndef LIVVAKT_REDIS_SENTINEL_H
#define LIVVAKT_REDIS_SENTINEL_H

#include "attributes.h"
#include "error.h"
#include "redis_address.h"
#include "redis_command.h"
#include "redis_reply.h"
#include <stdbool.h>

/* The question, and what the answer says: the master's place goes into the address. False when this
 * Sentinel knows of none, or it is no answer to that. */
void redis_sentinel_question(const struct redis_address *address, struct redis_command *command);
bool redis_sentinel_answer(const struct redisReply *reply, struct redis_address *address);

/* Asks one after the other, beginning with the one that answered last, which stands first then;
 * each within the time-out. ERROR_AWAY when none knows. */
MUST_CHECK int redis_sentinel_find(struct redis_address *address, int64_t timeout_us,
				   struct error *error);

#endif
