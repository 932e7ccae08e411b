/* test_series_csv.c - facts about CSV lines that hold a series, and what is said of those that do
 * not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "series_csv.h"
#include <math.h>
#include <string.h>

static void header(const char *line, int r, size_t time_column, size_t value_column, char separator)
{
	struct series_csv csv = { 0 };
	struct error error = { 0 };

	assert_int_equal(series_csv_header(&csv, slice_from(line), &error), r);
	if (r < 0) {
		assert_non_null(strstr(error.text, "line 1: "));
		return;
	}
	assert_int_equal(csv.time_column, time_column);
	assert_int_equal(csv.value_column, value_column);
	assert_int_equal(csv.separator, separator);
}

static void headers(void **state)
{
	(void)state;
	header("timestamp,value", 0, 0, 1, ',');
	header("Time;Count", 0, 0, 1, ';');
	header("\xef\xbb\xbf"
	       "date\tmentions",
	       0, 0, 1, '\t');
	header("brand,count,\"date\",x", 0, 2, 1, ',');
	header("count,value,ts", 0, 2, 1, ','); /* value goes before count */
	header("", ERROR_INVALID, 0, 0, 0);
	header("timestamp", ERROR_INVALID, 0, 0, 0);
	header("value", ERROR_INVALID, 0, 0, 0);
	header("2026-11-22 10:00:00,5", ERROR_INVALID, 0, 0, 0);
}

/* The value, or -1 when refused with these words, or -2 for an empty line. */
static double row(const char *line, const char *want_time, const char *says)
{
	struct series_csv csv = { .separator = ',', .value_column = 1, .line = 6, .last_us = 5 };
	struct series_row got;
	struct error error = { 0 };
	char text[CLOCK_TEXT_MAX];
	int r = series_csv_row(&csv, slice_from(line), &got, &error);

	assert_int_equal(csv.line, 7);
	if (r < 0) {
		assert_non_null(strstr(error.text, "line 7: "));
		if (!says || !strstr(error.text, says))
			fail_msg("%s", error.text);
		return -1;
	}
	if (r == 0)
		return -2;
	assert_string_equal(clock_format(got.at_us, text), want_time);
	return got.value;
}

static void near(double got, double want)
{
	assert_true(fabs(got - want) < 1e-9);
}

static void rows(void **state)
{
	(void)state;
	near(row("2015-02-26 21:42:53,104", "2015-02-26T21:42:53Z", NULL), 104);
	near(row("2015-02-26T21:42:53+01:00,0", "2015-02-26T20:42:53Z", NULL), 0);
	near(row("2015-02-26,2.5,more", "2015-02-26T00:00:00Z", NULL), 2.5);
	near(row("\"1424986973\" , \"7\"", "2015-02-26T21:42:53Z", NULL), 7);
	near(row("2015-02-26T21:42:53Z,1e3", "2015-02-26T21:42:53Z", NULL), 1000);
	near(row("", NULL, NULL), -2);
	near(row("  ", NULL, NULL), -2);
	near(row("2015-02-26", NULL, "1 field"), -1);
	near(row("yesterday,5", NULL, "\"yesterday\" is no time"), -1);
	near(row("2015-13-26,5", NULL, "is no time"), -1);
	near(row("2015-02-26,-1", NULL, "is no count"), -1);
	near(row("2015-02-26,nan", NULL, "is no count"), -1);
	near(row("2015-02-26,0x10", NULL, "is no count"), -1);
	near(row("2015-02-26,1e300", NULL, "is no count"), -1);
	near(row("2015-02-26,", NULL, "is no count"), -1);
	near(row("0,5", NULL, "sort the file"), -1);
	near(row("\x1b[31m,5", NULL, "\"?[31m\" is no time"), -1);
}

static void lines(void **state)
{
	struct slice rest = slice_from("a\r\n\nb"), line;
	(void)state;

	assert_true(series_csv_next_line(&rest, &line) && slice_is(line, "a"));
	assert_true(series_csv_next_line(&rest, &line) && slice_is(line, ""));
	assert_true(series_csv_next_line(&rest, &line) && slice_is(line, "b"));
	assert_false(series_csv_next_line(&rest, &line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(rows),
		cmocka_unit_test(lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
