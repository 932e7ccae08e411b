/* recent_comment.h - a comment as it is remembered for a while, for drivers and examples: a plain
 * noun. */
#ifndef LIVVAKT_RECENT_COMMENT_H
#define LIVVAKT_RECENT_COMMENT_H

#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stdint.h>

enum { RECENT_TEXT_MAX = 400, RECENT_SCOPES_MAX = 1024 };

/* What was known of the author's account when the comment came. */
enum recent_standing {
	RECENT_STANDING_UNKNOWN,
	RECENT_STANDING_SETTLED,
	RECENT_STANDING_NEWCOMER, /* younger than seven days, or nobody follows it */
	RECENT_STANDING_COUNT
};

struct recent_comment {
	struct slice id, channel, url;
	struct slice text;   /* cut to RECENT_TEXT_MAX bytes, between code points */
	struct slice scopes; /* the series within its brand that it counts in, each with a NUL
				behind it */
	int64_t ts_us;
	uint64_t author;   /* keyed hash (crypto.h); 0: nobody known */
	int32_t sentiment; /* -1000 … 1000 */
	enum polarity polarity;
	enum action action;
	enum recent_standing standing;
};

/* Or held back. */
static inline bool recent_comment_is_negative(const struct recent_comment *comment)
{
	return comment->polarity == POLARITY_NEGATIVE || comment->action != ACTION_ALLOW;
}

#endif
