/* messagepack.c - https://github.com/msgpack/msgpack/blob/master/spec.md, the part we write. */
#include "messagepack.h"

#include <inttypes.h>
#include <stdio.h>

/* Big endian, as the format wants it. */
static void add_number(struct buffer *to, unsigned char mark, uint64_t value, unsigned bytes)
{
	buffer_add_char(to, (char)mark);
	while (bytes-- > 0)
		buffer_add_char(to, (char)(unsigned char)(value >> 8 * bytes));
}

/* A length in the shortest of its forms: within the mark itself, or in 2 or 4 bytes behind it. */
static void add_length(struct buffer *to, unsigned char small, size_t small_max,
		       unsigned char mark16, size_t length)
{
	if (length <= small_max)
		buffer_add_char(to, (char)(unsigned char)(small | length));
	else if (length <= UINT16_MAX)
		add_number(to, mark16, length, 2);
	else
		add_number(to, (unsigned char)(mark16 + 1), length, 4);
}

void messagepack_array(struct buffer *to, size_t count)
{
	add_length(to, 0x90, 15, 0xdc, count);
}

void messagepack_map(struct buffer *to, size_t count)
{
	add_length(to, 0x80, 15, 0xde, count);
}

void messagepack_bytes(struct buffer *to, struct slice bytes)
{
	add_length(to, 0xa0, 31, 0xda, bytes.len);
	buffer_add_slice(to, bytes);
}

void messagepack_text(struct buffer *to, const char *text)
{
	messagepack_bytes(to, slice_from(text));
}

void messagepack_integer(struct buffer *to, int64_t value)
{
	if (value >= 0 && value < 128)
		buffer_add_char(to, (char)value);
	else if (value >= 0 && value <= UINT16_MAX)
		add_number(to, 0xcd, (uint64_t)value, 2);
	else if (value >= 0 && value <= UINT32_MAX)
		add_number(to, 0xce, (uint64_t)value, 4);
	else
		add_number(to, 0xd3, (uint64_t)value, 8);
}

void messagepack_digits(struct buffer *to, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, value);
	messagepack_text(to, text);
}
