/*
 * shares.h - what this Livvakt does in each partition: claims it, opens its door, judges and does
 * what is due there, as its roles say.
 *
 * Each has threads and connections of its own, so that one that is away holds up nobody else. One
 * that is away at the start is taken up when it is there.
 */
#ifndef LIVVAKT_SHARES_H
#define LIVVAKT_SHARES_H

#include "attributes.h"
#include "clock.h"
#include "config.h"
#include "config_strangers.h"
#include "counter.h"
#include "crypto.h"
#include "doors.h"
#include "error.h"
#include "partitions.h"
#include "pulse.h"
#include "redis_address.h"
#include "ruleset_slot.h"
#include <stdbool.h>
#include <stdint.h>

struct shares;

/* Machines whose clocks are farther apart do not see the same episodes. */
#define CLOCK_OFF_US (5 * CLOCK_SECOND_US)

/* Everything is borrowed. */
struct shares_settings {
	const struct config *config;
	struct redis_settings redis;
	struct ruleset_slot *rules;
	struct counters *counters;
	struct config_strangers *strangers;
	const struct author_keys *keys;
	struct partitions *partitions;
	struct pulse *pulse;
	bool own;   /* nobody else uses this Redis */
	bool known; /* we worked with its state before: it must not be empty */
};

/* NULL: out of memory. */
struct shares *shares_new(const struct shares_settings *settings);

/* What this Livvakt is called where several work; its texts live as long as the shares. */
struct presence shares_presence(const struct shares *shares);

/* The first connections, so that a wrong address or a foreign Redis is one clear line at the start.
 * Fails when none is there, or one is not ours. */
MUST_CHECK int shares_claim(struct shares *shares, struct error *error);

/* The doors of those that were claimed are opened, and of others when they are. */
void shares_open(struct shares *shares, struct doors *doors);

/* Begins to work in those that were claimed. */
MUST_CHECK int shares_begin(struct shares *shares, struct error *error);

/* Now and then, from the loop thread: says that we are there, takes up what was away before. */
void shares_look(struct shares *shares);

/* Why we may not go on, as when somebody else took an emptied Redis for theirs; NULL: we may. */
const struct error *shares_trouble(const struct shares *shares);

/* Ends the work in all of them at once; what is under way may take up to `grace_us`. */
void shares_end(struct shares *shares, int64_t grace_us);
struct shares *shares_free(struct shares *shares); /* ended before. Always NULL; NULL is fine */

#endif
