/*
 * store_batch.h - for store tests: a delta committed through a real stream entry, in one call.
 */
#ifndef LIVVAKT_TEST_STORE_BATCH_H
#define LIVVAKT_TEST_STORE_BATCH_H

#include "store_house.h"

#include "commit.h"

static const struct stream_reader batch_reader = { .consumer = "judge-1",
						   .blocks = STREAM_BATCH_MAX };

static inline struct comment batch_comment(const char *id, int64_t ts_us)
{
	return (struct comment){
		.text = slice_from("this is a comment about trains"),
		.id = slice_from(id),
		.channel = slice_from("web"),
		.author = { .id = slice_from("author"), .followers = -1 },
		.ts_us = ts_us,
		.received_us = ts_us,
		.reach = -1,
	};
}

/* Stores one block of `count` comments. */
static inline void batch_append(const char *brand, size_t count, int64_t now_us)
{
	struct comment comments[BLOCK_COMMENTS_MAX];
	struct buffer packed;

	buffer_init(&packed, 1 << 20);
	for (size_t i = 0; i < count; i++)
		comments[i] = batch_comment("c", now_us);
	OK(block_pack(slice_from(brand), comments, count, &packed, &oops));
	struct stream_block block = {
		.brand = slice_from(brand),
		.comments = count,
		.bytes = buffer_slice(&packed),
		.limit_comments = 1000000,
	};
	OK(stream_append(house.link, &block, now_us, &oops));
	buffer_done(&packed);
}

/* One entry of one comment, read and committed with this delta. */
static inline void batch_commit(const struct delta *delta)
{
	struct stream_batch batch;
	struct commit_gone gone;

	batch_append("acme", 1, delta->now_us);
	OK(stream_read(house.link, &batch_reader, 0, &batch, &oops));
	assert_int_equal(batch.count, 1);
	const char *ids[] = { batch.entries[0].id };
	struct commit commit = { .consumer = batch_reader.consumer,
				 .entries = ids,
				 .entry_count = 1,
				 .comments = 1,
				 .delta = delta };
	OK(commit_batch(house.link, &commit, &gone, &oops));
	stream_batch_done(&batch);
}

#endif
