/*
 * series_counts.c - the two rings of a series, in memory.
 *
 * The detector reads them, the store decodes into them and adds to them.
 */
#include "series_counts.h"

#include "clock.h"

#include <assert.h>
#include <string.h>

enum { MINUTES_AN_HOUR = 60 };

/* Both rings are handled by the same few lines. */
struct ring {
	uint32_t (*slots)[SERIES_COLUMNS];
	int64_t size;
	int64_t *last;
	struct series_sum *all; /* of its slots; NULL: not kept */
};

static struct ring minute_ring(struct series_counts *series)
{
	return (struct ring){ series->minutes, SERIES_MINUTES, &series->last_minute, NULL };
}

static struct ring hour_ring(struct series_counts *series)
{
	return (struct ring){ series->hours, SERIES_HOURS, &series->last_hour, &series->all_hours };
}

static void sum_slot(struct series_sum *sum, const uint32_t slot[SERIES_COLUMNS])
{
	sum->comments += slot[SERIES_COMMENTS];
	sum->negative += slot[SERIES_NEGATIVE];
	sum->abuse += slot[SERIES_ABUSE];
}

static void subtract(struct series_sum *sum, const struct series_sum *part)
{
	sum->comments -= part->comments;
	sum->negative -= part->negative;
	sum->abuse -= part->abuse;
}

/* Before a slot is changed, and after it. */
static void take_out(const struct ring *ring, const uint32_t slot[SERIES_COLUMNS])
{
	struct series_sum part = { 0 };

	if (!ring->all)
		return;
	sum_slot(&part, slot);
	subtract(ring->all, &part);
}

static void put_in(const struct ring *ring, const uint32_t slot[SERIES_COLUMNS])
{
	if (ring->all)
		sum_slot(ring->all, slot);
}

static void empty(const struct ring *ring, int64_t at)
{
	uint32_t *slot = ring->slots[at % ring->size];

	take_out(ring, slot);
	memset(slot, 0, sizeof(ring->slots[0]));
}

/* Makes `at` the newest slot: those between the old newest and it are of long ago and become empty.
 */
static void ring_advance(const struct ring *ring, int64_t at)
{
	int64_t from = *ring->last + 1;

	if (from <= at - ring->size)
		from = at - ring->size + 1; /* the whole ring, once */
	for (int64_t i = from; i <= at; i++)
		empty(ring, i);
	*ring->last = at;
}

/* A slot holds from nothing to its top. */
static void change(uint32_t *slot, int64_t amount)
{
	if (amount > (int64_t)UINT32_MAX - *slot)
		*slot = UINT32_MAX;
	else if (amount < -(int64_t)*slot)
		*slot = 0;
	else
		*slot = (uint32_t)(*slot + amount);
}

static bool ring_add(const struct ring *ring, int64_t at, const int64_t amount[SERIES_COLUMNS])
{
	if (at <= *ring->last - ring->size)
		return false;
	if (at > *ring->last)
		ring_advance(ring, at);

	uint32_t *slot = ring->slots[at % ring->size];
	take_out(ring, slot);
	for (size_t column = 0; column < SERIES_COLUMNS; column++)
		change(&slot[column], amount[column]);
	put_in(ring, slot);
	return true;
}

void series_counts_init(struct series_counts *series)
{
	*series = (struct series_counts){ .last_minute = -1, .last_hour = -1 };
}

bool series_counts_change(struct series_counts *series, int64_t minute,
			  const int64_t amount[SERIES_COLUMNS])
{
	struct ring hours = hour_ring(series), minutes = minute_ring(series);

	if (minute < 0 || !ring_add(&hours, minute / MINUTES_AN_HOUR, amount))
		return false;
	(void)ring_add(&minutes, minute, amount); /* too old for the minutes: its hour has it */

	int64_t start_us = minute * CLOCK_MINUTE_US;
	if (series->first_us == 0 || start_us < series->first_us)
		series->first_us = start_us;
	return true;
}

static int64_t signed_amount(uint64_t amount)
{
	return amount > INT64_MAX ? INT64_MAX : (int64_t)amount;
}

bool series_counts_add(struct series_counts *series, int64_t ts_us, int64_t now_us,
		       struct series_sum sum)
{
	const int64_t amount[SERIES_COLUMNS] = { signed_amount(sum.comments),
						 signed_amount(sum.negative),
						 signed_amount(sum.abuse) };

	return series_counts_change(series, series_minute_of(ts_us > now_us ? now_us : ts_us),
				    amount);
}

/* Times before the epoch count downwards, as the calendar does. */
static int64_t floor_divide(int64_t us, int64_t unit_us)
{
	return us / unit_us - (us % unit_us < 0);
}

/* Takes away from an hour what one of its minutes counted. */
static void forget_minute(const struct ring *hours, int64_t hour,
			  const uint32_t minute[SERIES_COLUMNS])
{
	uint32_t *slot = hours->slots[hour % hours->size];

	if (hour <= *hours->last - hours->size)
		return;
	take_out(hours, slot);
	for (size_t i = 0; i < SERIES_COLUMNS; i++)
		change(&slot[i], -(int64_t)minute[i]);
	put_in(hours, slot);
}

static void forget_minutes(struct series_counts *series, int64_t minute)
{
	const struct ring minutes = minute_ring(series), hours = hour_ring(series);
	const int64_t oldest = series->last_minute - SERIES_MINUTES;

	for (; series->last_minute > minute && series->last_minute > oldest;
	     series->last_minute--) {
		forget_minute(&hours, series->last_minute / MINUTES_AN_HOUR,
			      series->minutes[series->last_minute % SERIES_MINUTES]);
		empty(&minutes, series->last_minute);
	}
}

static void forget_hours(struct series_counts *series, int64_t hour)
{
	const struct ring hours = hour_ring(series);
	const int64_t oldest = series->last_hour - SERIES_HOURS;

	for (; series->last_hour > hour && series->last_hour > oldest; series->last_hour--)
		empty(&hours, series->last_hour);
	if (series->last_hour > hour)
		series->last_hour = hour;
}

void series_counts_forget_after(struct series_counts *series, int64_t minute)
{
	forget_minutes(series, minute);
	forget_hours(series, series->last_minute / MINUTES_AN_HOUR);
}

int64_t series_counts_limit(int64_t now_us)
{
	return series_minute_of(now_us) + SERIES_AHEAD_MINUTES;
}

void series_counts_set_back(struct series_counts *series, int64_t limit)
{
	forget_minutes(series, limit);
	if (series->last_minute > limit)
		series->last_minute = limit;
	forget_hours(series, limit / MINUTES_AN_HOUR);
	if (series->first_us / CLOCK_MINUTE_US > limit)
		series->first_us = limit * CLOCK_MINUTE_US;
}

void series_counts_sum_up(struct series_counts *series)
{
	series->all_hours = (struct series_sum){ 0 };
	for (size_t i = 0; i < SERIES_HOURS; i++)
		sum_slot(&series->all_hours, series->hours[i]);
}

int64_t series_minute_of(int64_t us)
{
	return floor_divide(us, CLOCK_MINUTE_US);
}

int64_t series_hour_of(int64_t us)
{
	return floor_divide(us, CLOCK_HOUR_US);
}

/* What lies within the ring, each slot by itself. */
static struct series_sum walk(const struct ring *ring, int64_t from, int64_t to)
{
	struct series_sum sum = { 0 };
	int64_t place = from % ring->size;

	for (int64_t at = from; at <= to; at++) {
		sum_slot(&sum, ring->slots[place]);
		if (++place == ring->size)
			place = 0;
	}
	return sum;
}

/* Most of a ring is all of it without the rest. */
static struct series_sum ring_sum(const struct ring *ring, int64_t last, unsigned count)
{
	const int64_t end = *ring->last, begin = end < ring->size ? 0 : end - ring->size + 1;
	const int64_t from = last - (int64_t)count + 1 < begin ? begin : last - (int64_t)count + 1,
		      to = last > end ? end : last;

	if (!ring->all || to - from < ring->size / 2)
		return walk(ring, from, to);
	const struct series_sum before = walk(ring, begin, from - 1),
				after = walk(ring, to + 1, end);
	struct series_sum sum = *ring->all;
	subtract(&sum, &before);
	subtract(&sum, &after);
	return sum;
}

/* The readers borrow the same view; they never write through it. */
static struct ring minutes_of(const struct series_counts *series)
{
	return minute_ring((struct series_counts *)series);
}

static struct ring hours_of(const struct series_counts *series)
{
	return hour_ring((struct series_counts *)series);
}

struct series_sum series_counts_sum_minutes(const struct series_counts *series, int64_t last,
					    unsigned count)
{
	struct ring ring = minutes_of(series);

	return ring_sum(&ring, last, count);
}

struct series_sum series_counts_sum_hours(const struct series_counts *series, int64_t last,
					  unsigned count)
{
	struct ring ring = hours_of(series);

	return ring_sum(&ring, last, count);
}

static struct series_sum slot_of(const struct ring *ring, int64_t at)
{
	struct series_sum sum = { 0 };

	if (at >= 0 && at <= *ring->last && at > *ring->last - ring->size)
		sum_slot(&sum, ring->slots[at % ring->size]);
	return sum;
}

struct series_sum series_counts_minute(const struct series_counts *series, int64_t minute)
{
	struct ring ring = minutes_of(series);

	return slot_of(&ring, minute);
}

struct series_sum series_counts_hour(const struct series_counts *series, int64_t hour)
{
	struct ring ring = hours_of(series);

	return slot_of(&ring, hour);
}

struct series_sum series_counts_sum_between(const struct series_counts *series, int64_t now_us,
					    int64_t *from_us, int64_t *to_us)
{
	const int64_t oldest_us = (series_minute_of(now_us) - SERIES_MINUTES + 1) * CLOCK_MINUTE_US;
	const bool by_hours = *from_us < oldest_us;
	const int64_t slot_us = by_hours ? CLOCK_HOUR_US : CLOCK_MINUTE_US;
	const int64_t first = (*from_us + slot_us - 1) / slot_us, end = *to_us / slot_us;

	*from_us = first * slot_us;
	*to_us = end > first ? end * slot_us : *from_us;
	if (end <= first)
		return (struct series_sum){ 0 };
	return by_hours ? series_counts_sum_hours(series, end - 1, (unsigned)(end - first))
			: series_counts_sum_minutes(series, end - 1, (unsigned)(end - first));
}
