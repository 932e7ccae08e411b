/* test_redis_copies.c - what must survive the loss of the master: told when the replicas have it,
 * and never on the word of a connection that did not write it. */
#include "store_house.h"

#include "redis_copies.h"
#include "scripted_peer.h"

#include <event2/event.h>

static struct event_base *base;

struct outcome {
	unsigned calls;
	int code;
	char text[ERROR_TEXT_MAX];
};

static void done(void *context, int code, const struct redisReply *reply, const struct error *error)
{
	struct outcome *outcome = context;

	(void)reply;
	outcome->calls++;
	outcome->code = code;
	(void)snprintf(outcome->text, sizeof(outcome->text), "%s", error->text);
}

static void turn_until_called(const struct outcome *outcome)
{
	while (outcome->calls == 0)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
}

static struct redis_async *open_async(const char *url, unsigned replicas, int64_t timeout_us)
{
	struct redis_settings settings = { .url = url,
					   .replicas = replicas,
					   .command_timeout_us = timeout_us };
	struct redis_async *redis = redis_async_new(base, &settings, &oops);

	if (!redis)
		fail_msg("%s", oops.text);
	while (!redis_async_ready(redis))
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	return redis;
}

static void write_one(struct redis_async *redis, const char *key, struct outcome *outcome)
{
	struct redis_command command;

	redis_command_init(&command, "INCR");
	redis_command_add_text(&command, key);
	OK(redis_copies_command(redis_async_copies(redis), &command, done, outcome, &oops));
}

/* A real Redis without replicas: what was written stands there, and is told as uncertain. */
static void test_no_replica(void **state)
{
	struct outcome outcome = { 0 }, refused = { 0 }, plain = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 1, 5000000);

	(void)state;
	write_one(redis, "n", &outcome);
	turn_until_called(&outcome);
	assert_int_equal(outcome.code, ERROR_UNCERTAIN);
	assert_string_equal(outcome.text,
			    "0 of the 1 replicas that redis_replicas asks for have it");
	redis_reply_free(ASK("SET", "text", "a"));
	write_one(redis, "text", &refused); /* what was not done is waited for by nobody */
	turn_until_called(&refused);
	assert_int_equal(refused.code, ERROR_REFUSED);
	redis_async_free(redis);

	redis = open_async(managed_url(house.redis), 0, 0);
	write_one(redis, "n", &plain);
	turn_until_called(&plain);
	assert_int_equal(plain.code, 0);
	assert_int_equal(NUMBER("GET", "n"), 2);
	redis_async_free(redis);
}

/* A Redis that plays a script, with as many replicas as it likes. */
struct play {
	struct scripted_peer peer;
	struct redis_async *redis;
};

static void play(struct play *play, const struct peer_script *scripts, size_t count)
{
	char url[64];

	scripted_peer_start(&play->peer, scripts, count);
	(void)snprintf(url, sizeof(url), "redis://127.0.0.1:%u", play->peer.port);
	play->redis = open_async(url, 2, 0);
}

static void play_end(struct play *play)
{
	redis_async_free(play->redis);
	scripted_peer_stop(&play->peer);
}

static size_t count_of(const char *text, const char *word)
{
	size_t count = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		count++;
	return count;
}

/* What is written while a WAIT is under way needs the next one, and all of it shares that. */
static void test_one_wait_for_many(void **state)
{
	static const struct peer_script script = { {
		SAY("livvakt_version", ":1000\r\n"),
		SAY("first", ":1\r\n"),
		SAY("PING", "+PONG\r\n"),
		SAY("third", ":2\r\n:1\r\n:1\r\n"), /* to the WAIT, and to both */
		SAY("WAIT", ":1\r\n"),
	} };
	struct outcome first = { 0 }, second = { 0 }, third = { 0 }, ping = { 0 };
	struct redis_command command;
	struct play it;

	(void)state;
	play(&it, &script, 1);
	write_one(it.redis, "first", &first);
	redis_command_init(&command, "PING");
	OK(redis_async_command(it.redis, &command, done, &ping, &oops));
	turn_until_called(&ping);
	assert_int_equal(first.calls, 0); /* it is carried out, and the replicas are waited for */
	write_one(it.redis, "second", &second);
	write_one(it.redis, "third", &third);
	turn_until_called(&first);
	assert_int_equal(first.code, 0);
	turn_until_called(&third);
	assert_int_equal(second.code, ERROR_UNCERTAIN); /* one replica of two */
	assert_int_equal(third.code, ERROR_UNCERTAIN);
	assert_int_equal(first.calls + second.calls + third.calls, 3);
	play_end(&it);
	assert_int_equal(count_of(it.peer.seen[0], "WAIT"), 2);
}

/* The connection goes between the write and the replicas' word: the next one, which has written
 * nothing and would hear that all have it, is not asked. */
static void test_connection_lost(void **state)
{
	static const struct peer_script scripts[] = {
		{ { SAY("livvakt_version", ":1000\r\n"),
		    SAY("first", ":1\r\n"),
		    { .wait_for = "WAIT" } } },
		{ { SAY("livvakt_version", ":1000\r\n"), SAY("WAIT", ":2\r\n") } },
	};
	struct outcome first = { 0 };
	struct play it;

	(void)state;
	play(&it, scripts, 2);
	write_one(it.redis, "first", &first);
	turn_until_called(&first);
	assert_int_equal(first.code, ERROR_UNCERTAIN);
	while (!redis_async_ready(it.redis))
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	play_end(&it);
	assert_int_equal(first.calls, 1);
	assert_null(strstr(it.peer.seen[1], "WAIT"));
}

static void test_freed_while_waiting(void **state)
{
	struct outcome outcome = { 0 };
	struct redis_async *redis = open_async(managed_url(house.redis), 1, 0);

	(void)state;
	write_one(redis, "n", &outcome);
	while (redis_async_pending(redis) > 0 && outcome.calls == 0 && NUMBER("EXISTS", "n") == 0)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	redis_async_free(redis);
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(outcome.code, ERROR_UNCERTAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_replica),
		TEST(test_one_wait_for_many),
		TEST(test_connection_lost),
		TEST(test_freed_while_waiting),
	};

	base = event_base_new();
	int failed = cmocka_run_group_tests(tests, house_up, house_down);
	event_base_free(base);
	return failed;
}
