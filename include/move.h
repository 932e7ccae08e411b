/*
 * move.h - everything of a brand to the partition that it belongs to, when their number changes.
 *
 * First all partitions are copied from, then all are cleared: until then every brand stands whole
 * where it was. Copying and clearing may be broken off at any point and done again. Nobody else may
 * work in any of the partitions (presence.h, spread.h).
 */
#ifndef LIVVAKT_MOVE_H
#define LIVVAKT_MOVE_H

#include "attributes.h"
#include "error.h"
#include "partitions.h"
#include <stdbool.h>
#include <stdint.h>

struct move {
	struct partitions *partitions; /* those that there are before or after */
	unsigned from, to;
};

struct move_report {
	uint64_t brands, moved;	     /* how many there are, and how many go elsewhere */
	uint64_t keys, rows;	     /* whole keys of theirs, and rows of lists */
	uint64_t counted;	     /* rows of what was counted lately, for each where they went */
	uint64_t in[PARTITIONS_MAX]; /* brands of each partition afterwards */
};

/* ERROR_CONFLICT when something is in the way: comments that wait to be judged, a key that we do
 * not know, or, where nobody was before (`fresh`), any key. */
MUST_CHECK int move_look(const struct move *move, unsigned number, bool fresh, struct error *error);

/* What stands in this partition and belongs elsewhere is copied; or taken away. */
MUST_CHECK int move_copy(const struct move *move, unsigned number, struct move_report *report,
			 struct error *error);
MUST_CHECK int move_clear(const struct move *move, unsigned number, struct move_report *report,
			  struct error *error);

#endif
