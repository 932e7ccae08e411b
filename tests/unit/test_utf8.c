/* test_utf8.c - UTF-8 as Unicode defines it: every way to be wrong, with its place. */
#include "facts.h"

#include "utf8.h"

static void valid(struct slice text)
{
	size_t bad_at = 77;

	FACT(utf8_valid(text, &bad_at), "refused at %zu", bad_at);
	assert_int_equal(bad_at, 77);
	assert_true(utf8_valid(text, NULL));
}

static void invalid(struct slice text, size_t want_at)
{
	size_t bad_at = 77;

	FACT(!utf8_valid(text, &bad_at), "taken: %.*s", (int)text.len, text.data);
	assert_int_equal(bad_at, want_at);
	assert_false(utf8_valid(text, NULL));
}

static void test_valid(void **state)
{
	(void)state;
	valid((struct slice){ NULL, 0 });
	valid(BYTES("a\0b")); /* NUL is a character */
	valid(BYTES("\x7f"));
	valid(BYTES("\xc2\x80\xdf\xbf"));
	valid(BYTES("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"));
	valid(BYTES("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
	valid(BYTES("12345678å12345678"));
}

static void test_invalid(void **state)
{
	(void)state;
	invalid(BYTES("\x80"), 0); /* a continuation alone */
	invalid(BYTES("a\xbf"), 1);
	invalid(BYTES("\xc0\x80"), 0); /* overlong */
	invalid(BYTES("\xc1\xbf"), 0);
	invalid(BYTES("\xe0\x80\x80"), 0);
	invalid(BYTES("\xe0\x9f\xbf"), 0);
	invalid(BYTES("\xf0\x80\x80\x80"), 0);
	invalid(BYTES("\xf0\x8f\xbf\xbf"), 0);
	invalid(BYTES("\xed\xa0\x80"), 0); /* surrogates */
	invalid(BYTES("\xed\xbf\xbf"), 0);
	invalid(BYTES("\xf4\x90\x80\x80"), 0); /* beyond U+10FFFF */
	invalid(BYTES("\xf5\x80\x80\x80"), 0);
	invalid(BYTES("\xfe"), 0);
	invalid(BYTES("\xff"), 0);
	invalid(BYTES("abc\xc3"), 3); /* cut */
	invalid(BYTES("abc\xe2\x82"), 3);
	invalid(BYTES("abc\xf0\x9f\x98"), 3);
	invalid(BYTES("\xc3("), 0); /* broken off by something else */
	invalid(BYTES("\xe2\x82("), 0);
	invalid(BYTES("\xe2(\xac"), 0);
	invalid(BYTES("\xf0\x9f\x98("), 0);
	invalid(BYTES("12345678\xff"), 8); /* around the eight bytes that are looked at together */
	invalid(BYTES("1234567\xff"
		      "9"),
		7);
	invalid(BYTES("123456789012345\xc3\xa5\xc3"), 17);
}

static void test_every_code_point(void **state)
{
	char bytes[UTF8_MAX_BYTES];
	uint32_t again = 0;

	(void)state;
	for (uint32_t code_point = 0; code_point <= 0x110000; code_point++) {
		bool real = code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff);
		size_t len = utf8_encode(code_point, bytes);

		if (!real) {
			assert_int_equal(len, 0);
			continue;
		}
		if (utf8_decode((struct slice){ bytes, len }, &again) != len || again != code_point)
			fail_msg("U+%04X came back as U+%04X", code_point, again);
		if (len > 1 && utf8_decode((struct slice){ bytes, len - 1 }, &again) != 0)
			fail_msg("U+%04X cut was taken", code_point);
	}
	assert_int_equal(utf8_encode(UINT32_MAX, bytes), 0);
}

static void test_decode_writes_only_on_success(void **state)
{
	uint32_t code_point = 77;

	(void)state;
	assert_int_equal(utf8_decode(BYTES("\xc3"), &code_point), 0);
	assert_int_equal(utf8_decode(BYTES("\xed\xa0\x80"), &code_point), 0);
	assert_int_equal(utf8_decode(BYTES("\xf0\x9f\x98("), &code_point), 0);
	assert_int_equal(code_point, 77);
	assert_int_equal(utf8_decode(BYTES("\0x"), &code_point), 1);
	assert_int_equal(code_point, 0);
}

static void cut(const char *text, size_t limit, const char *want)
{
	assert_slice_is(utf8_cut(slice_from(text), limit), want);
}

static void test_cut(void **state)
{
	(void)state;
	cut("", 0, "");
	cut("abc", 0, "");
	cut("abc", 2, "ab");
	cut("abc", 3, "abc");
	cut("abc", SIZE_MAX, "abc");
	cut("aå", 2, "a");
	cut("aå", 3, "aå");
	cut("a😀b", 1, "a");
	cut("a😀b", 4, "a");
	cut("a😀b", 5, "a😀");
	cut("😀", 3, "");
}

static void test_copy(void **state)
{
	char field[5] = "xxxx";

	(void)state;
	utf8_copy(field, sizeof(field), BYTES("abcd"));
	assert_string_equal(field, "abcd");
	utf8_copy(field, sizeof(field), BYTES("abcåe"));
	assert_string_equal(field, "abc");
	utf8_copy(field, sizeof(field), (struct slice){ NULL, 0 });
	assert_string_equal(field, "");
	utf8_copy(field, 1, BYTES("a"));
	assert_string_equal(field, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_every_code_point),
		cmocka_unit_test(test_decode_writes_only_on_success),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
