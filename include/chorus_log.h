/*
 * chorus_log.h - the comments of a brand that may be one of many (chorus.h), as they were counted
 * within about a day: one string that every judge follows.
 *
 *   created_us:8  cut:8 (bytes that are gone from the front; little endian)   voices…
 *   voice   minute:4  author:8  post:4  flags:1  likeness:48
 *
 * The commit writes at its end, and livvakt.lua keeps it short.
 */
#ifndef LIVVAKT_CHORUS_LOG_H
#define LIVVAKT_CHORUS_LOG_H

#include "attributes.h"
#include "buffer.h"
#include "chorus_voice.h"
#include "error.h"
#include "link.h"
#include <stdbool.h>

enum { CHORUS_LOG_BYTES = 17 + LIKENESS_BYTES };

void chorus_log_pack(const struct chorus_voice *voice, struct buffer *to);
/* How many of these voices are by an author. */
uint64_t chorus_log_count(struct slice log, uint64_t author);

/* How far a log was read. Zeroed to begin with. */
struct chorus_place {
	bool known;
	int64_t created_us;
	uint64_t cut, to;
};

struct chorus_listener {
	/* What was heard before is not to be found again, or the log begins anew: all comes now. */
	void (*forget)(void *context);
	void (*hear)(void *context, const struct chorus_voice *voice);
	void *context;
};

/* Hands on what came since the place, and moves that. */
MUST_CHECK int chorus_log_follow(struct redis_link *link, unsigned partition, struct slice brand,
				 struct chorus_place *place, const struct chorus_listener *listener,
				 struct error *error);

#endif
