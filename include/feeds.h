/*
 * feeds.h - are a brand's comments still coming in? Asked when they should have come, by a due row
 * of its own, "feeds:<brand>": no comment tells that there is none.
 *
 * A feed is all of a brand's comments, or those of one channel. One that is silent against all
 * likelihood (silence.h) is an incident for operations, with the scope "silence:brand" or
 * "silence:channel:<name>"; while all of a brand is silent its channels are no news.
 */
#ifndef LIVVAKT_FEEDS_H
#define LIVVAKT_FEEDS_H

#include "due.h"
#include "error.h"
#include "link.h"
#include "raise.h"
#include <stdbool.h>

#define FEEDS_ROW "feeds:"

/* Begins to watch, or goes on. Cheap, but a question to Redis: once a day and brand is enough. */
MUST_CHECK int feeds_watch(struct redis_link *link, unsigned partition, struct slice brand,
			   int64_t now_us, struct error *error);

/* Looks when the row says so, and sets the row to when the next look may tell something.
 * `ret_ours` is false, and nothing done, for rows of another kind. */
MUST_CHECK int feeds_row(struct redis_link *link, const struct raise_settings *settings,
			 const struct due_row *row, int64_t now_us, bool *ret_ours,
			 struct error *error);

/* What is heard of the feed behind a scope ("brand", or one within it): that of a channel is its
 * own, that of all others the brand's. Calm may be blindness. */
struct feeds_heard {
	int64_t last_us; /* the end of the minute of its last comment; 0: it never had one */
	bool blind;	 /* it says nothing although it should */
	bool unknown;	 /* it says nothing, and its past does not tell how usual that is */
};
MUST_CHECK int feeds_hear(struct redis_link *link, const struct raise_settings *settings,
			  struct slice brand, struct slice scope, int64_t now_us,
			  struct feeds_heard *ret_heard, struct error *error);

#endif
