/*
 * json.h - JSON in (strictly) and out (into a buffer).
 *
 * The reader is cJSON behind a door that closes its traps: the text must be valid UTF-8, hold no
 * \u0000 (cJSON's strings have no length: text behind it would go unmoderated), not nest deeper
 * than JSON_DEPTH_MAX, not repeat a key within an object, hold no number beyond a double's range,
 * and end where it ends. Numbers keep their written text only up to 2^53: ids are strings.
 */
#ifndef LIVVAKT_JSON_H
#define LIVVAKT_JSON_H

#include "attributes.h"
#include "buffer.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { JSON_DEPTH_MAX = 32 };

struct json; /* a value in a tree; the tree belongs to its root */

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* NULL on refusal, with the cause and the byte offset in the error (ERROR_INVALID, or
 * ERROR_MEMORY). */
MUST_CHECK struct json *json_parse(struct slice text, struct error *error);
void json_free(struct json *root); /* NULL is fine */

enum json_type json_type(const struct json *value);
const char *json_type_name(enum json_type type); /* as "an object" */

/* NULL when `value` is no object or has no such key. Keys compare exactly. */
const struct json *json_get(const struct json *value, const char *key);

/* First element or member, and the next; NULL at the end. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *element);
const char *json_key(const struct json *member); /* of an object's member; borrowed */
size_t json_count(const struct json *value);

/* The text of a string; the empty slice for any other type or NULL. Borrowed from the tree. */
struct slice json_string(const struct json *value);
double json_number(const struct json *value, double fallback);
bool json_bool(const struct json *value, bool fallback);
/* True only for a number without a fraction, |n| <= 2^53. */
bool json_integer(const struct json *value, int64_t *ret_integer);

/* Convenience for trusted trees: member of an object. */
struct slice json_get_string(const struct json *object, const char *key);
int64_t json_get_integer(const struct json *object, const char *key, int64_t fallback);

/* --- writing: the caller places commas through the writer's state --- */

struct json_writer {
	struct buffer *to;
	bool comma; /* a value stands before: the next needs a comma */
};

void json_write_begin(struct json_writer *writer, struct buffer *to);
void json_write_object(struct json_writer *writer);
void json_write_object_end(struct json_writer *writer);
void json_write_array(struct json_writer *writer);
void json_write_array_end(struct json_writer *writer);
/* Bytes that are not UTF-8 are written as U+FFFD, so the output is always valid. */
void json_write_string(struct json_writer *writer, struct slice text);
void json_write_integer(struct json_writer *writer, int64_t value);
void json_write_double(struct json_writer *writer, double value); /* not finite gives null */
void json_write_bool(struct json_writer *writer, bool value);
/* A decimal from thousandths: 2500 is 2.5, -40 is -0.04. */
void json_write_thousandths(struct json_writer *writer, int64_t value);
/* ASCII of ours with nothing in it that would have to be escaped. */
void json_write_key_bytes(struct json_writer *writer, const char *key, size_t len);
void json_write_name_bytes(struct json_writer *writer, const char *name, size_t len);
/* Inline, so that lengths of literals are known when compiling. */
static inline void json_write_key(struct json_writer *writer, const char *key)
{
	json_write_key_bytes(writer, key, strlen(key));
}
/* A string that is a word of ours: json_write_text is for texts. */
static inline void json_write_name(struct json_writer *writer, const char *name)
{
	json_write_name_bytes(writer, name, strlen(name));
}
void json_write_null(struct json_writer *writer);
static inline void json_write_text(struct json_writer *writer, const char *text) /* NULL: null */
{
	if (text)
		json_write_string(writer, slice_from(text));
	else
		json_write_null(writer);
}
/* Already JSON; trusted. */
void json_write_raw(struct json_writer *writer, struct slice json);

/* Members in one call. */
static inline void json_write_member_string(struct json_writer *writer, const char *key,
					    struct slice text)
{
	json_write_key(writer, key);
	json_write_string(writer, text);
}
static inline void json_write_member_text(struct json_writer *writer, const char *key,
					  const char *text)
{
	json_write_key(writer, key);
	json_write_text(writer, text);
}
void json_write_member_integer(struct json_writer *writer, const char *key, int64_t value);
void json_write_member_bool(struct json_writer *writer, const char *key, bool value);
void json_write_member_time(struct json_writer *writer, const char *key, int64_t wall_us);

#endif
