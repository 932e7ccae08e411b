/* test_messagepack.c - the bytes that the format prescribes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "messagepack.h"

#include <string.h>

static void bytes_are(struct buffer *buffer, const char *want, size_t len)
{
	assert_int_equal(buffer->len, len);
	assert_memory_equal(buffer->data, want, len);
	buffer_clear(buffer);
}
#define ARE(literal) bytes_are(&buffer, literal, sizeof(literal) - 1)

static void test_integers(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 1000);
	messagepack_integer(&buffer, 0);
	ARE("\x00");
	messagepack_integer(&buffer, 127);
	ARE("\x7f");
	messagepack_integer(&buffer, 128);
	ARE("\xcd\x00\x80");
	messagepack_integer(&buffer, 65536);
	ARE("\xce\x00\x01\x00\x00");
	messagepack_integer(&buffer, INT64_C(4294967296));
	ARE("\xd3\x00\x00\x00\x01\x00\x00\x00\x00");
	messagepack_integer(&buffer, -1);
	ARE("\xd3\xff\xff\xff\xff\xff\xff\xff\xff");
	buffer_done(&buffer);
}

static void test_digits(void **state)
{
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 1000);
	messagepack_digits(&buffer, 0);
	ARE("\xa1"
	    "0");
	messagepack_digits(&buffer, INT64_C(1795345200000000));
	ARE("\xb0"
	    "1795345200000000");
	messagepack_digits(&buffer, INT64_MIN);
	ARE("\xb4"
	    "-9223372036854775808");
	buffer_done(&buffer);
}

static void test_lengths(void **state)
{
	struct buffer buffer;
	static char text[70000];

	(void)state;
	buffer_init(&buffer, 100000);
	messagepack_text(&buffer, "ab");
	ARE("\xa2"
	    "ab");
	messagepack_array(&buffer, 2);
	ARE("\x92");
	messagepack_array(&buffer, 16);
	ARE("\xdc\x00\x10");
	messagepack_map(&buffer, 1);
	ARE("\x81");
	messagepack_map(&buffer, 65536);
	ARE("\xdf\x00\x01\x00\x00");
	messagepack_bytes(&buffer, (struct slice){ text, 32 });
	assert_memory_equal(buffer.data, "\xda\x00\x20", 3);
	buffer_clear(&buffer);
	messagepack_bytes(&buffer, (struct slice){ text, sizeof(text) });
	assert_memory_equal(buffer.data, "\xdb\x00\x01\x11\x70", 5);
	assert_int_equal(buffer.len, 5 + sizeof(text));
	buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
