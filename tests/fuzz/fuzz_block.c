/*
 * fuzz_block.c - any bytes as a stream entry: refused, or read and then packed to the very same (of
 * the present version; an older one is packed as the present one, which must be readable).
 */
#include "block.h"

#include <stdint.h>
#include <stdlib.h>

enum { VERSION_AT = 3 };

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
	if (packed.data[VERSION_AT] == bytes.data[VERSION_AT] &&
	    !slice_equal(buffer_slice(&packed), bytes))
		abort(); /* one writing for one meaning */
	if (block_unpack(buffer_slice(&packed), &block, NULL) < 0)
		abort();
	buffer_done(&packed);
	return 0;
}
