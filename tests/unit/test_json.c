/* test_json.c - JSON, strictly: what is taken, and every trap that is closed. */
#include "facts.h"

#include "json.h"
#include "utf8.h"

static void taken(struct slice text, enum json_type type)
{
	struct error error = { 0 };
	struct json *value = json_parse(text, &error);

	FACT(value, "%.*s was refused: %s", (int)text.len, text.data, error.text);
	assert_int_equal(json_type(value), type);
	json_free(value);
}

/* `cause` is a part of the error's text. */
static void refused(struct slice text, const char *cause)
{
	struct error error = { 0 };
	struct json *value = json_parse(text, &error);

	FACT(!value, "%.*s was taken", (int)text.len, text.data);
	assert_int_equal(error.code, ERROR_INVALID);
	FACT(strstr(error.text, cause), "%.*s: \"%s\", not \"%s\"", (int)text.len, text.data,
	     error.text, cause);
	assert_null(json_parse(text, NULL));
}

static void test_values(void **state)
{
	(void)state;
	taken(BYTES("null"), JSON_NULL);
	taken(BYTES(" \t\r\n true \n"), JSON_BOOL);
	taken(BYTES("\"\""), JSON_STRING);
	taken(BYTES("{}"), JSON_OBJECT);
	taken(BYTES("[]"), JSON_ARRAY);
	taken(BYTES("[1,[2],{\"a\":[]}]"), JSON_ARRAY);
	taken(BYTES("{\"\":1}"), JSON_OBJECT);
	taken(BYTES("{\"a\":1,\"A\":2}"), JSON_OBJECT); /* keys compare exactly */
	taken(BYTES("\"\x7f\""), JSON_STRING);
	taken(BYTES("\"]}{[\\\"\""), JSON_STRING); /* brackets in a string are none */
}

static void test_encoding(void **state)
{
	(void)state;
	taken(BYTES("\"å ß 😀\""), JSON_STRING);
	refused(BYTES("\"\xff\""), "is not UTF-8 (byte 1)");
	refused(BYTES("\"\xc0\x80\""), "is not UTF-8"); /* NUL in two bytes */
	refused(BYTES("\"\xed\xa0\xbd\xed\xb8\x80\""), "is not UTF-8");
	refused(BYTES("\"\xc3\""), "is not UTF-8");
	refused(BYTES("\"a\0b\""), "control character");
	refused(BYTES("[1]\0"), "NUL");
	refused(BYTES("\0"), "NUL");
}

static void test_nul_escapes(void **state)
{
	(void)state;
	refused(BYTES("\"a\\u0000b\""), "\\u0000"); /* the text behind it would be lost */
	refused(BYTES("\"\\\\\\u0000\""), "\\u0000");
	refused(BYTES("{\"a\\u0000b\":1}"), "\\u0000");
	taken(BYTES("\"\\\\u0000\""), JSON_STRING); /* a backslash and the letters u0000 */
	refused(BYTES("\"\\u00001\""), "\\u0000");
	taken(BYTES("\"\\u0001\""), JSON_STRING);
}

static void test_escapes(void **state)
{
	(void)state;
	refused(BYTES("\"\\U0000\""), "is not JSON");
	refused(BYTES("\"\\x00\""), "is not JSON");
	refused(BYTES("\"\\0\""), "is not JSON");
	refused(BYTES("\"\\u00\""), "within an escape");
	refused(BYTES("\"\\u00"), "within an escape");
	refused(BYTES("\"\\u00g0\""), "four hex digits");
	refused(BYTES("\"\\u 041\""), "four hex digits");
	refused(BYTES("\"\\u+041\""), "four hex digits");
	refused(BYTES("\"a\nb\""), "control character");
	refused(BYTES("\"a\x1f\""), "control character");
	refused(BYTES("\"\\"), "within a string");
	refused(BYTES("\"\\\""), "within a string");
}

static void text_is(const char *json, struct slice want)
{
	struct error error = { 0 };
	struct json *value = json_parse(slice_from(json), &error);

	FACT(value, "%s was refused: %s", json, error.text);
	FACT(slice_equal(json_string(value), want), "%s gave %s", json, json_string(value).data);
	assert_true(utf8_valid(json_string(value), NULL));
	json_free(value);
}

static void test_surrogates(void **state)
{
	(void)state;
	text_is("\"\\ud83d\\ude00\"", BYTES("😀"));
	text_is("\"\\uD83D\\uDE00\"", BYTES("😀"));
	text_is("\"\\uffff\\ud7ff\\ue000\"", BYTES("\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80"));
	refused(BYTES("\"\\ud83d\""), "is not JSON"); /* half a character is no text */
	refused(BYTES("\"\\ude00\""), "is not JSON");
	refused(BYTES("\"\\ude00\\ud83d\""), "is not JSON");
	refused(BYTES("\"\\ud83d\\ud83d\""), "is not JSON");
	refused(BYTES("\"\\ud83dx\\ude00\""), "is not JSON");
	refused(BYTES("\"\\ud83d\\n\""), "is not JSON");
	refused(BYTES("\"\\ud83d\\u0041\""), "is not JSON");
	text_is("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e5\"", BYTES("\"\\/\b\f\n\r\tå"));
}

static void test_ends(void **state)
{
	(void)state;
	refused(BYTES(""), "is empty");
	refused((struct slice){ NULL, 0 }, "is empty");
	refused(BYTES(" \r\n\t"), "is empty");
	refused(BYTES("{} {}"), "goes on after its end (byte 2)");
	refused(BYTES("1,"), "goes on after its end");
	refused(BYTES("{}x"), "goes on after its end");
	refused(BYTES("nulll"), "goes on after its end");
	refused(BYTES("{\"1\":1,"), "last bracket");
	refused(BYTES("["), "last bracket");
	refused(BYTES("[1,]"), "is not JSON");
	refused(BYTES("[,1]"), "is not JSON");
	refused(BYTES("{\"a\"}"), "is not JSON");
	refused(BYTES("{\"a\":1,}"), "is not JSON");
	refused(BYTES("{a:1}"), "is not JSON");
	refused(BYTES("{'a':1}"), "is not JSON");
	refused(BYTES("[1}"), "is not JSON");
	refused(BYTES("]"), "is not JSON");
	refused(BYTES("True"), "is not JSON");
	refused(BYTES("NaN"), "is not JSON");
	refused(BYTES("// x\n1"), "is not JSON");
	refused(BYTES("\x01"
		      "1"),
		"control character");
	refused(BYTES("[1,\x0b"
		      "2]"),
		"control character");
	refused(BYTES("\xc2\xa0"
		      "1"),
		"is not JSON"); /* a no-break space is no blank */
}

static void test_numbers(void **state)
{
	(void)state;
	taken(BYTES("0"), JSON_NUMBER);
	taken(BYTES("-0"), JSON_NUMBER);
	taken(BYTES("-10.50e+03"), JSON_NUMBER);
	taken(BYTES("1E5"), JSON_NUMBER);
	taken(BYTES("1e-400"), JSON_NUMBER);
	refused(BYTES("1e999"), "beyond");
	refused(BYTES("[{\"a\":-1e999}]"), "beyond");
	refused(BYTES("01"), "number");
	refused(BYTES("-01"), "number");
	refused(BYTES("1."), "number");
	refused(BYTES("-.5"), "number");
	refused(BYTES("1.e5"), "number");
	refused(BYTES("1e"), "number");
	refused(BYTES("1e+"), "number");
	refused(BYTES("-"), "number");
	refused(BYTES("--1"), "number");
	refused(BYTES("+1"), "is not JSON");
	refused(BYTES(".5"), "is not JSON");
	refused(BYTES("0x10"), "goes on");
	refused(BYTES("1 2"), "goes on");
	refused(BYTES("Infinity"), "is not JSON");
}

static void nested(size_t depth, bool fine)
{
	char text[2 * (JSON_DEPTH_MAX + 2)];

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	if (fine)
		taken((struct slice){ text, 2 * depth }, JSON_ARRAY);
	else
		refused((struct slice){ text, 2 * depth }, "nested too deeply");
}

static void test_depth(void **state)
{
	(void)state;
	nested(JSON_DEPTH_MAX, true);
	nested(JSON_DEPTH_MAX + 1, false);
	taken(BYTES("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]"
		    ",[],[],[],[],[],[],[],[]]"),
	      JSON_ARRAY); /* broad is not deep */
}

static void test_repeated_keys(void **state)
{
	char text[4096];
	size_t at = 0;

	(void)state;
	refused(BYTES("{\"a\":1,\"a\":1}"), "\"a\" twice");
	refused(BYTES("{\"a\":1,\"b\":2,\"\\u0061\":3}"), "\"a\" twice");
	refused(BYTES("[{\"b\":{\"x\":1,\"x\":2}}]"), "\"x\" twice");
	refused(BYTES("{\"\":1,\"\":2}"), "");
	taken(BYTES("[{\"a\":1},{\"a\":1}]"), JSON_ARRAY);
	taken(BYTES("{\"a\":{\"a\":1}}"), JSON_OBJECT);
	for (int i = 0; i < 257; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s\"%d\":0", i ? "," : "{",
				       i);
	text[at] = '}';
	refused((struct slice){ text, at + 1 }, "more than 256 keys");
}

static void test_reading(void **state)
{
	struct json *root = json_parse(BYTES("{\"s\":\"x\",\"n\":2.5,\"i\":-7,\"t\":true,\"z\":"
					     "null,\"a\":[1,2,3],\"big\":9007199254740993}"),
				       NULL);
	int64_t integer = 77;

	(void)state;
	assert_non_null(root);
	assert_slice_is(json_get_string(root, "s"), "x");
	assert_slice_is(json_get_string(root, "n"), "");
	assert_slice_is(json_get_string(root, "S"), "");
	assert_true(json_number(json_get(root, "n"), 0) == 2.5);
	assert_true(json_number(json_get(root, "s"), 9) == 9);
	assert_false(json_integer(json_get(root, "n"), &integer));
	assert_false(json_integer(json_get(root, "s"), &integer));
	assert_false(json_integer(NULL, &integer));
	assert_int_equal(integer, 77);
	assert_int_equal(json_get_integer(root, "i", 1), -7);
	assert_int_equal(json_get_integer(root, "n", 1), 1);
	assert_int_equal(json_get_integer(root, "none", 1), 1);
	assert_true(json_bool(json_get(root, "t"), false));
	assert_true(json_bool(json_get(root, "i"), true));
	assert_int_equal(json_count(json_get(root, "a")), 3);
	assert_int_equal(json_count(json_get(root, "s")), 0);
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_get(json_get(root, "a"), "s"));
	assert_null(json_get(NULL, "s"));
	assert_string_equal(json_key(json_first(root)), "s");
	assert_null(json_next(json_next(json_next(json_first(json_get(root, "a"))))));
	json_free(root);
	json_free(NULL);
}

static void integer_is(const char *text, bool fine, int64_t want)
{
	struct json *value = json_parse(slice_from(text), NULL);
	int64_t integer = 77;

	assert_non_null(value);
	FACT(json_integer(value, &integer) == fine, "%s", text);
	assert_true(integer == (fine ? want : 77));
	json_free(value);
}

static void test_integers(void **state)
{
	(void)state;
	integer_is("0", true, 0);
	integer_is("-0", true, 0);
	integer_is("1e3", true, 1000);
	integer_is("1.0", true, 1);
	integer_is("9007199254740992", true, INT64_C(9007199254740992));
	integer_is("-9007199254740992", true, -INT64_C(9007199254740992));
	integer_is("9007199254740994", false, 0);
	integer_is("1e300", false, 0);
	integer_is("0.5", false, 0);
	integer_is("\"1\"", false, 0);
	integer_is("true", false, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	      cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_nul_escapes),   cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_surrogates),    cmocka_unit_test(test_ends),
		cmocka_unit_test(test_numbers),	      cmocka_unit_test(test_depth),
		cmocka_unit_test(test_repeated_keys), cmocka_unit_test(test_reading),
		cmocka_unit_test(test_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
