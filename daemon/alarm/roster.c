/* roster.c - turns of a schedule, by arithmetic alone: nothing is stored, so nothing can be lost.
 */
#include "roster.h"

/* When a turn begins, counted on the schedule's own clock. */
static int64_t turn_begins_us(const struct config_schedule *schedule, int64_t turn)
{
	int64_t start = zone_local(schedule->zone, schedule->start_us);

	return zone_wall(schedule->zone, start + turn * schedule->shift_us);
}

/* Turns since the start; 0 before it. Neither the hour that comes twice in autumn nor the one that
 * is left out in spring makes a turn begin before its time. */
static int64_t turn_at(const struct config_schedule *schedule, int64_t at_us)
{
	int64_t turn;

	if (schedule->shift_us <= 0 || at_us < schedule->start_us)
		return 0;
	turn = (zone_local(schedule->zone, at_us) -
		zone_local(schedule->zone, schedule->start_us)) /
	       schedule->shift_us;
	while (turn > 0 && turn_begins_us(schedule, turn) > at_us)
		turn--;
	while (turn_begins_us(schedule, turn + 1) <= at_us)
		turn++;
	return turn;
}

static bool holds(const struct config_override *override, int64_t at_us)
{
	return override->from_us <= at_us && at_us < override->to_us;
}

size_t roster_on_call(const struct config_schedule *schedule, int64_t at_us)
{
	for (size_t i = 0; i < schedule->override_count; i++)
		if (holds(&schedule->overrides[i], at_us))
			return schedule->overrides[i].person;
	if (schedule->people_count == 0)
		return CONFIG_NONE;
	return schedule->people[(uint64_t)turn_at(schedule, at_us) % schedule->people_count];
}

static int64_t sooner(int64_t next_us, int64_t candidate_us, int64_t at_us)
{
	return candidate_us > at_us && candidate_us < next_us ? candidate_us : next_us;
}

int64_t roster_turn_ends_us(const struct config_schedule *schedule, int64_t at_us)
{
	int64_t ends_us = INT64_MAX;

	if (schedule->people_count > 1 && schedule->shift_us > 0)
		ends_us = turn_begins_us(schedule, turn_at(schedule, at_us) + 1);
	for (size_t i = 0; i < schedule->override_count; i++) {
		ends_us = sooner(ends_us, schedule->overrides[i].from_us, at_us);
		ends_us = sooner(ends_us, schedule->overrides[i].to_us, at_us);
	}
	return ends_us;
}
