/*
 * relocate.h - whole keys from one partition to others, or taken away: gathered and done some at a
 * time. They may lie on other servers, so they travel as DUMP gives them, with their expiry.
 */
#ifndef LIVVAKT_RELOCATE_H
#define LIVVAKT_RELOCATE_H

#include "attributes.h"
#include "error.h"
#include "partitions.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RELOCATE_AT_ONCE = 32 };

struct relocation {
	struct partitions *partitions;
	unsigned from;
	bool clear; /* they are taken away, not copied */
	uint64_t done;
	size_t count;
	struct relocate_item {
		struct slice key; /* lives until it is flushed */
		unsigned to;
	} items[RELOCATE_AT_ONCE];
};

/* Does what was gathered when there is no more room. */
MUST_CHECK int relocate_add(struct relocation *relocation, struct slice key, unsigned to,
			    struct error *error);
MUST_CHECK int relocate_flush(struct relocation *relocation, struct error *error);

/* The link to one of them, connected. */
MUST_CHECK int relocate_link(struct partitions *partitions, unsigned number,
			     struct redis_link **ret_link, struct error *error);
/* Refuses while the slot of one of them is on its way to another node of a Redis Cluster: a part of
 * its keys lies here then, and nothing that walks through them sees the others. */
MUST_CHECK int relocate_whole(struct redis_link *link, unsigned number, struct error *error);
/* One command, or some at once, whose answers say nothing but that it is done. Gives any error that
 * is among them. */
MUST_CHECK int relocate_do(struct redis_link *link, const struct redis_command *commands,
			   size_t count, struct error *error);

#endif
