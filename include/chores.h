/* chores.h - what a running service does now and then, also where nothing else happens: forgetting.
 */
#ifndef LIVVAKT_CHORES_H
#define LIVVAKT_CHORES_H

#include "config.h"
#include "crypto.h"
#include "partitions.h"
#include <stdint.h>

/* Everything is borrowed; the sweeps begin with zeros. */
struct chores {
	const struct config *config;
	struct partitions *partitions;
	struct author_keys *keys;
	int64_t sweep_at_us; /* monotonic */
	unsigned sweep_next; /* partition */
};

/* About once a second, from the thread that the links belong to. */
void chores_do(struct chores *chores);

#endif
