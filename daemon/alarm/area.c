/* area.c - see area.h. */
#include "area.h"

#include <string.h>

/* Where an incident is. */
struct places {
	struct slice own;
	const struct slice *mostly;
	size_t mostly_count;
};

/* `scope` is "kind:name". */
static bool names(struct slice scope, struct slice kind, const char *name)
{
	return scope.len > kind.len && scope.data[kind.len] == ':' &&
	       slice_equal(slice_cut(scope, 0, kind.len), kind) &&
	       slice_is(slice_cut(scope, kind.len + 1, scope.len), name);
}

static bool is_in(const struct places *places, struct slice kind, const char *name)
{
	if (names(places->own, kind, name))
		return true;
	for (size_t i = 0; i < places->mostly_count; i++) {
		if (names(places->mostly[i], kind, name))
			return true;
	}
	return false;
}

/* An area that names none of a kind has them all. */
static bool is_in_one_of(const struct places *places, const char *kind,
			 const struct config_names *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		if (is_in(places, slice_from(kind), wanted->items[i]))
			return true;
	}
	return wanted->count == 0;
}

const struct config_area *area_of(const struct config *config, const struct incident *incident,
				  const struct slice *mostly, size_t mostly_count)
{
	const struct places places = { slice_from(incident->scope), mostly, mostly_count };

	if (incident_is_silence(incident))
		return NULL;
	for (size_t i = 0; i < config->area_count; i++) {
		const struct config_area *area = &config->areas[i];

		if ((!area->brand || slice_is(slice_from(incident->brand), area->brand)) &&
		    is_in_one_of(&places, "topic", &area->topics) &&
		    is_in_one_of(&places, "channel", &area->channels) &&
		    is_in_one_of(&places, "language", &area->languages))
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
