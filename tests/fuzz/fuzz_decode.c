/* fuzz_decode.c - any bytes as a body: no crash, and every comment that comes out keeps the
 * promises of comment.h. */
#include "decode.h"
#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(const struct comment *comment)
{
	if (comment->text.len == 0 || comment->text.len > COMMENT_TEXT_MAX ||
	    !utf8_valid(comment->text, NULL) ||
	    memchr(comment->text.data, '\0', comment->text.len) || comment->id.len == 0 ||
	    comment->id.len > COMMENT_ID_MAX || comment->brand.len == 0 ||
	    comment->ts_us > comment->received_us)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const enum decode_kind kinds[] = { DECODE_JSON, DECODE_LINES };
	const int64_t now_us = INT64_C(1800000000000000);

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct decoded decoded;
		struct arena arena;

		arena_init(&arena, 4096, 64 << 20);
		if (decode_body((struct slice){ (const char *)data, len }, kinds[k], now_us, &arena,
				&decoded, NULL) == 0) {
			for (size_t i = 0; i < decoded.count; i++)
				check(&decoded.comments[i]);
		}
		arena_done(&arena);
	}
	return 0;
}
