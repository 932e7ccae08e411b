/* test_json_flat.c - the quick way and the tree give the same, or the quick way gives no answer. */
#include "facts.h"

#include "json_flat.h"

static struct arena arena;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct json_flat read_flat(const char *text)
{
	struct json_flat flat;

	FACT(json_flat_read(slice_from(text), &arena, &flat), "no answer: %s", text);
	return flat;
}

static void test_members(void **state)
{
	struct json_flat flat = read_flat(" {\"a\" : \"x\", \"n\":-7,\"t\":true,\"f\":false,\n"
					  "\"z\":null,\"o\":{\"a\":\"inner\",\"e\":0},\"p\":{}} ");
	const struct json_flat_member *object = json_flat_get(&flat, JSON_FLAT_TOP, "o");
	int number;

	(void)state;
	assert_int_equal(flat.count, 9);
	assert_slice_is(json_flat_get(&flat, JSON_FLAT_TOP, "a")->text, "x");
	assert_int_equal(json_flat_get(&flat, JSON_FLAT_TOP, "n")->number, -7);
	assert_true(json_flat_get(&flat, JSON_FLAT_TOP, "t")->truth);
	assert_false(json_flat_get(&flat, JSON_FLAT_TOP, "f")->truth);
	assert_int_equal(json_flat_get(&flat, JSON_FLAT_TOP, "f")->type, JSON_BOOL);
	assert_int_equal(json_flat_get(&flat, JSON_FLAT_TOP, "z")->type, JSON_NULL);
	assert_int_equal(object->type, JSON_OBJECT);
	number = (int)(object - flat.members);
	assert_slice_is(json_flat_get(&flat, number, "a")->text, "inner");
	assert_null(json_flat_get(&flat, JSON_FLAT_TOP, "e"));
	assert_null(json_flat_get(&flat, number, "n"));
}

static void test_escapes(void **state)
{
	struct json_flat flat = read_flat("{\"s\":\"long enough \\\"\\\\\\/\\b\\f\\n\\r\\t"
					  "\\u00e5\\u20AC\\ud83d\\ude00 end\",\"p\":\"åäö\"}");

	(void)state;
	assert_slice_is(flat.members[0].text, "long enough \"\\/\b\f\n\r\tå€😀 end");
	assert_slice_is(flat.members[1].text, "åäö");
}

/* Right or wrong, these are the tree's business. */
static void test_no_answer(void **state)
{
	static const char *const texts[] = {
		"",
		"[]",
		"\"x\"",
		"{",
		"{}",
		"{\"a\":1",
		"{\"a\":1}x",
		"{\"a\":1}{",
		"{\"a\":1,}",
		"{\"a\" 1}",
		"{a:1}",
		"{\"a\":[1]}",
		"{\"a\":{\"b\":{}}}",
		"{\"a\":1,\"a\":2}",
		"{\"o\":{\"a\":1,\"a\":2}}",
		"{\"\\u0061\":1}",
		"{\"a\":1.5}",
		"{\"a\":1e3}",
		"{\"a\":-0}",
		"{\"a\":01}",
		"{\"a\":-}",
		"{\"a\":1234567890123456}",
		"{\"a\":tru}",
		"{\"a\":truex}",
		"{\"a\":\"\\u0000\"}",
		"{\"a\":\"\\ud83d\"}",
		"{\"a\":\"\\ude00\"}",
		"{\"a\":\"\\ud83d\\u0041\"}",
		"{\"a\":\"\\u12g4\"}",
		"{\"a\":\"\\x\"}",
		"{\"a\":\"x\ny\"}",
		"{\"a\":\"eight bytes and a control \x01\"}",
		"{\"a\":\"\\n and a control \x1f\"}",
		"{\"a\":\"\xff\"}",
		"{\"a\":\"x",
		"{\"a\":\"x\\",
		"{\"a\":\"x\\\"}",
	};
	struct json_flat flat;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		FACT(!json_flat_read(slice_from(texts[i]), &arena, &flat), "answered: %s",
		     texts[i]);
	assert_false(json_flat_read((struct slice){ "{\"a\":1\0}", 8 }, &arena, &flat));
}

static void test_too_many(void **state)
{
	char text[512] = "{\"k0\":0";
	struct json_flat flat;
	size_t len = strlen(text);

	(void)state;
	for (int i = 1; i < JSON_FLAT_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ",\"k%d\":%d", i, i);
	text[len] = '}';
	assert_int_equal(read_flat(text).count, JSON_FLAT_MAX);
	snprintf(text + len, sizeof(text) - len, ",\"one\":1}");
	assert_false(json_flat_read(slice_from(text), &arena, &flat));
}

/* Every text cut short and every byte changed: what is answered is what the tree says. */
static void compare(struct slice text)
{
	struct json_flat flat;
	struct json *tree;

	if (!json_flat_read(text, &arena, &flat))
		return;
	tree = json_parse(text, NULL);
	FACT(tree != NULL, "the tree refuses: %.*s", (int)text.len, text.data);
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_flat_member *member = &flat.members[i];
		const struct json *object = tree, *value;
		char key[64];

		snprintf(key, sizeof(key), "%.*s", (int)member->key.len, member->key.data);
		if (member->parent != JSON_FLAT_TOP)
			for (object = json_first(tree); object && i > 0; object = json_next(object))
				if (json_type(object) == JSON_OBJECT)
					break;
		value = json_get(object, key);
		assert_non_null(value);
		assert_int_equal(json_type(value), member->type);
		if (member->type == JSON_STRING)
			assert_true(slice_equal(json_string(value), member->text));
		if (member->type == JSON_NUMBER)
			assert_true(json_number(value, 0.5) == (double)member->number);
		assert_true(json_bool(value, false) == member->truth);
	}
	json_free(tree);
}

static void test_like_the_tree(void **state)
{
	static const char text[] = "{\"text\":\"a \\\"b\\u00e5\\n\",\"ok\":true,\"n\": -120,"
				   "\"author\":{\"id\":\"x\",\"followers\":3} , \"z\":null}";
	static const char bytes[] = "\"\\{}:,x0-1. \n\x01\xc3\xa5nu";
	char changed[sizeof(text)];

	(void)state;
	for (size_t at = 0; at < sizeof(text); at++) {
		compare((struct slice){ text, at });
		for (size_t i = 0; i < sizeof(bytes); i++) {
			memcpy(changed, text, sizeof(text));
			changed[at] = bytes[i];
			compare((struct slice){ changed, sizeof(text) - 1 });
		}
		arena_reset(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),	      cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_no_answer),     cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_like_the_tree),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
