/*
 * decode.c - one JSON object into one comment; the table says which fields there are.
 *
 * Finding the objects in a body is decode_body.c's business.
 */
#include "decode.h"

#include "clock.h"
#include "crypto.h"
#include "utf8.h"

#include <stdio.h>

struct text_field {
	const char *key;
	size_t offset; /* of a struct slice in struct comment */
	size_t max;
	bool name; /* an identifier: no control characters, so that it can stand in a log, a header,
		      a key */
};

static const struct text_field text_fields[] = {
	{ "text", offsetof(struct comment, text), COMMENT_TEXT_MAX, false },
	{ "id", offsetof(struct comment, id), COMMENT_ID_MAX, true },
	{ "brand", offsetof(struct comment, brand), COMMENT_ID_MAX, true },
	{ "channel", offsetof(struct comment, channel), COMMENT_ID_MAX, true },
	{ "post", offsetof(struct comment, post), COMMENT_ID_MAX, true },
	{ "parent", offsetof(struct comment, parent), COMMENT_ID_MAX, true },
	{ "url", offsetof(struct comment, url), COMMENT_URL_MAX, true },
	{ "lang", offsetof(struct comment, lang), COMMENT_LANG_MAX, true },
};

static const struct text_field author_fields[] = {
	{ "id", offsetof(struct author, id), COMMENT_ID_MAX, true },
	{ "name", offsetof(struct author, name), COMMENT_ID_MAX, true },
};

static bool absent(const struct json *value)
{
	return !value || json_type(value) == JSON_NULL;
}

static bool has_control(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
			return true;
	}
	return false;
}

static int wrong_type(const char *path, const struct json *value, const char *wanted,
		      struct error *error)
{
	bool number = json_type(value) == JSON_NUMBER && strcmp(wanted, "a string") == 0;

	return error_set(error, ERROR_INVALID, "%s must be %s, not %s%s", path, wanted,
			 json_type_name(json_type(value)),
			 number ? " (write it in quotes: long numbers lose digits)" : "");
}

static int read_text(const struct text_field *field, const char *path, const struct json *value,
		     char *base, struct arena *arena, struct error *error)
{
	struct slice text;

	if (absent(value))
		return 0;
	if (json_type(value) != JSON_STRING)
		return wrong_type(path, value, "a string", error);
	text = json_string(value);
	if (text.len > field->max)
		return error_set(error, ERROR_INVALID,
				 "%s is %zu bytes long; at most %zu are taken", path, text.len,
				 field->max);
	if (field->name && has_control(text))
		return error_set(error, ERROR_INVALID, "%s must not hold control characters", path);
	text = arena_copy(arena, text);
	if (!text.data)
		return error_set(error, ERROR_MEMORY, "out of memory");
	memcpy(base + field->offset, &text, sizeof(text));
	return 0;
}

/* `path` names the number in errors; -1 stays when absent. */
static int read_count(const struct json *value, const char *path, int64_t *ret_count,
		      struct error *error)
{
	int64_t count;

	if (absent(value))
		return 0;
	if (!json_integer(value, &count) || count < 0)
		return json_type(value) == JSON_NUMBER
			       ? error_set(error, ERROR_INVALID,
					   "%s must be a whole number from 0 to 2^53", path)
			       : wrong_type(path, value, "a whole number", error);
	*ret_count = count;
	return 0;
}

static int read_time(const struct json *value, const char *path, int64_t *ret_us,
		     struct error *error)
{
	char written[CLOCK_TEXT_MAX];
	struct slice text = json_string(value);

	if (absent(value))
		return 0;
	if (json_type(value) == JSON_NUMBER) {
		int len = snprintf(written, sizeof(written), "%.6f", json_number(value, -1));

		if (len < 0 || (size_t)len >= sizeof(written))
			len = 0;
		text = (struct slice){ written, (size_t)len };
	} else if (json_type(value) != JSON_STRING) {
		return wrong_type(path, value, "a time", error);
	}
	if (!clock_parse(text, ret_us))
		return error_set(
			error, ERROR_INVALID,
			"%s must be a time as 2026-11-22T10:55:45Z or in seconds since 1970", path);
	return 0;
}

static int read_author_object(const struct json *value, struct arena *arena, struct author *author,
			      struct error *error)
{
	const struct json *staff = json_get(value, "staff");
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(author_fields) / sizeof(author_fields[0]); i++) {
		char path[32];

		snprintf(path, sizeof(path), "author.%s", author_fields[i].key);
		r = read_text(&author_fields[i], path, json_get(value, author_fields[i].key),
			      (char *)author, arena, error);
	}
	if (r == 0)
		r = read_count(json_get(value, "followers"), "author.followers", &author->followers,
			       error);
	if (r == 0)
		r = read_time(json_get(value, "created_at"), "author.created_at",
			      &author->created_at_us, error);
	if (r == 0 && !absent(staff) && json_type(staff) != JSON_BOOL)
		r = wrong_type("author.staff", staff, "true or false", error);
	author->staff = json_bool(staff, false);
	return r;
}

static int read_author(const struct json *value, struct arena *arena, struct author *author,
		       struct error *error)
{
	if (absent(value))
		return 0;
	if (json_type(value) == JSON_STRING)
		return read_text(&author_fields[0], "author", value, (char *)author, arena, error);
	if (json_type(value) == JSON_OBJECT)
		return read_author_object(value, arena, author, error);
	return wrong_type("author", value, "a string or an object", error);
}

static bool blank(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!strchr(" \t\r\n", text.data[i]))
			return false;
	}
	return true;
}

/* An id that the same comment gets again, so that a repeated delivery can be recognised. */
static int derive_id(struct comment *comment, struct arena *arena, struct error *error)
{
	char id[CRYPTO_ID_TEXT_MAX];
	char time_text[CLOCK_TEXT_MAX] = "";
	struct slice parts[7];

	if (comment->ts_us != 0)
		clock_format(comment->ts_us, time_text);
	parts[0] = comment->brand;
	parts[1] = comment->channel;
	parts[2] = comment->post;
	parts[3] = comment->author.id;
	parts[4] = slice_from(time_text);
	parts[5] = comment->text;
	parts[6] = comment->parent;
	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), id);
	comment->id = arena_copy(arena, slice_from(id));
	return comment->id.data ? 0 : error_set(error, ERROR_MEMORY, "out of memory");
}

static int fill_in(struct comment *comment, int64_t now_us, struct arena *arena,
		   struct error *error)
{
	bool derived = comment->id.len == 0;
	int r = 0;

	if (comment->brand.len == 0)
		comment->brand = slice_from("default");
	if (derived) /* before the time is touched: a sender whose clock is ahead repeats its own */
		r = derive_id(comment, arena, error);
	comment->unnamed = derived && comment->ts_us == 0;
	if (comment->ts_us == 0 || (now_us > 0 && comment->ts_us > now_us))
		comment->ts_us = now_us;
	if (now_us > 0 && comment->edited_us > now_us)
		comment->edited_us = now_us;
	comment->received_us = now_us;
	return r;
}

int decode_object(const struct json *object, int64_t now_us, struct arena *arena,
		  struct comment *ret_comment, struct error *error)
{
	struct comment comment = { .reach = -1, .author.followers = -1 };
	int r = 0;

	if (json_type(object) != JSON_OBJECT)
		return error_set(error, ERROR_INVALID, "a comment must be an object, not %s",
				 json_type_name(json_type(object)));
	for (size_t i = 0; r == 0 && i < sizeof(text_fields) / sizeof(text_fields[0]); i++)
		r = read_text(&text_fields[i], text_fields[i].key,
			      json_get(object, text_fields[i].key), (char *)&comment, arena, error);
	if (r == 0)
		r = read_author(json_get(object, "author"), arena, &comment.author, error);
	if (r == 0)
		r = read_time(json_get(object, "ts"), "ts", &comment.ts_us, error);
	if (r == 0)
		r = read_time(json_get(object, "edited_at"), "edited_at", &comment.edited_us,
			      error);
	if (r == 0)
		r = read_count(json_get(object, "reach"), "reach", &comment.reach, error);
	if (r == 0 && blank(comment.text))
		r = error_set(error, ERROR_INVALID, "text is missing or empty");
	if (r == 0)
		r = fill_in(&comment, now_us, arena, error);
	if (r == 0)
		*ret_comment = comment;
	return r;
}

int decode_comment(struct slice text, int64_t now_us, struct arena *arena,
		   struct comment *ret_comment, struct error *error)
{
	struct json *object = json_parse(text, error);
	int r;

	if (!object)
		return error ? error->code : ERROR_INVALID;
	r = decode_object(object, now_us, arena, ret_comment, error);
	json_free(object);
	return r;
}
