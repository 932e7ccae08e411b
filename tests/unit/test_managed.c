/* test_managed.c - our own redis-server: started, taken over, restarted, stopped. */
#include "store_house.h"

#include "clock.h"
#include "file.h"
#include "keys.h"
#include "managed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char folder[64];

static int begin(void **state)
{
	(void)state;
	house_make_folder(folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	house_remove_folder(folder);
	return 0;
}

static struct managed *start(struct error *error)
{
	/* With everysec a Redis that is killed loses what it held back while the disk was busy. */
	struct managed_settings settings = { .state_folder = folder,
					     .sync_always = true,
					     .start_timeout_us = PATIENCE_US,
					     .stop_timeout_us = PATIENCE_US };

	*error = (struct error){ 0 };
	return managed_start(&settings, error);
}

static void set_and_get(struct managed *managed, const char *value, const char *want)
{
	struct redis_settings settings = { .url = managed_url(managed),
					   .command_timeout_us = PATIENCE_US };
	struct redis_link *link = redis_link_new(&settings, &oops);
	struct redis_command command;
	struct redisReply *reply;

	OK(redis_link_ready(link, 0, &oops));
	if (value) {
		redis_command_init(&command, "SET");
		redis_command_add_text(&command, "key");
		redis_command_add_text(&command, value);
		OK(redis_link_command(link, &command, &reply, &oops));
		redis_reply_free(reply);
	}
	redis_command_init(&command, "GET");
	redis_command_add_text(&command, "key");
	OK(redis_link_command(link, &command, &reply, &oops));
	assert_true(slice_is(redis_reply_text(reply), want));
	redis_reply_free(reply);
	redis_link_free(link);
}

/* What the test itself must do in place of init when its Livvakt is "killed". */
static void wait_for_end(int pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void test_start_and_stop(void **state)
{
	struct error error;
	char path[160];
	struct stat info;

	(void)state;
	struct managed *managed = start(&error);
	if (!managed)
		fail_msg("%s", error.text);
	assert_false(managed_taken_over(managed));
	set_and_get(managed, "first", "first");
	(void)snprintf(path, sizeof(path), "%s/redis", folder);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	(void)snprintf(path, sizeof(path), "%s/redis/redis.sock", folder);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(managed_stop(managed, &error), 0);
	assert_int_equal(managed_pid(managed), 0);
	managed_free(managed);

	managed = start(&error); /* the append-only file has it */
	assert_non_null(managed);
	set_and_get(managed, NULL, "first");
	assert_int_equal(managed_stop(managed, &error), 0);
	managed_free(managed);
}

static void test_one_livvakt_a_folder(void **state)
{
	struct error error;

	(void)state;
	struct managed *first = start(&error);
	assert_non_null(first);
	assert_null(start(&error));
	assert_int_equal(error.code, ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "in use by another Livvakt"));
	assert_int_equal(managed_stop(first, &error), 0);
	managed_free(first);
}

/* Livvakt goes without stopping it, as kill -9 does; the next one finds it with all it holds. */
static void test_taken_over(void **state)
{
	struct error error;

	(void)state;
	struct managed *first = start(&error);
	assert_non_null(first);
	int pid = managed_pid(first);
	set_and_get(first, "kept", "kept");
	managed_free(first);

	struct managed *second = start(&error);
	if (!second)
		fail_msg("%s", error.text);
	assert_true(managed_taken_over(second));
	assert_int_equal(managed_pid(second), pid);
	set_and_get(second, NULL, "kept");
	assert_int_equal(managed_tick(second, 0, &error), MANAGED_WELL);
	assert_int_equal(managed_stop(second, &error), 0);
	wait_for_end(pid);
	managed_free(second);
}

static enum managed_event tick_until(struct managed *managed, int64_t monotonic_us,
				     enum managed_event want, struct error *error)
{
	enum managed_event event;

	do {
		event = managed_tick(managed, monotonic_us, error);
	} while (event == MANAGED_WELL && want != MANAGED_WELL);
	return event;
}

static void test_restarted_when_it_dies(void **state)
{
	struct error error;

	(void)state;
	struct managed *managed = start(&error);
	assert_non_null(managed);
	set_and_get(managed, "before", "before");
	int pid = managed_pid(managed);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(tick_until(managed, 1000, MANAGED_DIED, &error), MANAGED_DIED);
	assert_non_null(strstr(error.text, "signal 9"));
	assert_int_equal(managed_pid(managed), 0);
	assert_int_equal(managed_tick(managed, 1001, &error), MANAGED_WELL); /* not at once */
	assert_int_equal(managed_tick(managed, 1000 + REDIS_BACKOFF_FIRST_US, &error),
			 MANAGED_RESTARTED);
	assert_int_not_equal(managed_pid(managed), pid);
	set_and_get(managed, NULL, "before");
	assert_int_equal(managed_stop(managed, &error), 0);
	managed_free(managed);
}

static void test_pauses_grow(void **state)
{
	int64_t now_us = 1000, pause_us = REDIS_BACKOFF_FIRST_US;
	struct error error;

	(void)state;
	struct managed *managed = start(&error);
	assert_non_null(managed);
	for (int i = 0; i < 3; i++, pause_us *= 2) { /* it starts and dies again */
		assert_int_equal(kill(managed_pid(managed), SIGKILL), 0);
		assert_int_equal(tick_until(managed, now_us, MANAGED_DIED, &error), MANAGED_DIED);
		assert_int_equal(managed_tick(managed, now_us + pause_us - 1, &error),
				 MANAGED_WELL);
		now_us += pause_us;
		assert_int_equal(managed_tick(managed, now_us, &error), MANAGED_RESTARTED);
	}
	now_us += INT64_C(10000000); /* it has lived */
	assert_int_equal(kill(managed_pid(managed), SIGKILL), 0);
	assert_int_equal(tick_until(managed, now_us, MANAGED_DIED, &error), MANAGED_DIED);
	assert_int_equal(managed_tick(managed, now_us + REDIS_BACKOFF_FIRST_US, &error),
			 MANAGED_RESTARTED);
	assert_int_equal(managed_stop(managed, &error), 0);
	managed_free(managed);
}

static void test_not_installed(void **state)
{
	struct managed_settings settings = { .state_folder = folder,
					     .program = "no-such-redis-server" };
	struct error error = { 0 };

	(void)state;
	assert_null(managed_start(&settings, &error));
	assert_non_null(strstr(error.text, "not installed (apt-get install redis-server)"));
}

/* A program that ends at once: its last words, or that there are none. */
static void test_ends_at_once(void **state)
{
	struct managed_settings settings = { .state_folder = folder, .program = "false" };
	struct error error = { 0 };

	(void)state;
	assert_null(managed_start(&settings, &error));
	assert_non_null(strstr(error.text, "status 1"));
}

static void test_bad_folders(void **state)
{
	struct managed_settings settings = { .state_folder = "/proc/livvakt" };
	struct error error = { 0 };
	char deep[256];

	(void)state;
	assert_null(managed_start(&settings, &error));
	assert_non_null(strstr(error.text, "/proc/livvakt"));

	(void)snprintf(deep, sizeof(deep), "%s/%0100d", folder, 1);
	settings.state_folder = deep;
	assert_null(managed_start(&settings, &error));
	assert_non_null(strstr(error.text, "shorter state folder"));
}

/* An append-only file that Redis cannot read: it says so, and so do we. */
static void test_last_words(void **state)
{
	struct error error;
	char path[160];

	(void)state;
	struct managed *managed = start(&error);
	assert_non_null(managed);
	set_and_get(managed, "x", "x");
	assert_int_equal(managed_stop(managed, &error), 0);
	managed_free(managed);
	(void)snprintf(path, sizeof(path), "%s/redis/appendonlydir/appendonly.aof.manifest",
		       folder);
	OK(file_write(path, S("nonsense\n"), 0600, &oops));
	assert_null(start(&error));
	assert_int_equal(error.code, ERROR_AWAY);
	assert_non_null(strstr(error.text, "ended with status"));
	assert_non_null(strstr(error.text, "manifest"));
}

static void test_version(void **state)
{
	(void)state;
	assert_int_equal(managed_parse_version("7.0.15"), 70015);
	assert_int_equal(managed_parse_version("6.2.14"), 60214);
	assert_int_equal(managed_parse_version("10.1.2-rc1"), 100102);
	assert_int_equal(managed_parse_version("7.0"), 0);
	assert_int_equal(managed_parse_version(""), 0);
	assert_int_equal(managed_parse_version("seven"), 0);
	assert_int_equal(managed_parse_version("7.100.1"), 0);
}

#define FOLDER_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(test_start_and_stop), FOLDER_TEST(test_one_livvakt_a_folder),
		FOLDER_TEST(test_taken_over),	  FOLDER_TEST(test_restarted_when_it_dies),
		FOLDER_TEST(test_pauses_grow),	  FOLDER_TEST(test_not_installed),
		FOLDER_TEST(test_ends_at_once),	  FOLDER_TEST(test_bad_folders),
		FOLDER_TEST(test_last_words),	  cmocka_unit_test(test_version),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
