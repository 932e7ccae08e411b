/*
 * alone.h - one at a time of the commands that change all of a Redis, or go through all of it: who
 * enters has a key there, renewed by a thread of its own until he leaves.
 *
 * Killed, he is forgotten by Redis a moment later; on the same machine the next one sees at once
 * that he is dead.
 */
#ifndef LIVVAKT_ALONE_H
#define LIVVAKT_ALONE_H

#include "attributes.h"
#include "error.h"
#include "redis_address.h"
#include <stdint.h>

enum { ALONE_KEPT_MS = 20000, ALONE_NAME_MAX = 400 };
/* One that was killed elsewhere is forgotten by then. */
#define ALONE_PATIENCE_US ((ALONE_KEPT_MS + 2000) * INT64_C(1000))

struct alone;

/* `what` we are, as "livvakt forget". NULL and ERROR_CONFLICT with his name when somebody else
 * works there still after `wait_us`. */
MUST_CHECK struct alone *alone_enter(const struct redis_settings *settings, const char *what,
				     int64_t wait_us, struct error *error);
/* Before a step that nobody else may be beside. ERROR_CONFLICT: Redis had forgotten us, and
 * somebody came in, or may have come and gone. */
MUST_CHECK int alone_still(struct alone *alone, struct error *error);
struct alone *alone_leave(struct alone *alone); /* always NULL; NULL is fine */

#endif
