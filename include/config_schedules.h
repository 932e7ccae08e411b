/* config_schedules.h - the configuration's on-call schedules: turns, clocks, overrides. */
#ifndef LIVVAKT_CONFIG_SCHEDULES_H
#define LIVVAKT_CONFIG_SCHEDULES_H

#include "config_reader.h"

/* Fills config->schedules; the people must have been read. */
void config_schedules_read(struct config_reader *reader);

#endif
