/*
 * series_counts.h - how many comments a series had, minute by minute and hour by hour.
 *
 * The plain noun between the store, which keeps it (series_pack.h), and the detector, which reads
 * it. Pure.
 *
 * Two rings of slots. The slot of minute m (minutes since the epoch) is m % SERIES_MINUTES and
 * holds for last_minute - SERIES_MINUTES < m <= last_minute; hours alike. Everything outside of a
 * ring reads as zero.
 *
 *   minute ring     360 slots  ->  the last 6 hours
 *   hour ring       840 slots  ->  the last 35 days, so five whole weeks of a weekly pattern
 */
#ifndef LIVVAKT_SERIES_COUNTS_H
#define LIVVAKT_SERIES_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

enum { SERIES_MINUTES = 360, SERIES_HOURS = 840 };

/* What is counted; the columns of a slot. `abuse`: review or hide. */
enum series_column { SERIES_COMMENTS, SERIES_NEGATIVE, SERIES_ABUSE, SERIES_COLUMNS };

/* One slot, or the sum of several. */
struct series_sum {
	uint64_t comments, negative, abuse;
};

struct series_counts {
	int64_t first_us;    /* start of the first minute ever counted: how old the baseline is; 0:
				nothing yet */
	int64_t last_minute; /* newest minute counted, in minutes since the epoch; -1: none */
	int64_t last_hour;   /* newest hour counted; -1: none */
	uint32_t minutes[SERIES_MINUTES][SERIES_COLUMNS];
	uint32_t hours[SERIES_HOURS][SERIES_COLUMNS];
	struct series_sum all_hours; /* kept, so that five weeks need not be walked to be known */
};

/* Nothing counted yet. */
void series_counts_init(struct series_counts *series);

/* Adds to the minute and the hour of `ts_us`. A time ahead of `now_us` counts as now, so that a
 * wrong clock never fills the future; one older than the minute ring counts in its hour only.
 * False, and nothing changed, when it is older than both rings, or before 1970. Slots saturate at
 * UINT32_MAX. */
bool series_counts_add(struct series_counts *series, int64_t ts_us, int64_t now_us,
		       struct series_sum amount);
/* The same by the minute, with what is taken back below zero; no slot falls below zero. */
bool series_counts_change(struct series_counts *series, int64_t minute,
			  const int64_t amount[SERIES_COLUMNS]);

/* For whoever fills slots by hand. */
void series_counts_sum_up(struct series_counts *series);

/* As the series was at the end of a minute: what came later is taken away, as far as the minute
 * ring knows it. */
void series_counts_forget_after(struct series_counts *series, int64_t minute);

/* A clock that was ahead for a moment would empty the rings, and nothing of now would find room
 * until then. So what lies further ahead of now than this, more than clocks of several hosts differ
 * and less than the rings hold, is not counted, or was not. */
enum { SERIES_AHEAD_MINUTES = 60 };
/* The last minute that counts. */
int64_t series_counts_limit(int64_t now_us);
/* Takes away what lies behind that minute, however far. */
void series_counts_set_back(struct series_counts *series, int64_t limit);

/* The minute and the hour in which a time lies, as the rings number them. */
int64_t series_minute_of(int64_t us);
int64_t series_hour_of(int64_t us);

/* One slot; zeros outside of the ring. */
struct series_sum series_counts_minute(const struct series_counts *series, int64_t minute);
struct series_sum series_counts_hour(const struct series_counts *series, int64_t hour);

/* The sum of `count` slots of which `last` is the newest, itself included. */
struct series_sum series_counts_sum_minutes(const struct series_counts *series, int64_t last,
					    unsigned count);
struct series_sum series_counts_sum_hours(const struct series_counts *series, int64_t last,
					  unsigned count);
/* What came from one moment to another, by minutes where these are still there, else by the whole
 * hours between; the bounds are moved to those of what is counted. */
struct series_sum series_counts_sum_between(const struct series_counts *series, int64_t now_us,
					    int64_t *from_us, int64_t *to_us);

#endif
