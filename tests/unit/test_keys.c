/* test_keys.c - names of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "keys.h"

#include <stdio.h>

static const struct slice none;

static void key_is(const char *kind, const char *brand, const char *rest, const char *want)
{
	char key[KEYS_KEY_MAX];
	struct slice got = keys_build(0, kind, slice_from(brand), slice_from(rest), key);

	assert_string_equal(key, want);
	assert_int_equal(got.len, strlen(want));
}

static void test_build(void **state)
{
	(void)state;
	key_is("stream", "", "", "lv:{p0}:stream");
	key_is("series", "acme", "topic:boycott", "lv:{p0}:series:acme:topic:boycott");
	key_is("incident", "", "inc-1", "lv:{p0}:incident:inc-1");
	/* "a" with "b:c" and "a:b" with "c" are two things. */
	key_is("series", "a", "b:c", "lv:{p0}:series:a:b:c");
	key_is("series", "a:b", "c", "lv:{p0}:series:a%3Ab:c");
	/* No brand can move a key to another slot. */
	key_is("totals", "{x}", "", "lv:{p0}:totals:%7Bx%7D");
}

static void test_escape_and_back(void **state)
{
	char all[256], escaped[KEYS_BRAND_MAX], back[KEYS_BRAND_MAX];
	size_t len;

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	struct slice text = keys_escape((struct slice){ all, 256 }, escaped);
	assert_true(keys_unescape(text, back, &len));
	assert_int_equal(len, 256);
	assert_memory_equal(back, all, 256);

	char colons[300];
	memset(colons, ':', sizeof(colons));
	text = keys_escape((struct slice){ colons, sizeof(colons) }, escaped);
	assert_int_equal(text.len, 3 * 256); /* cut, not overrun */
	assert_true(keys_unescape(text, back, &len));
}

static void test_unescape_refuses(void **state)
{
	char back[KEYS_BRAND_MAX], longer[KEYS_BRAND_MAX + 1];
	size_t len = 77;

	(void)state;
	memset(longer, 'x', sizeof(longer));
	assert_false(keys_unescape(slice_from("%"), back, &len));
	assert_false(keys_unescape(slice_from("a%4"), back, &len));
	assert_false(keys_unescape(slice_from("%zz"), back, &len));
	assert_false(keys_unescape(slice_from("%3a"), back, &len)); /* we write capitals */
	assert_false(keys_unescape((struct slice){ longer, sizeof(longer) }, back, &len));
	assert_int_equal(len, 77);
}

static void test_partition(void **state)
{
	unsigned seen[8] = { 0 };
	char name[16];

	(void)state;
	assert_int_equal(keys_partition(none, 1), 0);
	assert_int_equal(keys_partition(slice_from("acme"), 1), 0);
	for (int i = 0; i < 8000; i++) {
		(void)snprintf(name, sizeof(name), "brand-%d", i);
		unsigned p = keys_partition(slice_from(name), 8);
		assert_int_equal(p, keys_partition(slice_from(name), 8));
		seen[p]++;
	}
	for (int i = 0; i < 8; i++)
		assert_in_range(seen[i], 850, 1150); /* evenly */
}

/* Brands stand where these figures say, in Redis: another hash would not find them again. */
static void test_partition_for_good(void **state)
{
	static const struct {
		const char *brand;
		unsigned of_2, of_3, of_64;
	} known[] = {
		{ "acme", 0, 1, 12 },
		{ "Fjordbrus", 0, 2, 34 },
		{ "Kommunen", 1, 1, 13 },
		{ "Blåbær & Co", 0, 2, 18 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct slice brand = slice_from(known[i].brand);

		assert_int_equal(keys_partition(brand, 2), known[i].of_2);
		assert_int_equal(keys_partition(brand, 3), known[i].of_3);
		assert_int_equal(keys_partition(brand, 64), known[i].of_64);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_escape_and_back),
		cmocka_unit_test(test_unescape_refuses),
		cmocka_unit_test(test_partition),
		cmocka_unit_test(test_partition_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
