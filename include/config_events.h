/* config_events.h - planned events of the configuration file; for config.c alone. */
#ifndef LIVVAKT_CONFIG_EVENTS_H
#define LIVVAKT_CONFIG_EVENTS_H

#include "config.h"
#include "yaml.h"

struct arena;

/* Reads the list under `events` of the whole file; complains of all that is wrong. */
void config_events_read(const struct yaml *root, struct config *config, struct arena *arena,
			struct complaints *complaints);

#endif
