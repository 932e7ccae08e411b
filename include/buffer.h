/*
 * buffer.h - bytes that grow at the end, up to a limit.
 *
 * Failure is sticky: after the limit or the memory was reached every call does nothing, and
 * buffer_failed() says so once at the end. So writers need no check per call.
 */
#ifndef LIVVAKT_BUFFER_H
#define LIVVAKT_BUFFER_H

#include "attributes.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *data; /* data[len] is NUL whenever data is not NULL */
	size_t len, capacity, limit;
	bool failed;
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_done(struct buffer *buffer);
void buffer_wipe(struct buffer *buffer); /* as buffer_done, and overwrites what is in it: secrets */
void buffer_clear(struct buffer *buffer); /* keeps the memory, forgets a failure */

void buffer_add(struct buffer *buffer, const void *bytes, size_t len);
char *buffer_grow(struct buffer *buffer, size_t len); /* as buffer_take, which is what to call */
/* Room for `len` bytes at the end that are the caller's to fill, at once; NULL when there is none.
 */
static inline char *buffer_take(struct buffer *buffer, size_t len)
{
	char *room;

	if (buffer->failed || len >= buffer->capacity - buffer->len ||
	    len > buffer->limit - buffer->len)
		return buffer_grow(buffer, len);
	room = buffer->data + buffer->len;
	room[len] = '\0';
	buffer->len += len;
	return room;
}
void buffer_add_slice(struct buffer *buffer, struct slice text);
void buffer_add_text(struct buffer *buffer, const char *text);
/* Verdicts are written sign by sign: where there is room this is a store. */
static inline void buffer_add_char(struct buffer *buffer, char byte)
{
	char *room = buffer_take(buffer, 1);

	if (room)
		*room = byte;
}
void buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Little-endian, for the packed formats. */
void buffer_add_u32(struct buffer *buffer, uint32_t value);
void buffer_add_u64(struct buffer *buffer, uint64_t value);

static inline bool buffer_failed(const struct buffer *buffer)
{
	return buffer->failed;
}

static inline struct slice buffer_slice(const struct buffer *buffer)
{
	return (struct slice){ buffer->data, buffer->len };
}

/* The terminated text, never NULL; belongs to the buffer. */
const char *buffer_text(const struct buffer *buffer);

#endif
