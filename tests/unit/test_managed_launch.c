/* test_managed_launch.c - configuration and last words of our own redis-server; its life is
 * test_managed's. */
#include "store_house.h"

#include "file.h"
#include "managed_launch.h"

static char folder[64];

static void test_configuration(void **state)
{
	struct managed_launch launch = { .folder = (char[]){ "/a \"b\"\\\n" },
					 .socket = "/a/redis.sock",
					 .memory_bytes = 1048576 };
	struct buffer text;

	(void)state;
	buffer_init(&text, 65536);
	managed_launch_configure(&launch, &text);
	const char *conf = buffer_text(&text);
	assert_non_null(strstr(conf, "dir \"/a \\\"b\\\"\\\\\\x0a\"\n"));
	assert_non_null(strstr(conf, "\nport 0\n"));
	assert_non_null(strstr(conf, "\nunixsocketperm 600\n"));
	assert_non_null(strstr(conf, "\nappendonly yes\n"));
	assert_non_null(strstr(conf, "\nappendfsync everysec\n"));
	assert_non_null(strstr(conf, "\nmaxmemory-policy noeviction\n"));
	assert_non_null(strstr(conf, "\nhll-sparse-max-bytes 512\nlatency-tracking no\n"));
	assert_non_null(strstr(conf, "\nmaxmemory 1048576\n"));
	buffer_clear(&text);
	launch.sync_always = true;
	managed_launch_configure(&launch, &text);
	assert_non_null(strstr(buffer_text(&text), "\nappendfsync always\n"));
	buffer_done(&text);
}

static void words_are(const char *log, const char *want)
{
	struct managed_launch launch = { .folder = folder };
	char path[128], words[128];

	(void)snprintf(path, sizeof(path), "%s/redis.log", folder);
	OK(file_write(path, slice_from(log), 0600, &oops));
	managed_launch_last_words(&launch, words, sizeof(words));
	assert_string_equal(words, want);
}

static void test_last_words(void **state)
{
	struct managed_launch launch = { .folder = folder };
	char words[128];

	(void)state;
	house_make_folder(folder);
	managed_launch_last_words(&launch, words, sizeof(words));
	assert_non_null(strstr(words, "says nothing"));
	words_are("", words);
	words_are(
		"1:M 22 Nov 2026 10:00:00.000 * Ready\n1:M 22 Nov 2026 10:00:01.000 # No space\n\n",
		"No space");
	words_are("*** FATAL CONFIG FILE ERROR ***", "*** FATAL CONFIG FILE ERROR ***");
	house_remove_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_last_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
