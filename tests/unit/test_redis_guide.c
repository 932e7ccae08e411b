/* test_redis_sentinel.c - who the master is, from Sentinels that know, do not know, lie and are
 * silent. The real ones: tests/integration/test_sentinel.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "redis_guide.h"
#include "unit/scripted_peer.h"

#define QUESTION "get-master-addr-by-name\r\n$4\r\nmain\r\n"
#define TIMEOUT_US INT64_C(300000)

static struct redis_address address_of(const struct scripted_peer *const *peers, size_t count)
{
	struct redis_address address = { .service = "main",
					 .guide = REDIS_GUIDE_SENTINEL,
					 .guide_count = count };

	for (size_t i = 0; i < count; i++) {
		snprintf(address.guides[i].host, sizeof(address.guides[i].host), "127.0.0.1");
		address.guides[i].port = (uint16_t)peers[i]->port;
	}
	return address;
}

static int ask(const char *answer, struct redis_address *ret_address)
{
	const struct peer_script script = { { SAY(QUESTION, answer) } };
	static struct scripted_peer peer;
	const struct scripted_peer *peers[] = { &peer };
	struct error error = { 0 };
	int r;

	scripted_peer_start(&peer, &script, 1);
	*ret_address = address_of(peers, 1);
	r = redis_guide_find(ret_address, TIMEOUT_US, &error);
	scripted_peer_stop(&peer);
	assert_true((r == 0) == (error.text[0] == '\0'));
	return r;
}

static void test_it_is_told(void **state)
{
	struct redis_address address;

	(void)state;
	assert_int_equal(ask("*2\r\n$9\r\n10.0.0.17\r\n$4\r\n6380\r\n", &address), 0);
	assert_string_equal(address.host, "10.0.0.17");
	assert_int_equal(address.port, 6380);
}

static void test_what_is_no_answer(void **state)
{
	static const char *const answers[] = {
		"*-1\r\n",
		"$-1\r\n",
		"-ERR No such master with that name\r\n",
		"*1\r\n$1\r\na\r\n",
		"*2\r\n$0\r\n\r\n$4\r\n6380\r\n",
		"*2\r\n$1\r\na\r\n$5\r\n99999\r\n",
		"*2\r\n$1\r\na\r\n$1\r\n0\r\n",
		"*2\r\n$1\r\na\r\n$2\r\n-5\r\n",
		"HTTP/1.0 200 OK\r\n\r\n",
	};
	struct redis_address address;

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		assert_int_equal(ask(answers[i], &address), ERROR_AWAY);
		assert_string_equal(address.host, "");
	}
}

/* One is gone, one says nothing, one knows: that one is asked first the next time. */
static void test_the_next_one_is_asked(void **state)
{
	static const struct peer_script silent = { { { .wait_for = QUESTION, .hold = true } } };
	static const struct peer_script knows = { { SAY(QUESTION,
							"*2\r\n$1\r\nh\r\n$4\r\n6379\r\n") } };
	static struct scripted_peer gone = { .port = 1 }, mute, wise;
	const struct scripted_peer *peers[] = { &gone, &mute, &wise };
	struct redis_address address;
	struct error error = { 0 };

	(void)state;
	scripted_peer_start(&mute, &silent, 1);
	scripted_peer_start(&wise, &knows, 1);
	address = address_of(peers, 3);
	assert_int_equal(redis_guide_find(&address, TIMEOUT_US, &error), 0);
	assert_string_equal(address.host, "h");
	assert_int_equal(address.guides[0].port, wise.port);
	assert_int_equal(address.guides[1].port, 1);
	assert_int_equal(address.guides[2].port, mute.port);
	assert_int_equal(redis_guide_find(&address, TIMEOUT_US, &error), 0);
	assert_int_equal(mute.connections, 1);
	scripted_peer_stop(&mute);
	scripted_peer_stop(&wise);
}

/* --- nodes of a cluster --- */

static int ask_node(const char *answer, struct redis_address *ret_address, struct error *error)
{
	const struct peer_script script = { { SAY("EXISTS\r\n$8\r\nlv:{p3}:\r\n", answer) } };
	static struct scripted_peer peer;
	int r;

	scripted_peer_start(&peer, &script, 1);
	*ret_address = (struct redis_address){
		.guide = REDIS_GUIDE_CLUSTER,
		.guides = { { .host = "127.0.0.1", .port = (uint16_t)peer.port } },
		.guide_count = 1,
		.partition = 3,
	};
	*error = (struct error){ 0 };
	r = redis_guide_find(ret_address, TIMEOUT_US, error);
	scripted_peer_stop(&peer);
	return r;
}

static void test_a_node_tells(void **state)
{
	static const struct {
		const char *answer, *host;
		int port;
	} facts[] = {
		{ "-MOVED 3999 10.0.0.17:6381\r\n", "10.0.0.17", 6381 },
		{ "-MOVED 3999 ::1:6381\r\n", "::1", 6381 },
		{ "-MOVED 3999 redis-2.example:6381\r\n", "redis-2.example", 6381 },
		{ "-MOVED 3999 :6381\r\n", "127.0.0.1", 6381 }, /* does not know its own host */
	};
	struct redis_address address;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		assert_int_equal(ask_node(facts[i].answer, &address, &error), 0);
		assert_string_equal(address.host, facts[i].host);
		assert_int_equal(address.port, facts[i].port);
	}
	assert_int_equal(ask_node(":0\r\n", &address, &error), 0); /* it has them itself */
	assert_string_equal(address.host, "127.0.0.1");
	assert_int_equal(address.port, address.guides[0].port);
}

static void test_a_node_that_does_not_know(void **state)
{
	static const struct {
		const char *answer, *text;
	} facts[] = {
		{ "-ASK 3999 10.0.0.17:6381\r\n", "moving our keys" },
		{ "-CLUSTERDOWN Hash slot not served\r\n", "incomplete" },
		{ "-NOAUTH Authentication required.\r\n", "redis_password_file" },
		{ "-MOVED 3999\r\n", "MOVED" },
		{ "-MOVED 3999 10.0.0.17:0\r\n", "MOVED" },
		{ "-MOVED 3999 10.0.0.17:99999\r\n", "MOVED" },
		{ "$2\r\nno\r\n", "no Redis Cluster" },
		{ "HTTP/1.0 200 OK\r\n\r\n", "no node" },
	};
	struct redis_address address;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		assert_int_equal(ask_node(facts[i].answer, &address, &error), ERROR_AWAY);
		assert_non_null(strstr(error.text, facts[i].text));
		assert_string_equal(address.host, "");
	}
}

/* Nodes want the password before they tell anything. */
static void test_a_node_with_a_password(void **state)
{
	const struct peer_script script = { { SAY("AUTH\r\n$4\r\nanna\r\n$1\r\ns\r\n", "+OK\r\n"),
					      SAY("lv:{p0}:\r\n", ":0\r\n") } };
	static struct scripted_peer peer;
	struct redis_address address = {
		.guide = REDIS_GUIDE_CLUSTER, .guide_count = 1, .user = "anna", .password = "s"
	};
	struct error error = { 0 };

	(void)state;
	scripted_peer_start(&peer, &script, 1);
	address.guides[0] = (struct redis_place){ "127.0.0.1", (uint16_t)peer.port };
	assert_int_equal(redis_guide_find(&address, TIMEOUT_US, &error), 0);
	scripted_peer_stop(&peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_is_told),
		cmocka_unit_test(test_what_is_no_answer),
		cmocka_unit_test(test_the_next_one_is_asked),
		cmocka_unit_test(test_a_node_tells),
		cmocka_unit_test(test_a_node_that_does_not_know),
		cmocka_unit_test(test_a_node_with_a_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
