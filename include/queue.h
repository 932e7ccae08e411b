/*
 * queue.h - comments that need a human: what the commit filed for review or hid, until somebody
 * decides.
 *
 * A decision is final: it is kept as long as comments are, and the commit neither files nor hides a
 * comment again on which a human decided otherwise.
 */
#ifndef LIVVAKT_QUEUE_H
#define LIVVAKT_QUEUE_H

#include "arena.h"
#include "attributes.h"
#include "comment.h"
#include "delta.h"
#include "effects.h"
#include "error.h"
#include "link.h"
#include "verdict.h"

enum {
	QUEUE_MAX = 10000, /* items of a partition; the oldest go first (totals: unqueued) */
	QUEUE_PAGE_MAX = 200,
};

struct queue_item {
	struct comment comment;
	struct slice verdict; /* JSON, as promised to users */
	struct slice reason;
	enum action action; /* what the judge said: ACTION_REVIEW or ACTION_HIDE */
	int64_t queued_at_us;
	int64_t place_us; /* by which it stands in lists: an edited comment keeps it; 0 when loaded
			     alone */
	bool decided;
	enum action decision; /* ACTION_ALLOW or ACTION_HIDE */
	char decided_by[COMMENT_ID_MAX + 1];
	int64_t decided_at_us;
};

/* Which ones, oldest first: who waits longest is next. */
struct queue_filter {
	struct slice brand; /* empty: every brand */
	struct slice after_brand,
		after_id; /* last one of the page before; empty: from the oldest */
	int64_t later_us; /* without after_id: whose place is later than that; 0: all */
	size_t max;	  /* at most QUEUE_PAGE_MAX; 0: 50 */
};
/* The item lives during the call of `each`, which gives false to stop. ERROR_NOT_FOUND when the
 * last one of the page before is not in the queue any more. */
MUST_CHECK int queue_list(struct redis_link *link, unsigned partition,
			  const struct queue_filter *filter,
			  bool (*each)(void *context, const struct queue_item *item), void *context,
			  struct error *error);

/* By what time it stands in lists. ERROR_NOT_FOUND. */
MUST_CHECK int queue_place(struct redis_link *link, unsigned partition, struct slice brand,
			   struct slice id, int64_t *ret_place_us, struct error *error);

/* ERROR_NOT_FOUND. Texts live in the arena. */
MUST_CHECK int queue_load(struct redis_link *link, unsigned partition, struct slice brand,
			  struct slice id, struct arena *arena, struct queue_item *ret_item,
			  struct error *error);

struct queue_decision {
	struct slice brand, id;
	enum action action;	/* ACTION_ALLOW or ACTION_HIDE */
	struct slice by;	/* who */
	int64_t keep_us;	/* how long the word holds; 0: 400 days */
	struct delta_hide hide; /* whose comment it is, where that is remembered */
};
/* Takes the item out of the queue and keeps the word, with the effects (a hide action, say) in the
 * same step. Also for comments that are not in the queue. A later decision replaces an earlier one.
 */
MUST_CHECK int queue_decide(struct redis_link *link, unsigned partition,
			    const struct queue_decision *decision, const struct effects *effects,
			    int64_t now_us, struct error *error);

/* ACTION_COUNT when nobody has decided. */
MUST_CHECK int queue_decision(struct redis_link *link, unsigned partition, struct slice brand,
			      struct slice id, enum action *ret_action, struct error *error);

MUST_CHECK int queue_count(struct redis_link *link, unsigned partition, uint64_t *ret_count,
			   struct error *error);

#endif
