/* regex_gate.c - see regex_gate.h. */
#include "regex_gate.h"
#include "literal.h"

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
static size_t count_digits(struct slice text)
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
static bool holds(struct slice text, struct slice literal)
{
	size_t at = 0;

	while (at + literal.len <= text.len) {
		const char *first = memchr(text.data + at, literal.data[0], text.len - at);

		if (!first || (size_t)(text.data + text.len - first) < literal.len)
			return false;
		if (memcmp(first, literal.data, literal.len) == 0)
			return true;
		at = (size_t)(first - text.data) + 1;
	}
	return false;
}

/* Line ends and tabs may be blanks to a regex (squeeze.h). */
static uint64_t sign_of(unsigned char byte)
{
	if (byte < ' ')
		byte = ' ';

	unsigned at = byte - (unsigned)' ';

	return (uint64_t)(at < 64) << at % 64;
}

/* Eight bytes at a time while they are letters and blanks. */
static uint64_t signs_of(struct slice text)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
	uint64_t signs = 0, spaced = 0;
	size_t at = 0;

	for (; at + 8 <= text.len; at += 8) {
		uint64_t bytes, blanks, others;

		memcpy(&bytes, text.data + at, 8);
		blanks = bytes ^ ones * ' ';
		blanks = ~((blanks & ~upper) + ~upper) & ~blanks & upper;
		others = ~(((bytes & ~upper) + ones * 0x20) | bytes) & ~blanks & upper;
		spaced |= blanks;
		for (size_t i = at; others && i < at + 8; i++)
			signs |= sign_of((unsigned char)text.data[i]);
	}
	for (; at < text.len; at++)
		signs |= sign_of((unsigned char)text.data[at]);
	return spaced ? signs | sign_of(' ') : signs;
}

struct regex_traits regex_gate_read(struct slice text)
{
	return (struct regex_traits){ count_digits(text), signs_of(text) };
}

bool regex_gate_open(const struct compiled_regex *regex, const struct regex_traits *traits,
		     struct slice text)
{
	if (traits->digits < regex->digits || regex->signs & ~traits->signs)
		return false;
	for (size_t i = 0; i < regex->literal_count; i++)
		if (holds(text, regex->literals[i]))
			return true;
	return regex->literal_count == 0;
}

bool regex_gate_is_narrow(const struct compiled_regex *regex)
{
	static const char rare[] = "/@#$+=_%&";
	uint64_t signs = 0;

	for (size_t i = 0; rare[i]; i++)
		signs |= literal_sign((unsigned char)rare[i]);
	return regex->digits > 0 || (regex->signs & signs) != 0;
}
