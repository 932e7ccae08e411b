/* buffer.c - see buffer.h. */
#include "buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

void buffer_init(struct buffer *buffer, size_t limit)
{
	*buffer = (struct buffer){ .limit = limit };
}

void buffer_done(struct buffer *buffer)
{
	free(buffer->data);
	buffer_init(buffer, buffer->limit);
}

void buffer_wipe(struct buffer *buffer)
{
	if (buffer->data)
		explicit_bzero(buffer->data, buffer->capacity);
	buffer_done(buffer);
}

void buffer_clear(struct buffer *buffer)
{
	buffer->len = 0;
	buffer->failed = false;
	if (buffer->data)
		buffer->data[0] = '\0';
}

/* Makes room for `more` bytes and the NUL; false, and failed for good, when that cannot be. */
static bool reserve(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 256;
	char *data;

	if (buffer->failed || more > buffer->limit - buffer->len ||
	    more > SIZE_MAX / 4 - buffer->len) {
		buffer->failed = true;
		return false;
	}
	if (buffer->len + more < buffer->capacity)
		return true;
	while (capacity <= buffer->len + more)
		capacity *= 2;
	data = realloc(buffer->data, capacity);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return true;
}

char *buffer_grow(struct buffer *buffer, size_t len)
{
	char *room;

	if (!reserve(buffer, len))
		return NULL;
	room = buffer->data + buffer->len;
	room[len] = '\0';
	buffer->len += len;
	return room;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t len)
{
	char *room = buffer_take(buffer, len);

	if (room && len)
		memcpy(room, bytes, len);
}

void buffer_add_slice(struct buffer *buffer, struct slice text)
{
	buffer_add(buffer, text.data, text.len);
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0) {
		buffer->failed = true;
		return;
	}
	if (!reserve(buffer, (size_t)len))
		return;
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, arguments);
	va_end(arguments);
	buffer->len += (size_t)len;
}

static void add_little_endian(struct buffer *buffer, uint64_t value, size_t bytes)
{
	unsigned char packed[8];

	for (size_t i = 0; i < bytes; i++)
		packed[i] = (unsigned char)(value >> (8 * i));
	buffer_add(buffer, packed, bytes);
}

void buffer_add_u32(struct buffer *buffer, uint32_t value)
{
	add_little_endian(buffer, value, 4);
}

void buffer_add_u64(struct buffer *buffer, uint64_t value)
{
	add_little_endian(buffer, value, 8);
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}
