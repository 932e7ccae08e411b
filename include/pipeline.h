/*
 * pipeline.h - the way of a comment from the stream to its consequences: one turn of one judge.
 *
 * Live and replay run this very code; only the clock differs.
 */
#ifndef LIVVAKT_PIPELINE_H
#define LIVVAKT_PIPELINE_H

#include "config.h"
#include "config_strangers.h"
#include "counter.h"
#include "crypto.h"
#include "error.h"
#include "redis_address.h"
#include "ruleset_slot.h"
#include <stdint.h>

struct pipeline;
struct threads;
struct turnstile;

/* What time it is: the system's clock, or the recording's. */
struct pipeline_clock {
	int64_t (*now_us)(void *context);
	void *context;
};

struct pipeline_settings {
	const struct config *config;
	struct redis_settings redis;
	struct ruleset_slot *rules;
	struct counters *counters;
	struct pipeline_clock clock;
	const char *consumer; /* the same after a restart, unique among those that run */
	struct author_keys keys;
	unsigned partition;
	_Atomic bool *begun_anew;	    /* set when the stream was made: somebody is to look
					     * whose Redis this is. NULL: nobody does */
	bool recording;			    /* played back, not live */
	struct turnstile *turnstile;	    /* before what is new is read; NULL: none */
	struct config_strangers *strangers; /* NULL: nobody is told of them */
};

/* Does not connect yet. NULL when out of memory or the rules cannot be used. */
struct pipeline *pipeline_new(const struct pipeline_settings *settings, struct error *error);
struct pipeline *pipeline_free(struct pipeline *pipeline); /* always NULL */

/*
 * One turn: reads what came in (waiting up to `wait_us` for the first), judges, commits, detects,
 * raises. Gives the comments committed, 0 when nothing came, or a code: after ERROR_AWAY and
 * ERROR_UNCERTAIN turn again when pipeline_retry_in says so; nothing is lost and nothing counts
 * twice.
 */
MUST_CHECK int pipeline_turn(struct pipeline *pipeline, int64_t wait_us, struct error *error);

/* Busy series are looked at a moment after their comments (pace.h): when the first of those that
 * wait is due, by the pipeline's clock (INT64_MAX: none waits), and a look, now, at those that
 * would wait until then. A turn does so by itself, and waits no longer for comments. */
int64_t pipeline_next_look(const struct pipeline *pipeline);
void pipeline_look(struct pipeline *pipeline, int64_t until_us);

/* What was learnt so far of the languages below each post. */
const struct threads *pipeline_threads(const struct pipeline *pipeline);

/* How long to wait after a failure, in microseconds; at least 1 ms. */
int64_t pipeline_retry_in(const struct pipeline *pipeline);

#endif
