/* test_fnv.c - the known answers of the draft; some of ours stand in Redis. */
#include "facts.h"

#include "fnv.h"

static void test_known_answers(void **state)
{
	(void)state;
	assert_true(fnv_add(FNV_START, BYTES("")) == UINT64_C(0xcbf29ce484222325));
	assert_true(fnv_add(FNV_START, BYTES("a")) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(fnv_add(FNV_START, BYTES("foobar")) == UINT64_C(0x85944171f73967e8));
	assert_true(fnv32(BYTES("")) == UINT32_C(0x811c9dc5));
	assert_true(fnv32(BYTES("a")) == UINT32_C(0xe40c292c));
	assert_true(fnv32(BYTES("foobar")) == UINT32_C(0xbf9cf968));
}

static void test_goes_on(void **state)
{
	(void)state;
	assert_true(fnv_add(fnv_add(FNV_START, BYTES("foo")), BYTES("bar")) ==
		    fnv_add(FNV_START, BYTES("foobar")));
	assert_true(fnv_byte(FNV_START, 0xe5) == fnv_add(FNV_START, BYTES("\xe5")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
