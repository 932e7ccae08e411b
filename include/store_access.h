/* store_access.h - a command's way to the Redis of an installation, beside the service that runs.
 */
#ifndef LIVVAKT_STORE_ACCESS_H
#define LIVVAKT_STORE_ACCESS_H

#include "alone.h"
#include "attributes.h"
#include "config.h"
#include "error.h"
#include "partitions.h"

struct store_access {
	struct partitions *partitions; /* each of them connected */
	char *url, *password;
	struct alone *alone; /* NULL: it does not matter who else works there */
};

/* With `redis: managed` the service must run: its redis-server is the one that is asked. What was
 * taken is given back by store_access_done, also after a failure. */
MUST_CHECK int store_access_open(struct store_access *access, const struct config *config,
				 struct error *error);
/* The same for a command (`what`) that no other one of its kind, nor livvakt repartition, may be
 * beside. */
MUST_CHECK int store_access_open_alone(struct store_access *access, const struct config *config,
				       const char *what, struct error *error);
/* One of them; still connected, or connected again, and still alone where that was asked for. */
MUST_CHECK int store_access_to(const struct store_access *access, unsigned number,
			       struct partition *ret_partition, struct error *error);
void store_access_done(struct store_access *access);

#endif
