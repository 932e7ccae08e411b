/*
 * rules_keeper.h - loads the rules at the start and anew when asked; a broken file never replaces a
 * good set.
 *
 * New rules are compiled on a thread of their own and swapped whole; judges take them with their
 * next batch.
 */
#ifndef LIVVAKT_RULES_KEEPER_H
#define LIVVAKT_RULES_KEEPER_H

#include "counter.h"
#include "error.h"
#include "ruleset_slot.h"
#include <stdatomic.h>
#include <stdbool.h>

struct rules_keeper {
	const char *const *folders; /* borrowed */
	size_t folder_count;
	const char *model; /* borrowed; NULL: none */
	struct counters *counters;
	struct ruleset_slot slot;
	_Atomic bool broken; /* the last change was refused */
	_Atomic int state;   /* of the thread: the keeper's own */
	pthread_t thread;
	bool thread_started;
};

/* Loads; complaints go to stderr. The keeper must stay where it is until rules_keeper_stop, which
 * is also to be called after a failure. */
MUST_CHECK int rules_keeper_start(struct rules_keeper *keeper, const char *const *folders,
				  size_t folder_count, const char *model, struct counters *counters,
				  struct error *error);
/* Waits for a load that is under way. */
void rules_keeper_stop(struct rules_keeper *keeper);

/* Begins to load anew, and logs what came of it; asked while it loads, it loads once more after
 * that, so that the latest files count. Called by one thread. */
void rules_keeper_reload(struct rules_keeper *keeper);

#endif
