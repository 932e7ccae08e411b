/* test_varint.c - numbers come back as they were; what is none is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "varint.h"

static void test_there_and_back(void **state)
{
	static const uint64_t values[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX };
	static const size_t lengths[] = { 1, 1, 1, 2, 2, 3, 5, 10 };

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct buffer bytes;
		uint64_t value;

		buffer_init(&bytes, 100);
		varint_add(&bytes, values[i]);
		assert_int_equal(bytes.len, lengths[i]);
		for (size_t cut = 0; cut < bytes.len; cut++) {
			struct slice part = slice_cut(buffer_slice(&bytes), 0, cut);
			assert_false(varint_take(&part, &value));
		}
		struct slice whole = buffer_slice(&bytes);
		assert_true(varint_take(&whole, &value));
		assert_int_equal(value, values[i]);
		assert_int_equal(whole.len, 0);
		buffer_done(&bytes);
	}
}

static void test_signed(void **state)
{
	static const int64_t values[] = { 0, -1, 63, -64, 64, 1000, -1000, INT64_MAX, INT64_MIN };

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct buffer bytes;
		int64_t value;

		buffer_init(&bytes, 100);
		varint_add_signed(&bytes, values[i]);
		assert_int_equal(bytes.len == 1, i < 4);
		struct slice whole = buffer_slice(&bytes);
		assert_true(varint_take_signed(&whole, &value));
		assert_int_equal(value, values[i]);
		buffer_done(&bytes);
	}
}

static void test_too_long(void **state)
{
	struct slice eleven = slice_from("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
		     more_than_64_bits = slice_from("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
	uint64_t value;

	(void)state;
	assert_false(varint_take(&eleven, &value));
	assert_false(varint_take(&more_than_64_bits, &value));
	assert_int_equal(eleven.len, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
