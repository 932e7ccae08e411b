/*
 * zone.h - what time it is somewhere: an offset from UTC and Europe's summer time.
 *
 * A table of our own instead of the system's zone files, so that a time of day means the same on
 * every machine, and judging asks the system for nothing.
 */
#ifndef LIVVAKT_ZONE_H
#define LIVVAKT_ZONE_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

struct zone {
	int32_t minutes; /* east of UTC, in winter */
	bool summer;	 /* an hour more from the last Sunday of March, 01:00 UTC, to the last of
			    October */
};

/* "UTC", "+01:00", or a European city of the IANA names, as "Europe/Oslo". */
bool zone_from_name(struct slice name, struct zone *ret_zone);

/* The nearest known name to one that is not, for complaints; NULL: none is near. */
const char *zone_suggest(struct slice name);

/* What clocks there show, as microseconds since their own 1970-01-01 00:00; and back (an hour that
 * comes twice is taken as the first one). */
int64_t zone_local(struct zone zone, int64_t wall_us);
int64_t zone_wall(struct zone zone, int64_t local_us);

#endif
