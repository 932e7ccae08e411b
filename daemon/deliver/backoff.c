/* backoff.c - the table of waits; see backoff.h. */
#include "backoff.h"

#include "clock.h"

static const int64_t waits_us[] = {
	5 * CLOCK_SECOND_US,  30 * CLOCK_SECOND_US, 2 * CLOCK_MINUTE_US, 5 * CLOCK_MINUTE_US,
	30 * CLOCK_MINUTE_US, 2 * CLOCK_HOUR_US,    5 * CLOCK_HOUR_US,	 10 * CLOCK_HOUR_US,
	14 * CLOCK_HOUR_US,   20 * CLOCK_HOUR_US,   20 * CLOCK_HOUR_US,
};
enum { WAITS = sizeof(waits_us) / sizeof(waits_us[0]) };

unsigned backoff_tries(void)
{
	return WAITS + 1;
}

/* 0 … 999, evenly: FNV-1a over id and try, then mixed so that neighbours differ in all bits. */
static uint64_t dice(struct slice id, unsigned attempts)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ (unsigned char)id.data[i]) * UINT64_C(0x100000001b3);
	hash = (hash ^ attempts) * UINT64_C(0x100000001b3);
	hash ^= hash >> 31;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	hash ^= hash >> 29;
	return hash % 1000;
}

bool backoff_wait_us(struct slice message_id, unsigned attempts, int64_t asked_us,
		     int64_t *ret_wait_us)
{
	unsigned at = attempts > 0 ? attempts - 1 : 0;

	if (at >= WAITS)
		return false;
	int64_t wait_us = waits_us[at];
	if (asked_us > BACKOFF_ASKED_MAX_US)
		asked_us = BACKOFF_ASKED_MAX_US;
	if (asked_us > wait_us)
		wait_us = asked_us;
	*ret_wait_us = wait_us + wait_us / 10000 * (int64_t)dice(message_id, attempts);
	return true;
}
