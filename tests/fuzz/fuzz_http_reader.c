/* fuzz_http_reader.c - any bytes from a client: the same requests however they are cut into pieces,
 * and nothing beyond the limits. The first byte says how large the pieces are. */
#include "http_reader.h"

#include <stdint.h>
#include <stdlib.h>

enum { BODY_MAX = 64, DIGEST_SEED = 5381 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint64_t mix(uint64_t digest, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		digest = digest * 33 + (unsigned char)text.data[i];
	return digest * 33 + text.len;
}

static uint64_t look_at(uint64_t digest, const struct http_reader *reader)
{
	const char *header = http_reader_header(reader, "content-type");
	struct slice body = http_reader_body(reader);

	if (body.len > BODY_MAX || !http_reader_begun(reader))
		abort();
	digest = mix(digest, body);
	digest = mix(digest, slice_from(http_reader_path(reader)));
	digest = mix(digest, slice_from(http_reader_query(reader)));
	digest = mix(digest, slice_from(header ? header : ""));
	return digest * 4 + (uint64_t)http_reader_kind(reader) + http_reader_keeps(reader);
}

/* All requests of a client who sends so many bytes at a time. */
static uint64_t read_all(struct slice bytes, size_t each)
{
	struct http_reader *reader = http_reader_new(BODY_MAX);
	uint64_t digest = DIGEST_SEED;
	size_t taken = 0;

	while (reader && taken < bytes.len) {
		size_t room = 0, len = bytes.len - taken;
		char *space = http_reader_space(reader, &room);
		enum http_reading reading;

		if (!space)
			break;
		len = len < each ? len : each;
		len = len < room ? len : room;
		memcpy(space, bytes.data + taken, len);
		taken += len;
		reading = http_reader_took(reader, len);
		for (; reading == HTTP_READING_WHOLE; reading = http_reader_next(reader))
			digest = look_at(digest, reader);
		if (reading == HTTP_READING_BAD) {
			digest = digest * 33 + (uint64_t)http_reader_fault(reader).status;
			break;
		}
	}
	http_reader_free(reader);
	return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice bytes = { (const char *)data + 1, len - 1 };

	if (len == 0)
		return 0;
	if (read_all(bytes, SIZE_MAX) != read_all(bytes, (size_t)data[0] + 1))
		abort();
	return 0;
}
