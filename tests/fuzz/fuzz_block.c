/*
 * fuzz_block.c - any bytes as a stream entry: refused, or read and then packed to the very same (of
 * this version; an older one to what reads as the same).
 */
#include "block.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct block block;
	struct slice bytes = { (const char *)data, size };
	struct buffer packed;

	if (block_unpack(bytes, &block, NULL) < 0)
		return 0;
	buffer_init(&packed, (size_t)1 << 26);
	if (block_pack(block.brand, block.comments, block.count, &packed, NULL) < 0)
		abort();
	bool same = slice_equal(buffer_slice(&packed), bytes); /* one writing for one meaning */
	if (!same && data[3] == (uint8_t)packed.data[3])
		abort();
	if (!same && block_unpack(buffer_slice(&packed), &block, NULL) < 0)
		abort();
	buffer_done(&packed);
	return 0;
}
