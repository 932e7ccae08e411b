/*
 * watched.h - the single comment that a person must see now (watch.h) is an incident at once.
 *
 * "comment:<id>", few of them an hour and brand; further ones go together into one, "comment", and
 * those that only tell of an intent into "comment:intents".
 * While the brand itself has an incident, its people are awake already. What was told and
 * comes again (the platform says it twice, or a batch does) is no news, and one that is older than
 * six hours (an archive) is nobody's alarm.
 */
#ifndef LIVVAKT_WATCHED_H
#define LIVVAKT_WATCHED_H

#include "attributes.h"
#include "comment.h"
#include "error.h"
#include "link.h"
#include "raise.h"
#include "watch.h"

enum { WATCHED_AN_HOUR = 3 };

/* Of a brand: how many became incidents in that hour; those told by words for an intent, which are
 * often harmless, take no place from a threat. Zeroed to begin with. */
struct watched {
	int64_t hour;
	uint64_t count, intents;
};

/* Codes as of raise_finding. `watched` may be NULL: then it goes with the others. */
MUST_CHECK int watched_raise(struct redis_link *link, const struct raise_settings *settings,
			     struct watched *watched, const struct comment *comment,
			     const struct watch *watch, int64_t now_us, struct error *error);

#endif
