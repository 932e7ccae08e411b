/*
 * lately.h - what else came lately from the same author, with the same link or the same text, and
 * what of the author's was hidden: the circumstances that rules ask for.
 *
 * For a batch of comments: who and what they are, as keyed hashes; what the store remembers of
 * them, read at once; and what the batch itself adds, comment by comment, for those that follow and
 * for the commit. Does nothing at all while no rule asks.
 */
#ifndef LIVVAKT_LATELY_H
#define LIVVAKT_LATELY_H

#include "circumstances.h"
#include "comment.h"
#include "config.h"
#include "crypto.h"
#include "delta.h"
#include "link.h"
#include "ruleset.h"

struct lately;

/* The keys are borrowed. NULL: out of memory. */
struct lately *lately_new(const struct author_keys *keys);
struct lately *lately_free(struct lately *lately); /* always NULL */

/* A batch. Everything lives in its arena; the comments are borrowed. */
struct lately_batch {
	const struct ruleset *ruleset;
	const struct config *config;
	struct arena *arena;
	unsigned partition;
	int64_t now_us;	 /* a comment with a time ahead of it came now */
	size_t comments; /* at most so many are added */
};

/* `ret_asked`: whether the rules ask for anything; when not, none of what follows is to be called.
 */
MUST_CHECK int lately_begin(struct lately *lately, const struct lately_batch *batch,
			    bool *ret_asked, struct error *error);
/* In the order in which they came; the first is number 0. Memory running out is sticky: reading
 * says so, and the delta. */
void lately_add(struct lately *lately, const struct comment *comment);
/* One round trip. */
MUST_CHECK int lately_read(struct lately *lately, struct redis_link *link, struct error *error);

/* What the batch has added so far is forgotten: it is gone through again. */
void lately_restart(struct lately *lately);
/* The figures of a comment, with `rates` in an array of ruleset_rate_count. `counted`: an earlier
 * version of it is among those remembered. */
struct circumstances lately_circumstances(const struct lately *lately, size_t number, bool counted,
					  int64_t *ret_rates);
/* It counts for those behind it, among those that came or that were hidden. */
void lately_count(struct lately *lately, size_t number);
void lately_hidden(struct lately *lately, size_t number);

/* What has arrived goes into the delta; what was hidden goes with the queue (tally.h), remembered
 * for so long, 0: nobody asks. */
void lately_deliver(struct lately *lately, struct delta *delta);
int64_t lately_remember_hides(const struct lately *lately);

#endif
