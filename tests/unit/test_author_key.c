/* test_author_key.c - the secret of author hashes: made once, kept, never guessed from a broken
 * file. */
#include "facts.h"

#include "author_key.h"
#include "file.h"
#include <sys/stat.h>

static char folder[FACTS_PATH_MAX];

static int begin(void **state)
{
	struct error error = { 0 };

	(void)state;
	folder_make(folder);
	return crypto_init(&error);
}

static int end(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static void test_made_once(void **state)
{
	AUTO_FREE char *deep = file_join(folder, "var/lib");
	AUTO_FREE char *path = file_join(folder, "var/lib/author.key");
	uint8_t first[CRYPTO_KEY_BYTES] = { 0 }, again[CRYPTO_KEY_BYTES] = { 1 };
	const uint8_t zeros[CRYPTO_KEY_BYTES] = { 0 };
	struct error error = { 0 };
	struct stat status;

	(void)state;
	assert_int_equal(author_key_load(deep, first, &error), 0);
	assert_memory_not_equal(first, zeros, sizeof(first));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(status.st_size, CRYPTO_KEY_BYTES);
	assert_int_equal(author_key_load(deep, again, &error), 0);
	assert_memory_equal(first, again, sizeof(first));
}

static void test_two_houses_differ(void **state)
{
	AUTO_FREE char *left = file_join(folder, "a"), *right = file_join(folder, "b");
	uint8_t one[CRYPTO_KEY_BYTES], other[CRYPTO_KEY_BYTES];
	struct error error = { 0 };

	(void)state;
	assert_int_equal(author_key_load(left, one, &error), 0);
	assert_int_equal(author_key_load(right, other, &error), 0);
	assert_memory_not_equal(one, other, sizeof(one));
}

static void broken(struct slice content)
{
	AUTO_FREE char *path = file_join(folder, "author.key");
	uint8_t key[CRYPTO_KEY_BYTES] = { 77 };
	struct error error = { 0 };

	assert_int_equal(file_write(path, content, 0600, &error), 0);
	assert_int_equal(author_key_load(folder, key, &error), ERROR_INVALID);
	assert_int_equal(key[0], 77);
	assert_non_null(strstr(error.text, "is no key of 32 bytes"));
	assert_int_equal(author_key_load(folder, key, NULL), ERROR_INVALID);
}

static void test_broken_keys(void **state)
{
	char large[4096];

	(void)state;
	memset(large, 'x', sizeof(large));
	broken(BYTES(""));
	broken((struct slice){ large, CRYPTO_KEY_BYTES - 1 });
	broken((struct slice){ large, CRYPTO_KEY_BYTES + 1 });
	broken((struct slice){ large, sizeof(large) });
}

static void test_no_folder(void **state)
{
	AUTO_FREE char *file = file_join(folder, "file");
	uint8_t key[CRYPTO_KEY_BYTES] = { 77 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_write(file, BYTES("x"), 0600, &error), 0);
	assert_int_equal(author_key_load(file, key, &error), ERROR_SYSTEM);
	assert_non_null(strstr(error.text, "state: "));
	assert_int_equal(author_key_load("", key, &error), ERROR_INVALID);
	assert_int_equal(key[0], 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made_once, begin, end),
		cmocka_unit_test_setup_teardown(test_two_houses_differ, begin, end),
		cmocka_unit_test_setup_teardown(test_broken_keys, begin, end),
		cmocka_unit_test_setup_teardown(test_no_folder, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
