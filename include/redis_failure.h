/*
 * redis_failure.h - what an error that Redis answers means for the caller. Pure: one table.
 */
#ifndef LIVVAKT_REDIS_FAILURE_H
#define LIVVAKT_REDIS_FAILURE_H

#include "error.h"
#include "redis_reply.h"
#include "slice.h"
#include <stdbool.h>

/* Fills the error and gives its code: never 0, never ERROR_UNCERTAIN, because Redis answered. */
int redis_failure_set(struct error *error, struct slice text);

/* What stands in the way of a reply: of one command, or of several that were carried out together
 * (MULTI), of which one was refused with `refusal` before (or the empty text). Empty: nothing. */
struct slice redis_failure_among(const struct redisReply *reply, const char *refusal);

/* True when another connection may do better: loading, a replica, a broken cluster. */
bool redis_failure_is_passing(struct slice text);

/* True when our function library is not there. */
bool redis_failure_is_missing_function(struct slice text);

#endif
