/*
 * recent.h - the recent comments of a brand: what drivers and examples of an incident are taken
 * from.
 *
 * A sorted set per brand, by time; written by the commit. At most RECENT_KEPT, and at most 48 hours
 * old.
 */
#ifndef LIVVAKT_RECENT_H
#define LIVVAKT_RECENT_H

#include "arena.h"
#include "attributes.h"
#include "buffer.h"
#include "error.h"
#include "link.h"
#include "recent_comment.h"

enum { RECENT_KEPT = 1000 };
#define RECENT_AGE_US (INT64_C(48) * 3600 * 1000000)

/* Which ones to read: from <= ts < to, the newest `max` of them (at most RECENT_KEPT). */
struct recent_range {
	int64_t from_us, to_us;
	size_t max;
};

struct recent_list {
	struct recent_comment *comments; /* oldest first */
	size_t count;
};

/* Everything lives in the arena. Entries that are not ours are left out. */
MUST_CHECK int recent_read(struct redis_link *link, unsigned partition, struct slice brand,
			   const struct recent_range *range, struct arena *arena,
			   struct recent_list *ret_list, struct error *error);

/* The packed form, as it stands in Redis. Pure; the read one borrows the bytes. */
void recent_pack(const struct recent_comment *comment, struct buffer *to);
/* Of that, what stands behind the first 24 bytes: by it the function in Redis knows a comment. */
void recent_pack_name(struct slice id, struct slice channel, struct buffer *to);
bool recent_unpack(struct slice bytes, struct recent_comment *ret_comment);

/* The next of its scopes, taken from the front of `rest`; false: none is left. */
bool recent_next_scope(struct slice *rest, struct slice *ret_scope);
/* Whether it counts in this series within its brand. */
bool recent_is_in(const struct recent_comment *comment, struct slice scope);

#endif
