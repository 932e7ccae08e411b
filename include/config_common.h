/* config_common.h - what all Livvakts on one Redis must have in common: any of them may take the
 * next step of an incident, send a message or let go of what was kept for long enough. */
#ifndef LIVVAKT_CONFIG_COMMON_H
#define LIVVAKT_CONFIG_COMMON_H

#include "arena.h"
#include "yaml.h"

/* Those parts of a configuration file as one text, the same whatever the order of a mapping's
 * members and the layout of the file. Values are compared as they are written (`1d` is not `24h`,
 * and what is left out is not its default), and lists in their order; files that each host has for
 * itself (secrets) are left out. In the arena; empty when memory is out. */
struct slice config_common_read(const struct yaml *root, struct arena *arena);

#endif
