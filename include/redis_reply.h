/*
 * redis_reply.h - reading what Redis answered, without trusting its shape.
 *
 * Every accessor takes NULL and any type: the wrong shape reads as empty, so that the store checks
 * once, at the end.
 */
#ifndef LIVVAKT_REDIS_REPLY_H
#define LIVVAKT_REDIS_REPLY_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct redisReply; /* hiredis' */

void redis_reply_free(struct redisReply *reply); /* NULL is fine */

bool redis_reply_is_nil(const struct redisReply *reply); /* also for NULL */
bool redis_reply_is_array(const struct redisReply *reply);
bool redis_reply_is_integer(const struct redisReply *reply);
bool redis_reply_is_text(const struct redisReply *reply); /* string or status */

/* The error's text; the empty slice when it is none. */
struct slice redis_reply_error(const struct redisReply *reply);

struct slice redis_reply_text(const struct redisReply *reply);
/* An integer, or a text that is one (at most 18 digits). */
int64_t redis_reply_integer(const struct redisReply *reply, int64_t fallback);

size_t redis_reply_count(const struct redisReply *reply);
const struct redisReply *redis_reply_at(const struct redisReply *reply, size_t index); /* or NULL */

/* The value behind `name` in a flat list of names and values, as HGETALL gives it; or NULL. */
const struct redisReply *redis_reply_field(const struct redisReply *reply, const char *name);

#endif
