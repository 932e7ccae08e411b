/* ruleset_slot.h - the rules of the moment: swapped whole by a reload, borrowed by judges for a
 * batch. */
#ifndef LIVVAKT_RULESET_SLOT_H
#define LIVVAKT_RULESET_SLOT_H

#include "ruleset.h"
#include <pthread.h>

struct ruleset_slot {
	pthread_mutex_t lock;
	struct ruleset *current;
};

/* Takes over the caller's reference. */
void ruleset_slot_init(struct ruleset_slot *slot, struct ruleset *ruleset);
void ruleset_slot_done(struct ruleset_slot *slot);

/* A reference of its own, to be given back with ruleset_unref. */
struct ruleset *ruleset_slot_borrow(struct ruleset_slot *slot);

/* Takes over the caller's reference; the old set lives until its last borrower is done. */
void ruleset_slot_swap(struct ruleset_slot *slot, struct ruleset *ruleset);

#endif
