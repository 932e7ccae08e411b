/*
 * outbox.h - messages, from the moment they are decided until they are delivered or given up.
 *
 * They come in as effects (effects.h): by the commit or by an incident's change, each with a due
 * row deliver:<id> (due.h). Whoever claims the row loads the message, tries, and marks the result,
 * which moves or removes the row.
 */
#ifndef LIVVAKT_OUTBOX_H
#define LIVVAKT_OUTBOX_H

#include "arena.h"
#include "attributes.h"
#include "effects.h"
#include "error.h"
#include "link.h"
#include "message.h"

#define OUTBOX_ROW "deliver:"
enum {
	OUTBOX_DONE_KEPT = 100000,    /* sent or given up; the oldest go first */
	OUTBOX_WAITING_MAX = 1000000, /* at more, intake takes nothing in */
	OUTBOX_PAGE_MAX = 200,
};

/* ERROR_NOT_FOUND. Texts live in the arena. */
MUST_CHECK int outbox_load(struct redis_link *link, unsigned partition, struct slice id,
			   struct arena *arena, struct message *ret_message, struct error *error);

/* What a try came to. */
struct outbox_result {
	struct slice id;
	enum message_state state; /* MESSAGE_WAITING: to be tried again at retry_at_us */
	int64_t retry_at_us;
	struct slice error; /* empty when sent; cut to 300 bytes */
	int64_t keep_us;    /* how long from now it stays known; 0: 30 days */
};
/* Counts the attempt too. ERROR_NOT_FOUND; ERROR_CONFLICT when it was sent already. */
MUST_CHECK int outbox_mark(struct redis_link *link, unsigned partition,
			   const struct outbox_result *result, int64_t now_us, struct error *error);

/* Which ones, newest first. */
struct outbox_filter {
	enum message_state state; /* MESSAGE_STATE_COUNT: every state */
	struct slice after; /* id of the last one of the page before; empty: from the newest */
	int64_t before_us;  /* without `after`: written before then; 0: whenever */
	size_t max;	    /* at most OUTBOX_PAGE_MAX; 0: 50 */
};
/* The message lives during the call of `each`, which gives false to stop. ERROR_NOT_FOUND when
 * `after` is not known any more. */
MUST_CHECK int outbox_list(struct redis_link *link, unsigned partition,
			   const struct outbox_filter *filter,
			   bool (*each)(void *context, const struct message *message),
			   void *context, struct error *error);

/* When it was written, by which it stands in lists. ERROR_NOT_FOUND. */
MUST_CHECK int outbox_place(struct redis_link *link, unsigned partition, struct slice id,
			    int64_t *ret_written_us, struct error *error);

struct outbox_figures {
	uint64_t waiting, sent, failed; /* that are still known */
};
MUST_CHECK int outbox_figures(struct redis_link *link, unsigned partition,
			      struct outbox_figures *ret_figures, struct error *error);

#endif
