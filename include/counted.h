/*
 * counted.h - what is remembered of a comment that was counted, so that a second delivery of it is
 * recognised and an edited version can take the count of the earlier one back.
 *
 * A plain noun with its packed form, as it stands in Redis behind the comment's key:
 *
 *   version:1 polarity:1 action:1 undecided:1 categories:1  text:8 edited:8 ts:8 received:8 topics,
 *   each length:1 and its bytes
 *
 * Little endian. No text and no name of a person is in it.
 */
#ifndef LIVVAKT_COUNTED_H
#define LIVVAKT_COUNTED_H

#include "buffer.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stdint.h>

enum { COUNTED_TOPICS_MAX = 8 };

struct counted {
	uint64_t text;	   /* hash of it */
	int64_t edited_us; /* 0: not known */
	int64_t ts_us;	   /* in which slots it was counted */
	int64_t received_us;
	enum polarity polarity;
	enum action action;
	bool undecided;
	unsigned categories; /* a bit each, 1 << CATEGORY_… */
	size_t topic_count;
	struct slice topics[COUNTED_TOPICS_MAX]; /* "topic:boycott": series it was counted in */
};

/* A label that has a series of its own. */
bool counted_is_topic(struct slice label);

/* What counting a comment with this verdict would leave. Topics are borrowed from the verdict. */
struct counted counted_of(const struct verdict *verdict, int64_t ts_us);

void counted_pack(const struct counted *counted, struct buffer *to);

/* False when it is none of ours; topics point into `bytes`. */
bool counted_unpack(struct slice bytes, struct counted *ret_counted);

/* Whether `next` is the same as `earlier`, or older than it: nothing new in either case. Older is
 * what was edited before; of those that do not differ in that, what came in before: judges work
 * side by side, and a second delivery of the first version may reach its commit after an edit that
 * came in later. */
bool counted_is_old_news(const struct counted *earlier, const struct counted *next);

#endif
