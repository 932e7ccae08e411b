/* test_gate.c - what may go in without a look first: near no limit, and no stranger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate.h"
#include <stdio.h>

enum { LIMIT = 1000, SECOND = 1000000 };
#define NOW INT64_C(5000000)

static struct gate open_gate(void)
{
	struct gate gate = { 0 };

	gate_hear_waiting(&gate, 25, NOW);
	gate_hear_brand(&gate, slice_from("acme"), NOW);
	return gate;
}

static bool passes(const struct gate *gate, const char *brand, uint64_t comments, int64_t at_us)
{
	return gate_passes(gate, slice_from(brand), comments, LIMIT, at_us);
}

static void test_room(void **state)
{
	struct gate gate = open_gate(), nothing = { 0 };

	(void)state;
	assert_false(passes(&nothing, "acme", 1, NOW));
	assert_true(passes(&gate, "acme", 64, NOW));
	gate.under_way = 36;
	assert_true(passes(&gate, "acme", 64, NOW)); /* an eighth of the limit */
	assert_false(passes(&gate, "acme", 65, NOW));
	gate_hear_waiting(&gate, 26, NOW);
	assert_false(passes(&gate, "acme", 64, NOW));
	gate.under_way = 0;
	assert_true(passes(&gate, "acme", 64, NOW + 2 * SECOND - 1));
	assert_false(passes(&gate, "acme", 64, NOW + 2 * SECOND)); /* heard too long ago */
}

static void test_brands(void **state)
{
	static const char long_name[] =
		"a name that is longer than any that is remembered: sixty-four "
		"bytes and more";
	struct gate gate = open_gate();
	char name[32];
	int known = 0;

	(void)state;
	assert_false(passes(&gate, "other", 1, NOW));
	gate_hear_brand(&gate, slice_from(long_name), NOW);
	assert_false(passes(&gate, long_name, 1, NOW));
	gate_hear_brand(&gate, slice_from(""), NOW);
	assert_false(passes(&gate, "", 1, NOW));
	gate_forget_brand(&gate, slice_from("acme"));
	assert_false(passes(&gate, "acme", 1, NOW));
	gate_hear_brand(&gate, slice_from("acme"), NOW - INT64_C(1800) * SECOND);
	assert_false(passes(&gate, "acme", 1, NOW)); /* half an hour ago */
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "brand %d", i);
		gate_hear_brand(&gate, slice_from(name), NOW);
		assert_true(passes(&gate, name, 1, NOW)); /* whoever had the place before */
	}
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "brand %d", i);
		known += passes(&gate, name, 1, NOW);
	}
	assert_in_range(known, 700, 1000);
	gate.under_way = 7;
	gate_forget_all(&gate);
	assert_int_equal(gate.under_way, 7);
	gate_hear_waiting(&gate, 0, NOW);
	assert_false(passes(&gate, name, 1, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_brands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
