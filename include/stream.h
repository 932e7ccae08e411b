/*
 * stream.h - the durable queue between intake and judges: a Redis Stream of blocks, read by one
 * consumer group.
 *
 * A comment is accepted when stream_append has answered. An entry stays pending with the judge that
 * read it until that one commits it (commit.h), sets it aside as poison, or is gone for so long
 * that another judge reclaims it.
 */
#ifndef LIVVAKT_STREAM_H
#define LIVVAKT_STREAM_H

#include "attributes.h"
#include "block.h"
#include "error.h"
#include "keys.h"
#include "link.h"
#include "redis_async.h"
#include "slice.h"

enum {
	STREAM_BATCH_MAX = 32,	   /* blocks in a batch */
	STREAM_ID_MAX = 44,	   /* "1700000000000-0" */
	STREAM_DELIVERIES_MAX = 9, /* an entry handed out more often and never committed is poison:
				      whoever is killed again and again, and not by the entry, was
				      seen to hold a good one six times */
	STREAM_SUSPICIOUS = 3, /* handed out so often, an entry is read alone, so that it takes no
				  neighbour along */
	STREAM_POISON_KEPT = 1000,
};

struct stream_entry {
	char id[STREAM_ID_MAX];
	struct slice block;  /* the bytes as they stand in Redis; borrowed from the batch */
	unsigned deliveries; /* 1 when never handed out before */
};

struct stream_batch {
	size_t count;
	size_t poisoned; /* entries that were set aside while reading, because of their deliveries
			  */
	bool begun_anew; /* there was no stream: the first reader ever, or Redis was emptied */
	struct stream_entry entries[STREAM_BATCH_MAX];
	struct redisReply *reply; /* owns the bytes */
};

/* One block to be stored. */
struct stream_block {
	unsigned partition;
	struct slice brand;
	size_t comments;	 /* in the block */
	struct slice bytes;	 /* from block_pack */
	uint64_t limit_comments; /* that may wait in the stream, this block included */
	bool named;		 /* the configuration names the brand: it always has a place */
};

/* ERROR_LIMIT when too many comments wait, the outbox is full, or Redis is out of memory: HTTP
 * answers 503. ERROR_INVALID when it is a new brand and there are too many: sending it again is of
 * no use. */
MUST_CHECK int stream_append(struct redis_link *link, const struct stream_block *block,
			     int64_t now_us, struct error *error);

/* The same from the event loop: `done` is called exactly once, later, with 0 or the code
 * (ERROR_UNCERTAIN when the answer did not come in time, or too few replicas have it). The bytes
 * are copied before this returns. An error given back at once means: not sent, and `done` is not
 * called. */
typedef void stream_appended(void *context, int code, const struct error *error);
MUST_CHECK int stream_append_async(struct redis_async *redis, const struct stream_block *block,
				   int64_t now_us, stream_appended *done, void *context,
				   struct error *error);

/* The same without a function, which looks for room and writes the brand down, for whoever knows
 * both (gate.h): for Redis it is half the work. `done` gets the reply: stream_put_waiting. */
MUST_CHECK int stream_put_async(struct redis_async *redis, const struct stream_block *block,
				redis_async_done *done, void *context, struct error *error);
/* How many comments wait behind it, and whether it was the first of its brand. */
uint64_t stream_put_waiting(const struct redisReply *reply, size_t comments, bool *ret_first);
/* How many wait: the reply is the number. */
void stream_waiting_question(struct redis_command *command, unsigned partition,
			     char key[KEYS_KEY_MAX]);

/* For whoever asks by itself whether one comment would be taken in now: refused with why it would
 * not. */
void stream_room_question(struct redis_command *command, unsigned partition,
			  uint64_t limit_comments, char prefix[KEYS_PREFIX_MAX]);

/* Who reads, and how much at once. The name must be the same after a restart and unique among those
 * that run. */
struct stream_reader {
	const char *consumer; /* at most 128 bytes */
	unsigned partition;
	size_t blocks;	  /* at most STREAM_BATCH_MAX */
	int64_t lived_us; /* since it began to read: what may have ended others is for the patient
			   */
	bool again;	  /* it came out of what it holds alive: having it back does not count */
};

/* New entries; waits up to `wait_us` (0: not at all) for the first. A batch of none is no error;
 * one that holds entries must be ended with stream_batch_done (which is fine for any). */
MUST_CHECK int stream_read(struct redis_link *link, const struct stream_reader *reader,
			   int64_t wait_us, struct stream_batch *ret_batch, struct error *error);

/* What this reader had read before and never committed: to be asked at its start, until it is
 * empty, and after a lost answer. What was handed out several times comes alone, and to a reader
 * that has lived for a while, from two seconds to a minute, each time twice as long; after ten
 * times it is set aside on the way. */
MUST_CHECK int stream_read_own(struct redis_link *link, const struct stream_reader *reader,
			       int64_t now_us, struct stream_batch *ret_batch, struct error *error);

/* What readers that have been silent for `idle_us` left behind. */
MUST_CHECK int stream_reclaim(struct redis_link *link, const struct stream_reader *reader,
			      int64_t idle_us, int64_t now_us, struct stream_batch *ret_batch,
			      struct error *error);

void stream_batch_done(struct stream_batch *batch);

/* Sets an entry aside with the reason and acknowledges it, at once. ERROR_CONFLICT when it is not
 * pending any more. */
MUST_CHECK int stream_poison(struct redis_link *link, unsigned partition, const char *entry_id,
			     const char *reason, int64_t now_us, struct error *error);

struct stream_figures {
	uint64_t comments; /* accepted and not yet committed */
	uint64_t blocks;   /* in the stream */
	uint64_t pending;  /* blocks that a judge holds */
	uint64_t poison;   /* entries kept aside */
};
MUST_CHECK int stream_figures(struct redis_link *link, unsigned partition,
			      struct stream_figures *ret_figures, struct error *error);

#endif
