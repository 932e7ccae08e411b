/*
 * block.h - up to 64 comments of one brand as one run of bytes: a stream entry.
 *
 * Decoded once at the door, packed so that the judge parses no JSON. Reading validates everything,
 * because anybody who can write to Redis can write an entry: what is not exactly right is
 * ERROR_INVALID with the reason.
 *
 *   header   "LVB" version:1 count:2 zero:2 total:4 brand:2+bytes
 *   comment  six numbers of 8 (five in version 1), flags:4, nine texts of 4+bytes
 *
 * Little endian. The slices of a comment read back point into the block's own bytes: nothing is
 * copied.
 */
#ifndef LIVVAKT_BLOCK_H
#define LIVVAKT_BLOCK_H

#include "arena.h"
#include "attributes.h"
#include "buffer.h"
#include "comment.h"
#include "error.h"
#include <stddef.h>

enum { BLOCK_COMMENTS_MAX = 64 };

struct block {
	struct slice brand;
	size_t count;
	struct comment comments[BLOCK_COMMENTS_MAX]; /* brand set to the block's */
};

/* Appends one block to the buffer (whose failure is sticky: look at the end). The comments' brands
 * are not looked at. ERROR_INVALID when a limit of comment.h is passed or there are 0 or too many;
 * then nothing is added. */
MUST_CHECK int block_pack(struct slice brand, const struct comment *comments, size_t count,
			  struct buffer *to, struct error *error);

/* Reads a whole block; slices point into `bytes`. ret_block is written only on success. */
MUST_CHECK int block_unpack(struct slice bytes, struct block *ret_block, struct error *error);

#endif
