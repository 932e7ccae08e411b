/*
 * deliveries.h - the messages of a partition that are being delivered: begun when their row is due,
 * held by its lease, told to Redis when they ended.
 *
 * What a try came to is kept until Redis has it, so that a lost link cannot make a mail be sent
 * twice. A lease that ended under a try, for this process stood still, is asked for again before
 * the try goes on: where somebody else has the row by then, it ends without a word. Belongs to one
 * thread, duty's.
 */
#ifndef LIVVAKT_DELIVERIES_H
#define LIVVAKT_DELIVERIES_H

#include "clock.h"
#include "config.h"
#include "counter.h"
#include "due.h"
#include "error.h"
#include "link.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer than any try may take (e-mail: 60 s), so that nobody else takes a row that is being worked
 * on. */
#define DELIVERIES_LEASE_US (90 * CLOCK_SECOND_US)
/* Of that: so long it is ours without asking, however far others' clocks may be ahead. */
#define DELIVERIES_SURE_US (75 * CLOCK_SECOND_US)

struct deliveries;

struct deliveries_settings {
	const struct config *config; /* borrowed, as the next two */
	struct counters *counters;
	struct redis_link *link;
	unsigned partition;
	const char *ca_file; /* trusted certificates instead of the system's; NULL: the system's */
};

MUST_CHECK struct deliveries *deliveries_new(const struct deliveries_settings *settings,
					     struct error *error);

/* Stops what runs; it is tried again when its lease ends. Always NULL; NULL is fine. */
struct deliveries *deliveries_free(struct deliveries *deliveries);

/* A row that is a message's, claimed at `claimed`. */
bool deliveries_is_row(const struct due_row *row);
MUST_CHECK int deliveries_row(struct deliveries *deliveries, const struct due_row *row,
			      struct clock_moment claimed, struct error *error);

/* Before anything that was begun goes on: whether all of it still is ours. What is not any more is
 * ended. False: Redis is not there to be asked, and nothing may go on. */
bool deliveries_hold(struct deliveries *deliveries, struct clock_moment now);

/* Tells Redis of what ended; what cannot be told now is told in a later turn. */
void deliveries_mark(struct deliveries *deliveries);

/* Moves what runs, after deliveries_hold() only. True when something ended that is to be marked. */
bool deliveries_move(struct deliveries *deliveries);
/* Waits for something to move. */
void deliveries_wait(struct deliveries *deliveries, int64_t timeout_us);
/* Ends that wait; the one function that other threads may call. */
void deliveries_wake(struct deliveries *deliveries);

size_t deliveries_running(const struct deliveries *deliveries);
bool deliveries_have_room(const struct deliveries *deliveries);
/* Hide calls may take only a part of what runs at once. */
bool deliveries_hides_full(const struct deliveries *deliveries);

#endif
