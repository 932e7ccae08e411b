/*
 * slice.h - a piece of somebody's bytes, and the project's convention for positions.
 *
 * Strangers' bytes travel as pointer + length: not terminated, may hold NUL.
 * Positions are byte offsets, first included, last excluded.
 */
#ifndef LIVVAKT_SLICE_H
#define LIVVAKT_SLICE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *data;
	size_t len;
};

/* A half-open stretch of bytes in a text that the context names. */
struct span {
	size_t from, to;
};

/* For string literals and other terminated text that is ours. NULL gives the empty slice. */
static inline struct slice slice_from(const char *text)
{
	return (struct slice){ text, text ? strlen(text) : 0 };
}

static inline struct slice slice_cut(struct slice s, size_t from, size_t to)
{
	assert(from <= to && to <= s.len && (s.data || s.len == 0));
	return s.data ? (struct slice){ s.data + from, to - from } : s;
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool slice_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Of ASCII: what a line, a header or a terminal takes for an order. */
static inline bool slice_is_control(char byte)
{
	return (unsigned char)byte < ' ' || byte == 0x7f;
}

static inline bool slice_has_control(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (slice_is_control(s.data[i]))
			return true;
	return false;
}

/* Makes one line of a terminated text of ours: controls become blanks. */
static inline void slice_flatten(char *text)
{
	for (; *text; text++)
		if (slice_is_control(*text))
			*text = ' ';
}

/* Without the blanks at both ends. */
static inline struct slice slice_trim(struct slice s)
{
	while (s.len > 0 && slice_is_blank(s.data[0]))
		s = slice_cut(s, 1, s.len);
	while (s.len > 0 && slice_is_blank(s.data[s.len - 1]))
		s.len--;
	return s;
}

/* Without the U+FEFF that some editors begin a file with. */
static inline struct slice slice_without_mark(struct slice s)
{
	const bool marked = s.len >= 3 && memcmp(s.data, "\xEF\xBB\xBF", 3) == 0;

	return marked ? slice_cut(s, 3, s.len) : s;
}

static inline bool slice_begins_with(struct slice s, struct slice start)
{
	return s.len >= start.len && slice_equal(slice_cut(s, 0, start.len), start);
}

static inline bool slice_is(struct slice a, const char *text)
{
	return slice_equal(a, slice_from(text));
}

#endif
