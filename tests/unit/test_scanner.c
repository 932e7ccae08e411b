/* test_scanner.c - facts about finding many literals in one pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "scanner.h"
#include <stdio.h>

struct finds {
	char text[256];
	size_t count, stop_after;
};

static bool on_find(void *context, uint32_t literal, size_t end)
{
	struct finds *finds = context;
	size_t len = strlen(finds->text);

	snprintf(finds->text + len, sizeof(finds->text) - len, "%u@%zu ", literal, end);
	return ++finds->count != finds->stop_after;
}

static struct finds scan(const struct scanner_literal *literals, size_t count, struct slice text,
			 size_t stop_after, bool want)
{
	struct error error = { 0 };
	struct scanner *scanner = scanner_new(literals, count, NULL, &error);
	struct scanner_scratch *scratch;
	struct finds finds = { .stop_after = stop_after };

	assert_non_null(scanner);
	scratch = scanner_scratch_new(scanner, &error);
	assert_non_null(scratch);
	assert_int_equal(scanner_scan(scanner, scratch, text, on_find, &finds), want);
	scanner_scratch_free(scratch);
	scanner_free(scanner);
	return finds;
}

static const struct scanner_literal literals[] = {
	{ { "kill", 4 }, false }, { { "ill", 3 }, false }, { { "döda", 5 }, false },
	{ { "a\0b", 3 }, false }, { { ".*", 2 }, true },
};
enum { LITERALS = sizeof(literals) / sizeof(literals[0]) };

static void test_overlapping_and_bytes(void **state)
{
	(void)state;
	assert_string_equal(scan(literals, LITERALS, slice_from("kill"), 0, true).text, "0@4 1@4 ");
	assert_string_equal(scan(literals, LITERALS, slice_from("Kill"), 0, true).text, "1@4 ");
	assert_string_equal(scan(literals, LITERALS, slice_from("döda döda"), 0, true).text,
			    "2@5 2@11 ");
	assert_string_equal(scan(literals, LITERALS, (struct slice){ "xa\0by", 5 }, 0, true).text,
			    "3@4 ");
	assert_string_equal(scan(literals, LITERALS, slice_from("xx.*.*"), 0, true).text,
			    "4@4 "); /* once */
	assert_string_equal(scan(literals, LITERALS, slice_from(""), 0, true).text, "");
}

static void test_stopping(void **state)
{
	(void)state;
	assert_int_equal(scan(literals, LITERALS, slice_from("ill ill ill"), 2, false).count, 2);
}

static void test_no_literals(void **state)
{
	(void)state;
	assert_int_equal(scan(NULL, 0, slice_from("kill"), 0, true).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlapping_and_bytes),
		cmocka_unit_test(test_stopping),
		cmocka_unit_test(test_no_literals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
