/* test_suggest.c - the nearest name, and silence when none is near. */
#include "facts.h"

#include "suggest.h"

static const char *const names[] = { "judges",	 "listen", "rules", "redis", "redis_password_file",
				     "webhooks", "a" };

static void nearest(const char *word, const char *want)
{
	const char *got =
		suggest_nearest(slice_from(word), names, sizeof(names) / sizeof(names[0]));

	FACT(got ? want && strcmp(got, want) == 0 : !want, "%s gave %s", word,
	     got ? got : "nothing");
}

static void test_nearest(void **state)
{
	(void)state;
	nearest("judges", "judges");
	nearest("jugdes", "judges"); /* two neighbours swapped */
	nearest("judge", "judges");
	nearest("judgess", "judges");
	nearest("jodges", "judges");
	nearest("listne", "listen");
	nearest("ruels", "rules");
	nearest("webhook", "webhooks");
	nearest("redis_pasword_fil", "redis_password_file");
	nearest("ab", NULL); /* one of two letters is too far */
	nearest("xyz", NULL);
	nearest("brand", NULL);
	nearest("", NULL);
}

static void test_edges(void **state)
{
	char long_name[66];
	const char *candidates[] = { long_name };

	(void)state;
	memset(long_name, 'x', sizeof(long_name));
	long_name[65] = '\0';
	assert_null(suggest_nearest(BYTES("x"), NULL, 0));
	assert_null(suggest_nearest(slice_from(long_name), candidates,
				    1)); /* 65 bytes: not looked at */
	long_name[64] = '\0';
	assert_ptr_equal(suggest_nearest(slice_from(long_name), candidates, 1), long_name);
	long_name[0] = 'y';
	assert_ptr_equal(suggest_nearest((struct slice){ long_name + 1, 63 }, candidates, 1),
			 long_name);
	assert_null(suggest_nearest(BYTES("judges\0"), candidates, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_nearest),
					    cmocka_unit_test(test_edges) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
