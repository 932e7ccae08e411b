/* muting.c - see muting.h. */
#include "muting.h"

#include <string.h>

enum { MOSTLY = 800 }; /* thousandths */

static bool is_mostly_in(const struct incident *incident, const char *scope)
{
	for (size_t i = 0; i < incident->place_count; i++) {
		if (strcmp(incident->places[i].scope, scope) == 0)
			return incident->places[i].share >= MOSTLY;
	}
	return false;
}

static bool scope_covers(const char *scope, const struct incident *incident)
{
	if (strcmp(scope, incident->scope) == 0)
		return true;
	if (strcmp(scope, MUTING_BRAND) == 0)
		return !incident_is_silence(incident);
	return (strcmp(incident->scope, MUTING_BRAND) == 0 || incident_is_campaign(incident)) &&
	       is_mostly_in(incident, scope);
}

bool muting_covers(const struct mute *mute, const struct incident *incident, int64_t now_us)
{
	return mute->from_us <= now_us && now_us < mute->until_us && incident->severity > 1 &&
	       !incident_is_watched(incident) && strcmp(mute->brand, incident->brand) == 0 &&
	       scope_covers(mute->scope, incident);
}
