/* test_scanner.c - facts about finding many literals in one pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "crypto.h"
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

/* A store that keeps one thing. */
struct shelf {
	char name[64];
	struct buffer bytes;
	size_t taken, kept;
};

static bool take(void *context, const char *name, struct buffer *ret_bytes)
{
	struct shelf *shelf = context;

	if (strcmp(shelf->name, name) != 0)
		return false;
	shelf->taken++;
	buffer_add_slice(ret_bytes, buffer_slice(&shelf->bytes));
	return true;
}

static void keep(void *context, const char *name, struct slice bytes)
{
	struct shelf *shelf = context;

	shelf->kept++;
	snprintf(shelf->name, sizeof(shelf->name), "%s", name);
	buffer_clear(&shelf->bytes);
	buffer_add_slice(&shelf->bytes, bytes);
}

static void finds_all(const struct scanner_literal *wanted, size_t count, struct shelf *shelf)
{
	const struct scanner_store store = { take, keep, shelf };
	struct error error = { 0 };
	struct scanner *scanner = scanner_new(wanted, count, &store, &error);
	struct scanner_scratch *scratch;
	struct finds finds = { .stop_after = 0 };

	assert_non_null(scanner);
	assert_true(scanner_bytes(scanner) > 0);
	scratch = scanner_scratch_new(scanner, &error);
	assert_true(scanner_scan(scanner, scratch, slice_from("kill"), on_find, &finds));
	assert_string_equal(finds.text, "0@4 1@4 ");
	scanner_scratch_free(scratch);
	scanner_free(scanner);
}

static void test_what_is_kept_serves(void **state)
{
	struct shelf shelf = { .taken = 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(crypto_init(&error), 0);
	buffer_init(&shelf.bytes, SCANNER_KEPT_MAX);
	finds_all(literals, LITERALS, &shelf);
	assert_int_equal(shelf.kept, 1);
	finds_all(literals, LITERALS, &shelf);
	assert_int_equal(shelf.taken, 1);
	assert_int_equal(shelf.kept, 1); /* not compiled again */
	finds_all(literals, LITERALS - 1, &shelf);
	assert_int_equal(shelf.taken, 1); /* other literals have another name */
	assert_int_equal(shelf.kept, 2);
	buffer_done(&shelf.bytes);
}

static void test_what_is_damaged_does_not(void **state)
{
	struct shelf shelf = { .taken = 0 };
	struct error error = { 0 };
	size_t whole;

	(void)state;
	assert_int_equal(crypto_init(&error), 0);
	buffer_init(&shelf.bytes, SCANNER_KEPT_MAX);
	finds_all(literals, LITERALS, &shelf);
	whole = shelf.bytes.len;
	for (size_t cut = 0; cut < whole; cut += whole / 7) {
		shelf.bytes.len = cut;
		finds_all(literals, LITERALS, &shelf);
		assert_int_equal(shelf.bytes.len, whole); /* made anew, and kept */
	}
	for (size_t at = 0; at < whole; at += whole / 7) {
		size_t kept = shelf.kept;

		shelf.bytes.data[at] ^= 1;
		finds_all(literals, LITERALS, &shelf);
		assert_int_equal(shelf.kept, kept + 1);
	}
	buffer_done(&shelf.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlapping_and_bytes),
		cmocka_unit_test(test_stopping),
		cmocka_unit_test(test_no_literals),
		cmocka_unit_test(test_what_is_kept_serves),
		cmocka_unit_test(test_what_is_damaged_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
