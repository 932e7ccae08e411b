/* json_write.c - the writing half of json.h. */
#include "clock.h"
#include "json.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>

void json_write_begin(struct json_writer *writer, struct buffer *to)
{
	*writer = (struct json_writer){ .to = to };
}

/* Before each value or key. */
static void separate(struct json_writer *writer)
{
	if (writer->comma)
		buffer_add_char(writer->to, ',');
	writer->comma = true;
}

static void open_with(struct json_writer *writer, char bracket)
{
	separate(writer);
	buffer_add_char(writer->to, bracket);
	writer->comma = false;
}

static void close_with(struct json_writer *writer, char bracket)
{
	buffer_add_char(writer->to, bracket);
	writer->comma = true;
}

void json_write_object(struct json_writer *writer)
{
	open_with(writer, '{');
}

void json_write_object_end(struct json_writer *writer)
{
	close_with(writer, '}');
}

void json_write_array(struct json_writer *writer)
{
	open_with(writer, '[');
}

void json_write_array_end(struct json_writer *writer)
{
	close_with(writer, ']');
}

static const char *short_escape(unsigned char byte)
{
	switch (byte) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

static void add_escaped(struct buffer *to, unsigned char byte)
{
	const char *escape = short_escape(byte);

	if (escape)
		buffer_add_text(to, escape);
	else
		buffer_printf(to, "\\u%04x", byte);
}

/* Where the bytes that can be copied as they are end. */
static size_t plain_run(struct slice text, size_t at)
{
	for (; at < text.len; at++) {
		unsigned char byte = (unsigned char)text.data[at];

		if (byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x7f)
			break;
	}
	return at;
}

/* One that became 0 borrows from its upper bit. */
static bool are_plain(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;

	return !((bytes | ((bytes ^ ones * '"') - ones) | ((bytes ^ ones * '\\') - ones) |
		  ((bytes ^ ones * 0x7f) - ones) | (bytes - ones * ' ')) &
		 upper);
}

/* Nothing to escape? Eight bytes at a time, the last of them perhaps once more. */
static bool is_plain_text(struct slice text)
{
	enum { STEP = 8, HALF = 4 };
	uint64_t bytes;
	uint32_t half;

	for (size_t at = 0; at + STEP <= text.len; at += STEP) {
		memcpy(&bytes, text.data + at, sizeof(bytes));
		if (!are_plain(bytes))
			return false;
	}
	if (text.len >= STEP) {
		memcpy(&bytes, text.data + text.len - STEP, sizeof(bytes));
		return are_plain(bytes);
	}
	if (text.len < HALF)
		return plain_run(text, 0) == text.len;
	memcpy(&half, text.data, sizeof(half));
	bytes = half;
	memcpy(&half, text.data + text.len - HALF, sizeof(half));
	return are_plain(bytes << 32 | half);
}

/* And the quotation mark behind it. */
static void add_escaping(struct buffer *to, struct slice text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t end = plain_run(text, at);
		uint32_t code_point;

		buffer_add(to, text.data + at, end - at);
		at = end;
		if (at == text.len)
			break;
		if ((unsigned char)text.data[at] <= 0x7f) {
			add_escaped(to, (unsigned char)text.data[at++]);
			continue;
		}
		end = utf8_decode(slice_cut(text, at, text.len), &code_point);
		if (end)
			buffer_add(to, text.data + at, end);
		else
			buffer_add_text(to, "\xef\xbf\xbd");
		at += end ? end : 1;
	}
	buffer_add_char(to, '"');
}

/* Most texts are written at one go. */
void json_write_string(struct json_writer *writer, struct slice text)
{
	bool comma = writer->comma, plain = is_plain_text(text);
	char *room = buffer_take(writer->to, (size_t)comma + 1 + (plain ? text.len + 1 : 0));

	writer->comma = true;
	if (!room)
		return;
	if (comma)
		*room++ = ',';
	*room++ = '"';
	if (plain && text.len)
		memcpy(room, text.data, text.len);
	if (plain)
		room[text.len] = '"';
	else
		add_escaping(writer->to, text);
}

/* As it stands, in quotation marks and behind a comma where one is due, with room for `more` bytes
 * behind it; NULL when there is none. */
static char *add_bare(struct json_writer *writer, const char *text, size_t len, size_t more)
{
	size_t comma = writer->comma;
	char *room = buffer_take(writer->to, comma + 1 + len + 1 + more);

	if (!room)
		return NULL;
	*room = ',';
	room += comma;
	*room++ = '"';
	memcpy(room, text, len);
	room[len] = '"';
	return room + len + 1;
}

void json_write_key_bytes(struct json_writer *writer, const char *key, size_t len)
{
	char *behind = add_bare(writer, key, len, 1);

	writer->comma = false;
	if (behind)
		*behind = ':';
}

void json_write_name_bytes(struct json_writer *writer, const char *name, size_t len)
{
	(void)add_bare(writer, name, len, 0);
	writer->comma = true;
}

/* At least `digits` of them; printf takes ten times as long. */
static void add_digits(struct buffer *to, uint64_t value, size_t digits)
{
	char text[20]; /* of 2^64 */
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0 || sizeof(text) - at < digits);
	buffer_add(to, text + at, sizeof(text) - at);
}

/* The sign is written; gives what is left. */
static uint64_t add_sign(struct buffer *to, int64_t value)
{
	if (value >= 0)
		return (uint64_t)value;
	buffer_add_char(to, '-');
	return 0 - (uint64_t)value;
}

void json_write_integer(struct json_writer *writer, int64_t value)
{
	separate(writer);
	add_digits(writer->to, add_sign(writer->to, value), 1);
}

void json_write_double(struct json_writer *writer, double value)
{
	separate(writer);
	if (isfinite(value))
		buffer_printf(writer->to, "%.17g", value);
	else
		buffer_add_text(writer->to, "null");
}

void json_write_bool(struct json_writer *writer, bool value)
{
	separate(writer);
	buffer_add_text(writer->to, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer)
{
	separate(writer);
	buffer_add_text(writer->to, "null");
}

void json_write_thousandths(struct json_writer *writer, int64_t value)
{
	size_t digits = 3;
	uint64_t size, fraction;

	separate(writer);
	size = add_sign(writer->to, value);
	fraction = size % 1000;
	add_digits(writer->to, size / 1000, 1);
	if (!fraction)
		return;
	for (; fraction % 10 == 0; digits--)
		fraction /= 10;
	buffer_add_char(writer->to, '.');
	add_digits(writer->to, fraction, digits);
}

void json_write_raw(struct json_writer *writer, struct slice json)
{
	separate(writer);
	buffer_add_slice(writer->to, json);
}

void json_write_member_integer(struct json_writer *writer, const char *key, int64_t value)
{
	json_write_key(writer, key);
	json_write_integer(writer, value);
}

void json_write_member_bool(struct json_writer *writer, const char *key, bool value)
{
	json_write_key(writer, key);
	json_write_bool(writer, value);
}

void json_write_member_time(struct json_writer *writer, const char *key, int64_t wall_us)
{
	char text[CLOCK_TEXT_MAX];

	json_write_key(writer, key);
	if (wall_us)
		json_write_text(writer, clock_format(wall_us, text));
	else
		json_write_null(writer);
}
