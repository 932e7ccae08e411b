/* test_square_root.c - no square above, and the next one is; also at the ends. */
#include "facts.h"

#include "square_root.h"

static void is_root(uint64_t value)
{
	const uint64_t root = square_root(value);

	FACT(root * root <= value, "the root of %llu is less", (unsigned long long)value);
	FACT(root == UINT32_MAX || (root + 1) * (root + 1) > value, "the root of %llu is more",
	     (unsigned long long)value);
}

static void test_around_squares(void **state)
{
	(void)state;
	for (uint64_t root = 0; root < 3000; root++) {
		is_root(root * root);
		is_root(root * root + root);
		is_root(root * root + 2 * root);
	}
}

static void test_ends(void **state)
{
	(void)state;
	assert_int_equal(square_root(0), 0);
	assert_int_equal(square_root(1), 1);
	assert_int_equal(square_root(UINT64_MAX), UINT32_MAX);
	for (unsigned bit = 0; bit < 64; bit++) {
		is_root(UINT64_C(1) << bit);
		is_root((UINT64_C(1) << bit) - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_around_squares),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
