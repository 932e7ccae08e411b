/* test_clock.c - times as people and machines write them. */
#include "facts.h"

#include "clock.h"

static void taken(const char *text, int64_t want_us)
{
	int64_t got_us = 77;

	FACT(clock_parse(slice_from(text), &got_us), "%s was refused", text);
	FACT(got_us == want_us, "%s gave %lld", text, (long long)got_us);
}

static void refused(struct slice text)
{
	int64_t got_us = 77;

	FACT(!clock_parse(text, &got_us), "%.*s was taken", (int)text.len, text.data);
	assert_int_equal(got_us, 77);
}

#define S CLOCK_SECOND_US

static void test_rfc3339(void **state)
{
	(void)state;
	taken("1970-01-01T00:00:00Z", 0);
	taken("1970-01-01T00:00:01Z", S);
	taken("2026-11-22T10:55:45Z", 1795344945 * S);
	taken("2026-11-22t10:55:45z", 1795344945 * S);
	taken("2026-11-22 10:55:45Z", 1795344945 * S);
	taken("2026-11-22T11:55:45+01:00", 1795344945 * S);
	taken("2026-11-22T05:25:45-05:30", 1795344945 * S);
	taken("2026-11-22T10:55:45-00:00", 1795344945 * S);
	taken("2026-11-23T10:54:45+23:59", 1795344945 * S);
	taken("2024-02-29T00:00:00Z", 1709164800 * S); /* leap years: by 4, not by 100, by 400 */
	taken("2000-02-29T00:00:00Z", 951782400 * S);
	taken("2200-12-31T23:59:59Z", 7289654399 * S);
	taken("1999-12-31T23:59:60Z", 946684800 * S); /* a leap second is the next minute */
	refused(BYTES("2023-02-29T00:00:00Z"));
	refused(BYTES("2100-02-29T00:00:00Z"));
	refused(BYTES("2026-04-31T00:00:00Z"));
	refused(BYTES("2026-00-10T00:00:00Z"));
	refused(BYTES("2026-13-10T00:00:00Z"));
	refused(BYTES("2026-01-00T00:00:00Z"));
	refused(BYTES("2026-01-10T24:00:00Z"));
	refused(BYTES("2026-01-10T00:60:00Z"));
	refused(BYTES("2026-01-10T00:00:61Z"));
	refused(BYTES("1969-12-31T23:59:59Z"));
	refused(BYTES("1970-01-01T00:00:00+00:01")); /* 1969 in UTC */
	refused(BYTES("2201-01-01T00:00:00Z"));
	refused(BYTES("2026-01-10T00:00:00+24:00"));
	refused(BYTES("2026-01-10T00:00:00+01:60"));
}

static void test_fractions(void **state)
{
	(void)state;
	taken("1970-01-01T00:00:00.5Z", 500000);
	taken("1970-01-01T00:00:00.000001Z", 1);
	taken("1970-01-01T00:00:00.0000009Z", 0); /* cut, not rounded */
	taken("1970-01-01T00:00:00.1234567890123+00:00", 123456);
	taken("0.25", 250000);
	refused(BYTES("1970-01-01T00:00:00.Z"));
	refused(BYTES("1970-01-01T00:00:00,5Z"));
	refused(BYTES("1."));
	refused(BYTES(".5"));
}

static void test_epoch(void **state)
{
	(void)state;
	taken("0", 0);
	taken("1795344945", 1795344945 * S);
	taken("1795344945.000250", 1795344945 * S + 250);
	taken("7289654399", 7289654399 * S); /* the last second of 2200 */
	refused(BYTES("7289654400"));
	refused(BYTES("1795344945000")); /* milliseconds: not silently the year 58000 */
	refused(BYTES("99999999999999999999999"));
	refused(BYTES("-1"));
	refused(BYTES("+1"));
	refused(BYTES("1e9"));
	refused(BYTES("0x10"));
}

static void test_garbage(void **state)
{
	(void)state;
	refused(BYTES(""));
	refused((struct slice){ NULL, 0 });
	refused(BYTES(" 0"));
	refused(BYTES("0 "));
	refused(BYTES("0\0"));
	refused(BYTES("now"));
	refused(BYTES("2026-11-22"));
	refused(BYTES("2026-11-22T10:55Z"));
	refused(BYTES("2026-11-22T10:55:45"));
	refused(BYTES("2026-11-22T10:55:45Zx"));
	refused(BYTES("2026-11-22T10:55:45+0100"));
	refused(BYTES("2026-11-22T10:55:45+01"));
	refused(BYTES("2026-11-22T10:55:45+"));
	refused(BYTES("2026-11-22\0"
		      "10:55:45Z"));
	refused(BYTES("26-11-22T10:55:45Z"));
	refused(BYTES("2026-1-22T10:55:45Z"));
	refused(BYTES("2026/11/22T10:55:45Z"));
	refused(BYTES("1970-01-01T00:00:00.0000000000000000000Z")); /* 40 bytes: one too many */
}

static void written(int64_t wall_us, const char *want)
{
	char text[CLOCK_TEXT_MAX];

	assert_ptr_equal(clock_format(wall_us, text), text);
	assert_string_equal(text, want);
}

static void test_format(void **state)
{
	char text[CLOCK_TEXT_MAX];

	(void)state;
	written(0, "1970-01-01T00:00:00Z");
	written(1795344945 * S, "2026-11-22T10:55:45Z");
	written(1795344945 * S + 123456, "2026-11-22T10:55:45.123456Z");
	written(1795344945 * S + 1, "2026-11-22T10:55:45.000001Z");
	written(-1, "1969-12-31T23:59:59.999999Z");
	written(-S, "1969-12-31T23:59:59Z");
	assert_true(strlen(clock_format(INT64_MAX, text)) < CLOCK_TEXT_MAX);
	assert_true(strlen(clock_format(INT64_MIN, text)) < CLOCK_TEXT_MAX);
}

static void test_format_and_parse_agree(void **state)
{
	char text[CLOCK_TEXT_MAX];

	(void)state;
	for (int64_t us = 0; us < 7289654399 * S; us += 11 * CLOCK_DAY_US + 12345678)
		taken(clock_format(us, text), us);
}

static void test_days(void **state)
{
	(void)state;
	assert_int_equal(clock_days_from_civil(1970, 1, 1), 0);
	assert_int_equal(clock_days_from_civil(1969, 12, 31), -1);
	assert_int_equal(clock_days_from_civil(2000, 3, 1), 11017);
	assert_int_equal(clock_days_from_civil(2026, 11, 22), 20779);
	assert_int_equal(clock_days_from_civil(1600, 2, 29), -135081);
	assert_int_equal(clock_days_from_civil(2400, 12, 31), 157419);
	assert_int_equal(clock_days_from_civil(1, 1, 1), -719162);
}

static void test_clocks_run(void **state)
{
	int64_t monotonic_us = clock_monotonic_us();

	(void)state;
	assert_true(clock_wall_us() > 1700000000 * S);
	for (int i = 0; i < 1000; i++) {
		int64_t next_us = clock_monotonic_us();

		assert_true(next_us >= monotonic_us);
		monotonic_us = next_us;
	}
}

/* Set back is not slewed, nor set ahead, and is said once. */
static void test_set_back(void **state)
{
	struct clock_watch watch = { 0 };

	(void)state;
	assert_int_equal(clock_went_back(&watch, 1000 * S, 5 * S), 0);
	assert_int_equal(clock_went_back(&watch, 1001 * S, 6 * S), 0);
	assert_int_equal(clock_went_back(&watch, 1000 * S + S / 2, 7 * S), 0); /* by 1.5 s */
	assert_int_equal(clock_went_back(&watch, 9000 * S, 8 * S), 0);	       /* ahead */
	assert_int_equal(clock_went_back(&watch, 5401 * S, 9 * S), 3600 * S);
	assert_int_equal(clock_went_back(&watch, 5402 * S, 10 * S), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc3339),	 cmocka_unit_test(test_fractions),
		cmocka_unit_test(test_epoch),	 cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_format),	 cmocka_unit_test(test_format_and_parse_agree),
		cmocka_unit_test(test_days),	 cmocka_unit_test(test_clocks_run),
		cmocka_unit_test(test_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
