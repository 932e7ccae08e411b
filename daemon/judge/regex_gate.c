/* regex_gate.c - see regex_gate.h. */
#include "regex_gate.h"
#include <stdint.h>

/* Digits of any script: beyond Latin every character may be one. */
static size_t count_digits_in(const char *bytes, size_t len)
{
	enum { FIRST_LEAD = 0xD9 }; /* of U+0640: no digits between ASCII's and the Arabic ones */
	size_t digits = 0;

	for (size_t i = 0; i < len; i++)
		digits += (bytes[i] >= '0' && bytes[i] <= '9') ||
			  (unsigned char)bytes[i] >= FIRST_LEAD;
	return digits;
}

/* Eight bytes at a time while they are ASCII: a sum reaches the upper bit from '0' on, the other
 * from the character behind '9' on. */
size_t regex_gate_digits(struct slice text)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
	size_t digits = 0, at = 0;

	for (; at + 8 <= text.len; at += 8) {
		uint64_t bytes;

		memcpy(&bytes, text.data + at, 8);
		if (bytes & upper)
			digits += count_digits_in(text.data + at, 8);
		else
			digits += (size_t)__builtin_popcountll((bytes + (0x80 - '0') * ones) &
							       ~(bytes + (0x80 - '9' - 1) * ones) &
							       upper);
	}
	return digits + count_digits_in(text.data + at, text.len - at);
}

/* Signs are rare, so their first byte is. */
static bool holds(struct slice text, struct slice sign)
{
	size_t at = 0;

	while (at + sign.len <= text.len) {
		const char *first = memchr(text.data + at, sign.data[0], text.len - at);

		if (!first || (size_t)(text.data + text.len - first) < sign.len)
			return false;
		if (memcmp(first, sign.data, sign.len) == 0)
			return true;
		at = (size_t)(first - text.data) + 1;
	}
	return false;
}

bool regex_gate_open(const struct compiled_regex *regex, struct slice text, size_t digits)
{
	if (digits < regex->digits)
		return false;
	for (size_t i = 0; i < regex->sign_count; i++)
		if (holds(text, regex->signs[i]))
			return true;
	return regex->sign_count == 0;
}
