/* test_redis_command.c - a command's arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "redis_command.h"

#include <string.h>

static bool argument_is(const struct redis_command *command, int at, const char *text)
{
	return command->lengths[at] == strlen(text) &&
	       memcmp(command->arguments[at], text, strlen(text)) == 0;
}

static void test_arguments(void **state)
{
	struct redis_command command;

	(void)state;
	redis_command_init(&command, "SET");
	redis_command_add(&command, (struct slice){ "a\0b", 3 });
	redis_command_add(&command, (struct slice){ 0 });
	redis_command_add_integer(&command, INT64_MIN);
	redis_command_add_integer(&command, INT64_MAX);
	assert_int_equal(command.count, 5);
	assert_false(command.function);
	assert_true(argument_is(&command, 0, "SET"));
	assert_int_equal(command.lengths[1], 3);
	assert_non_null(command.arguments[2]);
	assert_int_equal(command.lengths[2], 0);
	assert_true(argument_is(&command, 3, "-9223372036854775808"));
	assert_true(argument_is(&command, 4, "9223372036854775807"));
}

static void test_function(void **state)
{
	struct redis_command command;

	(void)state;
	redis_command_call(&command, "livvakt_x", "lv:{p0}:");
	assert_true(command.function);
	assert_int_equal(command.count, 4);
	assert_true(argument_is(&command, 0, "FCALL"));
	assert_true(argument_is(&command, 2, "1"));
	assert_true(argument_is(&command, 3, "lv:{p0}:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
