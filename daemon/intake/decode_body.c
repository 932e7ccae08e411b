/* decode_body.c - where the comments of a body begin and end; each is then decoded by itself
 * (decode.c). */
#include "decode.h"

/* The arrays grow by doubling within the arena. */
struct growing {
	struct decoded decoded;
	size_t comments_room, refusals_room;
	struct arena *arena;
	int64_t now_us;
};

/* A copy with twice the room, or NULL. */
static void *grow(struct arena *arena, const void *items, size_t count, size_t *room,
		  size_t item_bytes)
{
	size_t wanted = *room ? *room * 2 : 16;
	void *bigger = arena_alloc(arena, wanted * item_bytes);

	if (!bigger)
		return NULL;
	if (count)
		memcpy(bigger, items, count * item_bytes);
	*room = wanted;
	return bigger;
}

static int keep_comment(struct growing *growing, const struct comment *comment, size_t line,
			struct error *error)
{
	struct decoded *decoded = &growing->decoded;

	if (decoded->count == DECODE_COMMENTS_MAX)
		return error_set(error, ERROR_LIMIT,
				 "more than %d comments in one body; send several",
				 DECODE_COMMENTS_MAX);
	if (decoded->count == growing->comments_room) {
		size_t room = growing->comments_room;

		decoded->comments = grow(growing->arena, decoded->comments, decoded->count, &room,
					 sizeof(*decoded->comments));
		decoded->lines = grow(growing->arena, decoded->lines, decoded->count,
				      &growing->comments_room, sizeof(*decoded->lines));
		if (!decoded->comments || !decoded->lines)
			return error_set(error, ERROR_MEMORY, "out of memory");
	}
	decoded->comments[decoded->count] = *comment;
	decoded->lines[decoded->count++] = line;
	return 0;
}

static int keep_refusal(struct growing *growing, size_t line, const char *why, struct error *error)
{
	struct decoded *decoded = &growing->decoded;

	if (decoded->refused++ >= DECODE_REFUSALS_KEPT)
		return 0;
	if (decoded->refused > growing->refusals_room) {
		decoded->refusals = grow(growing->arena, decoded->refusals, decoded->refused - 1,
					 &growing->refusals_room, sizeof(*decoded->refusals));
		if (!decoded->refusals)
			return error_set(error, ERROR_MEMORY, "out of memory");
	}
	why = arena_string(growing->arena, slice_from(why));
	if (!why)
		return error_set(error, ERROR_MEMORY, "out of memory");
	decoded->refusals[decoded->refused - 1] = (struct decode_refusal){ line, why };
	return 0;
}

static int take_one(struct growing *growing, struct slice text, size_t line, struct error *error)
{
	struct error why = { 0 };
	struct comment comment;
	int r = decode_comment(text, growing->now_us, growing->arena, &comment, &why);

	if (r == ERROR_INVALID)
		return keep_refusal(growing, line, why.text, error);
	if (r < 0)
		return error_set(error, (enum error_code)r, "%s", why.text);
	return keep_comment(growing, &comment, line, error);
}

static int take_lines(struct growing *growing, struct slice body, struct error *error)
{
	size_t at = 0;
	int r = 0;

	for (size_t line = 1; r == 0 && at < body.len; line++) {
		const char *newline = memchr(body.data + at, '\n', body.len - at);
		size_t end = newline ? (size_t)(newline - body.data) : body.len;
		struct slice text = slice_trim(slice_cut(body, at, end));

		if (text.len)
			r = take_one(growing, text, line, error);
		at = end + 1;
	}
	return r;
}

/* The end of the array's element that begins at `at`: its comma or the closing bracket, both
 * outside of strings and deeper brackets; body.len when the body ends before. */
static size_t element_end(struct slice body, size_t at)
{
	size_t depth = 0;
	bool in_string = false;

	for (; at < body.len; at++) {
		char byte = body.data[at];

		if (in_string) {
			if (byte == '\\')
				at++;
			else if (byte == '"')
				in_string = false;
		} else if (byte == '"') {
			in_string = true;
		} else if (byte == '[' || byte == '{') {
			depth++;
		} else if (depth > 0 && (byte == ']' || byte == '}')) {
			depth--;
		} else if (depth == 0 && (byte == ',' || byte == ']')) {
			return at;
		}
	}
	return body.len;
}

static int take_array(struct growing *growing, struct slice body, struct error *error)
{
	size_t at = 1; /* behind the bracket */
	size_t place = 1;
	int r = 0;

	for (;; place++) {
		size_t end = element_end(body, at);
		struct slice element =
			slice_trim(slice_cut(body, at < body.len ? at : body.len, end));
		bool last = end >= body.len || body.data[end] == ']';

		if (element.len || !last || place > 1)
			r = take_one(growing, element, place, error);
		if (r < 0)
			return r;
		if (end >= body.len)
			return keep_refusal(growing, place,
					    "the array does not end here: ] is missing", error);
		at = end + 1;
		if (last)
			break;
	}
	if (slice_trim(slice_cut(body, at, body.len)).len)
		return keep_refusal(growing, 0, "the body goes on after the array's end", error);
	return 0;
}

int decode_body(struct slice body, enum decode_kind kind, int64_t now_us, struct arena *arena,
		struct decoded *ret_decoded, struct error *error)
{
	struct growing growing = { .arena = arena, .now_us = now_us };
	struct slice text;
	int r;

	body = slice_without_mark(body);
	text = slice_trim(body);
	if (text.len == 0)
		r = keep_refusal(&growing, 0,
				 "the body is empty; send a comment as {\"text\":\"...\"}", error);
	else if (kind == DECODE_LINES)
		r = take_lines(&growing, body, error);
	else if (text.data[0] == '[')
		r = take_array(&growing, text, error);
	else
		r = take_one(&growing, text, 1, error);
	if (r == 0)
		*ret_decoded = growing.decoded;
	return r;
}
