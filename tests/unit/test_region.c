/* test_region.c - facts about memory at an address of one's choice. */
#include "facts.h"

#include "region.h"

#define ADDRESS UINT64_C(0x123400000000)
enum { BYTES = 64 << 20 };

static void test_a_place_is_taken_once(void **state)
{
	struct region one = { 0 }, other = { 0 };

	(void)state;
	if (!region_claim(&one, ADDRESS, BYTES))
		skip(); /* no such address here */
	assert_int_equal((uintptr_t)one.memory, ADDRESS);
	assert_int_equal(one.memory[BYTES - 1], 0);
	assert_false(region_claim(&other, ADDRESS + BYTES / 2, BYTES));
	assert_null(other.memory);
	region_done(&one);
	assert_null(one.memory);
	region_done(&one);
	assert_true(region_claim(&other, ADDRESS + BYTES / 2, BYTES));
	region_done(&other);
}

static void test_what_is_settled_is_kept_and_the_rest_is_free(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct region one = { 0 }, behind = { 0 };

	(void)state;
	if (!region_claim(&one, ADDRESS, BYTES))
		skip();
	memset(one.memory, 7, page + 1);
	region_settle(&one, page + 1);
	assert_int_equal(one.bytes, 2 * page);
	assert_int_equal(one.memory[page], 7);
	assert_true(region_claim(&behind, ADDRESS + 2 * page, page));
	region_done(&behind);
	region_done(&one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_place_is_taken_once),
		cmocka_unit_test(test_what_is_settled_is_kept_and_the_rest_is_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
