/* area.c - see area.h. */
#include "area.h"

#include <string.h>

enum { HALF = 500 }; /* thousandths of an episode */

/* `scope` is "kind:name". */
static bool names(const char *scope, const char *kind, const char *name)
{
	size_t len = strlen(kind);

	return strncmp(scope, kind, len) == 0 && scope[len] == ':' &&
	       strcmp(scope + len + 1, name) == 0;
}

static bool is_in(const struct incident *incident, const char *kind, const char *name)
{
	if (names(incident->scope, kind, name))
		return true;
	for (size_t i = 0; i < incident->place_count; i++) {
		const struct incident_place *place = &incident->places[i];

		if (place->share >= HALF && names(place->scope, kind, name))
			return true;
	}
	return false;
}

/* An area that names none of a kind has them all. */
static bool is_in_one_of(const struct incident *incident, const char *kind,
			 const struct config_names *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		if (is_in(incident, kind, wanted->items[i]))
			return true;
	}
	return wanted->count == 0;
}

const struct config_area *area_of(const struct config *config, const struct incident *incident)
{
	if (incident_is_silence(incident))
		return NULL;
	for (size_t i = 0; i < config->area_count; i++) {
		const struct config_area *area = &config->areas[i];

		if ((!area->brand || strcmp(area->brand, incident->brand) == 0) &&
		    is_in_one_of(incident, "topic", &area->topics) &&
		    is_in_one_of(incident, "channel", &area->channels) &&
		    is_in_one_of(incident, "language", &area->languages))
			return area;
	}
	return NULL;
}

const struct config_area *area_named(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->area_count; i++) {
		if (strcmp(config->areas[i].name, name) == 0)
			return &config->areas[i];
	}
	return NULL;
}
