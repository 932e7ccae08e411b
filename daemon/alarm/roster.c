/* roster.c - turns of a schedule, by arithmetic alone: nothing is stored, so nothing can be lost.
 */
#include "roster.h"

/* Turns since the start; 0 before it. */
static int64_t turn_at(const struct config_schedule *schedule, int64_t at_us)
{
	if (schedule->shift_us <= 0 || at_us < schedule->start_us)
		return 0;
	return (at_us - schedule->start_us) / schedule->shift_us;
}

size_t roster_on_call(const struct config_schedule *schedule, int64_t at_us)
{
	if (schedule->people_count == 0)
		return CONFIG_NONE;
	return schedule->people[(uint64_t)turn_at(schedule, at_us) % schedule->people_count];
}

int64_t roster_turn_ends_us(const struct config_schedule *schedule, int64_t at_us)
{
	if (schedule->people_count <= 1 || schedule->shift_us <= 0)
		return INT64_MAX;
	return schedule->start_us + (turn_at(schedule, at_us) + 1) * schedule->shift_us;
}
