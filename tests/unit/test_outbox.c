/* test_outbox.c - messages from the decision to their end. */
#include "store_house.h"

#include "due.h"
#include "outbox.h"

static void add(const char *id, int64_t due_us)
{
	struct effect_message effect = {
		.message = { .id = slice_from(id),
			     .kind = MESSAGE_WEBHOOK,
			     .receiver = S("ops"),
			     .brand = S("acme"),
			     .body = S("{\"type\":\"incident.opened\"}"),
			     .created_us = NOW_US },
		.due_us = due_us,
	};
	struct effects effects = { .messages = &effect, .message_count = 1 };

	OK(effects_apply(house.link, 0, &effects, NOW_US, &oops));
}

static struct arena arena;

static struct message load(const char *id)
{
	struct message message;

	arena_reset(&arena);
	OK(outbox_load(house.link, 0, slice_from(id), &arena, &message, &oops));
	return message;
}

static int mark(const char *id, enum message_state state, int64_t retry_us, const char *why)
{
	struct outbox_result result = {
		.id = slice_from(id),
		.state = state,
		.retry_at_us = retry_us,
		.error = slice_from(why),
		.keep_us = DAY_US,
	};
	struct error error = { 0 };

	return outbox_mark(house.link, 0, &result, NOW_US, &error);
}

static struct outbox_figures figures(void)
{
	struct outbox_figures figures;

	OK(outbox_figures(house.link, 0, &figures, &oops));
	return figures;
}

static void test_tries(void **state)
{
	(void)state;
	add("msg-1", NOW_US);
	assert_int_equal(load("msg-1").attempts, 0);
	assert_true(slice_is(load("msg-1").body, "{\"type\":\"incident.opened\"}"));
	assert_int_equal(figures().waiting, 1);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due-deliveries", "deliver:msg-1"), NOW_US);

	assert_int_equal(mark("msg-1", MESSAGE_WAITING, NOW_US + MINUTE_US, "connection refused"),
			 0);
	assert_int_equal(load("msg-1").attempts, 1);
	assert_true(slice_is(load("msg-1").last_error, "connection refused"));
	assert_int_equal(load("msg-1").state, MESSAGE_WAITING);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due-deliveries", "deliver:msg-1"),
			 NOW_US + MINUTE_US);

	assert_int_equal(mark("msg-1", MESSAGE_SENT, 0, ""), 0);
	assert_int_equal(load("msg-1").attempts, 2);
	assert_int_equal(load("msg-1").state, MESSAGE_SENT);
	assert_int_equal(load("msg-1").last_error.len, 0);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due-deliveries"), 0);
	assert_int_equal(figures().waiting, 0);
	assert_int_equal(figures().sent, 1);

	/* A late answer of another node changes nothing. */
	assert_int_equal(mark("msg-1", MESSAGE_FAILED, 0, "late"), ERROR_CONFLICT);
	assert_int_equal(load("msg-1").state, MESSAGE_SENT);
}

/* The same change done twice sends once. */
static void test_same_id(void **state)
{
	(void)state;
	add("msg-1", NOW_US);
	assert_int_equal(mark("msg-1", MESSAGE_SENT, 0, ""), 0);
	add("msg-1", NOW_US);
	assert_int_equal(load("msg-1").state, MESSAGE_SENT);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due-deliveries"), 0);
}

static void test_given_up(void **state)
{
	(void)state;
	add("msg-1", NOW_US);
	assert_int_equal(mark("msg-1", MESSAGE_FAILED, 0, "550 no such user"), 0);
	assert_int_equal(figures().failed, 1);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due-deliveries"), 0);
	/* A human may have it tried again. */
	assert_int_equal(mark("msg-1", MESSAGE_WAITING, NOW_US, ""), 0);
	assert_int_equal(figures().waiting, 1);
	assert_int_equal(NUMBER("PTTL", "lv:{p0}:message:msg-1"), -1);
}

static void test_unknown(void **state)
{
	struct message message;
	struct error error = { 0 };
	char id[200];

	(void)state;
	memset(id, 'x', sizeof(id));
	assert_int_equal(outbox_load(house.link, 0, S("nothing"), &arena, &message, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(
		outbox_load(house.link, 0, (struct slice){ id, 200 }, &arena, &message, &error),
		ERROR_NOT_FOUND);
	assert_int_equal(mark("nothing", MESSAGE_SENT, 0, ""), ERROR_NOT_FOUND);
	redis_reply_free(ASK("HSET", "lv:{p0}:message:odd", "json", "[]", "state", "waiting"));
	assert_int_equal(outbox_load(house.link, 0, S("odd"), &arena, &message, &error),
			 ERROR_INVALID);
}

static void test_retention(void **state)
{
	(void)state;
	add("msg-1", NOW_US);
	add("msg-2", NOW_US);
	assert_int_equal(mark("msg-1", MESSAGE_SENT, 0, ""), 0);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:message:msg-1"), 1, DAY_US / 1000);

	struct effects late = { .keep_messages_us = DAY_US };
	struct effect_message effect = { .message = { .id = S("msg-3"), .created_us = NOW_US } };
	late.messages = &effect;
	late.message_count = 1;
	OK(effects_apply(house.link, 0, &late, NOW_US + DAY_US, &oops));
	assert_int_equal(figures().sent, 0);
	assert_int_equal(figures().waiting, 2); /* what waits is never forgotten */
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:message:msg-1"), 0);
}

struct seen {
	size_t count;
	char last[MESSAGE_ID_MAX];
};

static bool see(void *context, const struct message *message)
{
	struct seen *seen = context;

	seen->count++;
	(void)snprintf(seen->last, sizeof(seen->last), "%.*s", (int)message->id.len,
		       message->id.data);
	return true;
}

static void test_list(void **state)
{
	struct seen seen = { 0 };
	struct outbox_filter filter = { .state = MESSAGE_STATE_COUNT };
	char id[32];

	(void)state;
	for (int i = 0; i < 60; i++) {
		(void)snprintf(id, sizeof(id), "msg-%02d", i);
		add(id, NOW_US);
	}
	assert_int_equal(mark("msg-07", MESSAGE_FAILED, 0, "no"), 0);
	OK(outbox_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 50);
	char last[MESSAGE_ID_MAX];
	memcpy(last, seen.last, sizeof(last));
	filter.after = slice_from(last);
	OK(outbox_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 60);
	assert_string_equal(seen.last, "msg-00");
	seen.count = 0;
	filter = (struct outbox_filter){ .state = MESSAGE_FAILED };
	OK(outbox_list(house.link, 0, &filter, see, &seen, &oops));
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.last, "msg-07");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tries),   TEST(test_same_id),	  TEST(test_given_up),
		TEST(test_unknown), TEST(test_retention), TEST(test_list),
	};

	arena_init(&arena, 4096, 1 << 22);
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	arena_done(&arena);
	return failed;
}
