/*
 * redis_copies.h - the event loop's writes that must survive the loss of the master: told when so
 * many replicas have them.
 *
 * Redis answers first and replicates then, so what it has answered can go with it. WAIT gives the
 * number of replicas that have all that *this connection* wrote before; while it waits, the
 * connection does nothing else. So there is one WAIT at a time, for all that was written until
 * then, and what is written meanwhile shares the next one: group commit, as for the disk.
 *
 * A connection that is new has written nothing, and WAIT on it says that all replicas have it. So
 * what waits when a connection is lost ends with it, as uncertain.
 */
#ifndef LIVVAKT_REDIS_COPIES_H
#define LIVVAKT_REDIS_COPIES_H

#include "attributes.h"
#include "error.h"
#include "redis_async.h"
#include <stdint.h>

struct redis_copies;

/* So many replicas, waited for at most so long; none: every command is told when it was carried
 * out. NULL: out of memory. */
MUST_CHECK struct redis_copies *redis_copies_new(struct redis_async *redis, unsigned replicas,
						 int64_t wait_us);
/* After redis_async_free, which ends what is under way. Always NULL. */
struct redis_copies *redis_copies_free(struct redis_copies *copies);

/* As redis_async_command, but `done` is called once the replicas have it: with no reply then, and
 * with ERROR_UNCERTAIN when too few did in time. It stands on the master then: to be repeated only
 * where a repeat is known for one. */
MUST_CHECK int redis_copies_command(struct redis_copies *copies,
				    const struct redis_command *command, redis_async_done *done,
				    void *context, struct error *error);

#endif
