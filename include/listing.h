/*
 * listing.h - a page of a list of everything: of one brand's partition, or of all of them, merged.
 *
 * Within a partition pages hang together by the thing that the one before ended with; in the other
 * partitions the page begins behind the moment in which that one came.
 */
#ifndef LIVVAKT_LISTING_H
#define LIVVAKT_LISTING_H

#include "attributes.h"
#include "error.h"
#include "merge.h"
#include "partitions.h"
#include "slice.h"

/* What differs from list to list. `filter` is the store's, and says behind which thing the page
 * begins. */
struct listing {
	bool newest_first;
	/* When that thing came, if it is in this partition; ERROR_NOT_FOUND. NULL: there is one
	 * page only. */
	int (*find)(const struct partition *partition, const void *filter, int64_t *ret_at_us,
		    struct error *error);
	/* Hands things to the merge until that takes no more. bound_us: in place of that thing,
	 * which another partition has (partitions_bound); 0: none. */
	int (*list)(const struct partition *partition, const void *filter, int64_t bound_us,
		    struct merge *merge, struct error *error);
};

struct listing_page {
	const struct listing *listing;
	const void *filter;
	struct slice brand; /* of this one only; empty: of all */
	bool goes_on;	    /* behind a thing */
	size_t max;	    /* at least 1 */
};

/* `merge` is one of page->max things. ERROR_AWAY when a partition that is asked is away: what is
 * missing could not be told from what is not there. ERROR_NOT_FOUND: the thing is gone. */
MUST_CHECK int listing_gather(struct partitions *partitions, const struct listing_page *page,
			      int64_t monotonic_us, struct merge *merge, struct error *error);

#endif
