/* night.c - see night.h. */
#include "night.h"

#include "clock.h"
#include "escalation.h"
#include <string.h>

/* Several of one hour may hold a threat among them, whatever the latest is. */
static bool comment_may_wait(const struct incident *incident)
{
	static const char *const reasons[] = { "intent:journalist", "reach" };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(incident->watched.by, reasons[i]) == 0)
			return strcmp(incident->scope, "comment") != 0;
	return false;
}

static bool may_wait(const struct config_policy *policy, const struct incident *incident)
{
	if (incident->severity <= 1 || incident->severity <= policy->wakes ||
	    incident_is_silence(incident))
		return false;
	return !incident_is_watched(incident) || comment_may_wait(incident);
}

/* The end of the night that holds now; 0: it is day. */
static int64_t night_ends_us(const struct config_policy *policy, struct zone zone, int64_t now_us)
{
	const int64_t local_us = zone_local(zone, now_us);
	const int64_t time_us = local_us % CLOCK_DAY_US;
	const int64_t from_us = policy->night_from_us, to_us = policy->night_to_us;
	const bool night = from_us < to_us ? time_us >= from_us && time_us < to_us
					   : time_us >= from_us || time_us < to_us;
	int64_t ends_us;

	if (!night)
		return 0;
	ends_us =
		zone_wall(zone, local_us - time_us + (time_us < to_us ? 0 : CLOCK_DAY_US) + to_us);
	return ends_us > now_us ? ends_us : 0;
}

int64_t night_waits_until_us(const struct config *config, const struct incident *incident,
			     int64_t now_us)
{
	static const struct zone utc = { .minutes = 0 };
	const struct config_policy *policy = escalation_policy(config, incident);
	const struct config_schedule *schedule;

	if (!policy || !policy->night || !may_wait(policy, incident))
		return 0;
	schedule = escalation_schedule(config, policy);
	return night_ends_us(policy, schedule ? schedule->zone : utc, now_us);
}
