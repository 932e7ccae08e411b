/* test_rules_watch.c - facts about noticing that rule files changed, and came to rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_watch.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/livvakt-watch-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && mkdir(path_of("sv"), 0700) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	rmdir(path_of("sv"));
	return rmdir(folder);
}

/* One look sees it, the next one that it rests, and then it is known. */
static void changes(struct rules_watch *watch)
{
	const char *const folders[] = { folder };

	assert_false(rules_watch_changed(watch, folders, 1));
	assert_false(rules_watch_is_at_rest(watch));
	assert_true(rules_watch_changed(watch, folders, 1));
	assert_true(rules_watch_is_at_rest(watch));
	assert_false(rules_watch_changed(watch, folders, 1));
}

static void rests(struct rules_watch *watch)
{
	const char *const folders[] = { folder };

	for (int i = 0; i < 3; i++)
		assert_false(rules_watch_changed(watch, folders, 1));
}

static void test_changes_are_seen(void **state)
{
	const char *const folders[] = { folder };
	struct rules_watch watch;
	char from[256];

	(void)state;
	rules_watch_begin(&watch, folders, 1);
	rests(&watch);
	write_file("sv/a.yaml", "one");
	changes(&watch);
	write_file("sv/a.yaml", "longer");
	changes(&watch);
	write_file("sv/b.yaml~", "longer"); /* an editor writes beside and renames */
	snprintf(from, sizeof(from), "%s", path_of("sv/b.yaml~"));
	assert_int_equal(rename(from, path_of("sv/a.yaml")), 0);
	changes(&watch);
	assert_int_equal(mkdir(path_of("sv/lists"), 0700), 0);
	changes(&watch);
	write_file("sv/lists/l.txt", "x");
	changes(&watch);
	unlink(path_of("sv/lists/l.txt"));
	changes(&watch);
	rmdir(path_of("sv/lists"));
	changes(&watch);
	unlink(path_of("sv/a.yaml"));
	changes(&watch);
}

static void test_what_does_not_rest_is_waited_for(void **state)
{
	const char *const folders[] = { folder };
	struct rules_watch watch;

	(void)state;
	rules_watch_begin(&watch, folders, 1);
	for (int i = 0; i < 4; i++) {
		write_file("sv/a.yaml", &"xxxx"[i]);
		assert_false(rules_watch_changed(&watch, folders, 1));
	}
	assert_true(rules_watch_changed(&watch, folders, 1));
	unlink(path_of("sv/a.yaml"));
}

static void test_dot_files_are_nobodys_rules(void **state)
{
	const char *const folders[] = { folder };
	struct rules_watch watch;

	(void)state;
	rules_watch_begin(&watch, folders, 1);
	write_file("sv/.a.yaml.swp", "x");
	assert_int_equal(mkdir(path_of(".cache"), 0700), 0);
	rests(&watch);
	rmdir(path_of(".cache"));
	unlink(path_of("sv/.a.yaml.swp"));
}

static void test_a_folder_that_comes_and_goes(void **state)
{
	const char *const folders[] = { path_of("elsewhere") };
	struct rules_watch watch;

	(void)state;
	rules_watch_begin(&watch, folders, 1);
	assert_false(rules_watch_changed(&watch, folders, 1));
	assert_int_equal(mkdir(folders[0], 0700), 0);
	assert_false(rules_watch_changed(&watch, folders, 1));
	assert_true(rules_watch_changed(&watch, folders, 1));
	rmdir(folders[0]);
	assert_false(rules_watch_changed(&watch, folders, 1));
	assert_true(rules_watch_changed(&watch, folders, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes_are_seen),
		cmocka_unit_test(test_what_does_not_rest_is_waited_for),
		cmocka_unit_test(test_dot_files_are_nobodys_rules),
		cmocka_unit_test(test_a_folder_that_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
