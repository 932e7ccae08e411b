/* test_buffer.c - bytes that grow at the end: the limit, and failure that sticks. */
#include "facts.h"

#include "buffer.h"

static void test_empty(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 10);
	assert_string_equal(buffer_text(&buffer), "");
	assert_int_equal(buffer_slice(&buffer).len, 0);
	buffer_add(&buffer, NULL, 0);
	buffer_add_slice(&buffer, (struct slice){ NULL, 0 });
	buffer_add_text(&buffer, "");
	buffer_printf(&buffer, "%s", "");
	assert_false(buffer_failed(&buffer));
	assert_string_equal(buffer_text(&buffer), "");
	buffer_done(&buffer);
}

static void test_limit_sticks(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 5);
	buffer_add_text(&buffer, "12345"); /* exactly full */
	assert_false(buffer_failed(&buffer));
	buffer_add(&buffer, "", 0);
	assert_false(buffer_failed(&buffer));
	buffer_add_char(&buffer, '6');
	assert_true(buffer_failed(&buffer));
	assert_string_equal(buffer_text(&buffer), "12345");
	buffer_clear(&buffer);
	assert_false(buffer_failed(&buffer));
	assert_string_equal(buffer_text(&buffer), "");
	buffer_add_text(&buffer, "123456"); /* nothing of it */
	buffer_add_text(&buffer, "7");	    /* would fit, but failure sticks */
	assert_true(buffer_failed(&buffer));
	assert_string_equal(buffer_text(&buffer), "");
	buffer_done(&buffer);
	assert_false(buffer_failed(&buffer));
	assert_int_equal(buffer.limit, 5);
}

static void test_printf_limit(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 6);
	buffer_printf(&buffer, "%d-%s", 12, "abc");
	assert_string_equal(buffer_text(&buffer), "12-abc");
	assert_false(buffer_failed(&buffer));
	buffer_printf(&buffer, "%c", 'x');
	assert_true(buffer_failed(&buffer));
	assert_string_equal(buffer_text(&buffer), "12-abc");
	buffer_done(&buffer);
	buffer_init(&buffer, 0);
	buffer_add_text(&buffer, "");
	assert_false(buffer_failed(&buffer));
	buffer_printf(&buffer, "x");
	assert_true(buffer_failed(&buffer));
	buffer_done(&buffer);
}

static void test_growth_keeps_content(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 100000);
	for (size_t i = 0; i < 100000; i++) {
		buffer_add_char(&buffer, (char)('a' + i % 26));
		assert_int_equal(buffer.data[buffer.len], '\0');
	}
	assert_false(buffer_failed(&buffer));
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(buffer.data[i], 'a' + i % 26);
	buffer_done(&buffer);
}

static void test_lengths_beyond_reason(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, SIZE_MAX);
	buffer_add_text(&buffer, "x");
	buffer_add(&buffer, "y", SIZE_MAX); /* refused before it is read, and in finite time */
	assert_true(buffer_failed(&buffer));
	buffer_clear(&buffer);
	buffer_add(&buffer, "y", SIZE_MAX / 2 + 1);
	assert_true(buffer_failed(&buffer));
	buffer_done(&buffer);
}

static void test_bytes(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 100);
	buffer_add(&buffer, "a\0b", 3);
	buffer_add_u32(&buffer, 0x01020384);
	buffer_add_u64(&buffer, UINT64_C(0x1112131415161718));
	assert_int_equal(buffer.len, 15);
	assert_memory_equal(buffer.data, "a\0b\x84\x03\x02\x01\x18\x17\x16\x15\x14\x13\x12\x11",
			    16);
	buffer_done(&buffer);
}

static void test_wiping(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 20);
	buffer_wipe(&buffer); /* nothing in it */
	buffer_add_text(&buffer, "secret");
	buffer_wipe(&buffer);
	assert_null(buffer.data);
	buffer_add_text(&buffer, "usable again");
	assert_string_equal(buffer_text(&buffer), "usable again");
	buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_limit_sticks),
		cmocka_unit_test(test_printf_limit),
		cmocka_unit_test(test_growth_keeps_content),
		cmocka_unit_test(test_lengths_beyond_reason),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_wiping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
