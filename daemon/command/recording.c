/* recording.c - see recording.h. */
#include "recording.h"

#include "buffer.h"
#include "decode.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_CHUNK = 4 << 20, PIECE_BYTES = 8 << 20, SAID_MAX = 20 };
#define ARENA_LIMIT ((size_t)16 << 30)
#define FILE_LIMIT ((size_t)8 << 30)

void recording_init(struct recording *recording)
{
	*recording = (struct recording){ .comments = NULL };
	arena_init(&recording->arena, ARENA_CHUNK, ARENA_LIMIT);
}

void recording_done(struct recording *recording)
{
	arena_done(&recording->arena);
	free(recording->comments);
	recording->comments = NULL;
}

static void refuse(struct recording *recording, const char *path, size_t line, const char *why)
{
	if (recording->refused++ < SAID_MAX)
		fprintf(stderr, "%s:%zu: %s\n", path, line, why);
}

static int make_room(struct recording *recording, size_t wanted, struct error *error)
{
	size_t room = recording->room ? recording->room : 1024;
	struct comment *grown;

	if (wanted <= recording->room)
		return 0;
	while (room < wanted)
		room *= 2;
	grown = realloc(recording->comments, room * sizeof(*grown));
	if (!grown)
		return error_set(error, ERROR_MEMORY, "out of memory");
	recording->comments = grown;
	recording->room = room;
	return 0;
}

static void keep_one(struct recording *recording, const char *path, size_t line, int64_t now_us,
		     struct comment comment)
{
	if (comment.ts_us == 0) {
		refuse(recording, path, line,
		       "ts is missing: give the time when the comment was written");
		return;
	}
	if (comment.ts_us > now_us) {
		refuse(recording, path, line,
		       "ts is in the future: give the time when the comment was written, in "
		       "seconds "
		       "since 1970 or as 2026-11-22T10:55:45Z, and see that this machine's clock "
		       "is "
		       "right");
		return;
	}
	if (comment.edited_us > now_us)
		comment.edited_us = now_us;
	comment.received_us = now_us;
	recording->comments[recording->count++] = comment;
}

/* The decoder was told no time, so it left theirs as they are. */
static int keep(struct recording *recording, const char *path, size_t first_line, int64_t now_us,
		const struct decoded *decoded, struct error *error)
{
	int r = make_room(recording, recording->count + decoded->count, error);

	for (size_t i = 0; r == 0 && i < decoded->count; i++)
		keep_one(recording, path, first_line + decoded->lines[i] - 1, now_us,
			 decoded->comments[i]);
	for (size_t i = 0; r == 0 && i < decoded->refused; i++) {
		if (i < DECODE_REFUSALS_KEPT)
			refuse(recording, path, first_line + decoded->refusals[i].line - 1,
			       decoded->refusals[i].error);
		else
			recording->refused++;
	}
	return r;
}

/* In pieces that end with a line, because one call of the decoder is limited. */
static int read_pieces(struct recording *recording, const char *path, struct slice text,
		       int64_t now_us, struct error *error)
{
	size_t line = 1, at = 0;

	while (at < text.len) {
		size_t end = text.len - at > PIECE_BYTES ? at + PIECE_BYTES : text.len;
		const char *newline = memchr(text.data + end - 1, '\n', text.len - (end - 1));
		struct decoded decoded = { 0 };
		struct slice lines;
		int r;

		end = newline ? (size_t)(newline - text.data) + 1 : text.len;
		lines = slice_cut(text, at, end);
		r = decode_body(lines, DECODE_LINES, 0, &recording->arena, &decoded, error);
		if (r == 0)
			r = keep(recording, path, line, now_us, &decoded, error);
		if (r < 0)
			return r;
		for (size_t i = 0; i < lines.len; i++)
			line += lines.data[i] == '\n';
		at = end;
	}
	return 0;
}

static int read_file(struct recording *recording, const char *path, int64_t now_us,
		     struct error *error)
{
	struct buffer content;
	int r;

	buffer_init(&content, FILE_LIMIT);
	r = file_read(path, FILE_LIMIT, &content, error);
	if (r == 0)
		r = read_pieces(recording, path, buffer_slice(&content), now_us, error);
	buffer_done(&content);
	if (r == ERROR_NOT_FOUND || r == ERROR_SYSTEM)
		r = error->code = ERROR_INVALID; /* named wrongly; the text stays */
	return r;
}

static int compare_times(const void *a, const void *b)
{
	const struct comment *left = a, *right = b;

	if (left->ts_us != right->ts_us)
		return left->ts_us < right->ts_us ? -1 : 1;
	if (left->id.len != right->id.len) /* any order will do, as long as it is always the same */
		return left->id.len < right->id.len ? -1 : 1;
	return memcmp(left->id.data, right->id.data, left->id.len);
}

int recording_read(struct recording *recording, char *const *paths, size_t count, int64_t now_us,
		   struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		int r = read_file(recording, paths[i], now_us, error);

		if (r < 0)
			return r;
	}
	if (recording->count == 0 && recording->refused > 0)
		return error_set(error, ERROR_INVALID,
				 "none of the %zu comments in the files can be played; what is "
				 "wrong with the first of them stands above",
				 recording->refused);
	if (recording->count == 0)
		return error_set(error, ERROR_INVALID, "there is no comment in the files");
	qsort(recording->comments, recording->count, sizeof(*recording->comments), compare_times);
	return 0;
}
