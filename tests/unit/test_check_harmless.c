/* test_check_harmless.c - facts about rules that find what other rules give as harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check.h"
#include "check_harmless.h"
#include "file.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/livvakt-harmless-XXXXXX";
static struct complaints complaints;

static int setup(void **state)
{
	struct error error = { 0 };
	char path[64];

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/sv", folder);
	return file_make_folder(path, 0700, &error);
}

static int teardown(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/sv/p.yaml", folder);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/sv", folder);
	(void)rmdir(path);
	return rmdir(folder);
}

/* A rule with `misses` harmless texts, of which `common` hold "och", and beside it `other`. */
static void check(int misses, int common, const char *other)
{
	const char *const folders[] = { folder };
	const struct check_case what = { .folders = folders, .count = 1 };
	struct check_summary summary = { 0 };
	struct error error = { 0 };
	struct buffer text;
	char path[64];

	buffer_init(&text, 1 << 20);
	buffer_add_text(&text,
			"pack: p\nlanguage: sv\nrules:\n"
			"  - {id: a, category: insult, points: 3, words: [tomte], hit: [tomte], "
			"miss: [");
	for (int i = 0; i < misses; i++)
		buffer_printf(&text, "text%d %s sak, ", i, i < common ? "och" : "men");
	buffer_printf(&text, "]}\n  - {id: b, %s, hit: [du och jag], miss: [hej]}\n", other);
	snprintf(path, sizeof(path), "%s/sv/p.yaml", folder);
	assert_int_equal(file_write(path, buffer_slice(&text), 0600, &error), 0);
	buffer_done(&text);
	complaints_init(&complaints);
	(void)check_rules(&what, &complaints, &summary);
	assert_int_equal(summary.examples, misses + 3);
	assert_int_equal(complaints.errors, 0);
}

static void test_everyday_word(void **state)
{
	(void)state;
	check(200, CHECK_HARMLESS_LEAST, "category: insult, points: 8, words: [och]");
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.items[0].code, "hits-harmless");
	assert_int_equal(complaints.items[0].line, 5);
	assert_non_null(strstr(complaints.items[0].text, "finds 20 texts"));
	assert_non_null(strstr(complaints.items[0].text, "'text19 och sak'"));
	complaints_done(&complaints);
}

static void none(int misses, int common, const char *other)
{
	check(misses, common, other);
	assert_int_equal(complaints.count, 0);
	complaints_done(&complaints);
}

static void test_what_is_none(void **state)
{
	(void)state;
	none(200, CHECK_HARMLESS_LEAST - 1, "category: insult, points: 8, words: [och]");
	none(CHECK_HARMLESS_LEAST * CHECK_HARMLESS_SHARE, CHECK_HARMLESS_LEAST,
	     "category: insult, points: 8, words: [och]");
	/* what earns nothing hides nothing */
	none(200, 200, "label: topic:x, words: [och]");
	none(200, 200, "category: insult, points: -3, words: [och]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everyday_word),
		cmocka_unit_test(test_what_is_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
