/* config_common.h - what all Livvakts on one Redis must have in common: any of them may take the
 * next step of an incident, send a message or let go of what was kept for long enough. */
#ifndef LIVVAKT_CONFIG_COMMON_H
#define LIVVAKT_CONFIG_COMMON_H

#include "arena.h"
#include "yaml.h"

/* Those parts of a configuration file as one text, the same for the same settings however they are
 * laid out; files that each host has for itself (secrets) are left out. In the arena; empty when
 * memory is out. */
struct slice config_common_read(const struct yaml *root, struct arena *arena);

#endif
