/*
 * within.h - after a commit: the series within a brand that it touched, each looked at as the
 * brand's own is.
 *
 * One episode is one incident: nothing is opened here while the brand has one, or had one in the
 * window that is looked at, while another series within it runs one that half of this episode
 * stands in, too, or where nearly all of the brand's negatives are: that is for the brand's own to
 * say. What the brand's own series finds later widens the incident that is there (raise.h).
 */
#ifndef LIVVAKT_WITHIN_H
#define LIVVAKT_WITHIN_H

#include "delta.h"
#include "detect.h"
#include "error.h"
#include "link.h"
#include "raise.h"
#include "series.h"
#include "story.h"

struct within;

struct within *within_new(void);		   /* NULL when out of memory */
struct within *within_free(struct within *within); /* NULL is fine; always NULL */

struct within_case {
	struct redis_link *link;
	const struct raise_settings *raise;
	struct story *story;
	struct slice brand;
	const struct series_counts *counts;	/* the brand's */
	struct detect_memory *memory;		/* of that; may be NULL */
	const struct series_place *place;	/* as at which the series within it are kept */
	const struct detect_settings *settings; /* the brand's, without what people said of it */
	size_t live;				/* series within it */
	int64_t until_us;			/* what waits until then is looked at */
	int64_t now_us;
};

/* Remembers which series got a negative comment, and says when the first of them is to be looked
 * at: now, or a moment later (pace.h); INT64_MAX when none is. */
int64_t within_touch(struct within *within, struct slice brand, const struct delta_brand *touched,
		     int64_t now_us);

/* The counts of series that were looked at are kept: what was counted since is added to them, or,
 * when that cannot be told, they are read anew. */
void within_count(struct within *within, struct slice brand, const struct journal_entry *entry);
void within_forget(struct within *within, struct slice brand);

/* Looks at those of the brand that wait until then, and says when that of the next one will. */
MUST_CHECK int within_look(struct within *within, const struct within_case *what,
			   int64_t *ret_next_us, struct error *error);

#endif
