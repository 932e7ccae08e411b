/*
 * series.h - the counts per brand and scope, as they stand in Redis.
 *
 * What a series says is its own bytes and, behind them, what the brand's journal says of it
 * (series_pack.h); whoever reads here gets both together. A brand has at most SERIES_MAX series;
 * comments of further scopes count in the totals and in their brand's series only (and until the
 * journal is folded are seen where they are not kept).
 */
#ifndef LIVVAKT_SERIES_H
#define LIVVAKT_SERIES_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "series_counts.h"
#include "series_pack.h"
#include "slice.h"

enum {
	SERIES_MAX = 256,	     /* of a brand */
	SERIES_AUTHORS_MINUTES = 10, /* length of one set of distinct authors */
	SERIES_AT_ONCE = 32,	     /* read with one exchange */
	SERIES_AUTHORS_SETS = 37,    /* 6 hours and the one under way */
};

/* A series that is not there reads as empty. ERROR_INVALID when what stands there is none of ours.
 */
MUST_CHECK int series_read(struct redis_link *link, unsigned partition, struct slice brand,
			   struct slice scope, struct series_counts *ret_counts,
			   struct error *error);

/* The same without what a clock counted that was ahead of now, by more than clocks differ. */
MUST_CHECK int series_read_at(struct redis_link *link, unsigned partition, struct slice brand,
			      struct slice scope, int64_t now_us, struct series_counts *ret_counts,
			      struct error *error);

/* How far somebody has read a brand's journal. Zeroed to begin with. */
struct series_place {
	bool known;
	int64_t created_us;
	uint64_t from, to; /* where the journal began then; up to where it was read */
};

/*
 * Reads on: `each` (may be NULL) gets what was counted since, the earliest first. Whoever keeps the
 * counts of some series, read at that place, and adds this to them has read nothing more than what
 * is new, and has what stands in Redis. *ret_lost: the journal was folded or made anew beyond the
 * place, or none was known: what is kept is to be read again.
 */
MUST_CHECK int series_follow(struct redis_link *link, unsigned partition, struct slice brand,
			     struct series_place *place,
			     void (*each)(void *context, const struct journal_entry *entry),
			     void *context, bool *ret_lost, struct error *error);

/* Several of a brand, with one exchange for every few of them. `each` gets them in the order asked
 * for; what is not 0 that it gives ends the reading, and is given on. `at_place`: they are as they
 * were at `place`, not as they are by now: it can be kept and followed. */
struct series_query {
	unsigned partition;
	struct slice brand;
	const struct slice *scopes;
	size_t count;
	const struct series_place *place; /* NULL: as they are by now */
	int64_t limit; /* series_counts_limit of now: the last minute that counts; 0: all do */
	int (*each)(void *context, struct slice scope, const struct series_counts *counts,
		    bool at_place, struct error *error);
	void *context;
};
MUST_CHECK int series_read_many(struct redis_link *link, const struct series_query *query,
				struct error *error);

/* About how many distinct people wrote the negative comments between two times (HyperLogLog, 0.8
 * %). Counted in sets of ten minutes: every set that the stretch touches is in, so the answer may
 * be a little too high, never too low. The last six hours are known. */
MUST_CHECK int series_authors(struct redis_link *link, unsigned partition, struct slice brand,
			      struct slice scope, int64_t from_us, int64_t to_us,
			      uint64_t *ret_authors, struct error *error);

/* The scopes of a brand that got a comment since, in no order; `each` gives false to stop. */
MUST_CHECK int series_scopes(struct redis_link *link, unsigned partition, struct slice brand,
			     int64_t since_us, bool (*each)(void *context, struct slice scope),
			     void *context, struct error *error);

#endif
