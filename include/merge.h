/*
 * merge.h - the first so many things of several ordered lists, as one.
 *
 * Lists are handed in one after the other, each in its order; of equals, those of the earlier list
 * come first. Never keeps more than it will give out.
 */
#ifndef LIVVAKT_MERGE_H
#define LIVVAKT_MERGE_H

#include "attributes.h"
#include "buffer.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct merge_item;
struct merge {
	bool newest_first, failed;
	size_t max, count;
	struct merge_item *items; /* max */
};

/* max is at least 1. */
void merge_init(struct merge *merge, size_t max, bool newest_first);
void merge_done(struct merge *merge);

/* False: neither a thing of this time, nor what follows in its list, is among the first. */
bool merge_takes(const struct merge *merge, int64_t at_us);
/* The text is copied; what is no longer among the first goes. */
void merge_add(struct merge *merge, int64_t at_us, struct slice text);

/* Only the first so many stay; true when there were more. */
bool merge_cut(struct merge *merge, size_t max);
/* Memory ran out: sticky. */
bool merge_failed(const struct merge *merge);
/* All of them, with commas between them. */
void merge_write(const struct merge *merge, struct buffer *to);

#endif
