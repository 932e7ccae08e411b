/* ruleset_slot.c - see ruleset_slot.h. */
#include "ruleset_slot.h"

void ruleset_slot_init(struct ruleset_slot *slot, struct ruleset *ruleset)
{
	pthread_mutex_init(&slot->lock, NULL);
	slot->current = ruleset;
}

void ruleset_slot_done(struct ruleset_slot *slot)
{
	slot->current = ruleset_unref(slot->current);
	pthread_mutex_destroy(&slot->lock);
}

struct ruleset *ruleset_slot_borrow(struct ruleset_slot *slot)
{
	struct ruleset *ruleset;

	pthread_mutex_lock(&slot->lock);
	ruleset = ruleset_ref(slot->current);
	pthread_mutex_unlock(&slot->lock);
	return ruleset;
}

void ruleset_slot_swap(struct ruleset_slot *slot, struct ruleset *ruleset)
{
	struct ruleset *old;

	pthread_mutex_lock(&slot->lock);
	old = slot->current;
	slot->current = ruleset;
	pthread_mutex_unlock(&slot->lock);
	ruleset_unref(old);
}
