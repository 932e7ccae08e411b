/* config_areas.h - areas of responsibility of the configuration file; for config.c alone. */
#ifndef LIVVAKT_CONFIG_AREAS_H
#define LIVVAKT_CONFIG_AREAS_H

#include "config.h"
#include "yaml.h"

struct arena;

/* Reads the list under `areas` of the whole file, when the policies are known; complains of all
 * that is wrong. */
void config_areas_read(const struct yaml *root, struct config *config, struct arena *arena,
		       struct complaints *complaints);

#endif
