/*
 * counted_merge.h - what was counted lately, from one partition to another.
 *
 * Whose comment a row is cannot be told from it (a keyed hash), so all of them go to wherever
 * brands may have gone. A partition may know a comment of another one's brand from an earlier
 * change, as it was then: of two rows for one comment the one that came in later is the right one.
 */
#ifndef LIVVAKT_COUNTED_MERGE_H
#define LIVVAKT_COUNTED_MERGE_H

#include "attributes.h"
#include "error.h"
#include "partitions.h"
#include "slice.h"
#include <stdint.h>

/* Of the key `counted` or `counted-before` of a partition; adds how many rows were looked at. */
MUST_CHECK int counted_merge(struct partitions *partitions, unsigned from, unsigned to,
			     struct slice key, uint64_t *rows, struct error *error);

#endif
