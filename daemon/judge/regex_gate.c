/* regex_gate.c - see regex_gate.h. */
#include "regex_gate.h"
#include "literal.h"

/* Digits of any script: beyond Latin every character may be one. */
static bool may_be_digit(char byte)
{
	enum { FIRST_LEAD = 0xD9 }; /* of U+0640: no digits between ASCII's and the Arabic ones */

	return (byte >= '0' && byte <= '9') || (unsigned char)byte >= FIRST_LEAD;
}

static size_t count_digits_in(const char *bytes, size_t len)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++)
		digits += may_be_digit(bytes[i]);
	return digits;
}

/* The upper bits of those of eight ASCII bytes that are digits: a sum reaches that bit from '0' on,
 * the other from the character behind '9' on. */
static uint64_t digits_of(uint64_t bytes)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);

	return (bytes + (0x80 - '0') * ones) & ~(bytes + (0x80 - '9' - 1) * ones) & upper;
}

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
			digits += (size_t)((digits_of(bytes) >> 7) * ones >> 56); /* their sum */
	}
	return digits + count_digits_in(text.data + at, text.len - at);
}

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Signs are rare, so their first byte is. `behind_sign`: not at the beginning or behind a blank. */
static bool holds(struct slice text, struct slice literal, bool behind_sign)
{
	size_t at = 0;

	while (at + literal.len <= text.len) {
		const char *first = memchr(text.data + at, literal.data[0], text.len - at);

		if (!first || (size_t)(text.data + text.len - first) < literal.len)
			return false;
		if (memcmp(first, literal.data, literal.len) == 0 &&
		    !(behind_sign && (first == text.data || is_blank(first[-1]))))
			return true;
		at = (size_t)(first - text.data) + 1;
	}
	return false;
}

/* The first digit from `at` on, or the end. */
static size_t next_digit(struct slice text, size_t at)
{
	const uint64_t upper = UINT64_C(0x8080808080808080);

	while (at < text.len) {
		uint64_t bytes = upper;

		if (text.len - at >= 8)
			memcpy(&bytes, text.data + at, 8);
		if (!(bytes & upper) && !digits_of(bytes))
			at += 8;
		else if (may_be_digit(text.data[at]))
			break;
		else
			at++;
	}
	return at;
}

static bool ends_with(struct slice text, struct slice literal)
{
	return text.len >= literal.len &&
	       text.data[text.len - 1] == literal.data[literal.len - 1] &&
	       memcmp(text.data + text.len - literal.len, literal.data, literal.len) == 0;
}

/* One of the regex's literals, and a digit behind it? Digits are rare, so they are looked for. */
static bool holds_before_digit(struct slice text, const struct compiled_regex *regex)
{
	for (size_t at = next_digit(text, 1); at < text.len; at = next_digit(text, at + 1))
		for (size_t i = 0; i < regex->literal_count; i++)
			if (ends_with(slice_cut(text, 0, at), regex->literals[i]))
				return true;
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
static struct regex_traits read_signs(struct slice text)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
	uint64_t signs = 0, spaced = 0;
	size_t at = 0, blank = 0, unbroken = 0; /* the last blank, or so many bytes before it */

	for (; at + 8 <= text.len; at += 8) {
		uint64_t bytes, blanks, others;

		memcpy(&bytes, text.data + at, 8);
		blanks = bytes ^ ones * ' ';
		blanks = ~((blanks & ~upper) + ~upper) & ~blanks & upper;
		if (blanks) {
			unbroken = at + 8 - blank > unbroken ? at + 8 - blank : unbroken;
			blank = at;
		}
		others = ~(((bytes & ~upper) + ones * 0x20) | bytes) & ~blanks & upper;
		spaced |= blanks;
		for (size_t i = at; others && i < at + 8; i++)
			signs |= sign_of((unsigned char)text.data[i]);
	}
	for (; at < text.len; at++)
		signs |= sign_of((unsigned char)text.data[at]);
	unbroken = text.len - blank > unbroken ? text.len - blank : unbroken;
	return (struct regex_traits){ .signs = spaced ? signs | sign_of(' ') : signs,
				      .unbroken = unbroken };
}

struct regex_traits regex_gate_read(struct slice text)
{
	struct regex_traits traits = read_signs(text);

	traits.digits = count_digits(text);
	return traits;
}

bool regex_gate_suits(const struct compiled_regex *regex, const struct regex_traits *traits)
{
	return traits->digits >= regex->digits && !(regex->signs & ~traits->signs) &&
	       traits->unbroken >= regex->unbroken;
}

bool regex_gate_open(const struct compiled_regex *regex, const struct regex_traits *traits,
		     struct slice text)
{
	if (!regex_gate_suits(regex, traits))
		return false;
	if (regex->before_digit)
		return holds_before_digit(text, regex);
	for (size_t i = 0; i < regex->literal_count; i++)
		if (holds(text, regex->literals[i], regex->behind_sign))
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
