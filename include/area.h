/*
 * area.h - whose an incident is: responsibility is shared by topic, channel and language.
 *
 * Pure. An incident is in a place when it is of that series within the brand ("topic:delivery"), or
 * when half of the episode or more is there, be that usual for the brand or not.
 */
#ifndef LIVVAKT_AREA_H
#define LIVVAKT_AREA_H

#include "config.h"
#include "incident.h"

/* The first area of the configuration that the incident belongs to: of its brand, in one of its
 * topics, one of its channels and in one of its languages, as far as it names any. `mostly`: the
 * series that half of it or more is in. NULL: the whole brand's. A silent feed is no area's. */
const struct config_area *area_of(const struct config *config, const struct incident *incident,
				  const struct slice *mostly, size_t mostly_count);

/* NULL when there is none, or no longer. */
const struct config_area *area_named(const struct config *config, const char *name);

#endif
