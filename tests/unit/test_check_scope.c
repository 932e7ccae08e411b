/* test_check_scope.c - which folders are read and whose complaints are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_scope.h"
#include "file.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char home[] = "/tmp/livvakt-check-scope-XXXXXX";
static char here[4096];
static struct check_scope scope;

static void write_file(const char *path)
{
	struct error error = { 0 };

	assert_int_equal(file_write(path, slice_from("pack: x\n"), 0600, &error), 0);
}

static int setup(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_non_null(mkdtemp(home));
	assert_int_equal(chdir(home), 0);
	assert_int_equal(file_make_folder("rules/sv/lists", 0700, &error), 0);
	assert_int_equal(file_make_folder("rules/drafts", 0700, &error), 0);
	write_file("rules/sv/a.yaml");
	write_file("rules/sv/lists/b.txt");
	write_file("rules/drafts/c.yaml");
	write_file("d.yaml");
	return 0;
}

static int teardown(void **state)
{
	static const char *const files[] = { "rules/sv/a.yaml", "rules/sv/lists/b.txt",
					     "rules/drafts/c.yaml", "d.yaml" };
	static const char *const folders[] = { "rules/sv/lists", "rules/sv", "rules/drafts",
					       "rules" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_int_equal(unlink(files[i]), 0);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(rmdir(folders[i]), 0);
	assert_int_equal(chdir(here), 0);
	return rmdir(home);
}

static void read_scope(const char *one, const char *two)
{
	char first[64], second[64], *words[] = { first, second };
	struct error error = { 0 };

	snprintf(first, sizeof(first), "%s", one);
	snprintf(second, sizeof(second), "%s", two ? two : "");
	assert_int_equal(check_scope_read(&scope, words, two ? 2 : 1, &error), 0);
}

static bool shows(const char *file)
{
	struct complaint complaint = { .file = strdup(file) };
	bool shown = check_scope_shows(&scope, &complaint);

	free(complaint.file);
	return shown;
}

static void test_folders(void **state)
{
	(void)state;
	read_scope("rules/", "rules");
	assert_int_equal(scope.folder_count, 1);
	assert_string_equal(scope.folders[0], "rules");
	assert_true(shows("rules/sv/a.yaml"));
	assert_true(shows("rules"));
	check_scope_done(&scope);
}

static void test_files(void **state)
{
	(void)state;
	read_scope("rules/sv/a.yaml", "rules/sv/lists/b.txt");
	assert_int_equal(scope.folder_count, 1);
	assert_string_equal(scope.folders[0], "rules");
	assert_true(shows("rules/sv/a.yaml"));
	assert_true(shows("rules/sv/lists/b.txt"));
	assert_false(shows("rules/sv/other.yaml"));
	assert_false(shows("rules/sv/a.yaml.yaml"));
	assert_true(shows("rules")); /* of the rules as a whole */
	check_scope_done(&scope);
}

static void test_one_folder_has_one_name(void **state)
{
	char *whole = realpath("rules/sv/a.yaml", NULL);

	(void)state;
	read_scope("rules//sv/./a.yaml", "./rules/sv/lists/b.txt");
	assert_int_equal(scope.folder_count, 1);
	assert_true(shows("rules/sv/a.yaml"));
	assert_true(shows("rules/sv/lists/b.txt"));
	check_scope_done(&scope);
	assert_non_null(whole);
	read_scope("rules", "rules/../rules/sv/a.yaml");
	assert_int_equal(scope.folder_count, 1);
	check_scope_done(&scope);
	read_scope("./", "/");
	assert_string_equal(scope.folders[0], ".");
	assert_string_equal(scope.folders[1], "/");
	check_scope_done(&scope);
	free(whole);
}

static void test_file_from_within(void **state)
{
	char whole[PATH_MAX];
	char *real;

	(void)state;
	assert_int_equal(chdir("rules/sv"), 0);
	read_scope("a.yaml", NULL);
	assert_int_equal(chdir("../.."), 0);
	real = realpath("rules", NULL);
	assert_non_null(real);
	assert_string_equal(scope.folders[0], real);
	assert_true(snprintf(whole, sizeof(whole), "%s/sv/a.yaml", real) < PATH_MAX);
	free(real);
	assert_true(shows(whole));
	check_scope_done(&scope);
}

static void test_a_language(void **state)
{
	char *real;

	(void)state;
	read_scope("rules/sv/", "rules/sv/lists");
	assert_int_equal(scope.folder_count, 1);
	assert_string_equal(scope.folders[0], "rules");
	assert_true(shows("rules/sv/a.yaml"));
	assert_false(shows("rules/de/a.yaml"));
	check_scope_done(&scope);
	read_scope("rules/sv/lists", NULL);
	assert_true(shows("rules/sv/lists/b.txt"));
	assert_false(shows("rules/sv/a.yaml"));
	check_scope_done(&scope);
	assert_int_equal(chdir("rules/sv"), 0);
	read_scope(".", NULL);
	assert_int_equal(chdir("../.."), 0);
	real = realpath("rules", NULL);
	assert_non_null(real);
	assert_string_equal(scope.folders[0], real);
	free(real);
	check_scope_done(&scope);
	/* whatever its name is, what holds languages is a rule folder */
	assert_int_equal(rename("rules", "common"), 0);
	read_scope("common", NULL);
	assert_int_equal(rename("common", "rules"), 0);
	assert_string_equal(scope.folders[0], "common");
	check_scope_done(&scope);
}

/* What is no file is for the reader of folders to complain of. */
static void test_nothing(void **state)
{
	(void)state;
	read_scope("nowhere", NULL);
	assert_string_equal(scope.folders[0], "nowhere");
	check_scope_done(&scope);
}

static void test_files_elsewhere(void **state)
{
	static const char *const elsewhere[] = { "d.yaml", "rules/drafts/c.yaml" };

	(void)state;
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		char word[64], *words[] = { word };
		struct error error = { 0 };

		snprintf(word, sizeof(word), "%s", elsewhere[i]);
		assert_int_equal(check_scope_read(&scope, words, 1, &error), ERROR_INVALID);
		assert_non_null(strstr(error.text, "rules/sv/"));
		check_scope_done(&scope);
	}
}

static void test_too_many(void **state)
{
	char names[CHECK_SCOPE_MAX + 1][8], *words[CHECK_SCOPE_MAX + 1];
	struct error error = { 0 };

	(void)state;
	for (int i = 0; i <= CHECK_SCOPE_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "r%d", i);
		words[i] = names[i];
	}
	assert_int_equal(check_scope_read(&scope, words, CHECK_SCOPE_MAX, &error), 0);
	check_scope_done(&scope);
	assert_int_equal(check_scope_read(&scope, words, CHECK_SCOPE_MAX + 1, &error),
			 ERROR_INVALID);
	check_scope_done(&scope);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_one_folder_has_one_name),
		cmocka_unit_test(test_file_from_within),
		cmocka_unit_test(test_a_language),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_files_elsewhere),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
