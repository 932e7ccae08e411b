/* test_json_write.c - what is written is always JSON, whatever the bytes were. */
#include "facts.h"

#include "clock.h"
#include "json.h"
#include <math.h>

static struct buffer text;
static struct json_writer writer;

static int begin(void **state)
{
	(void)state;
	buffer_init(&text, 1 << 16);
	json_write_begin(&writer, &text);
	return 0;
}

static int end(void **state)
{
	(void)state;
	buffer_done(&text);
	return 0;
}

/* What was written since the last call. */
static void wrote(const char *want)
{
	assert_string_equal(buffer_text(&text), want);
	buffer_clear(&text);
	json_write_begin(&writer, &text);
}

static void test_commas(void **state)
{
	(void)state;
	json_write_object(&writer);
	json_write_key(&writer, "a");
	json_write_array(&writer);
	json_write_integer(&writer, 1);
	json_write_array(&writer);
	json_write_array_end(&writer);
	json_write_null(&writer);
	json_write_array_end(&writer);
	json_write_key(&writer, "b");
	json_write_object(&writer);
	json_write_object_end(&writer);
	json_write_member_bool(&writer, "c", true);
	json_write_key(&writer, "d");
	json_write_raw(&writer, BYTES("{\"x\":1}"));
	json_write_key(&writer, "e");
	json_write_name(&writer, "ja");
	json_write_object_end(&writer);
	wrote("{\"a\":[1,[],null],\"b\":{},\"c\":true,\"d\":{\"x\":1},\"e\":\"ja\"}");
}

static void string(struct slice bytes, const char *want)
{
	json_write_string(&writer, bytes);
	wrote(want);
}

static void test_strings(void **state)
{
	(void)state;
	string((struct slice){ NULL, 0 }, "\"\"");
	string(BYTES("å 😀"), "\"å 😀\"");
	string(BYTES("\"\\/\n\r\t\b\x1f\x7f"), "\"\\\"\\\\/\\n\\r\\t\\u0008\\u001f\\u007f\"");
	string(BYTES("a\0b"), "\"a\\u0000b\"");
	string(BYTES("\xff"
		     "a\xc3"),
	       "\"\xef\xbf\xbd"
	       "a\xef\xbf\xbd\"");
	string(BYTES("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	string(BYTES("\xf0\x9f\x98"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	json_write_text(&writer, NULL);
	wrote("null");
	json_write_text(&writer, "x");
	wrote("\"x\"");
}

static void test_every_byte_is_read_back(void **state)
{
	char bytes[2];
	struct json *value;

	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		bytes[0] = (char)byte;
		json_write_string(&writer, (struct slice){ bytes, 1 });
		value = json_parse(buffer_slice(&text), NULL);
		assert_non_null(value);
		if (byte < 128)
			assert_true(slice_equal(json_string(value), (struct slice){ bytes, 1 }));
		else
			assert_slice_is(json_string(value), "\xef\xbf\xbd");
		json_free(value);
		buffer_clear(&text);
		json_write_begin(&writer, &text);
	}
}

static void thousandths(int64_t value, const char *want)
{
	json_write_thousandths(&writer, value);
	wrote(want);
}

static void test_thousandths(void **state)
{
	(void)state;
	thousandths(0, "0");
	thousandths(2500, "2.5");
	thousandths(-40, "-0.04");
	thousandths(-1, "-0.001");
	thousandths(1000, "1");
	thousandths(-12345, "-12.345");
	thousandths(10010, "10.01");
	thousandths(INT64_MAX, "9223372036854775.807");
	thousandths(INT64_MIN, "-9223372036854775.808");
}

static void test_numbers(void **state)
{
	(void)state;
	json_write_integer(&writer, INT64_MIN);
	wrote("-9223372036854775808");
	json_write_double(&writer, NAN);
	wrote("null");
	json_write_double(&writer, -INFINITY);
	wrote("null");
	json_write_double(&writer, 0.5);
	wrote("0.5");
	json_write_double(&writer, 1e300);
	wrote("1.0000000000000001e+300");
}

static void test_members(void **state)
{
	(void)state;
	json_write_object(&writer);
	json_write_member_string(&writer, "s", BYTES("x"));
	json_write_member_text(&writer, "t", NULL);
	json_write_member_integer(&writer, "i", -1);
	json_write_member_time(&writer, "at", CLOCK_DAY_US + 500000);
	json_write_member_time(&writer, "never", 0);
	json_write_object_end(&writer);
	wrote("{\"s\":\"x\",\"t\":null,\"i\":-1,\"at\":\"1970-01-02T00:00:00.500000Z\",\"never\":"
	      "null}");
}

static void test_a_full_buffer_is_said_once(void **state)
{
	struct buffer small;

	(void)state;
	buffer_init(&small, 4);
	json_write_begin(&writer, &small);
	json_write_array(&writer);
	json_write_string(&writer, BYTES("long"));
	json_write_array_end(&writer);
	assert_true(buffer_failed(&small));
	buffer_done(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_commas, begin, end),
		cmocka_unit_test_setup_teardown(test_strings, begin, end),
		cmocka_unit_test_setup_teardown(test_every_byte_is_read_back, begin, end),
		cmocka_unit_test_setup_teardown(test_thousandths, begin, end),
		cmocka_unit_test_setup_teardown(test_numbers, begin, end),
		cmocka_unit_test_setup_teardown(test_members, begin, end),
		cmocka_unit_test(test_a_full_buffer_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
