/* test_redis_async.c - the event loop's connection: every command ends once, in one of four ways.
 */
#include "store_batch.h"

#include "redis_async.h"

#include <event2/event.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct event_base *base;

struct outcome {
	unsigned calls;
	int code;
	int64_t number;
};

static void done(void *context, int code, const struct redisReply *reply, const struct error *error)
{
	struct outcome *outcome = context;

	outcome->calls++;
	outcome->code = code;
	outcome->number = redis_reply_integer(reply, -1);
	assert_true((code != 0) == (error->text[0] != 0));
}

static struct redis_async *open_async(const char *url, int64_t timeout_us)
{
	struct redis_settings settings = { .url = url,
					   .connect_timeout_us = timeout_us,
					   .command_timeout_us = timeout_us };
	struct redis_async *redis = redis_async_new(base, &settings, &oops);

	if (!redis)
		fail_msg("%s", oops.text);
	return redis;
}

static void turn_until_ready(struct redis_async *redis)
{
	while (!redis_async_ready(redis))
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
}

static void turn_until_called(const struct outcome *outcome)
{
	while (outcome->calls == 0)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
}

static int send_words(struct redis_async *redis, const char *first, const char *second,
		      struct outcome *outcome)
{
	struct redis_command command;

	redis_command_init(&command, first);
	if (second)
		redis_command_add_text(&command, second);
	return redis_async_command(redis, &command, done, outcome, &oops);
}

static void test_answers(void **state)
{
	struct outcome a = { 0 }, b = { 0 }, c = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 0);

	(void)state;
	assert_int_equal(send_words(redis, "INCR", "n", &a), ERROR_AWAY); /* not yet */
	turn_until_ready(redis);
	OK(send_words(redis, "INCR", "n", &a));
	OK(send_words(redis, "NONSENSE", NULL, &b));
	OK(send_words(redis, "INCR", "n", &c));
	assert_int_equal(redis_async_pending(redis), 3);
	assert_int_equal(a.calls, 0); /* never from within */
	turn_until_called(&c);
	assert_int_equal(a.number, 1);
	assert_int_equal(b.code, ERROR_REFUSED);
	assert_int_equal(c.number, 2);
	assert_int_equal(a.calls + b.calls + c.calls, 3);
	assert_int_equal(redis_async_pending(redis), 0);
	redis_async_free(redis);
}

struct append_outcome {
	unsigned calls;
	int code;
};

static void appended(void *context, int code, const struct error *error)
{
	struct append_outcome *outcome = context;

	(void)error;
	outcome->calls++;
	outcome->code = code;
}

static void test_append(void **state)
{
	struct redis_async *redis = open_async(managed_url(house.redis), 0);
	struct append_outcome fine = { 0 }, full = { 0 };
	struct stream_block block = {
		.brand = S("acme"), .comments = 2, .bytes = S("bytes"), .limit_comments = 3
	};
	struct stream_figures figures;

	(void)state;
	turn_until_ready(redis);
	OK(stream_append_async(redis, &block, NOW_US, appended, &fine, &oops));
	OK(stream_append_async(redis, &block, NOW_US, appended, &full, &oops));
	while (full.calls == 0)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	assert_int_equal(fine.calls, 1);
	assert_int_equal(fine.code, 0);
	assert_int_equal(full.code, ERROR_LIMIT);
	OK(stream_figures(house.link, 0, &figures, &oops));
	assert_int_equal(figures.comments, 2);
	redis_async_free(redis);
}

struct several {
	struct outcome outcome;
	int64_t numbers[4];
	size_t count;
	uint64_t waiting;
	bool first;
	char text[ERROR_TEXT_MAX];
};

static void several_done(void *context, int code, const struct redisReply *reply,
			 const struct error *error)
{
	struct several *several = context;

	done(&several->outcome, code, reply, error);
	(void)snprintf(several->text, sizeof(several->text), "%s", error->text);
	several->count = redis_reply_count(reply);
	for (size_t i = 0; i < several->count && i < 4; i++)
		several->numbers[i] = redis_reply_integer(redis_reply_at(reply, i), -1);
	if (code == 0)
		several->waiting = stream_put_waiting(reply, 2, &several->first);
}

/* INCR of each; an empty key is left out, which makes it no command. */
static void together(struct redis_async *redis, const char *const keys[3], struct several *several)
{
	struct redis_command commands[3];

	*several = (struct several){ .outcome = { 0 } };
	for (size_t i = 0; i < 3; i++) {
		redis_command_init(&commands[i], "INCR");
		if (keys[i][0])
			redis_command_add_text(&commands[i], keys[i]);
	}
	OK(redis_async_together(redis, commands, 3, several_done, several, &oops));
	turn_until_called(&several->outcome);
}

/* All of them, or none and why. */
static void test_together(void **state)
{
	struct redis_async *redis = open_async(managed_url(house.redis), 0);
	struct outcome after = { 0 };
	struct several several;

	(void)state;
	turn_until_ready(redis);
	together(redis, (const char *const[]){ "a", "b", "a" }, &several);
	assert_int_equal(several.outcome.code, 0);
	assert_int_equal(several.count, 3);
	assert_int_equal(several.numbers[2], 2);
	together(redis, (const char *const[]){ "a", "", "a" }, &several);
	assert_int_equal(several.outcome.code, ERROR_REFUSED);
	assert_int_equal(NUMBER("GET", "a"), 2);
	redis_reply_free(ASK("SET", "text", "x"));
	together(redis, (const char *const[]){ "a", "text", "b" },
		 &several); /* as with a function */
	assert_int_equal(several.outcome.code, ERROR_REFUSED);
	assert_int_equal(NUMBER("GET", "b"), 2);
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "1"));
	together(redis, (const char *const[]){ "a", "b", "a" }, &several);
	redis_reply_free(ASK("CONFIG", "SET", "maxmemory", "0"));
	assert_int_equal(several.outcome.code, ERROR_LIMIT); /* and not "EXECABORT" */
	assert_int_equal(NUMBER("GET", "a"), 3);
	redis_reply_free(ASK("ACL", "SETUSER", "default", "-exec"));
	together(redis, (const char *const[]){ "a", "b", "a" }, &several);
	redis_reply_free(ASK("ACL", "SETUSER", "default", "+exec"));
	assert_non_null(strstr(several.text, "lacks a permission"));
	assert_int_equal(NUMBER("GET", "a"), 3);
	OK(send_words(redis, "INCR", "a", &after)); /* nothing is left open */
	turn_until_called(&after);
	assert_int_equal(after.number, 4);
	redis_async_free(redis);
}

/* Without a function it stands there as with one. */
static void test_put(void **state)
{
	struct redis_async *redis = open_async(managed_url(house.redis), 0);
	struct stream_block block = {
		.brand = S("a:c"), .comments = 2, .bytes = S("bytes"), .limit_comments = 100
	};
	struct stream_figures figures;
	struct several several = { .outcome = { 0 } };

	(void)state;
	turn_until_ready(redis);
	OK(stream_append(house.link, &block, NOW_US, &oops));
	for (unsigned i = 0; i < 2; i++) {
		several = (struct several){ .outcome = { 0 } };
		OK(stream_put_async(redis, &block, several_done, &several, &oops));
		turn_until_called(&several.outcome);
		assert_int_equal(several.outcome.code, 0);
		assert_int_equal(several.waiting, 4 + 2 * i);
		assert_false(several.first);
	}
	OK(stream_figures(house.link, 0, &figures, &oops));
	assert_int_equal(figures.comments, 6);
	assert_int_equal(figures.blocks, 3);
	assert_int_equal(NUMBER("HGET", "lv:{p0}:totals:a%3Ac", "accepted"), 6);
	struct redisReply *reply = ASK("XRANGE", "lv:{p0}:stream", "-", "+");
	for (size_t i = 1; i < 3; i++) { /* all but its id */
		const struct redisReply *one = redis_reply_at(redis_reply_at(reply, 0), 1);
		const struct redisReply *other = redis_reply_at(redis_reply_at(reply, i), 1);

		assert_int_equal(redis_reply_count(other), 6);
		for (size_t k = 0; k < 6; k++)
			assert_true(slice_equal(redis_reply_text(redis_reply_at(one, k)),
						redis_reply_text(redis_reply_at(other, k))));
	}
	redis_reply_free(reply);
	redis_reply_free(ASK("FLUSHALL"));
	several = (struct several){ .outcome = { 0 } };
	OK(stream_put_async(redis, &block, several_done, &several, &oops));
	turn_until_called(&several.outcome);
	assert_true(several.first);
	redis_async_free(redis);
}

/* A Redis that has never heard of us, or lost our functions: they are there when it is ready. */
static void test_functions(void **state)
{
	struct outcome outcome = { 0 };
	struct redis_async *redis;

	(void)state;
	redis_reply_free(ASK("FUNCTION", "FLUSH"));
	redis = open_async(managed_url(house.redis), 0);
	turn_until_ready(redis);
	assert_true(NUMBER("FCALL", "livvakt_version", "0") > 0);

	redis_reply_free(ASK("FUNCTION", "FLUSH"));
	struct redis_command command;
	redis_command_call(&command, "livvakt_version", "lv:{p0}:");
	OK(redis_async_command(redis, &command, done, &outcome, &oops));
	turn_until_called(&outcome);
	assert_int_equal(outcome.code, ERROR_AWAY); /* certainly not done */
	turn_until_ready(redis);
	outcome.calls = 0;
	OK(redis_async_command(redis, &command, done, &outcome, &oops));
	turn_until_called(&outcome);
	assert_int_equal(outcome.code, 0);
	redis_async_free(redis);
}

/* Hung: the answer does not come in time, and what happened is not known. */
static void test_no_answer(void **state)
{
	struct outcome a = { 0 }, b = { 0 }, after = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 2000000);

	(void)state;
	turn_until_ready(redis);
	assert_int_equal(kill(managed_pid(house.redis), SIGSTOP), 0);
	int sent = send_words(redis, "INCR", "n", &a) + send_words(redis, "INCR", "n", &b);
	if (sent == 0)
		turn_until_called(&b);
	assert_int_equal(kill(managed_pid(house.redis), SIGCONT), 0);
	assert_int_equal(sent, 0);
	assert_int_equal(a.code, ERROR_UNCERTAIN);
	assert_int_equal(b.code, ERROR_UNCERTAIN);
	assert_int_equal(a.calls + b.calls, 2);
	assert_false(redis_async_ready(redis));
	assert_non_null(strstr(redis_async_trouble(redis), "no answer in time"));
	assert_int_equal(send_words(redis, "INCR", "n", &after), ERROR_AWAY);

	/* It comes back by itself, and a late answer is taken for nobody's. */
	turn_until_ready(redis);
	OK(send_words(redis, "GET", "n", &after));
	turn_until_called(&after);
	assert_int_equal(after.code, 0);
	assert_int_equal(after.calls, 1);
	redis_async_free(redis);
}

static void test_connection_lost(void **state)
{
	struct outcome outcome = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 0);

	(void)state;
	turn_until_ready(redis);
	redis_reply_free(ASK("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
	if (send_words(redis, "INCR", "n", &outcome) == 0) {
		turn_until_called(&outcome);
		assert_int_equal(outcome.code, ERROR_UNCERTAIN);
		assert_int_equal(outcome.calls, 1);
	}
	turn_until_ready(redis);
	redis_async_free(redis);
}

static void test_freed_while_waiting(void **state)
{
	struct outcome outcome = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 0);

	(void)state;
	turn_until_ready(redis);
	OK(send_words(redis, "INCR", "n", &outcome));
	redis_async_free(redis);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.code, ERROR_UNCERTAIN);
}

static void test_nobody_there(void **state)
{
	struct redis_async *redis = open_async("unix:///nowhere/redis.sock", 0);
	struct outcome outcome = { 0 };

	(void)state;
	assert_false(redis_async_ready(redis));
	assert_non_null(strstr(redis_async_trouble(redis), "/nowhere/redis.sock"));
	assert_int_equal(send_words(redis, "INCR", "n", &outcome), ERROR_AWAY);
	assert_int_equal(outcome.calls, 0);
	redis_async_free(redis);

	struct redis_settings settings = { .url = "rediss://host" };
	struct error error = { 0 };
	assert_null(redis_async_new(base, &settings, &error));
	assert_int_equal(error.code, ERROR_INVALID);
}

/* One that accepts and never says a word is given up and tried again. */
static void test_mute_peer(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char folder[64], url[128];

	(void)state;
	house_make_folder(folder);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", folder);
	(void)snprintf(url, sizeof(url), "unix://%s/s", folder);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 8), 0);
	struct redis_async *redis = open_async(url, 20000);
	while (!redis_async_trouble(redis)[0])
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	assert_non_null(strstr(redis_async_trouble(redis), "no answer in time"));
	redis_async_free(redis);
	close(listener);
	house_remove_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers),	 TEST(test_append),	     TEST(test_functions),
		TEST(test_no_answer),	 TEST(test_connection_lost), TEST(test_freed_while_waiting),
		TEST(test_nobody_there), TEST(test_mute_peer),	     TEST(test_together),
		TEST(test_put),
	};

	base = event_base_new();
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	event_base_free(base);
	return failed;
}
