/*
 * partitions.h - all partitions of an installation, for one thread that may wait: a link to each.
 *
 * A brand belongs to one partition (keys.h): what is said of a brand is asked there. Lists of
 * everything are asked of each of them and merged (merge.h); things of the same moment stand in the
 * order of their partitions then.
 */
#ifndef LIVVAKT_PARTITIONS_H
#define LIVVAKT_PARTITIONS_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "redis_address.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { PARTITIONS_MAX = 64 };

/* One of them, to be asked. */
struct partition {
	unsigned number;
	struct redis_link *link;
};

struct partitions;

/* Copies the settings; does not connect. NULL: out of memory, or the URL is none. */
MUST_CHECK struct partitions *partitions_new(const struct redis_settings *settings, unsigned count,
					     struct error *error);
struct partitions *partitions_free(struct partitions *partitions); /* always NULL; NULL is fine */

unsigned partitions_count(const struct partitions *partitions);
unsigned partitions_number_of(const struct partitions *partitions, struct slice brand);

/* From now on whose door is shut is away: nobody waits for a Redis that hangs, nor asks one that is
 * not known to be ours. */
struct doors;
void partitions_follow(struct partitions *partitions, const struct doors *doors);

/* Connected, whatever the doors say, and without our functions: for whoever finds out whose it is.
 */
MUST_CHECK int partitions_reach(struct partitions *partitions, unsigned number,
				int64_t monotonic_us, struct partition *ret_partition,
				struct error *error);
/* With them, when that is known. */
MUST_CHECK int partitions_connect(struct partitions *partitions, unsigned number,
				  int64_t monotonic_us, struct partition *ret_partition,
				  struct error *error);

/* Connected, or redis_link_ready says why not; where there are several the error names it. */
MUST_CHECK int partitions_ready(struct partitions *partitions, unsigned number,
				int64_t monotonic_us, struct partition *ret_partition,
				struct error *error);

/* Loads the thing of this id; ERROR_NOT_FOUND: this partition has none. */
typedef int partitions_load(struct redis_link *link, unsigned number, struct slice id,
			    void *ret_thing, struct error *error);

/* An id does not tell the brand, so each partition is asked for it. That one of them is away is
 * said only when no other has it. */
MUST_CHECK int partitions_find(struct partitions *partitions, partitions_load *load,
			       struct slice id, int64_t monotonic_us,
			       struct partition *ret_partition, void *ret_thing,
			       struct error *error);

/* A thing in a list of all: the page behind it begins there. */
struct partitions_place {
	unsigned number;
	int64_t at_us;
};
/* What another partition than its own has behind it: what is older than so (the newest first), or
 * later (the oldest first). */
int64_t partitions_bound(const struct partitions_place *place, unsigned number, bool newest_first);

#endif
