/* test_managed_backup.c - the files of one moment: what a manifest names is copied, up to its
 * length of then, and nothing else; a manifest that says something else is refused. */
#include "facts.h"

#include "buffer.h"
#include "file.h"
#include "managed_backup.h"

static char state[FACTS_PATH_MAX], to[FACTS_PATH_MAX];
static struct error oops;
static uint64_t bytes;

static int begin(void **context)
{
	(void)context;
	folder_make(state);
	folder_make(to);
	oops = (struct error){ 0 };
	return 0;
}

static int end(void **context)
{
	(void)context;
	folder_remove(state);
	folder_remove(to);
	return 0;
}

static char *inside(const char *folder, const char *name)
{
	char *files = file_join(folder, "redis/appendonlydir");
	char *path = file_join(files, name);

	assert_int_equal(file_make_folder(files, 0700, &oops), 0);
	free(files);
	return path;
}

static void put(const char *name, const char *content)
{
	char *path = inside(state, name);

	assert_int_equal(file_write(path, slice_from(content), 0600, &oops), 0);
	free(path);
}

static void assert_copied(const char *name, const char *content)
{
	char *path = inside(to, name);
	struct buffer got;

	buffer_init(&got, 1000);
	FACT(file_read(path, 1000, &got, &oops) == 0, "%s", oops.text);
	assert_slice_is(buffer_slice(&got), content);
	buffer_done(&got);
	free(path);
}

static void assert_not_copied(const char *name)
{
	char *path = inside(to, name);

	assert_false(file_exists(path));
	free(path);
}

static void test_what_the_manifest_names(void **context)
{
	(void)context;
	put("appendonly.aof.manifest", "file appendonly.aof.2.base.rdb seq 2 type b\n"
				       "file appendonly.aof.1.base.rdb seq 1 type h\n"
				       "file appendonly.aof.3.incr.aof seq 3 type i\n"
				       "file appendonly.aof.4.incr.aof seq 4 type i\n");
	put("appendonly.aof.2.base.rdb", "base");
	put("appendonly.aof.3.incr.aof", "");
	put("appendonly.aof.4.incr.aof", "since");
	put("appendonly.aof.1.base.rdb", "before");
	put("temp-rewriteaof-1.aof", "half");
	FACT(managed_backup(state, to, &bytes, &oops) == 0, "%s", oops.text);
	assert_int_equal(bytes, 9);
	assert_copied("appendonly.aof.2.base.rdb", "base");
	assert_copied("appendonly.aof.3.incr.aof", "");
	assert_copied("appendonly.aof.4.incr.aof", "since");
	assert_copied("appendonly.aof.manifest", "file appendonly.aof.2.base.rdb seq 2 type b\n"
						 "file appendonly.aof.3.incr.aof seq 3 type i\n"
						 "file appendonly.aof.4.incr.aof seq 4 type i\n");
	assert_not_copied("appendonly.aof.1.base.rdb");
	assert_not_copied("temp-rewriteaof-1.aof");
}

static void refuses(const char *manifest, int code, const char *piece)
{
	put("appendonly.aof.manifest", manifest);
	assert_int_equal(managed_backup(state, to, &bytes, &oops), code);
	FACT(strstr(oops.text, piece) != NULL, "%s", oops.text);
}

static void test_what_is_no_state(void **context)
{
	(void)context;
	assert_int_equal(managed_backup(state, to, &bytes, &oops), ERROR_NOT_FOUND);
	refuses("", ERROR_NOT_FOUND, "names no file");
	refuses("file appendonly.aof.1.base.rdb seq 1 type b\n", ERROR_NOT_FOUND, "is gone");
	refuses("file ../../../etc/passwd seq 1 type b\n", ERROR_SYSTEM, "none of Redis 7's");
	refuses("something else\n", ERROR_SYSTEM, "none of Redis 7's");
	assert_not_copied("appendonly.aof.manifest");
}

static void test_many_files_are_too_many(void **context)
{
	struct buffer manifest;

	(void)context;
	buffer_init(&manifest, 64 * 1024);
	for (unsigned i = 1; i < 400; i++)
		buffer_printf(&manifest, "file appendonly.aof.%u.incr.aof seq %u type i\n", i, i);
	refuses(buffer_text(&manifest), ERROR_LIMIT, "more than");
	buffer_done(&manifest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_the_manifest_names, begin, end),
		cmocka_unit_test_setup_teardown(test_what_is_no_state, begin, end),
		cmocka_unit_test_setup_teardown(test_many_files_are_too_many, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
