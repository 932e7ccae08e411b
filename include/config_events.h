/* config_events.h - planned events of the configuration file; for config.c alone. */
#ifndef LIVVAKT_CONFIG_EVENTS_H
#define LIVVAKT_CONFIG_EVENTS_H

#include "config_reader.h"

/* Fills config->events, of which there are CONFIG_EVENTS_MAX at most. */
void config_events_read(struct config_reader *reader);

#endif
