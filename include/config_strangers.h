/*
 * config_strangers.h - brands that comments come for though the configuration, which names some,
 * does not name them: a feed with a mistyped brand would have its incidents told to whoever the
 * first policy names, and nobody would know why.
 *
 * Said once a brand and process, by any thread.
 */
#ifndef LIVVAKT_CONFIG_STRANGERS_H
#define LIVVAKT_CONFIG_STRANGERS_H

#include "config.h"
#include <stdatomic.h>

enum { CONFIG_STRANGERS_MAX = 64 }; /* more are not said */

struct config_strangers {
	_Atomic uint64_t met[CONFIG_STRANGERS_MAX]; /* hashes of names; 0: a free place */
};

/* Of a brand that config_brand() has the defaults for: true, and a warning in the log, where it was
 * not met before and the configuration names any. */
bool config_strangers_meet(struct config_strangers *strangers, const struct config *config,
			   struct slice brand);

#endif
