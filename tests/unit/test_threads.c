/* test_threads.c - facts about what is known of a post's language. */
#include "facts.h"

#include "threads.h"

static struct threads threads;

static struct comment comment_of(const char *brand, const char *post)
{
	return (struct comment){ .brand = slice_from(brand),
				 .post = slice_from(post),
				 .text = BYTES("long enough to tell a language by it") };
}

static void learn(const char *post, enum language language, unsigned times)
{
	const struct comment comment = comment_of("acme", post);

	while (times-- > 0)
		threads_learn(&threads, &comment, language);
}

static enum language known(const char *brand, const char *post)
{
	const struct comment comment = comment_of(brand, post);

	return threads_language(&threads, &comment);
}

static int setup(void **state)
{
	(void)state;
	memset(&threads, 0, sizeof(threads));
	return 0;
}

static void test_most_of_them(void **state)
{
	(void)state;
	assert_int_equal(known("acme", "p"), LANGUAGE_ANY);
	learn("p", LANGUAGE_NB, 3);
	assert_int_equal(known("acme", "p"), LANGUAGE_ANY); /* too few */
	learn("p", LANGUAGE_NB, 1);
	assert_int_equal(known("acme", "p"), LANGUAGE_NB);
	learn("p", LANGUAGE_EN, 1);
	assert_int_equal(known("acme", "p"), LANGUAGE_NB);
	learn("p", LANGUAGE_EN, 1);
	assert_int_equal(known("acme", "p"), LANGUAGE_ANY); /* a mixed one */
	assert_int_equal(known("other", "p"), LANGUAGE_ANY);
	assert_int_equal(known("acme", "q"), LANGUAGE_ANY);
}

static void test_what_tells_nothing(void **state)
{
	struct comment comment = comment_of("acme", "p");

	(void)state;
	learn("p", LANGUAGE_ANY, 9);
	learn("q", LANGUAGE_OTHER, 9);
	comment.text = BYTES("short");
	for (int i = 0; i < 9; i++)
		threads_learn(&threads, &comment, LANGUAGE_SV);
	assert_int_equal(known("acme", "p"), LANGUAGE_ANY);
	assert_int_equal(known("acme", "q"), LANGUAGE_ANY);
	learn("", LANGUAGE_SV, 9); /* no post at all */
	assert_int_equal(known("acme", ""), LANGUAGE_ANY);
}

/* A post on which people begin to write another language is known by it in time. */
static void test_changes(void **state)
{
	(void)state;
	learn("p", LANGUAGE_SV, 100000);
	assert_int_equal(known("acme", "p"), LANGUAGE_SV);
	learn("p", LANGUAGE_DE, 1000);
	assert_int_equal(known("acme", "p"), LANGUAGE_DE);
}

/* Any number of posts take the same room. */
static void test_many_posts(void **state)
{
	char name[32];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof(name), "post %d", i);
		learn(name, LANGUAGE_DA, 4);
		assert_int_equal(known("acme", name), LANGUAGE_DA);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_most_of_them, setup),
		cmocka_unit_test_setup(test_what_tells_nothing, setup),
		cmocka_unit_test_setup(test_changes, setup),
		cmocka_unit_test_setup(test_many_posts, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
