/* test_again.c - facts about what an incident goes on with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "again.h"
#include "buffer.h"
#include "clock.h"
#include "error.h"
#include "json.h"
#include <string.h>

static struct again through_json(const struct again *again)
{
	struct json_writer writer;
	struct buffer text;
	struct error error;
	struct again read;

	buffer_init(&text, 4096);
	json_write_begin(&writer, &text);
	again_write_json(again, &writer);
	struct json *json = json_parse(buffer_slice(&text), &error);
	assert_non_null(json);
	again_read_json(json, &read);
	json_free(json);
	buffer_done(&text);
	return read;
}

static void test_json(void **state)
{
	const struct again none = { .times = 0 };
	const struct again third = { .first = "inc-a",
				     .last = "inc-b",
				     .first_at_us = 5 * CLOCK_DAY_US,
				     .by = "Åsa",
				     .times = 3 };
	const struct again read = through_json(&third);

	(void)state;
	assert_int_equal(through_json(&none).times, 0);
	assert_int_equal(read.times, 3);
	assert_string_equal(read.first, "inc-a");
	assert_string_equal(read.last, "inc-b");
	assert_string_equal(read.by, "Åsa");
	assert_int_equal(read.first_at_us, 5 * CLOCK_DAY_US);
}

static void test_nonsense_is_nothing(void **state)
{
	const struct again nameless = { .first_at_us = CLOCK_DAY_US, .times = 3 };
	const struct again once = {
		.first = "a", .last = "a", .first_at_us = CLOCK_DAY_US, .times = 1
	};
	struct again read;

	(void)state;
	assert_int_equal(through_json(&nameless).times, 0);
	assert_int_equal(through_json(&once).times, 0);
	memset(&read, 'x', sizeof(read));
	again_read_json(NULL, &read);
	assert_int_equal(read.times, 0);
	assert_string_equal(read.first, "");
}

static void test_days_are_those_of_the_calendar(void **state)
{
	const int64_t evening = 10 * CLOCK_DAY_US - CLOCK_HOUR_US;

	(void)state;
	assert_int_equal(again_day(evening, evening + CLOCK_MINUTE_US), 1);
	assert_int_equal(again_day(evening, evening + 2 * CLOCK_HOUR_US), 2);
	assert_int_equal(again_day(evening, evening + 3 * CLOCK_DAY_US), 4);
	assert_int_equal(again_day(evening, evening - CLOCK_DAY_US), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_nonsense_is_nothing),
		cmocka_unit_test(test_days_are_those_of_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
