/*
 * presence.h - which Livvakts work in a partition: each leaves a key there that Redis forgets by
 * itself, and renews it. Whoever must be alone looks for them.
 */
#ifndef LIVVAKT_PRESENCE_H
#define LIVVAKT_PRESENCE_H

#include "attributes.h"
#include "error.h"
#include "keys.h"
#include "link.h"
#include <stddef.h>

enum { PRESENCE_NAME_MAX = 128, PRESENCE_KEPT_MS = 20000 };
/* Renewed so often: two in a row may be lost. */
#define PRESENCE_EVERY_US INT64_C(5000000)

struct presence {
	const char *name;	   /* of host and state folder */
	const char *configuration; /* an id of what all here must have in common */
};

/* "I am here", for whoever sends it by itself. The key lives as long as the command. */
void presence_say(struct redis_command *command, unsigned partition, const struct presence *who,
		  char key[KEYS_KEY_MAX]);

MUST_CHECK int presence_enter(struct redis_link *link, unsigned partition,
			      const struct presence *who, struct error *error);
int presence_leave(struct redis_link *link, unsigned partition, const char *name,
		   struct error *error); /* which fails is forgotten a little later */

/* How many are there, and the name of one of them. */
MUST_CHECK int presence_look(struct redis_link *link, unsigned partition, size_t *ret_count,
			     char ret_name[PRESENCE_NAME_MAX], struct error *error);

/* One of those whose configuration is another; the empty text when there is none. */
MUST_CHECK int presence_differs(struct redis_link *link, unsigned partition,
				const struct presence *who, char ret_name[PRESENCE_NAME_MAX],
				struct error *error);

#endif
