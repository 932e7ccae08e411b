/*
 * fuzz_json.c - any bytes as JSON: what is taken is UTF-8 without NUL, and written and read again
 * it is the same tree.
 */
#include "json.h"
#include "json_flat.h"
#include "utf8.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void write_value(struct json_writer *writer, const struct json *value)
{
	enum json_type type = json_type(value);

	if (type == JSON_OBJECT || type == JSON_ARRAY) {
		size_t count = 0;

		type == JSON_OBJECT ? json_write_object(writer) : json_write_array(writer);
		for (const struct json *child = json_first(value); child;
		     child = json_next(child)) {
			if (type == JSON_OBJECT) { /* json_write_key is for keys of ours */
				json_write_string(writer, slice_from(json_key(child)));
				buffer_add_char(writer->to, ':');
				writer->comma = false;
			}
			write_value(writer, child);
			count++;
		}
		type == JSON_OBJECT ? json_write_object_end(writer) : json_write_array_end(writer);
		check(count == json_count(value));
	} else if (type == JSON_STRING) {
		check(utf8_valid(json_string(value), NULL));
		json_write_string(writer, json_string(value));
	} else if (type == JSON_NUMBER) {
		json_write_double(writer, json_number(value, 0));
	} else if (type == JSON_BOOL) {
		json_write_bool(writer, json_bool(value, false));
	} else {
		json_write_null(writer);
	}
}

static void write_tree(const struct json *tree, struct buffer *ret_text)
{
	struct json_writer writer;

	buffer_init(ret_text, 64 << 20);
	json_write_begin(&writer, ret_text);
	write_value(&writer, tree);
	check(!buffer_failed(ret_text) && utf8_valid(buffer_slice(ret_text), NULL));
}

/* Is there a quick answer? */
static bool has_flat(struct slice text)
{
	struct json_flat flat;
	struct arena arena;
	bool answered;

	arena_init(&arena, 4096, 64 << 20);
	answered = json_flat_read(text, &arena, &flat);
	arena_done(&arena);
	return answered;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice text = { (const char *)data, len };
	struct error error = { 0 };
	struct json *tree = json_parse(text, &error);
	struct buffer first, second;
	struct json *again;

	if (!tree) {
		check(error.code == ERROR_INVALID && error.text[0]);
		check(!has_flat(text));
		return 0;
	}
	write_tree(tree, &first);
	again = json_parse(buffer_slice(&first), &error);
	check(again != NULL);
	write_tree(again, &second);
	check(slice_equal(buffer_slice(&first), buffer_slice(&second)));
	json_free(again);
	json_free(tree);
	buffer_done(&first);
	buffer_done(&second);
	return 0;
}
