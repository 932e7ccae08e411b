/*
 * collector.h - group commit: comments that come in together are stored together.
 *
 * As databases do it: when nothing is under way, a block goes at once; what comes in meanwhile
 * gathers, a block a brand, until the answer is there, a block is full or two milliseconds have
 * passed. So the first waits for nobody and many share one write, without a setting. A submission
 * is answered when all its comments are stored or given up.
 * Lives on the loop thread. How a block is stored is the caller's (a function), so that tests need
 * no Redis.
 */
#ifndef LIVVAKT_COLLECTOR_H
#define LIVVAKT_COLLECTOR_H

#include "arena.h"
#include "comment.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COLLECTOR_WAIT_US INT64_C(2000)
enum { COLLECTOR_BRANDS_MAX = 256, COLLECTOR_WAITING_MAX = 200000 };

struct collector;
struct submission;

typedef void collector_stored(void *context, int code, const struct error *error);

/* Where blocks go. `store` must call `done` exactly once: later, or at once with a failure. */
struct collector_sink {
	void (*store)(void *sink, struct slice brand, const struct comment *comments, size_t count,
		      collector_stored *done, void *context);
	void *sink;
};

/* What became of a submission: `codes` has an entry per comment, 0 or why it was not stored.
 * ERROR_INVALID is a refusal of what the comment is; the others may be tried again. */
struct submission_result {
	size_t stored, refused, failed;
	const int *codes;
	struct error error; /* of the last one that failed */
};
/* Submits nothing from within: the collector may be amid sending. */
typedef void submission_done(void *context, const struct submission_result *result);

struct collector *collector_new(struct collector_sink sink);
/* Nothing may be under way with the sink any more. Always NULL. */
struct collector *collector_free(struct collector *collector);

/* The comments must live, with their texts, until `done` was called (never from within).
 * ERROR_LIMIT when too many wait already; ERROR_MEMORY, or the sink's code, when nothing was taken.
 */
MUST_CHECK int collector_submit(struct collector *collector, const struct comment *comments,
				size_t count, int64_t now_us, submission_done *done, void *context,
				struct error *error);

/* Sends the blocks whose time has come, all of them when nothing is under way; gives when to be
 * called next, or 0 when nothing waits. Any monotonic clock. */
int64_t collector_flush(struct collector *collector, int64_t now_us);

/* Comments that wait or are under way. */
size_t collector_waiting(const struct collector *collector);

#endif
