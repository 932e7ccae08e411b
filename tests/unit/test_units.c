/* test_units.c - values with their unit: edges, overflow, and nothing written on refusal. */
#include "facts.h"

#include "clock.h"
#include "units.h"

static void duration(struct slice text, bool fine, int64_t want_us)
{
	int64_t got_us = 77;

	FACT(units_parse_duration(text, &got_us) == fine, "%.*s", (int)text.len, text.data);
	FACT(got_us == (fine ? want_us : 77), "%.*s gave %lld", (int)text.len, text.data,
	     (long long)got_us);
}

static void test_durations(void **state)
{
	(void)state;
	duration(BYTES("0"), true, 0);
	duration(BYTES("0s"), true, 0);
	duration(BYTES("250ms"), true, 250000);
	duration(BYTES("5s"), true, 5 * CLOCK_SECOND_US);
	duration(BYTES("5m"), true, 5 * CLOCK_MINUTE_US);
	duration(BYTES("36h"), true, 36 * CLOCK_HOUR_US);
	duration(BYTES("7d"), true, 7 * CLOCK_DAY_US);
	duration(BYTES("4w"), true, 28 * CLOCK_DAY_US);
	duration(BYTES("1h30m"), true, 90 * CLOCK_MINUTE_US);
	duration(BYTES("1m1ms"), true, CLOCK_MINUTE_US + 1000);
	duration(BYTES("007s"), true, 7 * CLOCK_SECOND_US);
	duration(BYTES("36600d"), true, 36600 * CLOCK_DAY_US); /* a hundred years, and no more */
	duration(BYTES("36600d1ms"), false, 0);
	duration(BYTES("36601d"), false, 0);
	duration(BYTES("99999999999999999999s"), false, 0);
	duration(BYTES("18446744073709551616ms"), false, 0);
	duration(BYTES("30500568904944w"), false, 0); /* times its unit it would wrap */
	duration(BYTES(""), false, 0);
	duration((struct slice){ NULL, 0 }, false, 0);
	duration(BYTES("5"), false, 0);
	duration(BYTES("00"), false, 0);
	duration(BYTES("s"), false, 0);
	duration(BYTES("5 m"), false, 0);
	duration(BYTES(" 5m"), false, 0);
	duration(BYTES("5m "), false, 0);
	duration(BYTES("-5m"), false, 0);
	duration(BYTES("+5m"), false, 0);
	duration(BYTES("1.5h"), false, 0);
	duration(BYTES("5M"), false, 0);
	duration(BYTES("5min"), false, 0);
	duration(BYTES("1h30"), false, 0);
	duration(BYTES("5m\0"), false, 0);
	duration(BYTES("5µs"), false, 0);
}

static void bytes(struct slice text, bool fine, uint64_t want)
{
	uint64_t got = 77;

	FACT(units_parse_bytes(text, &got) == fine, "%.*s", (int)text.len, text.data);
	assert_true(got == (fine ? want : 77));
}

static void test_bytes(void **state)
{
	(void)state;
	bytes(BYTES("0"), true, 0);
	bytes(BYTES("512"), true, 512);
	bytes(BYTES("512B"), true, 512);
	bytes(BYTES("64KiB"), true, 65536);
	bytes(BYTES("10MiB"), true, 10 << 20);
	bytes(BYTES("8589934592GiB"), true, UINT64_C(1) << 63);
	bytes(BYTES("8589934593GiB"), false, 0);
	bytes(BYTES("18446744073709551616"), false, 0);
	bytes(BYTES(""), false, 0);
	bytes(BYTES("KiB"), false, 0);
	bytes(BYTES("64KB"), false, 0);
	bytes(BYTES("64k"), false, 0);
	bytes(BYTES("64 KiB"), false, 0);
	bytes(BYTES("1KiB1"), false, 0);
	bytes(BYTES("1KiB1KiB"), false, 0);
	bytes(BYTES("-1"), false, 0);
	bytes(BYTES("0x10"), false, 0);
}

static void thousandths(struct slice text, bool fine, int64_t want)
{
	int64_t got = 77;

	FACT(units_parse_thousandths(text, &got) == fine, "%.*s", (int)text.len, text.data);
	FACT(got == (fine ? want : 77), "%.*s gave %lld", (int)text.len, text.data, (long long)got);
}

static void test_thousandths(void **state)
{
	(void)state;
	thousandths(BYTES("0"), true, 0);
	thousandths(BYTES("-0"), true, 0);
	thousandths(BYTES("-2.5"), true, -2500);
	thousandths(BYTES("+2.5"), true, 2500);
	thousandths(BYTES("0.001"), true, 1);
	thousandths(BYTES("1.05"), true, 1050);
	thousandths(BYTES("-0.25"), true, -250);
	thousandths(BYTES("999999.999"), true, 999999999);
	thousandths(BYTES("1000000"), false, 0);
	thousandths(BYTES("0.0001"), false, 0); /* refused, not rounded */
	thousandths(BYTES("1.0000"), false, 0);
	thousandths(BYTES("1."), false, 0);
	thousandths(BYTES(".5"), false, 0);
	thousandths(BYTES("-"), false, 0);
	thousandths(BYTES("--1"), false, 0);
	thousandths(BYTES("1,5"), false, 0);
	thousandths(BYTES("1e3"), false, 0);
	thousandths(BYTES("1.5x"), false, 0);
	thousandths(BYTES("nan"), false, 0);
	thousandths(BYTES(""), false, 0);
}

static void number(struct slice text, uint64_t max, bool fine, uint64_t want)
{
	uint64_t got = 77;

	FACT(units_parse_unsigned(text, max, &got) == fine, "%.*s up to %llu", (int)text.len,
	     text.data, (unsigned long long)max);
	assert_true(got == (fine ? want : 77));
}

static void test_unsigned(void **state)
{
	(void)state;
	number(BYTES("0"), 0, true, 0);
	number(BYTES("1"), 0, false, 0);
	number(BYTES("7"), 5, false, 0); /* one digit, more than max */
	number(BYTES("5"), 5, true, 5);
	number(BYTES("05"), 5, true, 5);
	number(BYTES("65535"), 65535, true, 65535);
	number(BYTES("65536"), 65535, false, 0);
	number(BYTES("18446744073709551615"), UINT64_MAX, true, UINT64_MAX);
	number(BYTES("18446744073709551616"), UINT64_MAX, false, 0);
	number(BYTES("99999999999999999999"), UINT64_MAX, false, 0);
	number(BYTES(""), 5, false, 0);
	number(BYTES("-1"), 5, false, 0);
	number(BYTES("+1"), 5, false, 0);
	number(BYTES(" 1"), 5, false, 0);
	number(BYTES("1 "), 5, false, 0);
	number(BYTES("1\0"), 5, false, 0);
	number(BYTES("٣"), 5, false, 0); /* digits of other scripts */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_thousandths),
		cmocka_unit_test(test_unsigned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
