/*
 * redis_guide.h - who knows where our Redis is: Sentinels, or the nodes of a Redis Cluster. One of
 * them is asked before each connection, so that a fail-over, and a partition that moved to another
 * node, are followed by whoever reconnects.
 *
 * A Sentinel tells the master's place. Any node of a cluster is asked for a key of the partition:
 * who does not say "MOVED, there" has it. All keys of a partition lie in one slot (keys.h), so one
 * connection serves it. While that slot is on its way to another node (ASK) nobody has it: our
 * functions touch many keys, and on either node they would find a part of them.
 */
#ifndef LIVVAKT_REDIS_GUIDE_H
#define LIVVAKT_REDIS_GUIDE_H

#include "attributes.h"
#include "error.h"
#include "keys.h"
#include "redis_address.h"
#include "redis_command.h"
#include "redis_reply.h"

/* The question; `prefix` holds a part of it and must live as long. */
void redis_guide_question(const struct redis_address *address, struct redis_command *command,
			  char prefix[KEYS_PREFIX_MAX]);

/* What the guide at `asked` answered: the place of our Redis goes into the address. ERROR_AWAY when
 * it does not know, or it is no answer to that; the error does not name the guide. */
MUST_CHECK int redis_guide_answer(const struct redisReply *reply, const struct redis_place *asked,
				  struct redis_address *address, struct error *error);

/* Asks one after the other, beginning with the one that answered last, which stands first then;
 * each within the time-out. ERROR_AWAY when none knows. */
MUST_CHECK int redis_guide_find(struct redis_address *address, int64_t timeout_us,
				struct error *error);

#endif
