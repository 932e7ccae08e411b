/* test_command_judge.c - facts about reading lines for score and eval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "command_judge.h"
#include "file.h"
#include <stdlib.h>
#include <unistd.h>

static void test_lines(void **state)
{
	char path[] = "/tmp/livvakt-lines-XXXXXX";
	int descriptor = mkstemp(path);
	struct command_lines lines;
	struct error error = { 0 };
	struct slice line;

	(void)state;
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, "one\r\n\n  \t\ntwo\0x\nlast", 21), 21);
	close(descriptor);
	assert_int_equal(command_lines_open(&lines, path, &error), 0);
	assert_true(command_lines_next(&lines, &line, &error));
	assert_true(slice_is(line, "one"));
	assert_int_equal(lines.number, 1);
	assert_true(command_lines_next(&lines, &line, &error));
	assert_int_equal(line.len, 5); /* a NUL does not end it */
	assert_int_equal(lines.number, 4);
	assert_true(command_lines_next(&lines, &line, &error));
	assert_true(slice_is(line, "last"));
	assert_false(command_lines_next(&lines, &line, &error));
	assert_false(lines.failed);
	command_lines_close(&lines);
	unlink(path);
}

static void test_what_cannot_be_read(void **state)
{
	struct command_lines lines;
	struct error error = { 0 };
	struct slice line;

	(void)state;
	assert_int_equal(command_lines_open(&lines, "/nonexistent/x", &error), ERROR_SYSTEM);
	command_lines_close(&lines);
	assert_int_equal(command_lines_open(&lines, "/tmp", &error),
			 0); /* a folder opens, and fails later */
	assert_false(command_lines_next(&lines, &line, &error));
	assert_true(lines.failed);
	command_lines_close(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
