/* config_roles.h - what this Livvakt does, of all that there is to do; read for config.c. */
#ifndef LIVVAKT_CONFIG_ROLES_H
#define LIVVAKT_CONFIG_ROLES_H

#include "config.h"
#include "yaml.h"

/* The list under `roles` of the whole file as 1 << CONFIG_ROLE_…; all of them without it. */
unsigned config_roles_read(const struct yaml *root, struct complaints *complaints);

#endif
