/* test_mute.c - a silence that a person asked for, as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json.h"
#include "mute.h"

static bool read_text(const char *text, struct mute *ret_mute)
{
	struct json *json = json_parse(slice_from(text), NULL);

	assert_non_null(json);
	bool fine = mute_read_json(json, ret_mute);
	json_free(json);
	return fine;
}

static void test_there_and_back(void **state)
{
	const struct mute want = { .id = "sil-1",
				   .brand = "Bryggeri \"Ål\"",
				   .scope = "topic:pris",
				   .by = "Anna\tBerg",
				   .reason = "nye priser 😡",
				   .ended_by = "bo",
				   .from_us = INT64_C(1795345200000007),
				   .until_us = INT64_C(1795345260000000) };
	struct json_writer writer;
	struct buffer text;
	struct mute back;

	(void)state;
	buffer_init(&text, 4096);
	json_write_begin(&writer, &text);
	mute_write_json(&want, &writer);
	assert_true(read_text(buffer_text(&text), &back));
	assert_memory_equal(&back, &want, sizeof(want));
	buffer_done(&text);
}

static void test_refuses(void **state)
{
	static const char *const bad[] = {
		"{}",
		"[]",
		"{\"id\":\"\",\"brand\":\"b\",\"scope\":\"brand\",\"from\":1,\"until\":2}",
		"{\"id\":\"s\",\"brand\":\"b\",\"scope\":\"brand\",\"from\":\"2026-01-01T00:00:"
		"00Z\"}",
		"{\"id\":\"s\",\"brand\":\"b\",\"scope\":\"brand\",\"from\":\"x\",\"until\":\"y\"}",
		"{\"id\":7,\"brand\":\"b\",\"scope\":\"brand\",\"from\":\"2026-01-01T00:00:00Z\","
		"\"until\":\"2026-01-01T00:00:00Z\"}",
	};
	struct mute mute = { .id = "as it was" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(read_text(bad[i], &mute));
	assert_string_equal(mute.id, "as it was");
}

/* What is too long is cut between code points. */
static void test_too_much(void **state)
{
	char text[1024];
	struct mute mute;

	(void)state;
	(void)strcpy(text, "{\"id\":\"s\",\"brand\":\"b\",\"scope\":\"brand\",\"from\":"
			   "\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\","
			   "\"reason\":\"x");
	for (int i = 0; i < 200; i++)
		(void)strcat(text, "å");
	(void)strcat(text, "\"}");
	assert_true(read_text(text, &mute));
	assert_int_equal(strlen(mute.reason), 255);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
