/* squeeze.c - see squeeze.h. */
#include "squeeze.h"
#include "letters.h"
#include "markup.h"
#include <stdlib.h>

static bool is_line_end(char byte)
{
	return byte == '\n' || byte == '\r';
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || is_line_end(byte);
}

static bool is_tag(struct slice text, size_t at, size_t *ret_end, bool *ret_inside)
{
	*ret_end = at;
	if (text.data[at] == '<' || text.data[at] == '[')
		*ret_end = markup_end(text, at, ret_inside);
	return *ret_end > at;
}

/* Are there runs, line ends, or a blank at either end, which keeps `^` from the first word? Eight
 * bytes at a time: those below a blank, and blanks with one behind them. */
static bool holds_runs(struct slice text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7, blanks = ones * ' ';
	size_t at = 0;

	if (text.len > 0 && (text.data[0] == ' ' || text.data[text.len - 1] == ' '))
		return true;
	for (; text.len - at > 8; at += 8) {
		uint64_t bytes = letters_eight(text, at);
		uint64_t others = (bytes ^ blanks) | (letters_eight(text, at + 1) ^ blanks);

		if ((((bytes - blanks) & ~bytes) | ((others - ones) & ~others)) & upper)
			return true;
	}
	for (size_t i = at; i < text.len; i++)
		if ((unsigned char)text.data[i] <= ' ' &&
		    (text.data[i] != ' ' || (i > 0 && text.data[i - 1] == ' ')))
			return true;
	return false;
}

static bool holds_tag(struct slice text, char sign)
{
	const char *at = text.data, *end = text.data + text.len;
	bool inside;
	size_t behind;

	for (; at < end && (at = memchr(at, sign, (size_t)(end - at))); at++)
		if (is_tag(text, (size_t)(at - text.data), &behind, &inside))
			return true;
	return false;
}

static bool reserve(struct squeezed *squeezed, size_t len)
{
	char *bytes;
	uint32_t *from;

	squeezed->len = 0;
	if (len < squeezed->capacity)
		return true;
	bytes = realloc(squeezed->bytes, 2 * len + 1);
	if (bytes)
		squeezed->bytes = bytes;
	from = reallocarray(squeezed->from, 2 * len + 1, sizeof(*from));
	if (from)
		squeezed->from = from;
	if (!bytes || !from)
		return false;
	squeezed->capacity = 2 * len + 1;
	return true;
}

static void put(struct squeezed *squeezed, char byte, size_t from)
{
	squeezed->bytes[squeezed->len] = byte;
	squeezed->from[squeezed->len++] = (uint32_t)from;
}

/* The end of the blanks and of the tags that part words, from `at` on. */
static size_t run_end(struct slice text, size_t at, bool *ret_line_end)
{
	bool inside = false;

	for (size_t end; at < text.len; at = end) {
		if (is_blank(text.data[at]))
			end = at + 1;
		else if (!is_tag(text, at, &end, &inside))
			break;
		*ret_line_end |= is_line_end(text.data[at]);
	}
	return at;
}

/* Neither a blank nor the beginning of a tag. */
static bool stands_as_it_is(struct slice text, size_t at)
{
	char byte = at < text.len ? text.data[at] : ' ';

	return (unsigned char)byte > ' ' && byte != '<' && byte != '[';
}

static void make(struct squeezed *squeezed, struct slice text, bool lines)
{
	size_t at = 0, end;

	for (; at < text.len; at = end) {
		bool line_end = false, inside = false;

		end = at + 1;
		if (stands_as_it_is(text, at) ||
		    (text.data[at] == ' ' && squeezed->len > 0 && stands_as_it_is(text, end))) {
			put(squeezed, text.data[at], at);
			continue;
		}
		if (is_tag(text, at, &end, &inside) && inside)
			continue;
		end = run_end(text, at, &line_end);
		if (end == at)
			put(squeezed, text.data[end++], at);
		else if (end < text.len && squeezed->len > 0)
			put(squeezed, lines && line_end ? '\n' : ' ', at);
	}
}

void squeeze_begin(struct squeeze *squeeze, struct slice text)
{
	squeeze->kinds[false].made = squeeze->kinds[true].made = false;
	squeeze->tags = holds_tag(text, '<') || holds_tag(text, '[');
	squeeze->runs = holds_runs(text);
}

/* Escapes that may stand for one blank, for a stretch of which a line end is no part, or for an end
 * of the text. */
static bool is_touchy_escape(char letter)
{
	static const char letters[] = { 'W', 'D', 'h', 'V', 'N', 'X', 'p',
					'P', 'x', '0', 'A', 'z', 'Z' };

	return memchr(letters, letter, sizeof(letters)) != NULL;
}

bool squeeze_minds(struct slice pattern)
{
	static const char signs[] = { ' ', '.', '^', '$' };

	for (size_t i = 0; i < pattern.len; i++) {
		char next = i + 1 < pattern.len ? pattern.data[i + 1] : '\0';
		char behind = i + 2 < pattern.len ? pattern.data[i + 2] : '\0';

		if (pattern.data[i] != '\\') {
			if (memchr(signs, pattern.data[i], sizeof(signs)) ||
			    (pattern.data[i] == '[' && next == ':'))
				return true;
			continue;
		}
		if (is_touchy_escape(next) || (next == 's' && behind != '+' && behind != '*'))
			return true;
		i++;
	}
	return false;
}

const struct squeezed *squeeze_get(struct squeeze *squeeze, struct slice text, bool lines)
{
	struct squeezed *squeezed = &squeeze->kinds[lines];

	if (squeezed->made)
		return squeezed;
	squeezed->made = true;
	squeezed->failed = !reserve(squeezed, text.len);
	if (!squeezed->failed)
		make(squeezed, text, lines);
	return squeezed;
}

void squeeze_done(struct squeeze *squeeze)
{
	for (int lines = false; lines <= true; lines++) {
		free(squeeze->kinds[lines].bytes);
		free(squeeze->kinds[lines].from);
	}
	*squeeze = (struct squeeze){ .kinds[0].len = 0 };
}

struct span squeeze_back(const struct squeezed *squeezed, struct span span)
{
	return (struct span){ squeezed->from[span.from], squeezed->from[span.to - 1] + 1 };
}
