/*
 * followed.h - the series of a brand as a judge keeps them from one look to the next.
 *
 * What was read once is kept, and each look reads only what was counted since, by whichever judge
 * (series_follow). So a look costs what is new, not what is known.
 */
#ifndef LIVVAKT_FOLLOWED_H
#define LIVVAKT_FOLLOWED_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "series.h"
#include "within.h"
#include <stdbool.h>

/* Zeroed to begin with; losing it costs a reading. */
struct followed {
	struct series_place place;
	bool known;		     /* the counts are as at the place */
	struct series_counts counts; /* of the brand itself; those within it are kept by `within` */
	bool news; /* it got negatives, whoever counted them; whoever heeds it takes it away */
};

/* Brings all of them up to date. Codes as of series_read. */
MUST_CHECK int followed_read(struct followed *followed, struct redis_link *link, unsigned partition,
			     struct slice brand, struct within *within, struct error *error);

#endif
