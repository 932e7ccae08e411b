/* utf8.c - see utf8.h; table 3-7 of the Unicode standard, chapter 3.9. */
#include "utf8.h"
#include <endian.h>

static unsigned char byte_at(struct slice text, size_t at)
{
	return (unsigned char)text.data[at];
}

/* Length by the first byte, and the allowed range of the second, which excludes overlong forms,
 * surrogates and what lies beyond U+10FFFF. */
static size_t sequence(unsigned char first, unsigned char *ret_low, unsigned char *ret_high)
{
	*ret_low = 0x80;
	*ret_high = 0xbf;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef) {
		*ret_low = first == 0xe0 ? 0xa0 : 0x80;
		*ret_high = first == 0xed ? 0x9f : 0xbf;
		return 3;
	}
	if (first >= 0xf0 && first <= 0xf4) {
		*ret_low = first == 0xf0 ? 0x90 : 0x80;
		*ret_high = first == 0xf4 ? 0x8f : 0xbf;
		return 4;
	}
	return 0;
}

size_t utf8_decode(struct slice text, uint32_t *ret_code_point)
{
	unsigned char first = byte_at(text, 0);
	unsigned char low, high;
	uint32_t code_point;
	size_t len;

	if (first < 0x80) {
		*ret_code_point = first;
		return 1;
	}
	len = sequence(first, &low, &high);
	if (len == 0 || len > text.len || byte_at(text, 1) < low || byte_at(text, 1) > high)
		return 0;
	code_point = first & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((byte_at(text, i) & 0xc0) != 0x80)
			return 0;
		code_point = code_point << 6 | (byte_at(text, i) & 0x3fu);
	}
	*ret_code_point = code_point;
	return len;
}

size_t utf8_encode(uint32_t code_point, char ret_bytes[UTF8_MAX_BYTES])
{
	if (code_point < 0x80) {
		ret_bytes[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		ret_bytes[0] = (char)(0xc0 | code_point >> 6);
		ret_bytes[1] = (char)(0x80 | (code_point & 0x3f));
		return 2;
	}
	if (code_point >= 0xd800 && code_point <= 0xdfff)
		return 0;
	if (code_point < 0x10000) {
		ret_bytes[0] = (char)(0xe0 | code_point >> 12);
		ret_bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
		ret_bytes[2] = (char)(0x80 | (code_point & 0x3f));
		return 3;
	}
	if (code_point > 0x10ffff)
		return 0;
	ret_bytes[0] = (char)(0xf0 | code_point >> 18);
	ret_bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
	ret_bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
	ret_bytes[3] = (char)(0x80 | (code_point & 0x3f));
	return 4;
}

/* Where the ASCII bytes from `at` on end; eight at a time. */
static size_t ascii_end(struct slice text, size_t at)
{
	for (uint64_t bytes; text.len - at >= sizeof(bytes); at += sizeof(bytes)) {
		memcpy(&bytes, text.data + at, sizeof(bytes));
		bytes = le64toh(bytes) & UINT64_C(0x8080808080808080);
		if (bytes)
			return at + (size_t)__builtin_ctzll(bytes) / 8;
	}
	while (at < text.len && byte_at(text, at) < 0x80)
		at++;
	return at;
}

/* Letters beyond ASCII, as Latin, Greek and Cyrillic ones are written. */
static bool is_pair(struct slice text, size_t at)
{
	return byte_at(text, at) >= 0xc2 && byte_at(text, at) <= 0xdf && text.len - at >= 2 &&
	       (byte_at(text, at + 1) & 0xc0) == 0x80;
}

bool utf8_valid(struct slice text, size_t *ret_bad_at)
{
	uint32_t code_point;
	size_t at = 0;

	while ((at = ascii_end(text, at)) < text.len) {
		size_t len;

		if (is_pair(text, at)) {
			at += 2;
			continue;
		}
		len = utf8_decode(slice_cut(text, at, text.len), &code_point);

		if (len == 0) {
			if (ret_bad_at)
				*ret_bad_at = at;
			return false;
		}
		at += len;
	}
	return true;
}

struct slice utf8_cut(struct slice text, size_t limit)
{
	if (text.len <= limit)
		return text;
	while (limit > 0 && (byte_at(text, limit) & 0xc0) == 0x80)
		limit--;
	return slice_cut(text, 0, limit);
}

void utf8_copy(char *field, size_t size, struct slice text)
{
	const struct slice cut = utf8_cut(text, size - 1);

	if (cut.len > 0)
		memcpy(field, cut.data, cut.len);
	field[cut.len] = '\0';
}
