/*
 * retention.h - clears away what nobody needs any more, also where nothing else happens.
 *
 * Changes sweep a little each as they go; the owner calls this now and then (once an hour) so that
 * a quiet installation forgets in time too.
 */
#ifndef LIVVAKT_RETENTION_H
#define LIVVAKT_RETENTION_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include <stddef.h>
#include <stdint.h>

/* How long each is kept; all of them above 0. */
struct retention {
	int64_t keep_incidents_us; /* after they were resolved */
	int64_t keep_messages_us;  /* after they were written, once sent or given up */
	int64_t keep_comments_us;  /* in the queue, after they were filed */
	int64_t keep_poison_us;	   /* after they were set aside */
};

/* Clears what is due by now, in many short steps, at most some ten thousand things at a time; gives
 * how many (may be NULL). Readers of the stream that were silent for a day go too. */
MUST_CHECK int retention_sweep(struct redis_link *link, unsigned partition,
			       const struct retention *retention, int64_t now_us,
			       size_t *ret_cleared, struct error *error);

#endif
