/* chores.h - what a running service does now and then, also where nothing else happens: forgetting,
 * and looking whether authors have another key. */
#ifndef LIVVAKT_CHORES_H
#define LIVVAKT_CHORES_H

#include "config.h"
#include "crypto.h"
#include "partitions.h"
#include <stdint.h>

/* Everything is borrowed; the rest begins with zeros. */
struct chores {
	const struct config *config;
	struct partitions *partitions;
	struct author_keys *keys;
	int64_t sweep_at_us; /* monotonic */
	unsigned sweep_next; /* partition */
	int64_t key_at_us;   /* monotonic */
};

/* About once a second, from the thread that the links belong to. */
void chores_do(struct chores *chores);

#endif
