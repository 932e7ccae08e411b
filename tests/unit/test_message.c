/* test_message.c - a message as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arena.h"
#include "json.h"
#include "message.h"

static const struct message example = {
	.id = { "msg-1", 5 },
	.kind = MESSAGE_HIDE,
	.news = MESSAGE_RELIEF,
	.receiver = { "wordpress", 9 },
	.thread = { "c-1", 3 },
	.body = { "{\"id\":\"c-1\",\"text\":\"\xc3\xa5 \\n\"}", 27 },
	.brand = { "tog", 3 },
	.created_us = INT64_C(1795345200000001),
	.event = { "incident.raised", 15 },
	.severity = 2,
	.attempts = 3,
	.state = MESSAGE_FAILED,
	.last_error = { "550 no", 6 },
};

static bool read_text(const char *text, struct arena *arena, struct message *ret_message)
{
	struct json *json = json_parse(slice_from(text), NULL);

	assert_non_null(json);
	bool fine = message_read_json(json, arena, ret_message);
	json_free(json);
	return fine;
}

static void test_there_and_back(void **state)
{
	struct arena arena;
	struct buffer text;
	struct message back;

	(void)state;
	arena_init(&arena, 1024, 65536);
	buffer_init(&text, 65536);
	message_write_json(&example, &text);
	assert_true(read_text(buffer_text(&text), &arena, &back));
	assert_true(slice_equal(back.id, example.id));
	assert_true(slice_equal(back.body, example.body));
	assert_true(slice_equal(back.thread, example.thread));
	assert_true(slice_equal(back.last_error, example.last_error));
	assert_true(slice_equal(back.receiver, example.receiver));
	assert_int_equal(back.subject.len, 0);
	assert_int_equal(back.kind, MESSAGE_HIDE);
	assert_int_equal(back.news, MESSAGE_RELIEF);
	assert_int_equal(back.state, MESSAGE_FAILED);
	assert_true(slice_equal(back.event, example.event));
	assert_int_equal(back.severity, 2);
	assert_int_equal(back.attempts, 3);
	assert_int_equal(back.created_us, example.created_us);
	buffer_done(&text);
	arena_done(&arena);
}

static void test_refuses(void **state)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"{\"kind\":\"fax\",\"state\":\"sent\",\"id\":\"m\",\"created_at\":\"2026-01-01T00:"
		"00:00Z\","
		"\"attempts\":0}",
		"{\"kind\":\"email\",\"state\":\"sent\",\"id\":\"\",\"created_at\":\"2026-01-01T00:"
		"00:00Z\","
		"\"attempts\":0}",
		"{\"kind\":\"email\",\"state\":\"sent\",\"id\":\"m\",\"created_at\":\"soon\","
		"\"attempts\":0}",
		"{\"kind\":\"email\",\"state\":\"sent\",\"id\":\"m\",\"created_at\":\"2026-01-"
		"01T00:00:00Z\","
		"\"attempts\":-1}",
	};
	struct arena arena;
	struct message message = { .attempts = 77 };

	(void)state;
	arena_init(&arena, 1024, 65536);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(read_text(texts[i], &arena, &message));
	assert_int_equal(message.attempts, 77);
	arena_done(&arena);
}

static void test_no_memory(void **state)
{
	struct arena arena;
	struct buffer text;
	struct message back;

	(void)state;
	arena_init(&arena, 16, 16);
	buffer_init(&text, 65536);
	message_write_json(&example, &text);
	assert_false(read_text(buffer_text(&text), &arena, &back));
	buffer_done(&text);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
