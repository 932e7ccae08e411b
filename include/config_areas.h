/* config_areas.h - areas of responsibility of the configuration file; for config.c alone. */
#ifndef LIVVAKT_CONFIG_AREAS_H
#define LIVVAKT_CONFIG_AREAS_H

#include "config_reader.h"

/* Fills config->areas, of which there are CONFIG_AREAS_MAX at most; which policies they name is
 * config.c's business. */
void config_areas_read(struct config_reader *reader);

#endif
