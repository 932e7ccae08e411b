/* test_told.c - facts about who was told of an incident. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "buffer.h"
#include "error.h"
#include "json.h"
#include "told.h"
#include <stdio.h>
#include <string.h>

static void test_once_each(void **state)
{
	struct told told = { .count = 0 };

	(void)state;
	told_note(&told, slice_from("anna"), false, 3, false);
	told_note(&told, slice_from("anna"), true, 3, false); /* a webhook of that name */
	told_note(&told, slice_from("bo"), false, 3, false);
	told_note(&told, slice_from("anna"), false, 1, false);
	told_note(&told, slice_from(""), false, 1, false);
	assert_int_equal(told.count, 3);
	assert_int_equal(told_find(&told, slice_from("anna"), false)->severity, 1);
	assert_int_equal(told_find(&told, slice_from("anna"), true)->severity, 3);
	assert_null(told_find(&told, slice_from("bo"), true));
	assert_null(told_find(&told, slice_from("ann"), false));
}

static void test_limits(void **state)
{
	struct told told = { .count = 0 };
	char name[200];

	(void)state;
	memset(name, 'x', sizeof(name));
	memcpy(name + TOLD_NAME_MAX - 2, "å", 2); /* would be cut in two */
	told_note(&told, (struct slice){ name, sizeof(name) }, false, 2, false);
	assert_int_equal(strlen(told.items[0].name), TOLD_NAME_MAX - 2);
	assert_non_null(told_find(&told, (struct slice){ name, sizeof(name) }, false));
	for (int i = 0; i < 2 * TOLD_MAX; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		told_note(&told, slice_from(name), false, 2, false);
	}
	assert_int_equal(told.count, TOLD_MAX);
	assert_null(told_find(&told, slice_from("p100"), false));
}

static void test_json(void **state)
{
	static const char list[] = "[{\"person\":\"anna\",\"severity\":2,\"spread\":false},{"
				   "\"webhook\":\"ops\",\"severity\":1,\"spread\":true}]";
	static const char odd[] = "[7,{\"person\":\"anna\",\"severity\":9},{\"severity\":1},"
				  "{\"webhook\":\"ops\"}]";
	struct told told = { .count = 9 };
	struct error error = { 0 };
	struct json_writer writer;
	struct buffer text;
	struct json *json = json_parse(slice_from(list), &error);

	(void)state;
	told_read_json(json, &told);
	json_free(json);
	assert_int_equal(told.count, 2);
	buffer_init(&text, 1000);
	json_write_begin(&writer, &text);
	told_write_json(&told, &writer);
	assert_true(slice_is(buffer_slice(&text), list));
	buffer_done(&text);

	json = json_parse(slice_from(odd), &error);
	told_read_json(json, &told);
	json_free(json);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.items[0].severity, 4); /* they know little */
	assert_true(told.items[1].webhook);
	told_read_json(NULL, &told);
	assert_int_equal(told.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once_each),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
