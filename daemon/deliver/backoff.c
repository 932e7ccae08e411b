/* backoff.c - the table of waits; see backoff.h. */
#include "backoff.h"

#include "clock.h"
#include "fnv.h"

/* A wait, and how often it comes; a row of none ends a table. */
struct wait {
	int64_t us;
	unsigned times;
};

static const struct wait usual[] = {
	{ 5 * CLOCK_SECOND_US, 1 },
	{ 30 * CLOCK_SECOND_US, 1 },
	{ 2 * CLOCK_MINUTE_US, 1 },
	{ 5 * CLOCK_MINUTE_US, 1 },
	{ 30 * CLOCK_MINUTE_US, 1 },
	{ 2 * CLOCK_HOUR_US, 1 },
	{ 5 * CLOCK_HOUR_US, 1 },
	{ 10 * CLOCK_HOUR_US, 1 },
	{ 14 * CLOCK_HOUR_US, 1 },
	{ 20 * CLOCK_HOUR_US, 2 },
	{ 0, 0 },
};
static const struct wait urgent[] = {
	{ 5 * CLOCK_SECOND_US, 1 },  { 30 * CLOCK_SECOND_US, 1 },  { CLOCK_MINUTE_US, 10 },
	{ 2 * CLOCK_MINUTE_US, 25 }, { 5 * CLOCK_MINUTE_US, 276 }, { 10 * CLOCK_HOUR_US, 1 },
	{ 14 * CLOCK_HOUR_US, 1 },   { 20 * CLOCK_HOUR_US, 2 },	   { 0, 0 },
};
static const struct wait *const tables[] = { [BACKOFF_USUAL] = usual, [BACKOFF_URGENT] = urgent };

/* After so many tries; 0: it is time to give up. */
static int64_t wait_after(enum backoff_table table, unsigned attempts)
{
	for (const struct wait *wait = tables[table]; wait->times > 0; wait++) {
		if (attempts <= wait->times)
			return wait->us;
		attempts -= wait->times;
	}
	return 0;
}

/* 0 … 999, evenly: a hash of id and try, mixed so that neighbours differ in all bits. */
static uint64_t dice(struct slice id, unsigned attempts)
{
	uint64_t hash = fnv_add(FNV_START, id);

	hash = fnv_byte(fnv_byte(hash, (unsigned char)attempts), (unsigned char)(attempts >> 8));
	hash ^= hash >> 31;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	hash ^= hash >> 29;
	return hash % 1000;
}

bool backoff_wait_us(enum backoff_table table, struct slice message_id, unsigned attempts,
		     int64_t asked_us, int64_t *ret_wait_us)
{
	int64_t wait_us = wait_after(table, attempts > 0 ? attempts : 1);

	if (wait_us == 0)
		return false;
	if (asked_us > BACKOFF_ASKED_MAX_US)
		asked_us = BACKOFF_ASKED_MAX_US;
	if (asked_us > wait_us)
		wait_us = asked_us;
	*ret_wait_us = wait_us + wait_us / 10000 * (int64_t)dice(message_id, attempts);
	return true;
}
