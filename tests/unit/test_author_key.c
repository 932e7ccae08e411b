/* test_author_key.c - the secret of author hashes: made once, kept, never guessed from a broken
 * file. */
#include "facts.h"

#include "author_key.h"
#include "file.h"
#include <sys/stat.h>

#define NOW_US INT64_C(1764400000000000)

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
	struct author_keys first = { 0 }, again = { 0 };
	const uint8_t zeros[CRYPTO_KEY_BYTES] = { 0 };
	struct error error = { 0 };
	struct stat status;

	(void)state;
	assert_int_equal(author_key_load(deep, NOW_US, &first, &error), 0);
	assert_memory_not_equal(first.current, zeros, sizeof(zeros));
	assert_memory_equal(first.things, first.current, sizeof(first.things));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(status.st_size, CRYPTO_KEY_BYTES);
	assert_int_equal(author_key_load(deep, NOW_US, &again, &error), 0);
	assert_memory_equal(&first, &again, sizeof(first));
}

static void test_two_houses_differ(void **state)
{
	AUTO_FREE char *left = file_join(folder, "a"), *right = file_join(folder, "b");
	struct author_keys one, other;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(author_key_load(left, NOW_US, &one, &error), 0);
	assert_int_equal(author_key_load(right, NOW_US, &other, &error), 0);
	assert_memory_not_equal(one.current, other.current, sizeof(one.current));
}

static void broken(struct slice content)
{
	AUTO_FREE char *path = file_join(folder, "author.key");
	struct author_keys keys = { .current = { 77 } };
	struct error error = { 0 };

	assert_int_equal(file_write(path, content, 0600, &error), 0);
	assert_int_equal(author_key_load(folder, NOW_US, &keys, &error), ERROR_INVALID);
	assert_int_equal(keys.current[0], 77);
	assert_non_null(strstr(error.text, "is no key of authors"));
	assert_int_equal(author_key_load(folder, NOW_US, &keys, NULL), ERROR_INVALID);
}

static void test_broken_keys(void **state)
{
	char large[4096];

	(void)state;
	memset(large, 'x', sizeof(large));
	broken(BYTES(""));
	broken((struct slice){ large, CRYPTO_KEY_BYTES - 1 });
	broken((struct slice){ large, CRYPTO_KEY_BYTES + 1 });
	broken((struct slice){ large, CRYPTO_SHORT_KEY_BYTES + CRYPTO_KEY_BYTES + 1 });
	broken((struct slice){ large, sizeof(large) });
	memset(large, 0xff, sizeof(large)); /* a time before 1970 */
	broken((struct slice){ large, CRYPTO_SHORT_KEY_BYTES + 2 * CRYPTO_KEY_BYTES + 8 });
}

/* Whether a key stands anywhere in the file. */
static bool holds(const uint8_t key[CRYPTO_KEY_BYTES])
{
	AUTO_FREE char *path = file_join(folder, "author.key");
	struct error error = { 0 };
	struct buffer content;
	bool there;

	buffer_init(&content, 4096);
	assert_int_equal(file_read(path, 4096, &content, &error), 0);
	there = memmem(content.data, content.len, key, CRYPTO_KEY_BYTES);
	buffer_done(&content);
	return there;
}

static void test_rotation(void **state)
{
	struct author_keys first, second, third = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(author_key_load(folder, NOW_US, &first, &error), 0);
	assert_int_equal(author_key_rotate(folder, NOW_US, NOW_US + 10, &second, &error), 0);
	assert_memory_equal(second.before, first.current, sizeof(first.current));
	assert_memory_not_equal(second.current, first.current, sizeof(first.current));
	assert_memory_equal(second.things, first.things, sizeof(first.things));
	assert_int_equal(author_key_rotate(folder, NOW_US + 9, NOW_US + 20, &third, &error),
			 ERROR_CONFLICT);
	assert_int_equal(third.until_us, NOW_US + 10);
	assert_int_equal(author_key_load(folder, NOW_US + 9, &third, &error), 0);
	assert_memory_equal(&third, &second, sizeof(second));
	assert_true(holds(first.current));

	assert_int_equal(author_key_load(folder, NOW_US + 10, &third, &error), 0);
	assert_int_equal(third.until_us, 0);
	assert_memory_equal(third.current, second.current, sizeof(second.current));
	assert_memory_equal(third.things, first.things, sizeof(first.things));
	assert_false(holds(first.current));
	assert_true(holds(second.current));
}

static void test_kept_not_at_all(void **state)
{
	struct author_keys first, second;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(author_key_load(folder, NOW_US, &first, &error), 0);
	assert_int_equal(author_key_rotate(folder, NOW_US, NOW_US, &second, &error), 0);
	assert_int_equal(second.until_us, 0);
	assert_false(holds(first.current));
	assert_false(author_keys_expire(&second, NOW_US + 1));
}

static void test_no_folder(void **state)
{
	AUTO_FREE char *file = file_join(folder, "file");
	struct author_keys keys = { .current = { 77 } };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_write(file, BYTES("x"), 0600, &error), 0);
	assert_int_equal(author_key_load(file, NOW_US, &keys, &error), ERROR_SYSTEM);
	assert_non_null(strstr(error.text, "state: "));
	assert_int_equal(author_key_load("", NOW_US, &keys, &error), ERROR_INVALID);
	assert_int_equal(keys.current[0], 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made_once, begin, end),
		cmocka_unit_test_setup_teardown(test_two_houses_differ, begin, end),
		cmocka_unit_test_setup_teardown(test_broken_keys, begin, end),
		cmocka_unit_test_setup_teardown(test_rotation, begin, end),
		cmocka_unit_test_setup_teardown(test_kept_not_at_all, begin, end),
		cmocka_unit_test_setup_teardown(test_no_folder, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
