/*
 * decode.c - one JSON object into one comment; the table says which fields there are.
 *
 * Finding the objects in a body is decode_body.c's business. Most objects are read in one pass
 * (json_flat.h); those that it leaves alone, and the wrong ones, as a tree.
 */
#include "decode.h"

#include "clock.h"
#include "crypto.h"
#include "json_flat.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>

#define COUNT_MAX 9007199254740992.0 /* 2^53 */

/* Of this age: as seconds they would be after the year 5000. */
#define MILLISECONDS_FROM 1e11
#define MILLISECONDS_TO 1e13

struct text_field {
	const char *key;
	size_t offset; /* of a struct slice in struct comment */
	size_t max;
	enum field_kind {
		TEXT,
		IDENTIFIER, /* no control characters, so that it can stand in a log, a header, a key
			     */
		DISPLAYED, /* what a commenter calls himself: made fit, for whoever refuses it would
			      leave the comment unjudged */
	} kind;
};

static const struct text_field text_fields[] = {
	{ "text", offsetof(struct comment, text), COMMENT_TEXT_MAX, TEXT },
	{ "id", offsetof(struct comment, id), COMMENT_ID_MAX, IDENTIFIER },
	{ "brand", offsetof(struct comment, brand), COMMENT_ID_MAX, IDENTIFIER },
	{ "channel", offsetof(struct comment, channel), COMMENT_ID_MAX, IDENTIFIER },
	{ "post", offsetof(struct comment, post), COMMENT_ID_MAX, IDENTIFIER },
	{ "parent", offsetof(struct comment, parent), COMMENT_ID_MAX, IDENTIFIER },
	{ "url", offsetof(struct comment, url), COMMENT_URL_MAX, IDENTIFIER },
	{ "lang", offsetof(struct comment, lang), COMMENT_LANG_MAX, IDENTIFIER },
};

static const struct text_field author_fields[] = {
	{ "id", offsetof(struct author, id), COMMENT_ID_MAX, IDENTIFIER },
	{ "name", offsetof(struct author, name), COMMENT_ID_MAX, DISPLAYED },
};

/* An object, by whom it was read. */
struct object {
	const struct json *tree;      /* NULL: */
	const struct json_flat *flat; /* then here, and these are its members: */
	int parent;
};

struct value {
	enum json_type type; /* JSON_NULL: or absent */
	struct slice text;
	double number;
	bool truth;
	struct object object;
};

static struct value value_in_flat(struct object object, const char *key)
{
	const struct json_flat_member *member = json_flat_get(object.flat, object.parent, key);

	if (!member)
		return (struct value){ .type = JSON_NULL };
	return (struct value){
		.type = member->type,
		.text = member->text,
		.number = (double)member->number,
		.truth = member->truth,
		.object = { NULL, object.flat, (int)(member - object.flat->members) },
	};
}

static struct value value_of(struct object object, const char *key)
{
	const struct json *value;

	if (!object.tree)
		return value_in_flat(object, key);
	value = json_get(object.tree, key);
	if (!value)
		return (struct value){ .type = JSON_NULL };
	return (struct value){
		.type = json_type(value),
		.text = json_string(value),
		.number = json_number(value, 0),
		.truth = json_bool(value, false),
		.object = { value, NULL, 0 },
	};
}

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7f;
}

static bool has_control(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_control(text.data[i]))
			return true;
	return false;
}

/* A copy in which controls are blanks; without data when memory is out. */
static struct slice copy_displayed(struct slice text, size_t max, struct arena *arena)
{
	struct slice copy = { NULL, 0 };
	char *cleaned;

	text = utf8_cut(text, max);
	cleaned = arena_alloc(arena, text.len + 1);
	if (!cleaned)
		return copy;
	for (size_t i = 0; i < text.len; i++)
		cleaned[i] = is_control(text.data[i]) ? ' ' : text.data[i];
	cleaned[text.len] = '\0';
	return (struct slice){ cleaned, text.len };
}

static int wrong_type(const char *path, enum json_type type, const char *wanted,
		      struct error *error)
{
	bool number = type == JSON_NUMBER && strcmp(wanted, "a string") == 0;

	return error_set(error, ERROR_INVALID, "%s must be %s, not %s%s", path, wanted,
			 json_type_name(type),
			 number ? " (write it in quotes: long numbers lose digits)" : "");
}

static int read_text(const struct text_field *field, const char *path, struct value value,
		     char *base, struct arena *arena, struct error *error)
{
	struct slice text = value.text;

	if (value.type == JSON_NULL)
		return 0;
	if (value.type != JSON_STRING)
		return wrong_type(path, value.type, "a string", error);
	if (text.len > field->max && field->kind != DISPLAYED)
		return error_set(error, ERROR_INVALID,
				 "%s is %zu bytes long; at most %zu are taken", path, text.len,
				 field->max);
	if (field->kind == IDENTIFIER && has_control(text))
		return error_set(error, ERROR_INVALID, "%s must not hold control characters", path);
	text = field->kind == DISPLAYED ? copy_displayed(text, field->max, arena)
					: arena_copy(arena, text);
	if (!text.data)
		return error_set(error, ERROR_MEMORY, "out of memory");
	memcpy(base + field->offset, &text, sizeof(text));
	return 0;
}

/* `path` names the number in errors; -1 stays when absent. */
static int read_count(struct value value, const char *path, int64_t *ret_count, struct error *error)
{
	if (value.type == JSON_NULL)
		return 0;
	if (value.type != JSON_NUMBER)
		return wrong_type(path, value.type, "a whole number", error);
	if (!(value.number >= 0 && value.number <= COUNT_MAX) ||
	    value.number != floor(value.number))
		return error_set(error, ERROR_INVALID, "%s must be a whole number from 0 to 2^53",
				 path);
	*ret_count = (int64_t)value.number;
	return 0;
}

static int read_time(struct value value, const char *path, int64_t *ret_us, struct error *error)
{
	char written[CLOCK_TEXT_MAX];
	struct slice text = value.text;

	if (value.type == JSON_NULL)
		return 0;
	if (value.type == JSON_NUMBER) {
		int len = snprintf(written, sizeof(written), "%.6f", value.number);

		if (len < 0 || (size_t)len >= sizeof(written))
			len = 0;
		text = (struct slice){ written, (size_t)len };
	} else if (value.type != JSON_STRING) {
		return wrong_type(path, value.type, "a time", error);
	}
	if (!clock_parse(text, ret_us))
		return error_set(
			error, ERROR_INVALID,
			"%s must be a time as 2026-11-22T10:55:45Z or in seconds since 1970%s",
			path,
			value.type == JSON_NUMBER && value.number > MILLISECONDS_FROM &&
					value.number < MILLISECONDS_TO
				? "; are these milliseconds?"
				: "");
	return 0;
}

static int read_author_object(struct object object, struct arena *arena, struct author *author,
			      struct error *error)
{
	struct value staff = value_of(object, "staff");
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(author_fields) / sizeof(author_fields[0]); i++) {
		char path[32];

		snprintf(path, sizeof(path), "author.%s", author_fields[i].key);
		r = read_text(&author_fields[i], path, value_of(object, author_fields[i].key),
			      (char *)author, arena, error);
	}
	if (r == 0)
		r = read_count(value_of(object, "followers"), "author.followers",
			       &author->followers, error);
	if (r == 0)
		r = read_time(value_of(object, "created_at"), "author.created_at",
			      &author->created_at_us, error);
	if (r == 0 && staff.type != JSON_NULL && staff.type != JSON_BOOL)
		r = wrong_type("author.staff", staff.type, "true or false", error);
	author->staff = staff.truth;
	return r;
}

static int read_author(struct value value, struct arena *arena, struct author *author,
		       struct error *error)
{
	if (value.type == JSON_NULL)
		return 0;
	if (value.type == JSON_STRING)
		return read_text(&author_fields[0], "author", value, (char *)author, arena, error);
	if (value.type == JSON_OBJECT)
		return read_author_object(value.object, arena, author, error);
	return wrong_type("author", value.type, "a string or an object", error);
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

static int read_object(struct object object, int64_t now_us, struct arena *arena,
		       struct comment *ret_comment, struct error *error)
{
	struct comment comment = { .reach = -1, .author.followers = -1 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(text_fields) / sizeof(text_fields[0]); i++)
		r = read_text(&text_fields[i], text_fields[i].key,
			      value_of(object, text_fields[i].key), (char *)&comment, arena, error);
	if (r == 0)
		r = read_author(value_of(object, "author"), arena, &comment.author, error);
	if (r == 0)
		r = read_time(value_of(object, "ts"), "ts", &comment.ts_us, error);
	if (r == 0)
		r = read_time(value_of(object, "edited_at"), "edited_at", &comment.edited_us,
			      error);
	if (r == 0)
		r = read_count(value_of(object, "reach"), "reach", &comment.reach, error);
	if (r == 0 && blank(comment.text))
		r = error_set(error, ERROR_INVALID, "text is missing or empty");
	if (r == 0)
		r = fill_in(&comment, now_us, arena, error);
	if (r == 0)
		*ret_comment = comment;
	return r;
}

int decode_object(const struct json *object, int64_t now_us, struct arena *arena,
		  struct comment *ret_comment, struct error *error)
{
	if (json_type(object) != JSON_OBJECT)
		return error_set(error, ERROR_INVALID, "a comment must be an object, not %s",
				 json_type_name(json_type(object)));
	return read_object((struct object){ object, NULL, 0 }, now_us, arena, ret_comment, error);
}

int decode_comment(struct slice text, int64_t now_us, struct arena *arena,
		   struct comment *ret_comment, struct error *error)
{
	struct json_flat flat;
	struct json *tree;
	int r;

	if (json_flat_read(text, arena, &flat))
		return read_object((struct object){ NULL, &flat, JSON_FLAT_TOP }, now_us, arena,
				   ret_comment, error);
	tree = json_parse(text, error);
	if (!tree)
		return error ? error->code : ERROR_INVALID;
	r = decode_object(tree, now_us, arena, ret_comment, error);
	json_free(tree);
	return r;
}
