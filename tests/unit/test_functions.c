/* test_functions.c - the function library as part of the program. */
#include "store_house.h"

#include "functions.h"

static void test_text(void **state)
{
	struct slice text = functions_text();

	(void)state;
	assert_true(text.len > 1000);
	assert_memory_equal(text.data, "#!lua name=livvakt\n", 19);
	assert_int_equal(functions_begin[text.len], '\0');
	assert_true(functions_version() >= 1);
}

/* What C believes of itself and what Redis runs are the same. */
static void test_version(void **state)
{
	(void)state;
	assert_int_equal(NUMBER("FCALL_RO", "livvakt_version", "0"), functions_version());
}

/* Every function stays within the keys of its partition. */
static void test_unknown_prefix(void **state)
{
	(void)state;
	assert_int_equal(NUMBER("FCALL", "livvakt_append", "1", "lv:{p9}:", "1795345200000000",
				"acme", "1", "x", "10"),
			 1);
	assert_int_equal(NUMBER("XLEN", "lv:{p9}:stream"), 1);
	assert_int_equal(NUMBER("DBSIZE"), 4);
}

/* What is asked of the user's rights is all that the functions do with our keys (what has commands
 * of its own, as XINFO, is named by those). */
static void test_rights_are_all(void **state)
{
	static const char mark[] = "redis.call('";
	const char *rights = strstr(functions_begin, "local RIGHTS = [["), *at = functions_begin;
	unsigned found = 0;

	(void)state;
	assert_non_null(rights);
	char *list = strndup(rights, (size_t)(strstr(rights, "]]") - rights));
	for (char *space = list; (space = strchr(space, '\n'));)
		*space = ' ';
	while ((at = strstr(at, mark))) {
		char word[32] = " ";
		size_t len = 1;

		for (at += sizeof(mark) - 1; *at != '\'' && len < sizeof(word) - 2; at++)
			word[len++] = (char)(*at | 0x20);
		if (strcmp(word, " xinfo") == 0 || strcmp(word, " xgroup") == 0)
			continue;
		if (!strstr(list, word))
			fail_msg("no right is asked for%s", word);
		found++;
	}
	assert_true(found > 50);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text),
		TEST(test_version),
		TEST(test_unknown_prefix),
		TEST(test_rights_are_all),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
