/*
 * retries.h - which messages a delivering thread is trying or will try again, as far as it has seen
 * them itself: so that what one receiver hears of one incident leaves in its order, and what waits
 * for a server is tried once as soon as that one has taken another.
 *
 * A plain table without I/O. What does not fit into it waits as it would without one.
 */
#ifndef LIVVAKT_RETRIES_H
#define LIVVAKT_RETRIES_H

#include "message.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RETRIES_MAX = 256 };

struct retry {
	char id[MESSAGE_ID_MAX + 1];
	uint64_t server; /* whoever answers for all that wait for it */
	uint64_t line;	 /* one receiver of one incident; 0: of none */
	int64_t created_us;
	int64_t at_us;	  /* when it is tried next; while it runs: when that will have ended */
	int64_t since_us; /* when it was first heard of, or hurried: order is kept from then on */
	bool page, running;
	bool hurried; /* it was tried out of turn once */
};

struct retries {
	struct retry items[RETRIES_MAX];
	size_t count;
};

/* What was not heard of for so long after its time is somebody else's, and gives up its place. */
#define RETRIES_STALE_US INT64_C(300000000)

/* It is tried now, which ends before `until_us`. */
void retries_start(struct retries *retries, const struct message *message, int64_t until_us,
		   int64_t now_us);
/* It waits until then. */
void retries_wait(struct retries *retries, const struct message *message, int64_t at_us,
		  int64_t now_us);
/* The same, of one that was tried; nothing for one that found no place. */
void retries_failed(struct retries *retries, struct slice id, int64_t at_us);
/* It was sent, or given up. */
void retries_forget(struct retries *retries, struct slice id);

/* When it can be this one's turn, for an earlier one of the same incident to the same receiver goes
 * first; 0: now. Not for more than a minute, though: one that its receiver refuses would keep all
 * later ones from it for days. No page waits for relief that came too late. */
int64_t retries_turn_us(const struct retries *retries, const struct message *message,
			int64_t now_us);

/* Those that wait for the server that has just taken `id`, in the order in which they were written,
 * each of them once. The pointers live until the next change. */
size_t retries_hurry(struct retries *retries, struct slice id, int64_t now_us,
		     const struct retry *ret_waiting[RETRIES_MAX]);

#endif
