/* test_file.c - whole files and folders: limits, modes, what is left behind. */
#include "facts.h"

#include "file.h"
#include <sys/stat.h>

static char folder[FACTS_PATH_MAX];

static int begin(void **state)
{
	(void)state;
	folder_make(folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static char *inside(const char *name)
{
	char *path = file_join(folder, name);

	assert_non_null(path);
	return path;
}

static unsigned mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static void put(const char *path, struct slice content)
{
	struct error error = { 0 };

	FACT(file_write(path, content, 0600, &error) == 0, "%s", error.text);
}

static void reads(const char *path, size_t limit, int want, const char *content)
{
	struct error error = { 0 };
	struct buffer buffer;

	buffer_init(&buffer, 1 << 20);
	assert_int_equal(file_read(path, limit, &buffer, &error), want);
	assert_int_equal(error.code, want);
	if (want == 0)
		assert_slice_is(buffer_slice(&buffer), content);
	else
		assert_non_null(strstr(error.text, path));
	buffer_clear(&buffer);
	assert_int_equal(file_read(path, limit, &buffer, NULL), want); /* the code needs no error */
	buffer_done(&buffer);
}

static void test_read(void **state)
{
	AUTO_FREE char *path = inside("a");
	AUTO_FREE char *missing = inside("missing");

	(void)state;
	put(path, BYTES("12345"));
	reads(path, 5, 0, "12345");
	reads(path, 4, ERROR_LIMIT, NULL);
	reads(missing, 5, ERROR_NOT_FOUND, NULL);
	reads(folder, 5, ERROR_SYSTEM, NULL);
	put(path, BYTES(""));
	reads(path, 0, 0, "");
}

static void test_read_into_a_full_buffer(void **state)
{
	AUTO_FREE char *path = inside("a");
	struct error error = { 0 };
	struct buffer buffer;

	(void)state;
	put(path, BYTES("12345"));
	buffer_init(&buffer, 4);
	assert_int_equal(file_read(path, 100, &buffer, &error), ERROR_MEMORY);
	buffer_done(&buffer);
}

static void test_write_replaces_whole(void **state)
{
	AUTO_FREE char *path = inside("key");
	AUTO_FREE char *part = inside("key.part");
	struct error error = { 0 };
	mode_t mask = umask(0);

	(void)state;
	assert_int_equal(file_write(part, BYTES("left by a crash"), 0644, &error), 0);
	put(path, BYTES("first and long"));
	assert_false(file_exists(part));
	assert_int_equal(mode_of(path), 0600); /* not the mode that was left behind */
	put(path, BYTES("new"));
	reads(path, 10, 0, "new");
	umask(mask);
}

static void test_write_fails_cleanly(void **state)
{
	AUTO_FREE char *nowhere = inside("no/such/file");
	AUTO_FREE char *taken = inside("taken");
	AUTO_FREE char *part = inside("taken.part");
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_write(nowhere, BYTES("x"), 0600, &error), ERROR_SYSTEM);
	assert_int_equal(file_make_folder(taken, 0700, &error), 0);
	assert_int_equal(file_write(taken, BYTES("x"), 0600, &error),
			 ERROR_SYSTEM); /* a folder of that name */
	assert_non_null(strstr(error.text, "taken"));
	assert_false(file_exists(part));
}

static void secret_is(struct slice content, const char *want)
{
	AUTO_FREE char *path = inside("secret");
	struct error error = { 0 };
	char *secret;

	put(path, content);
	secret = file_read_secret(path, &error);
	if (want) {
		assert_non_null(secret);
		assert_string_equal(secret, want);
	} else {
		assert_null(secret);
		assert_true(error.code < 0);
		assert_null(strstr(error.text, "whsec")); /* never a part of it */
	}
	free(secret);
}

/* What a missing one exits with must not be what "there is no such incident" exits with. */
static void test_a_secret_that_is_not_there(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_null(file_read_secret("/nonexistent/token", &error));
	assert_int_equal(error.code, ERROR_INVALID);
	assert_null(file_read_secret("credential:token", &error));
	assert_int_equal(error.code, ERROR_INVALID);
	assert_non_null(strstr(error.text, "only for the service that systemd starts"));
}

static void test_secrets(void **state)
{
	char large[4098];

	(void)state;
	memset(large, 'x', sizeof(large));
	secret_is(BYTES("whsec_a"), "whsec_a");
	secret_is(BYTES("whsec_a\n"), "whsec_a");
	secret_is(BYTES("whsec_a\r\nwhsec_b\n"), "whsec_a");
	secret_is(BYTES(" whsec a \n"), " whsec a ");
	secret_is(BYTES(""), NULL);
	secret_is(BYTES("\nwhsec_a\n"), NULL);
	secret_is((struct slice){ large, 4097 }, NULL);
	large[4096] = '\0';
	secret_is((struct slice){ large, 4096 }, large); /* the limit itself */
}

static void test_folders(void **state)
{
	AUTO_FREE char *deep = inside("a//b/c/");
	AUTO_FREE char *file = inside("file");
	AUTO_FREE char *below = inside("file/x");
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_make_folder(deep, 0750, &error), 0);
	assert_int_equal(file_make_folder(deep, 0750, &error), 0); /* there already */
	assert_true(file_is_folder(deep));
	assert_int_equal(mode_of(deep), 0750);
	assert_int_equal(file_make_folder("/", 0755, &error), 0);
	put(file, BYTES("x"));
	assert_false(file_is_folder(file));
	assert_true(file_exists(file));
	assert_int_equal(file_make_folder(file, 0755, &error), ERROR_SYSTEM);
	assert_int_equal(file_make_folder(below, 0755, &error), ERROR_SYSTEM);
	assert_int_equal(file_make_folder("", 0755, &error), ERROR_INVALID);
}

static void test_list(void **state)
{
	static const char *const names[] = { "b", "a", ".hidden", "C", "å" };
	struct file_names list = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_list(folder, &list, &error), 0);
	assert_int_equal(list.count, 0);
	file_names_free(&list);
	for (size_t i = 0; i < 5; i++) {
		AUTO_FREE char *path = inside(names[i]);

		put(path, BYTES("x"));
	}
	assert_int_equal(file_list(folder, &list, &error), 0);
	assert_int_equal(list.count, 4);
	assert_string_equal(list.names[0], "C");
	assert_string_equal(list.names[1], "a");
	assert_string_equal(list.names[2], "b");
	assert_string_equal(list.names[3], "å");
	file_names_free(&list);
	assert_int_equal(list.count, 0);
	assert_int_equal(file_list("/nowhere at all", &list, &error), ERROR_SYSTEM);
	assert_int_equal(list.count, 0);
}

static void joins(const char *left, const char *name, const char *want)
{
	AUTO_FREE char *path = file_join(left, name);

	assert_non_null(path);
	assert_string_equal(path, want);
}

static void test_join(void **state)
{
	(void)state;
	joins("/a", "b", "/a/b");
	joins("/a/", "b", "/a/b");
	joins("/a//", "b", "/a/b");
	joins("/", "b", "/b");
	joins(".", "b", "./b");
	joins("", "b", "b"); /* not the root's */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_read, begin, end),
		cmocka_unit_test_setup_teardown(test_read_into_a_full_buffer, begin, end),
		cmocka_unit_test_setup_teardown(test_write_replaces_whole, begin, end),
		cmocka_unit_test_setup_teardown(test_write_fails_cleanly, begin, end),
		cmocka_unit_test_setup_teardown(test_secrets, begin, end),
		cmocka_unit_test(test_a_secret_that_is_not_there),
		cmocka_unit_test_setup_teardown(test_folders, begin, end),
		cmocka_unit_test_setup_teardown(test_list, begin, end),
		cmocka_unit_test(test_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
