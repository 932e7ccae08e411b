/*
 * json.c - see json.h; the only room that speaks cJSON.
 *
 * A scan over the bytes comes first and closes what cJSON leaves open: encoding, \u0000, depth, an
 * end before the last bracket (behind which its 1.7.15 reads a byte), control characters and
 * numbers that JSON does not know. The tree is then checked for repeated keys and numbers beyond a
 * double.
 */
#include "json.h"

#include "clock.h"
#include "utf8.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>

/* `struct json` is a cJSON under our own name; nobody else can look inside. */
static const cJSON *inside(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *outside(const cJSON *value)
{
	return (const struct json *)(const void *)value;
}

/* An escape at `at` (the backslash) that stands for U+0000 or has no digits. Halves of a surrogate
 * pair are cJSON's. */
static const char *bad_escape(struct slice text, size_t at, size_t *ret_len)
{
	unsigned value = 0;

	*ret_len = 2;
	if (at + 1 >= text.len || text.data[at + 1] != 'u')
		return NULL;
	if (at + 6 > text.len)
		return "ends within an escape";
	*ret_len = 6;
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = text.data[i];
		unsigned nibble = c >= '0' && c <= '9' ? (unsigned)(c - '0')
				  : (c | 32) >= 'a' && (c | 32) <= 'f'
					  ? (unsigned)((c | 32) - 'a' + 10)
					  : 16;

		if (nibble == 16)
			return "has a \\u escape without four hex digits";
		value = value << 4 | nibble;
	}
	return value == 0 ? "holds \\u0000, which no text may" : NULL;
}

struct scan {
	size_t depth;
	bool in_string;
	const char *cause;
};

static size_t scan_in_string(struct scan *scan, struct slice text, size_t at)
{
	size_t len = 1;

	if (text.data[at] == '"')
		scan->in_string = false;
	else if (text.data[at] == '\\')
		scan->cause = bad_escape(text, at, &len);
	else if ((unsigned char)text.data[at] < 0x20)
		scan->cause = "has a raw control character in a string; write it as an escape";
	return len;
}

static size_t digits(struct slice text, size_t at)
{
	size_t begin = at;

	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at - begin;
}

static bool one_of(struct slice text, size_t at, const char *bytes)
{
	return at < text.len && text.data[at] != '\0' && strchr(bytes, text.data[at]);
}

/* cJSON would also take 01, 1. and -.5. Gives the number's length. */
static size_t scan_number(struct scan *scan, struct slice text, size_t begin)
{
	size_t at = begin + (text.data[begin] == '-');
	size_t whole = digits(text, at), fraction = 1, exponent = 1;
	bool zero_first = whole > 1 && text.data[at] == '0';

	at += whole;
	if (one_of(text, at, ".")) {
		fraction = digits(text, at + 1);
		at += 1 + fraction;
	}
	if (one_of(text, at, "eE")) {
		at += one_of(text, at + 1, "+-") ? 2 : 1;
		exponent = digits(text, at);
		at += exponent;
	}
	if (whole == 0 || zero_first || fraction == 0 || exponent == 0)
		scan->cause = "has a number that is not written as JSON writes numbers";
	return at - begin;
}

static void scan_outside(struct scan *scan, char byte)
{
	if (byte == '"')
		scan->in_string = true;
	else if (byte == '{' || byte == '[')
		scan->depth++;
	else if ((byte == '}' || byte == ']') && scan->depth > 0)
		scan->depth--;
	else if (byte == '\0')
		scan->cause = "holds a NUL byte";
	else if ((unsigned char)byte < 0x20 && !strchr("\t\r\n", byte))
		scan->cause = "has a control character between its values";
	if (scan->depth > JSON_DEPTH_MAX)
		scan->cause = "is nested too deeply";
}

/* NULL when cJSON may be let at the text. */
static const char *scan_text(struct slice text, size_t *ret_at)
{
	struct scan scan = { 0 };
	size_t at = 0;

	while (at < text.len && !scan.cause) {
		*ret_at = at;
		if (scan.in_string) {
			at += scan_in_string(&scan, text, at);
		} else if (one_of(text, at, "-0123456789")) {
			at += scan_number(&scan, text, at);
		} else {
			scan_outside(&scan, text.data[at]);
			at++;
		}
	}
	if (scan.cause || (!scan.in_string && scan.depth == 0))
		return scan.cause;
	*ret_at = text.len;
	return scan.in_string ? "ends within a string" : "ends before its last bracket is closed";
}

static bool only_blanks(struct slice text, size_t at)
{
	for (; at < text.len; at++) {
		if (!strchr(" \t\r\n", text.data[at]) || text.data[at] == '\0')
			return false;
	}
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

enum { KEYS_MAX = 256 };

/* The key that stands twice in the object, or NULL; "" when it has more than KEYS_MAX members. */
static const char *repeated_key(const cJSON *object)
{
	const char *keys[KEYS_MAX];
	size_t count = 0;

	for (const cJSON *member = object->child; member; member = member->next) {
		if (count == KEYS_MAX)
			return "";
		keys[count++] = member->string;
	}
	qsort(keys, count, sizeof(keys[0]), compare_keys);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(keys[i - 1], keys[i]) == 0)
			return keys[i];
	}
	return NULL;
}

/* Depth is bounded by the scan, so recursion is. */
static int check_tree(const cJSON *value, struct error *error)
{
	const char *key;

	if (cJSON_IsNumber(value) && !isfinite(value->valuedouble))
		return error_set(error, ERROR_INVALID,
				 "holds a number beyond what can be represented");
	if (cJSON_IsObject(value) && (key = repeated_key(value)) != NULL) {
		if (*key == '\0')
			return error_set(error, ERROR_INVALID,
					 "has an object with more than %d keys", KEYS_MAX);
		return error_set(error, ERROR_INVALID, "has the key \"%.64s\" twice in one object",
				 key);
	}
	for (const cJSON *child = value->child; child; child = child->next) {
		int r = check_tree(child, error);

		if (r < 0)
			return r;
	}
	return 0;
}

struct json *json_parse(struct slice text, struct error *error)
{
	const char *end = NULL;
	const char *cause;
	size_t at = 0;
	cJSON *tree;

	if (!utf8_valid(text, &at)) {
		error_set(error, ERROR_INVALID, "is not UTF-8 (byte %zu)", at);
		return NULL;
	}
	cause = scan_text(text, &at);
	if (cause) {
		error_set(error, ERROR_INVALID, "%s (byte %zu)", cause, at);
		return NULL;
	}
	if (only_blanks(text, 0)) {
		error_set(error, ERROR_INVALID, "is empty");
		return NULL;
	}
	tree = cJSON_ParseWithLengthOpts(text.data, text.len, &end, false);
	if (!tree) {
		at = end && end >= text.data ? (size_t)(end - text.data) : 0;
		error_set(error, ERROR_INVALID, "is not JSON (byte %zu)", at);
		return NULL;
	}
	at = (size_t)(end - text.data);
	if (!only_blanks(text, at)) {
		error_set(error, ERROR_INVALID, "goes on after its end (byte %zu)", at);
		cJSON_Delete(tree);
		return NULL;
	}
	if (check_tree(tree, error) < 0) {
		cJSON_Delete(tree);
		return NULL;
	}
	return (struct json *)(void *)tree;
}

void json_free(struct json *root)
{
	cJSON_Delete((cJSON *)(void *)root);
}

enum json_type json_type(const struct json *value)
{
	switch (inside(value)->type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const char *json_type_name(enum json_type type)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",	    [JSON_BOOL] = "true or false",
		[JSON_NUMBER] = "a number", [JSON_STRING] = "a string",
		[JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object",
	};

	return names[type];
}

const struct json *json_get(const struct json *value, const char *key)
{
	if (!value || json_type(value) != JSON_OBJECT)
		return NULL;
	return outside(cJSON_GetObjectItemCaseSensitive(inside(value), key));
}

const struct json *json_first(const struct json *value)
{
	return value ? outside(inside(value)->child) : NULL;
}

const struct json *json_next(const struct json *element)
{
	return outside(inside(element)->next);
}

const char *json_key(const struct json *member)
{
	return inside(member)->string;
}

size_t json_count(const struct json *value)
{
	size_t count = 0;

	for (const struct json *child = json_first(value); child; child = json_next(child))
		count++;
	return count;
}

struct slice json_string(const struct json *value)
{
	if (!value || json_type(value) != JSON_STRING)
		return (struct slice){ NULL, 0 };
	return slice_from(inside(value)->valuestring);
}

double json_number(const struct json *value, double fallback)
{
	return value && json_type(value) == JSON_NUMBER ? inside(value)->valuedouble : fallback;
}

bool json_bool(const struct json *value, bool fallback)
{
	return value && json_type(value) == JSON_BOOL ? cJSON_IsTrue(inside(value)) : fallback;
}

bool json_integer(const struct json *value, int64_t *ret_integer)
{
	double number;

	if (!value || json_type(value) != JSON_NUMBER)
		return false;
	number = inside(value)->valuedouble;
	if (!(fabs(number) <= 9007199254740992.0) || number != floor(number))
		return false;
	*ret_integer = (int64_t)number;
	return true;
}

struct slice json_get_string(const struct json *object, const char *key)
{
	return json_string(json_get(object, key));
}

int64_t json_get_integer(const struct json *object, const char *key, int64_t fallback)
{
	int64_t value;

	return json_integer(json_get(object, key), &value) ? value : fallback;
}
