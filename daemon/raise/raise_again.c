/* raise_again.c - see raise_again.h. */
#include "raise_again.h"

#include "incident_life.h"
#include "incidents.h"
#include "subject.h"
#include <string.h>

enum { LOOKED_AT = 50 };

static size_t drivers_of(const struct incident *incident,
			 struct slice ret_drivers[INCIDENT_DRIVERS_MAX])
{
	for (size_t i = 0; i < incident->driver_count; i++)
		ret_drivers[i] = slice_from(incident->drivers[i]);
	return incident->driver_count;
}

static bool share_area(const struct incident *one, const struct incident *other)
{
	return one->area[0] == '\0' || other->area[0] == '\0' || one->spread || other->spread ||
	       strcmp(one->area, other->area) == 0;
}

bool raise_again_is(const struct incident *incident, const struct incident *earlier)
{
	struct slice now[INCIDENT_DRIVERS_MAX], before[INCIDENT_DRIVERS_MAX];

	return earlier->state == INCIDENT_RESOLVED &&
	       earlier->feedback != INCIDENT_FEEDBACK_FALSE &&
	       incident_life_is_by_counts(earlier) && incident_life_is_by_counts(incident) &&
	       strcmp(incident->id, earlier->id) != 0 &&
	       earlier->opened_at_us < incident->opened_at_us &&
	       incident->began_us - earlier->resolved_at_us <= RAISE_AGAIN_US &&
	       share_area(incident, earlier) &&
	       subject_same(now, drivers_of(incident, now), before, drivers_of(earlier, before));
}

/* Its own chain goes on, so that the first of four days is known on the last. */
static struct again go_on_with(const struct incident *earlier)
{
	const bool taken = earlier->acknowledged_by[0] != '\0';
	struct again again = earlier->again;

	if (again.times == 0) {
		memcpy(again.first, earlier->id, sizeof(again.first));
		again.first_at_us = earlier->opened_at_us;
		again.times = 1;
	}
	memcpy(again.last, earlier->id, sizeof(again.last));
	if (taken)
		memcpy(again.by, earlier->acknowledged_by, sizeof(again.by));
	again.times++;
	return again;
}

static bool look_at(void *context, const struct incident *earlier)
{
	struct incident *incident = context;

	if (!raise_again_is(incident, earlier))
		return true;
	incident->again = go_on_with(earlier);
	return false;
}

int raise_again_find(struct redis_link *link, unsigned partition, struct incident *incident,
		     struct error *error)
{
	const struct incident_filter filter = { .brand = slice_from(incident->brand),
						.state = INCIDENT_STATE_COUNT,
						.max = LOOKED_AT };

	if (incident->again.times > 0 || incident->driver_count == 0 ||
	    !incident_life_is_by_counts(incident))
		return 0;
	return incident_list(link, partition, &filter, look_at, incident, error);
}
