/*
 * rules_keeper.h - loads the rules at the start and anew when asked or when their files change; a
 * broken file never replaces a good set.
 *
 * A start takes rules whose examples fail, for somebody has to stand guard; the keeper's thread
 * tries them then, and tells.
 *
 * New rules are compiled on the keeper's own thread and swapped whole; judges take them with their
 * next batch.
 */
#ifndef LIVVAKT_RULES_KEEPER_H
#define LIVVAKT_RULES_KEEPER_H

#include "counter.h"
#include "error.h"
#include "mood_models.h"
#include "rules_cache.h"
#include "rules_watch.h"
#include "ruleset_slot.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { RULES_HASH_BYTES = 17, RULES_PLACE_BYTES = 512, RULES_COMPLAINTS_BYTES = 8192 };

/* How it stands with the rules. */
struct rules_status {
	char hash[RULES_HASH_BYTES]; /* of the set in force */
	size_t rules, warnings;
	int64_t loaded_us;	       /* wall time since when it is */
	uint64_t asked, done;	       /* loads asked for, and how many of these are over */
	bool broken;		       /* one of these: */
	bool in_force_broken;	       /* a start took what is in force with its mistakes, */
	bool refused;		       /* the last change was refused, and what follows is of it: */
	int64_t broken_us;	       /* since when, */
	size_t errors;		       /* for how many mistakes, */
	char place[RULES_PLACE_BYTES]; /* the first one as file:line:column: error[code] */
	char complaints[RULES_COMPLAINTS_BYTES]; /* and the first ones whole, a line each */
};

struct rules_keeper_settings {
	const char *const *folders; /* borrowed */
	size_t folder_count;
	struct mood_files models;
	const char *state_folder; /* where compiled rules may be kept */
	bool watch;		  /* read anew when files change */
	struct counters *counters;
};

struct rules_keeper {
	struct rules_keeper_settings settings;
	struct rules_cache cache;
	struct rules_watch seen;
	struct ruleset_slot slot;
	pthread_mutex_t lock; /* over all below */
	pthread_cond_t wake;
	struct rules_status status;
	bool stopping, thread_started;
	pthread_t thread;
};

/* Loads; complaints go to stderr. The keeper must stay where it is until rules_keeper_stop, which
 * is also to be called after a failure. */
MUST_CHECK int rules_keeper_start(struct rules_keeper *keeper,
				  const struct rules_keeper_settings *settings,
				  struct error *error);
/* Waits for a load that is under way. */
void rules_keeper_stop(struct rules_keeper *keeper);

/* From any thread: loads anew, beginning after this call, and logs what came of it. Gives its
 * number: it is over when status.done has reached it. */
uint64_t rules_keeper_reload(struct rules_keeper *keeper);

/* From any thread. */
void rules_keeper_status(struct rules_keeper *keeper, struct rules_status *ret_status);

#endif
