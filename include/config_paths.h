/*
 * config_paths.h - reads a key of the configuration that holds one path, or a list of them.
 */
#ifndef LIVVAKT_CONFIG_PATHS_H
#define LIVVAKT_CONFIG_PATHS_H

#include "arena.h"
#include "complaint.h"
#include "yaml.h"
#include <stddef.h>

enum { CONFIG_PATHS_MAX = 1000 };

/* Each path is read as SETTING_FILE is (settings.h). NULL, and a count of 0, when the key is absent
 * or holds something else, which is complained of. */
const char **config_paths_read(const struct yaml *root, const char *key, struct arena *arena,
			       struct complaints *complaints, size_t *ret_count);

#endif
