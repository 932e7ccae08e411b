/*
 * json_flat.c - see json_flat.h. Gives up at the first byte that it has no use for.
 *
 * Must never take what json.c refuses: the same UTF-8, no \u0000, no key twice, nothing behind the
 * end. test_json_flat.c and the fuzz target hold the two against each other.
 */
#include "json_flat.h"
#include "utf8.h"
#include <endian.h>
#include <string.h>

enum { DIGITS_MAX = 15 }; /* so many are exact as a double too */

struct reader {
	struct slice text;
	size_t at;
	struct arena *arena;
	struct json_flat *flat;
};

static char peek(const struct reader *reader)
{
	return reader->at < reader->text.len ? reader->text.data[reader->at] : '\0';
}

static void skip_blanks(struct reader *reader)
{
	char byte = peek(reader);

	while (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') {
		reader->at++;
		byte = peek(reader);
	}
}

static bool take(struct reader *reader, char byte)
{
	skip_blanks(reader);
	if (peek(reader) != byte)
		return false;
	reader->at++;
	return true;
}

static bool take_word(struct reader *reader, const char *word)
{
	size_t len = strlen(word);

	if (reader->text.len - reader->at < len ||
	    memcmp(reader->text.data + reader->at, word, len) != 0)
		return false;
	reader->at += len;
	return true;
}

/* --- strings --- */

/* Where there is a quotation mark, a backslash or a control: eight bytes at a time, of which one
 * that became 0 borrows from its upper bit. The lowest of these is right. Stops short of the last
 * eight.
 */
static size_t skip_ordinary(struct slice text, size_t at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;

	for (; text.len - at >= 8; at += 8) {
		uint64_t bytes, marks, slashes, found;

		memcpy(&bytes, text.data + at, sizeof(bytes));
		bytes = le64toh(bytes);
		marks = bytes ^ ones * '"';
		slashes = bytes ^ ones * '\\';
		found = ((marks - ones) | (slashes - ones) | (bytes - ones * ' ')) & ~bytes & upper;
		if (found)
			return at + (size_t)__builtin_ctzll(found) / 8;
	}
	return at;
}

/* Behind \u; 0 stands for whatever is better left to json.c. */
static uint32_t take_hex(struct reader *reader)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		char digit = peek(reader);

		if (digit >= '0' && digit <= '9')
			value = value << 4 | (uint32_t)(digit - '0');
		else if ((digit | 32) >= 'a' && (digit | 32) <= 'f')
			value = value << 4 | (uint32_t)((digit | 32) - 'a' + 10);
		else
			return 0;
		reader->at++;
	}
	return value;
}

static uint32_t take_code_point(struct reader *reader)
{
	uint32_t first = take_hex(reader), second;

	if (first < 0xd800 || first > 0xdfff)
		return first;
	if (first > 0xdbff || !take_word(reader, "\\u"))
		return 0;
	second = take_hex(reader);
	return second >= 0xdc00 && second <= 0xdfff
		       ? 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff))
		       : 0;
}

/* What a backslash and this byte stand for; 0: neither. */
static char short_escape(char byte)
{
	switch (byte) {
	case '"':
	case '\\':
	case '/':
		return byte;
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return '\0';
	}
}

/* Behind the backslash. Gives the bytes written, which are fewer than those read; 0: give up. */
static size_t take_escape(struct reader *reader, char *to)
{
	char byte = peek(reader);
	uint32_t code_point;

	reader->at++;
	if (byte == 'u') {
		code_point = take_code_point(reader);
		return code_point ? utf8_encode(code_point, to) : 0;
	}
	*to = short_escape(byte);
	return *to != '\0';
}

/* A string from its first escape on; `begin` is behind its quotation mark. */
static bool take_escaped(struct reader *reader, size_t begin, struct slice *ret_text)
{
	char *bytes = arena_alloc(reader->arena, reader->text.len - begin);
	size_t len = reader->at - begin, used;

	if (!bytes)
		return false;
	memcpy(bytes, reader->text.data + begin, len);
	for (char byte = peek(reader); byte != '"'; byte = peek(reader)) {
		if ((unsigned char)byte < ' ')
			return false;
		reader->at++;
		used = 1;
		if (byte == '\\')
			used = take_escape(reader, bytes + len);
		else
			bytes[len] = byte;
		if (used == 0)
			return false;
		len += used;
	}
	reader->at++;
	*ret_text = (struct slice){ bytes, len };
	return true;
}

/* A string without escapes; otherwise the reader stands at what it could not take. */
static bool take_ordinary(struct reader *reader, struct slice *ret_text)
{
	size_t begin = reader->at + 1;
	char byte;

	if (peek(reader) != '"')
		return false;
	reader->at = skip_ordinary(reader->text, begin);
	for (byte = peek(reader); byte != '"' && byte != '\\'; byte = peek(reader)) {
		if ((unsigned char)byte < ' ')
			return false;
		reader->at++;
	}
	if (byte == '\\')
		return false;
	*ret_text = slice_cut(reader->text, begin, reader->at);
	reader->at++;
	return true;
}

static bool take_string(struct reader *reader, struct slice *ret_text)
{
	size_t begin = reader->at + 1;

	return take_ordinary(reader, ret_text) ||
	       (peek(reader) == '\\' && take_escaped(reader, begin, ret_text));
}

/* --- values --- */

/* A whole number, and not one so long that digits would be lost. */
static bool take_number(struct reader *reader, struct json_flat_member *member)
{
	bool negative = peek(reader) == '-';
	size_t begin = reader->at += negative, digits;

	member->type = JSON_NUMBER;
	for (char byte = peek(reader); byte >= '0' && byte <= '9'; byte = peek(reader)) {
		if (++reader->at - begin > DIGITS_MAX)
			return false;
		member->number = member->number * 10 + (byte - '0');
	}
	digits = reader->at - begin;
	if (digits == 0 || (digits > 1 && reader->text.data[begin] == '0') ||
	    (negative && member->number == 0)) /* -0 is another double */
		return false;
	if (negative)
		member->number = -member->number;
	return !memchr(".eE", peek(reader), 4); /* a fraction, or an end that is none */
}

static bool take_scalar(struct reader *reader, struct json_flat_member *member)
{
	switch (peek(reader)) {
	case '"':
		member->type = JSON_STRING;
		return take_string(reader, &member->text);
	case 't':
		member->type = JSON_BOOL;
		member->truth = true;
		return take_word(reader, "true");
	case 'f':
		member->type = JSON_BOOL;
		return take_word(reader, "false");
	case 'n':
		member->type = JSON_NULL;
		return take_word(reader, "null");
	default:
		return take_number(reader, member);
	}
}

static bool stands_already(const struct json_flat *flat, int parent, struct slice key)
{
	for (size_t i = 0; i < flat->count; i++)
		if (flat->members[i].key.len == key.len && flat->members[i].parent == parent &&
		    slice_equal(flat->members[i].key, key))
			return true;
	return false;
}

/* Keys with escapes are left to json.c. */
static bool take_key(struct reader *reader, int parent, struct json_flat_member **ret_member)
{
	struct json_flat *flat = reader->flat;
	struct slice key;

	skip_blanks(reader);
	if (flat->count == JSON_FLAT_MAX || !take_ordinary(reader, &key) ||
	    stands_already(flat, parent, key) || !take(reader, ':'))
		return false;
	skip_blanks(reader);
	*ret_member = &flat->members[flat->count++];
	**ret_member = (struct json_flat_member){ .key = key, .parent = parent };
	return true;
}

static bool take_inner_object(struct reader *reader, int parent)
{
	struct json_flat_member *member;

	if (take(reader, '}'))
		return true;
	do {
		if (!take_key(reader, parent, &member) || !take_scalar(reader, member))
			return false;
	} while (take(reader, ','));
	return take(reader, '}');
}

static bool take_value(struct reader *reader, struct json_flat_member *member)
{
	if (peek(reader) != '{')
		return take_scalar(reader, member);
	reader->at++;
	member->type = JSON_OBJECT;
	return take_inner_object(reader, (int)(member - reader->flat->members));
}

bool json_flat_read(struct slice text, struct arena *arena, struct json_flat *ret_flat)
{
	struct reader reader = { .text = text, .arena = arena, .flat = ret_flat };
	struct json_flat_member *member;

	ret_flat->count = 0;
	if (!take(&reader, '{') || !utf8_valid(text, NULL))
		return false;
	do {
		if (!take_key(&reader, JSON_FLAT_TOP, &member) || !take_value(&reader, member))
			return false;
	} while (take(&reader, ','));
	if (!take(&reader, '}'))
		return false;
	skip_blanks(&reader);
	return reader.at == text.len;
}
