/* test_error.c - one line, cut and never run over. */
#include "facts.h"

#include "error.h"
#include <errno.h>

static void test_set(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(error_set(&error, ERROR_LIMIT, "%d of %s", 3, "x"), ERROR_LIMIT);
	assert_int_equal(error.code, ERROR_LIMIT);
	assert_string_equal(error.text, "3 of x");
	assert_int_equal(error_set(NULL, ERROR_AWAY, "gone"), ERROR_AWAY);
	error_set(&error, ERROR_INVALID, "a\nb\r\nc");
	assert_string_equal(error.text, "a b  c");
	error_set(&error, ERROR_INVALID, "\x1b[2Jt\tx\x7f\xc3\xa5"); /* nor orders to a terminal */
	assert_string_equal(error.text, " [2Jt x \xc3\xa5");
}

static void test_texts_are_cut(void **state)
{
	char text[2 * ERROR_TEXT_MAX];
	struct error error = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&error, ERROR_INVALID, "%s", text);
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
	assert_int_equal(error_prefix(&error, "front"), ERROR_INVALID);
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
	assert_memory_equal(error.text, "front: xxx", 10);
	error_prefix(&error, "%s", text); /* a prefix alone fills it */
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
	assert_string_equal(error.text + ERROR_TEXT_MAX - 3, ": ");
}

static void test_prefix(void **state)
{
	struct error error = { 0 };

	(void)state;
	error_set(&error, ERROR_NOT_FOUND, "no such file");
	assert_int_equal(error_prefix(&error, "line %d", 4), ERROR_NOT_FOUND);
	assert_int_equal(error_prefix(&error, "%s", error.text), ERROR_NOT_FOUND); /* of itself */
	assert_string_equal(error.text, "line 4: no such file: line 4: no such file");
	assert_true(error_prefix(NULL, "x") < 0);
}

static void test_errno(void **state)
{
	struct error error = { 0 };

	(void)state;
	errno = ENOENT;
	assert_int_equal(error_errno(&error, "cannot open %s", "x"), ERROR_SYSTEM);
	assert_string_equal(error.text, "cannot open x: No such file or directory");
	assert_int_equal(error_errno(NULL, "x"), ERROR_SYSTEM);
}

static void test_exit_status(void **state)
{
	(void)state;
	assert_int_equal(error_exit_status(ERROR_NONE), 0);
	assert_int_equal(error_exit_status(ERROR_NOT_FOUND), 1);
	assert_int_equal(error_exit_status(ERROR_CONFLICT), 1);
	assert_int_equal(error_exit_status(ERROR_INVALID), 2);
	assert_int_equal(error_exit_status(ERROR_AWAY), 3);
	assert_int_equal(error_exit_status(ERROR_UNCERTAIN), 3);
	assert_int_equal(error_exit_status(ERROR_MEMORY), 3);
	assert_int_equal(error_exit_status(ERROR_LIMIT), 3);
}

static void test_what_passes(void **state)
{
	(void)state;
	assert_true(error_is_unanswered(ERROR_AWAY) && error_is_unanswered(ERROR_UNCERTAIN));
	assert_false(error_is_unanswered(0) || error_is_unanswered(ERROR_LIMIT) ||
		     error_is_unanswered(ERROR_REFUSED));
	assert_true(error_will_pass(ERROR_AWAY) && error_will_pass(ERROR_LIMIT));
	assert_false(error_will_pass(0) || error_will_pass(ERROR_REFUSED) ||
		     error_will_pass(ERROR_CONFLICT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),	    cmocka_unit_test(test_texts_are_cut),
		cmocka_unit_test(test_prefix),	    cmocka_unit_test(test_errno),
		cmocka_unit_test(test_what_passes), cmocka_unit_test(test_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
