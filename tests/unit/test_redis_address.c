/* test_redis_address.c - the Redis URL of the configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "redis_address.h"

#include <string.h>

static void is(const char *url, const char *printed, unsigned database)
{
	struct redis_address address;
	struct error error = { 0 };
	char text[REDIS_HOST_MAX + 32];

	if (redis_address_parse(url, &address, &error) != 0)
		fail_msg("%s: %s", url, error.text);
	redis_address_print(&address, text, sizeof(text));
	assert_string_equal(text, printed);
	assert_int_equal(address.database, database);
}

static void is_not(const char *url, const char *why)
{
	struct redis_address address = { .port = 77 };
	struct error error = { 0 };

	assert_int_equal(redis_address_parse(url, &address, &error), ERROR_INVALID);
	assert_int_equal(address.port, 77);
	if (!strstr(error.text, why))
		fail_msg("%s: %s", url, error.text);
}

static void test_good(void **state)
{
	(void)state;
	is("unix:///run/redis.sock", "unix:///run/redis.sock", 0);
	is("unix:///run/redis.sock?db=3", "unix:///run/redis.sock", 3);
	is("redis://localhost", "redis://localhost:6379", 0);
	is("redis://localhost/", "redis://localhost:6379", 0);
	is("redis://localhost:6380/15", "redis://localhost:6380", 15);
	is("redis://[::1]", "redis://[::1]:6379", 0);
	is("redis://[::1]:6380/2", "redis://[::1]:6380", 2);
	is("cluster://a", "cluster://a:6379", 0);
	is("cluster://x:y@a:1,[::1],b:2/", "cluster://a:1", 0);
	is("sentinel://a/mymaster", "sentinel://a:26379/mymaster", 0);
	is("sentinel://x:y@a:1,[::1],b:2/my%20master/3", "sentinel://a:1/my master", 3);
	is("redis://:secret@host", "redis://host:6379", 0);
	is("redis://anna:a%3ab%40c@host:1/4", "redis://host:1", 4);
}

static void test_credentials(void **state)
{
	struct redis_address address;

	(void)state;
	assert_int_equal(redis_address_parse("redis://anna:a%3Ab%40c@host", &address, NULL), 0);
	assert_string_equal(address.user, "anna");
	assert_string_equal(address.password, "a:b@c");
	assert_int_equal(redis_address_parse("redis://:p@ss@host", &address, NULL), 0);
	assert_string_equal(address.user, "");
	assert_string_equal(address.password, "p@ss");
}

static void test_sentinels(void **state)
{
	struct redis_address address;

	(void)state;
	assert_int_equal(
		redis_address_parse("sentinel://anna:s@a,[::1]:5,b/main/2", &address, NULL), 0);
	assert_int_equal(address.guide_count, 3);
	assert_string_equal(address.guides[0].host, "a");
	assert_int_equal(address.guides[0].port, 26379);
	assert_string_equal(address.guides[1].host, "::1");
	assert_int_equal(address.guides[1].port, 5);
	assert_string_equal(address.service, "main");
	assert_string_equal(address.user, "anna");
	assert_string_equal(address.password, "s");
	is_not("sentinel://a", "say the master's name");
	is_not("cluster://a/1", "no databases");
	is_not("cluster://", "names no host");
	is_not("cluster://a,,b", "names no host");
	is_not("cluster://1,2,3,4,5,6,7,8,9", "at most 8");
	is_not("sentinel://a/", "say the master's name");
	is_not("sentinel:///main", "names no host");
	is_not("sentinel://a,,b/main", "names no host");
	is_not("sentinel://a:x/main", "no port");
	is_not("sentinel://1,2,3,4,5,6,7,8,9/main", "at most 8 hosts");
}

static void test_bad(void **state)
{
	char path[200] = "unix:///";

	(void)state;
	memset(path + 8, 'x', 150);
	is_not(path, "107");
	is_not("", "redis://host:6379");
	is_not("localhost:6379", "redis://host:6379");
	is_not("rediss://host", "stunnel");
	is_not("unix://relative", "absolute");
	is_not("unix:///x?db=a", "database");
	is_not("unix:///x?other=1", "?db=NUMBER");
	is_not("redis://", "no host");
	is_not("redis://:6379", "no host");
	is_not("redis://host:0", "port");
	is_not("redis://host:65536", "port");
	is_not("redis://host:12x", "port");
	is_not("redis://host/abc", "database");
	is_not("redis://host/-1", "database");
	is_not("redis://[::1", "IPv6");
	is_not("redis://[::1]x", "IPv6");
	is_not("redis://a:%zz@host", "redis_password_file");
	is_not("redis://a:%00@host", "redis_password_file");
}

/* A password never stands in a message. */
static void test_secret(void **state)
{
	struct redis_address address;
	struct error error = { 0 };
	char text[64];

	(void)state;
	assert_int_equal(redis_address_parse("redis://u:hunter2@host:x", &address, &error),
			 ERROR_INVALID);
	assert_null(strstr(error.text, "hunter2"));
	assert_int_equal(redis_address_parse("redis://u:hunter2@host", &address, &error), 0);
	redis_address_print(&address, text, sizeof(text));
	assert_null(strstr(text, "hunter2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	  cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_sentinels), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
