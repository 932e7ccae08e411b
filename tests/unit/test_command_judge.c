/* test_command_judge.c - facts about reading lines for score and eval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "command_judge.h"
#include "file.h"
#include "json.h"
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

struct taken {
	unsigned count, fail_at;
};

static int take_line(void *context, struct slice line, struct error *error)
{
	struct taken *taken = context;

	if (slice_is(line, "bad"))
		return error_set(error, ERROR_INVALID, "it is bad");
	if (++taken->count == taken->fail_at)
		return error_set(error, ERROR_MEMORY, "no memory left");
	return 0;
}

static int take_json(void *context, const struct json *json, struct error *error)
{
	struct taken *taken = context;

	(void)error;
	taken->count += (unsigned)json_get_integer(json, "n", 0);
	return 0;
}

static enum exit_status read_text(struct command_reader *reader, const char *text)
{
	char path[] = "/tmp/livvakt-lines-XXXXXX";
	int descriptor = mkstemp(path);
	enum exit_status status;

	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
	close(descriptor);
	status = command_read(reader, path);
	unlink(path);
	return status;
}

static void test_bad_lines_are_left_out(void **state)
{
	struct taken taken = { 0 };
	struct command_reader reader = {
		.command = "test", .take_line = take_line, .context = &taken, .shown_max = 1
	};

	(void)state;
	assert_int_equal(read_text(&reader, "one\nbad\ntwo\nbad\n"), STATUS_FINE);
	assert_int_equal(taken.count, 2);
	assert_int_equal(reader.bad_lines, 2);
	taken = (struct taken){ .fail_at = 2 };
	assert_int_equal(read_text(&reader, "one\ntwo\nthree\n"), STATUS_WORLD);
	assert_int_equal(taken.count, 2);
	assert_int_equal(command_read(&reader, "/nonexistent/x"), STATUS_WORLD);
	assert_int_equal(command_read(&reader, "/tmp"), STATUS_WORLD);
}

static void test_lines_of_json(void **state)
{
	struct taken taken = { 0 };
	struct command_reader reader = { .command = "test",
					 .take_json = take_json,
					 .context = &taken };

	(void)state;
	assert_int_equal(read_text(&reader, "{\"n\":3}\n{\n{\"n\":4}"), STATUS_FINE);
	assert_int_equal(taken.count, 7);
	assert_int_equal(reader.bad_lines, 1);
}

/* One model a language is all that can be of use. */
static void test_models_are_few(void **state)
{
	struct command_models models = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < MOOD_MODELS_MAX; i++)
		assert_true(command_models_add(&models, "a.model"));
	assert_false(command_models_add(&models, "b.model"));
	assert_int_equal(models.count, MOOD_MODELS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_models_are_few),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_what_cannot_be_read),
		cmocka_unit_test(test_bad_lines_are_left_out),
		cmocka_unit_test(test_lines_of_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
