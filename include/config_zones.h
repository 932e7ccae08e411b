/* config_zones.h - the configuration's clocks: of schedules, and of brands' days and weeks. */
#ifndef LIVVAKT_CONFIG_ZONES_H
#define LIVVAKT_CONFIG_ZONES_H

#include "config_reader.h"

/* The zone that `name` means, of the member `timezone` of `item`; UTC for NULL, and after a
 * complaint. */
struct zone config_zone_read(struct config_reader *reader, const struct yaml *item,
			     const char *name);

/* Of the brands and their defaults: their own, else that of the first schedule that their policy
 * names, else UTC. Policies must have been resolved. */
void config_zones_resolve(struct config_reader *reader);

#endif
