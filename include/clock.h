/*
 * clock.h - the only place that asks the system what time it is, and how times are written.
 *
 * Time is an argument everywhere else: microseconds since the epoch for wall time (`_us`),
 * microseconds of the monotonic clock for durations.
 */
#ifndef LIVVAKT_CLOCK_H
#define LIVVAKT_CLOCK_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_TEXT_MAX = 40 };
#define CLOCK_SECOND_US INT64_C(1000000)
#define CLOCK_MINUTE_US (60 * CLOCK_SECOND_US)
#define CLOCK_HOUR_US (60 * CLOCK_MINUTE_US)
#define CLOCK_DAY_US (24 * CLOCK_HOUR_US)

int64_t clock_wall_us(void);
int64_t clock_monotonic_us(void);
/* As that one, but it goes on while the machine sleeps: for what others let lapse meanwhile. */
int64_t clock_boot_us(void);

/* Whether the wall clock was set back: how far since the call before, by the monotonic one; 0 for
 * less than two seconds, by which it may be slewed. Begins with zeros, and is asked often. */
struct clock_watch {
	bool begun;
	int64_t ahead_us; /* of the monotonic clock */
};
int64_t clock_went_back(struct clock_watch *watch, int64_t wall_us, int64_t monotonic_us);

/* A moment by both: whoever stood still, or slept with the machine, sees it by one of them. */
struct clock_moment {
	int64_t wall_us, boot_us;
};
struct clock_moment clock_moment_now(void);
/* How much time went by, for all that others may know: by the clock that says more. */
int64_t clock_passed_us(struct clock_moment from, struct clock_moment until);

/* RFC 3339 in UTC, as 2026-11-22T10:55:45Z or with .123456 where there is a fraction. */
const char *clock_format(int64_t wall_us, char ret_text[CLOCK_TEXT_MAX]);

/* RFC 3339 (any offset, `T` or blank, fraction) or epoch seconds written as a number. Years 1970
 * to 2200. False, and the output untouched, for anything else. */
bool clock_parse(struct slice text, int64_t *ret_wall_us);

/* Days since 1970-01-01 of a civil date (proleptic Gregorian). */
int64_t clock_days_from_civil(int year, unsigned month, unsigned day);

#endif
