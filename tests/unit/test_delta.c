/* test_delta.c - what a batch changes, summed. Packing is tested where it is read: test_commit,
 * test_series. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "delta.h"

#define NOW_US INT64_C(1795345200000000)

static void test_brands_are_found_again(void **state)
{
	struct arena arena;
	struct delta delta;

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	delta_init(&delta, &arena, NOW_US);
	struct delta_brand *a = delta_brand(&delta, slice_from("a"));
	struct delta_brand *b = delta_brand(&delta, slice_from("b"));
	assert_ptr_not_equal(a, b);
	assert_ptr_equal(delta_brand(&delta, slice_from("a")), a);
	assert_ptr_equal(delta_brand(&delta, slice_from("b")), b);
	arena_done(&arena);
}

static void test_totals(void **state)
{
	struct verdict verdict = { .action = ACTION_HIDE,
				   .polarity = POLARITY_NEGATIVE,
				   .undecided_count = 1 };
	struct arena arena;
	struct delta delta;

	(void)state;
	verdict.scores[CATEGORY_THREAT] = 5000;
	verdict.scores[CATEGORY_SPAM] = 1;
	arena_init(&arena, 4096, 1 << 20);
	delta_init(&delta, &arena, NOW_US);
	struct delta_brand *brand = delta_brand(&delta, slice_from("a"));
	delta_add_verdict(brand, &verdict);
	delta_add_verdict(brand, &verdict);
	assert_int_equal(brand->totals.values[TOTAL_judged], 2);
	assert_int_equal(brand->totals.values[TOTAL_negative], 2);
	assert_int_equal(brand->totals.values[TOTAL_hide], 2);
	assert_int_equal(brand->totals.values[TOTAL_undecided], 2);
	assert_int_equal(brand->totals.values[TOTAL_threat], 2);
	assert_int_equal(brand->totals.values[TOTAL_spam], 2);
	assert_int_equal(brand->totals.values[TOTAL_hate], 0);
	assert_int_equal(brand->totals.values[TOTAL_allow], 0);
	arena_done(&arena);
}

/* Many comments of one minute are one slot: the packed size does not grow with them. */
static void test_size_grows_with_slots_only(void **state)
{
	size_t sizes[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct arena arena;
		struct delta delta;
		struct buffer packed;
		struct delta_point point = { .scope = slice_from("brand"), .ts_us = NOW_US };
		arena_init(&arena, 4096, 1 << 20);
		delta_init(&delta, &arena, NOW_US);
		struct delta_brand *brand = delta_brand(&delta, slice_from("a"));
		for (int n = 0; n < (i ? 60 : 1); n++)
			delta_add_point(&delta, brand, &point);
		buffer_init(&packed, DELTA_BYTES);
		assert_true(delta_encode(&delta, &packed));
		sizes[i] = packed.len;
		buffer_done(&packed);
		arena_done(&arena);
	}
	assert_int_equal(sizes[0], sizes[1]);
}

static void test_memory_out(void **state)
{
	struct arena arena;
	struct delta delta;
	struct buffer packed;
	char names[100][8];
	struct delta_point point = { .scope = slice_from("brand"), .ts_us = NOW_US };

	(void)state;
	arena_init(&arena, 512, 2048);
	delta_init(&delta, &arena, NOW_US);
	for (int i = 0; i < 100; i++) {
		names[i][0] = (char)('!' + i);
		names[i][1] = '\0';
		struct delta_brand *brand = delta_brand(&delta, slice_from(names[i]));
		delta_add_point(&delta, brand, &point); /* takes NULL */
		delta_add_total(brand, TOTAL_judged, 1);
	}
	assert_true(delta.failed);
	buffer_init(&packed, DELTA_BYTES);
	assert_false(delta_encode(&delta, &packed));
	buffer_done(&packed);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_brands_are_found_again),
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_size_grows_with_slots_only),
		cmocka_unit_test(test_memory_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
