/* test_rules_cache.c - facts about what is kept on disk, where, and whom it is believed from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "file.h"
#include "rules_cache.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char house[] = "/tmp/livvakt-cache-XXXXXX", rules[64], state_folder[64];
static const char *const folders[] = { rules };

static int build_house(void **state)
{
	(void)state;
	if (!mkdtemp(house))
		return -1;
	snprintf(rules, sizeof(rules), "%s/rules", house);
	snprintf(state_folder, sizeof(state_folder), "%s/state", house);
	return mkdir(rules, 0755) == 0 && mkdir(state_folder, 0750) == 0 ? 0 : -1;
}

static size_t empty_folder(const char *folder)
{
	struct file_names names = { 0 };
	struct error error = { 0 };
	size_t count;

	if (file_list(folder, &names, &error) < 0)
		return 0;
	count = names.count;
	for (size_t i = 0; i < names.count; i++) {
		char *path = file_join(folder, names.names[i]);

		unlink(path);
		free(path);
	}
	file_names_free(&names);
	rmdir(folder);
	return count;
}

static const char *inside(const char *folder, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int clear_house(void **state)
{
	(void)state;
	empty_folder(inside(rules, ".cache"));
	empty_folder(inside(state_folder, "rules-cache"));
	chmod(rules, 0755);
	return 0;
}

static int remove_house(void **state)
{
	clear_house(state);
	rmdir(rules);
	rmdir(state_folder);
	return rmdir(house);
}

static void keep(const char *name, const char *bytes)
{
	struct rules_cache cache;

	rules_cache_init(&cache, folders, 1, state_folder);
	cache.store.keep(cache.store.context, name, slice_from(bytes));
	rules_cache_done(&cache);
}

/* NULL: nothing is taken. */
static void taken(const char *name, const char *want)
{
	struct rules_cache cache;
	struct buffer bytes;

	buffer_init(&bytes, 1 << 20);
	rules_cache_init(&cache, folders, 1, state_folder);
	assert_int_equal(cache.store.take(cache.store.context, name, &bytes), want != NULL);
	assert_string_equal(buffer_text(&bytes), want ? want : "");
	rules_cache_done(&cache);
	buffer_done(&bytes);
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void test_beside_the_rules(void **state)
{
	(void)state;
	taken("a", NULL);
	keep("a", "one");
	taken("a", "one");
	taken("b", NULL);
	keep("a", "two");
	taken("a", "two");
	assert_int_equal(mode_of(inside(rules, ".cache/a.compiled")), 0600);
	assert_int_equal(mode_of(inside(rules, ".cache")), 0700);
	assert_int_equal(empty_folder(inside(rules, ".cache")), 1); /* no half file is left */
}

static void test_elsewhere_when_others_may_write_there(void **state)
{
	(void)state;
	chmod(rules, 0777);
	keep("a", "one");
	assert_false(file_exists(inside(rules, ".cache")));
	assert_true(file_exists(inside(state_folder, "rules-cache/a.compiled")));
	taken("a", "one");
}

static void test_what_others_may_write_is_not_believed(void **state)
{
	(void)state;
	keep("a", "one");
	chmod(inside(rules, ".cache/a.compiled"), 0620);
	taken("a", NULL);
	keep("a", "two"); /* replaced, not written into */
	taken("a", "two");
	chmod(inside(rules, ".cache"), 0770);
	taken("a", NULL);
	chmod(inside(rules, ".cache"), 0700);
	taken("a", "two");
}

static void test_what_somebody_else_owns_is_not_believed(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give files away */
	keep("a", "one");
	assert_int_equal(chown(inside(rules, ".cache/a.compiled"), 65534, 65534), 0);
	taken("a", NULL);
	keep("b", "two");
	assert_int_equal(chown(inside(rules, ".cache"), 65534, 65534), 0);
	taken("b", NULL);
}

static void test_links_are_not_followed(void **state)
{
	char elsewhere[256];

	(void)state;
	keep("a", "one");
	snprintf(elsewhere, sizeof(elsewhere), "%s", inside(rules, ".cache/a.compiled"));
	assert_int_equal(symlink(elsewhere, inside(rules, ".cache/b.compiled")), 0);
	taken("b", NULL);
	assert_int_equal(mkfifo(inside(rules, ".cache/c.compiled"), 0600), 0);
	taken("c", NULL);
	empty_folder(inside(rules, ".cache"));
	assert_int_equal(symlink(state_folder, inside(rules, ".cache")), 0);
	keep("d", "one");
	assert_false(file_exists(inside(state_folder, "d.compiled")));
	taken("d", "one"); /* from the other place */
	unlink(inside(rules, ".cache"));
}

static void test_the_oldest_go(void **state)
{
	char name[32];

	(void)state;
	for (int i = 0; i < RULES_CACHE_KEPT; i++) {
		const struct timespec old[2] = { { 1000 + i, 0 }, { 1000 + i, 0 } };

		snprintf(name, sizeof(name), "n%d", i);
		keep(name, "x");
		snprintf(name, sizeof(name), ".cache/n%d.compiled", i);
		assert_int_equal(utimensat(AT_FDCWD, inside(rules, name), old, 0), 0);
	}
	taken("n0", "x"); /* used: not the oldest any more */
	keep("new", "y");
	taken("n1", NULL);
	taken("n0", "x");
	taken("n2", "x");
	taken("new", "y");
	assert_int_equal(empty_folder(inside(rules, ".cache")), RULES_CACHE_KEPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_beside_the_rules, clear_house),
		cmocka_unit_test_teardown(test_elsewhere_when_others_may_write_there, clear_house),
		cmocka_unit_test_teardown(test_what_others_may_write_is_not_believed, clear_house),
		cmocka_unit_test_teardown(test_what_somebody_else_owns_is_not_believed,
					  clear_house),
		cmocka_unit_test_teardown(test_links_are_not_followed, clear_house),
		cmocka_unit_test_teardown(test_the_oldest_go, clear_house),
	};

	return cmocka_run_group_tests(tests, build_house, remove_house);
}
