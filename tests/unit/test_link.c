/* test_link.c - a connection whose failures are told apart. */
#include "store_house.h"

#include "functions.h"
#include "keys.h"
#include "link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

/* A peer that misbehaves: accepts, and says what the test wants, or nothing at all. */
struct peer {
	char folder[64], url[128];
	int listener, socket;
};

static void peer_up(struct peer *peer)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	*peer = (struct peer){ .socket = -1 };
	house_make_folder(peer->folder);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", peer->folder);
	(void)snprintf(peer->url, sizeof(peer->url), "unix://%s/s", peer->folder);
	peer->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(peer->listener, 8), 0);
}

static void peer_down(struct peer *peer)
{
	if (peer->socket >= 0)
		close(peer->socket);
	if (peer->listener >= 0)
		close(peer->listener);
	house_remove_folder(peer->folder);
}

static void peer_says(struct peer *peer, const char *text)
{
	peer->socket = accept(peer->listener, NULL, NULL);
	assert_true(peer->socket >= 0);
	assert_int_equal(write(peer->socket, text, strlen(text)), strlen(text));
}

static struct redis_link *link_within(const char *url, const char *password, int64_t timeout_us)
{
	struct redis_settings settings = { .url = url,
					   .password = password,
					   .command_timeout_us = timeout_us };
	struct redis_link *link = redis_link_new(&settings, &oops);

	assert_non_null(link);
	return link;
}

static struct redis_link *link_to(const char *url, const char *password)
{
	return link_within(url, password, PATIENCE_US);
}

static int ping(struct redis_link *link, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply;

	redis_command_init(&command, "PING");
	int r = redis_link_command(link, &command, &reply, error);
	if (r == 0)
		redis_reply_free(reply);
	return r;
}

static void test_back_off(void **state)
{
	struct redis_link *link = link_to("unix:///nowhere/s", NULL);
	struct error error = { 0 };

	(void)state;
	assert_int_equal(ping(link, &error), ERROR_AWAY);
	assert_int_equal(redis_link_ready(link, 1000, &error), ERROR_AWAY);
	assert_non_null(strstr(error.text, "unix:///nowhere/s"));
	assert_int_equal(redis_link_retry_at(link), 1000 + REDIS_BACKOFF_FIRST_US);
	/* Before its time it does not even try. */
	assert_int_equal(redis_link_ready(link, 1001, &error), ERROR_AWAY);
	assert_int_equal(redis_link_retry_at(link), 1000 + REDIS_BACKOFF_FIRST_US);
	assert_int_equal(redis_link_ready(link, 200000, &error), ERROR_AWAY);
	assert_int_equal(redis_link_retry_at(link), 200000 + 2 * REDIS_BACKOFF_FIRST_US);
	redis_link_free(link);

	assert_int_equal(redis_backoff_us(1, 1000000), REDIS_BACKOFF_FIRST_US);
	assert_int_equal(redis_backoff_us(1000, 1000000), 1000000);
}

static void test_lost_answer(void **state)
{
	struct peer peer;
	struct error error = { 0 };

	(void)state;
	peer_up(&peer);
	struct redis_link *link = link_within(peer.url, NULL, 50000);
	OK(redis_link_connect(link, &oops)); /* the kernel accepts for it */
	assert_int_equal(ping(link, &error), ERROR_UNCERTAIN);
	assert_false(redis_link_connected(link));
	assert_int_equal(ping(link, &error), ERROR_AWAY); /* closed: now it is certain */

	/* Closed by the other side after the command was sent. */
	OK(redis_link_connect(link, &oops));
	close(accept(peer.listener, NULL, NULL)); /* the first one, of before */
	peer.socket = accept(peer.listener, NULL, NULL);
	assert_int_equal(shutdown(peer.socket, SHUT_WR), 0);
	assert_int_equal(ping(link, &error), ERROR_UNCERTAIN);

	/* Closed before: nothing was sent, and that is known. */
	OK(redis_link_connect(link, &oops));
	close(accept(peer.listener, NULL, NULL));
	assert_int_equal(ping(link, &error), ERROR_AWAY);
	redis_link_free(link);
	peer_down(&peer);
}

static void test_no_redis(void **state)
{
	struct peer peer;
	struct error error = { 0 };

	(void)state;
	peer_up(&peer);
	struct redis_link *link = link_to(peer.url, NULL);
	OK(redis_link_connect(link, &oops));
	peer_says(&peer, "HTTP/1.1 400 Bad Request\r\n\r\n");
	assert_int_equal(ping(link, &error), ERROR_UNCERTAIN);
	assert_non_null(strstr(error.text, "is no Redis"));
	redis_link_free(link);
	peer_down(&peer);
}

static void answers(const char *protocol, int code, bool stays)
{
	struct peer peer;
	struct error error = { 0 };

	peer_up(&peer);
	struct redis_link *link = link_to(peer.url, NULL);
	OK(redis_link_connect(link, &oops));
	peer_says(&peer, protocol);
	assert_int_equal(ping(link, &error), code);
	assert_int_equal(redis_link_connected(link), stays);
	redis_link_free(link);
	peer_down(&peer);
}

static void test_refusals(void **state)
{
	(void)state;
	answers("+PONG\r\n", 0, true);
	answers("-READONLY You can't write against a read only replica.\r\n", ERROR_AWAY, false);
	answers("-LOADING Redis is loading the dataset in memory\r\n", ERROR_AWAY, false);
	answers("-OOM command not allowed\r\n", ERROR_LIMIT, true);
	answers("-ERR unknown\r\n", ERROR_REFUSED, true);
}

/* A replica sends us away each time; it is not asked without a pause. */
static void test_sent_away(void **state)
{
	struct peer peer;
	struct error error = { 0 };

	(void)state;
	peer_up(&peer);
	struct redis_link *link = link_to(peer.url, NULL);
	OK(redis_link_connect(link, &oops));
	peer_says(&peer, "-READONLY no\r\n");
	assert_int_equal(ping(link, &error), ERROR_AWAY);
	assert_int_equal(redis_link_ready(link, 5000, &error), ERROR_AWAY);
	assert_int_equal(redis_link_retry_at(link), 5000 + REDIS_BACKOFF_FIRST_US);
	redis_link_free(link);
	peer_down(&peer);
}

static void test_password(void **state)
{
	struct error error = { 0 };
	struct redis_link *link;

	(void)state;
	redis_reply_free(ASK("CONFIG", "SET", "requirepass", "secret"));
	link = link_to(managed_url(house.redis), "secret");
	int right = redis_link_ready(link, 0, &error);
	redis_link_free(link);
	link = link_to(managed_url(house.redis), "wrong");
	int wrong = redis_link_ready(link, 0, &error);
	bool clear = strstr(error.text, "refused the user or password") != NULL;
	redis_link_free(link);
	link = link_to(managed_url(house.redis), NULL);
	int none = redis_link_ready(link, 0, &error);
	redis_reply_free(ASK("CONFIG", "SET", "requirepass", ""));
	assert_int_equal(right, 0);
	assert_int_equal(wrong, ERROR_REFUSED);
	assert_true(clear);
	assert_int_equal(none, ERROR_REFUSED);
	assert_non_null(strstr(error.text, "redis_password_file"));
	redis_link_free(link);
}

/* Redis was emptied behind our back: the functions are loaded once, the call succeeds. */
static void test_functions_come_back(void **state)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply;

	(void)state;
	redis_reply_free(ASK("FUNCTION", "FLUSH"));
	keys_prefix(0, prefix);
	redis_command_call(&command, "livvakt_version", prefix);
	OK(redis_link_command(house.link, &command, &reply, &oops));
	assert_int_equal(redis_reply_integer(reply, 0), functions_version());
	redis_reply_free(reply);

	struct error error = { 0 };
	redis_command_call(&command, "livvakt_nonsense", prefix);
	assert_int_equal(redis_link_command(house.link, &command, &reply, &error), ERROR_REFUSED);
}

/* An older library is replaced, a newer one left alone. */
static void test_versions(void **state)
{
	static const char format[] =
		"#!lua name=livvakt\nredis.register_function{function_name='livvakt_version', "
		"callback=function() return %d end, flags={'no-writes'}}";
	char text[300];

	(void)state;
	(void)snprintf(text, sizeof(text), format, 0);
	redis_reply_free(ASK("FUNCTION", "LOAD", "REPLACE", text));
	redis_link_free(house_link());
	assert_int_equal(NUMBER("FCALL", "livvakt_version", "0"), functions_version());

	/* whoever only reaches it leaves it alone, until it asks for ours */
	redis_reply_free(ASK("FUNCTION", "LOAD", "REPLACE", text));
	const struct redis_settings settings = { .url = managed_url(house.redis) };
	struct redis_link *link = redis_link_new(&settings, &oops);
	assert_non_null(link);
	OK(redis_link_reach(link, 0, &oops));
	assert_int_equal(NUMBER("FCALL", "livvakt_version", "0"), 0);
	OK(redis_link_ready(link, 0, &oops));
	assert_int_equal(NUMBER("FCALL", "livvakt_version", "0"), functions_version());
	redis_link_free(link);

	(void)snprintf(text, sizeof(text), format, 1000);
	redis_reply_free(ASK("FUNCTION", "LOAD", "REPLACE", text));
	redis_link_free(house_link());
	assert_int_equal(NUMBER("FCALL", "livvakt_version", "0"), 1000);
	redis_reply_free(ASK("FUNCTION", "FLUSH"));
	redis_link_free(house_link());
}

static void test_pipeline(void **state)
{
	struct redis_command commands[3];
	struct redisReply *replies[3];

	(void)state;
	redis_command_init(&commands[0], "INCR");
	redis_command_add_text(&commands[0], "a");
	redis_command_init(&commands[1], "NONSENSE");
	redis_command_init(&commands[2], "INCR");
	redis_command_add_text(&commands[2], "a");
	OK(redis_link_pipeline(house.link, commands, 3, replies, &oops));
	assert_int_equal(redis_reply_integer(replies[0], 0), 1);
	assert_true(redis_reply_error(replies[1]).len > 0);
	assert_int_equal(redis_reply_integer(replies[2], 0), 2);
	for (int i = 0; i < 3; i++)
		redis_reply_free(replies[i]);
	OK(redis_link_pipeline(house.link, commands, 0, replies, &oops));
}

/* Without a replica what must be on one stands on the master, and is told as uncertain. */
static void test_settle(void **state)
{
	struct redis_settings settings = { .url = managed_url(house.redis),
					   .replicas = 1,
					   .command_timeout_us = 5000000 };
	struct redis_link *link = redis_link_new(&settings, &oops);
	struct error error = { 0 };

	(void)state;
	assert_non_null(link);
	OK(redis_link_ready(link, 0, &oops));
	OK(ping(link, &oops));
	assert_int_equal(redis_link_settle(link, &error), ERROR_UNCERTAIN);
	assert_non_null(strstr(error.text, "0 of the 1 replicas"));
	OK(ping(link, &oops)); /* the connection goes on */
	redis_link_close(link);
	assert_int_equal(redis_link_settle(link, &error), ERROR_UNCERTAIN);
	redis_link_free(link);
	OK(redis_link_settle(house.link, &oops));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_back_off),
		TEST(test_lost_answer),
		TEST(test_no_redis),
		TEST(test_refusals),
		TEST(test_sent_away),
		TEST(test_password),
		TEST(test_functions_come_back),
		TEST(test_versions),
		TEST(test_pipeline),
		TEST(test_settle),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
