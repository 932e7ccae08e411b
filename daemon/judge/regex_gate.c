/* regex_gate.c - see regex_gate.h. */
#include "regex_gate.h"
#include "letters.h"
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
		if (first[literal.len - 1] == literal.data[literal.len - 1] &&
		    memcmp(first, literal.data, literal.len) == 0 &&
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

	for (; text.len - at >= 8; at += 8) {
		uint64_t bytes = letters_eight(text, at);
		/* Of what is no ASCII the first bytes beyond Latin may begin digits. */
		uint64_t digits = (digits_of(bytes & ~upper) & ~bytes) | (bytes & upper);

		for (; digits; digits &= digits - 1) {
			size_t found = at + (size_t)__builtin_ctzll(digits) / 8;

			if (may_be_digit(text.data[found]))
				return found;
		}
	}
	while (at < text.len && !may_be_digit(text.data[at]))
		at++;
	return at;
}

static bool ends_with(struct slice text, struct slice literal)
{
	return text.len >= literal.len &&
	       text.data[text.len - 1] == literal.data[literal.len - 1] &&
	       memcmp(text.data + text.len - literal.len, literal.data, literal.len) == 0;
}

/* One of the regex's literals, and a digit behind it? Digits are rare, so they are looked for; most
 * stand behind a byte that no literal ends with. */
static bool holds_before_digit(struct slice text, const struct compiled_regex *regex)
{
	uint64_t ends[4] = { 0 };

	for (size_t i = 0; i < regex->literal_count; i++) {
		unsigned char last =
			(unsigned char)regex->literals[i].data[regex->literals[i].len - 1];

		ends[last / 64] |= UINT64_C(1) << last % 64;
	}
	for (size_t at = next_digit(text, text.len > 0); at < text.len;
	     at = next_digit(text, at + 1)) {
		unsigned char before = (unsigned char)text.data[at - 1];

		if (!(ends[before / 64] >> before % 64 & 1))
			continue;
		for (size_t i = 0; i < regex->literal_count; i++)
			if (ends_with(slice_cut(text, 0, at), regex->literals[i]))
				return true;
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

/* Of eight bytes; `others` are the upper bits of those that are neither letters nor blanks. */
static uint64_t signs_of(struct slice text, size_t at, uint64_t others)
{
	uint64_t signs = 0;

	for (; others; others &= others - 1)
		signs |=
			sign_of((unsigned char)text.data[at + (size_t)__builtin_ctzll(others) / 8]);
	return signs;
}

static size_t digits_in_eight(struct slice text, size_t at, uint64_t bytes)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);

	if (bytes & upper)
		return count_digits_in(text.data + at, 8);
	return (size_t)((digits_of(bytes) >> 7) * ones >> 56); /* their sum */
}

/* Eight bytes at a time. */
struct regex_traits regex_gate_read(struct slice text)
{
	const uint64_t upper = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
	struct regex_traits traits = { 0 };
	size_t at = 0, blank = 0; /* the last blank, or so many bytes before it */

	for (; at + 8 <= text.len; at += 8) {
		uint64_t bytes = letters_eight(text, at), blanks = bytes ^ ones * ' ', others;

		blanks = ~((blanks & ~upper) + ~upper) & ~blanks & upper;
		if (blanks) {
			size_t stretch = at + 8 - blank;

			traits.unbroken = stretch > traits.unbroken ? stretch : traits.unbroken;
			traits.signs |= sign_of(' ');
			blank = at;
		}
		others = ~(((bytes & ~upper) + ones * 0x20) | bytes) & ~blanks & upper;
		traits.signs |= signs_of(text, at, others);
		traits.digits += digits_in_eight(text, at, bytes);
	}
	traits.unbroken = text.len - blank > traits.unbroken ? text.len - blank : traits.unbroken;
	traits.digits += count_digits_in(text.data + at, text.len - at);
	for (; at < text.len; at++)
		traits.signs |= sign_of((unsigned char)text.data[at]);
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
	if (regex->told || regex->literal_count == 0)
		return true;
	if (regex->before_digit)
		return holds_before_digit(text, regex);
	for (size_t i = 0; i < regex->literal_count; i++)
		if (holds(text, regex->literals[i], regex->behind_sign))
			return true;
	return false;
}

bool regex_gate_is_narrow(const struct compiled_regex *regex)
{
	static const char rare[] = "/@#$+=_%&";
	uint64_t signs = 0;

	for (size_t i = 0; rare[i]; i++)
		signs |= literal_sign((unsigned char)rare[i]);
	return regex->digits > 0 || (regex->signs & signs) != 0;
}
