/* test_redis_failure.c - what an error reply means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "redis_failure.h"

#include <string.h>

static void means(const char *text, int code, bool passing, const char *says)
{
	struct error error = { 0 };

	assert_int_equal(redis_failure_set(&error, slice_from(text)), code);
	assert_int_equal(error.code, code);
	assert_int_equal(redis_failure_is_passing(slice_from(text)), passing);
	if (!strstr(error.text, says))
		fail_msg("%s: %s", text, error.text);
}

static void test_table(void **state)
{
	(void)state;
	means("LIMIT 5 comments wait", ERROR_LIMIT, false, "5 comments wait");
	means("CONFLICT somebody", ERROR_CONFLICT, false, "somebody");
	means("NOTFOUND no such message", ERROR_NOT_FOUND, false, "no such message");
	means("NOGROUP No such key", ERROR_NOT_FOUND, false, "removed");
	means("OOM command not allowed", ERROR_LIMIT, false, "maxmemory");
	means("MISCONF Errors writing", ERROR_LIMIT, false, "disk full");
	means("READONLY You can't write", ERROR_AWAY, true, "replica");
	means("LOADING Redis is loading", ERROR_AWAY, true, "starting");
	means("NOAUTH Authentication required.", ERROR_REFUSED, false, "redis_password_file");
	means("WRONGPASS invalid", ERROR_REFUSED, false, "password");
	means("NOPERM this user", ERROR_REFUSED, false, "permission");
	means("ERR unknown command 'FCALL'", ERROR_REFUSED, false, "7.0");
	means("ERR something else", ERROR_REFUSED, false, "something else");
	means("LIMIT", ERROR_LIMIT, false, "");
	means("LIMITED is another word", ERROR_REFUSED, false, "LIMITED");
	means("", ERROR_REFUSED, false, "");
}

static void test_missing_function(void **state)
{
	(void)state;
	assert_true(redis_failure_is_missing_function(slice_from("ERR Function not found")));
	assert_false(redis_failure_is_missing_function(slice_from("ERR Functions are fine")));
	assert_false(redis_failure_is_missing_function(slice_from("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_missing_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
