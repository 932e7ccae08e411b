/*
 * spread.h - over how many partitions the brands of a Redis are spread, and whether that is being
 * changed just now. It stands in the identity (identity.h) of each partition.
 *
 * While it is changed nobody works there: whoever starts is refused, an older Livvakt too, which
 * reads a version of the state that it does not know.
 */
#ifndef LIVVAKT_SPREAD_H
#define LIVVAKT_SPREAD_H

#include "attributes.h"
#include "error.h"
#include "keys.h"
#include "link.h"
#include <stdbool.h>
#include <stdint.h>

/* Versions of the state that say something of it: 1 knew of one partition only, later ones name
 * their number (identity.h); 3 while that is changed. */
enum { SPREAD_ONE = 1, SPREAD_CHANGING = 3 };

struct spread {
	int64_t version;     /* of the state (identity.h); 0: nobody was here yet */
	unsigned partitions; /* 0: nobody was here yet */
	unsigned next;	     /* it is being changed to so many; 0: it is not */
	bool copied;	     /* all brands stand where they will be, and partly where they were */
};

/* For whoever asks by itself; and what the answer says. The key lives as long as the command. */
void spread_question(struct redis_command *command, unsigned partition, char key[KEYS_KEY_MAX]);
void spread_answer(const struct redisReply *reply, struct spread *ret_spread);

MUST_CHECK int spread_read(struct redis_link *link, unsigned partition, struct spread *ret_spread,
			   struct error *error);

/* ERROR_CONFLICT with the remedy when it is not `ours`, or is being changed. Nobody was there yet:
 * fine. */
MUST_CHECK int spread_compare(const struct spread *spread, unsigned ours, struct error *error);

/* ERROR_REFUSED when the state is of a newer Livvakt. */
MUST_CHECK int spread_understood(const struct spread *spread, struct error *error);

/* Changing it, one partition after the other, the first one first; any of it may be done twice.
 * ERROR_CONFLICT where somebody else has begun to change it to another number, or did so since it
 * was read that they are `from`: nothing is changed then. The end takes the place
 * of what was there before, or (`stays` is false) of all that is known of the partition. */
MUST_CHECK int spread_begin(struct redis_link *link, unsigned partition, unsigned from,
			    unsigned next, struct error *error);
MUST_CHECK int spread_copied(struct redis_link *link, unsigned partition, struct error *error);
/* Whose state it is, as partition 0 says it. */
MUST_CHECK int spread_copy_marks(struct redis_link *first, struct redis_link *link,
				 unsigned partition, struct error *error);
MUST_CHECK int spread_end(struct redis_link *link, unsigned partition, unsigned partitions,
			  bool stays, struct error *error);

#endif
