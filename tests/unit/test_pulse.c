/* test_pulse.c - a process that stood still hears of it, once, by whichever clock went on. */
#include "facts.h"

#include "pulse.h"

#define AT(wall_s, boot_s)                                                                         \
	((struct clock_moment){ (wall_s)*CLOCK_SECOND_US, (boot_s)*CLOCK_SECOND_US })

static void test_goes_on(void **state)
{
	struct pulse pulse = PULSE_INIT;

	(void)state;
	assert_true(pulse_beat(&pulse, AT(5000, 100)) == INT64_MAX);
	assert_true(pulse_beat(&pulse, AT(5001, 101)) == INT64_MAX);
	assert_true(pulse_beat(&pulse, AT(5010, 110)) == INT64_MAX);
	assert_true(pulse_beat(&pulse, AT(1400, 111)) == INT64_MAX); /* set back */
}

static void test_stood_still(void **state)
{
	struct pulse pulse = PULSE_INIT;

	(void)state;
	(void)pulse_beat(&pulse, AT(5000, 100));
	assert_int_equal(pulse_beat(&pulse, AT(5060, 160)), 0);
	assert_int_equal(pulse_beat(&pulse, AT(5060, 160)), 0); /* another thread */
	assert_int_equal(pulse_beat(&pulse, AT(5061, 161)), CLOCK_SECOND_US);
	assert_int_equal(pulse_beat(&pulse, AT(5069, 169)), 9 * CLOCK_SECOND_US);
}

/* A machine that slept below us: its own clocks slept, too, and then one is set. */
static void test_suspended(void **state)
{
	struct pulse pulse = PULSE_INIT;

	(void)state;
	(void)pulse_beat(&pulse, AT(5000, 100));
	assert_int_equal(pulse_beat(&pulse, AT(8600, 101)), 0);
	assert_int_equal(pulse_beat(&pulse, AT(8602, 103)), 2 * CLOCK_SECOND_US);
}

/* Who looked at the clock first and came second is not news of the past. */
static void test_late_beat(void **state)
{
	struct pulse pulse = PULSE_INIT;

	(void)state;
	(void)pulse_beat(&pulse, AT(5000, 100));
	assert_int_equal(pulse_beat(&pulse, AT(5060, 160)), 0);
	assert_int_equal(pulse_beat(&pulse, AT(5001, 101)), 0);
	assert_int_equal(pulse_beat(&pulse, AT(5062, 162)), 2 * CLOCK_SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_stood_still),
		cmocka_unit_test(test_suspended),
		cmocka_unit_test(test_late_beat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
