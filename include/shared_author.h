/*
 * shared_author.h - the author that is no person: some sources give every guest the same one
 * ("anonymous").
 *
 * Told from what is usual, not from the negatives: one person's flood must stay one person's. Pure
 * but for the warning.
 */
#ifndef LIVVAKT_SHARED_AUTHOR_H
#define LIVVAKT_SHARED_AUTHOR_H

#include "recent_comment.h"
#include <stddef.h>
#include <stdint.h>

/* The author of half or more of a channel's comments that are neither negative nor held back: of
 * forty at least, over six hours at least, and so in each third of them. 0: there is none. Looked
 * at is the one who wrote most of all. `comments`: the oldest first; `scratch`: room for as many
 * authors. */
uint64_t shared_author_find(const struct recent_comment *comments, size_t count, uint64_t *scratch);

/* For the log, once a brand: what its sources should do better. */
void shared_author_warn(struct slice brand);

#endif
