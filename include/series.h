/*
 * series.h - the counts per brand and scope, as they stand in Redis.
 *
 * One string of at most 16 KiB a series, written slot by slot by the commit. A brand has at most
 * SERIES_MAX of them; comments of further scopes count in the totals and in their brand's series
 * only.
 */
#ifndef LIVVAKT_SERIES_H
#define LIVVAKT_SERIES_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "series_counts.h"
#include "slice.h"

enum {
	SERIES_MAX = 256,	/* of a brand */
	SERIES_SCOPE_MAX = 256, /* bytes of a scope's name */
	SERIES_HEADER_BYTES = 40,
	SERIES_BYTES = SERIES_HEADER_BYTES + 4 * SERIES_COLUMNS * (SERIES_MINUTES + SERIES_HOURS),
	SERIES_AUTHORS_MINUTES = 10, /* length of one set of distinct authors */
	SERIES_AT_ONCE = 16,	     /* read with one exchange */
	SERIES_AUTHORS_SETS = 37,    /* 6 hours and the one under way */
};

/* A series that is not there reads as empty. ERROR_INVALID when what stands there is none of ours.
 */
MUST_CHECK int series_read(struct redis_link *link, unsigned partition, struct slice brand,
			   struct slice scope, struct series_counts *ret_counts,
			   struct error *error);

/* Several of a brand, with one exchange for every few of them. `each` gets them in the order asked
 * for; what is not 0 that it gives ends the reading, and is given on. */
struct series_query {
	unsigned partition;
	struct slice brand;
	const struct slice *scopes;
	size_t count;
	int (*each)(void *context, struct slice scope, const struct series_counts *counts,
		    struct error *error);
	void *context;
};
MUST_CHECK int series_read_many(struct redis_link *link, const struct series_query *query,
				struct error *error);

/* The packed form; pure. False when it is none. */
bool series_unpack(struct slice bytes, struct series_counts *ret_counts);

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
