/* test_subject.c - facts about phrases of one subject. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "subject.h"

enum { LIST_MAX = 8 };

/* "a, b c" is two phrases. */
static size_t list_of(const char *text, struct slice ret_list[LIST_MAX])
{
	struct slice rest = slice_from(text);
	size_t count = 0;

	for (size_t from = 0, i = 0; i <= rest.len; i++) {
		if (i < rest.len && rest.data[i] != ',')
			continue;
		if (i > from)
			ret_list[count++] = slice_cut(rest, from, i);
		from = i + 2;
	}
	return count;
}

static bool same(const char *one, const char *other)
{
	struct slice a[LIST_MAX], b[LIST_MAX];
	const size_t a_count = list_of(one, a), b_count = list_of(other, b);
	const bool is = subject_same(a, a_count, b, b_count);

	assert_int_equal(subject_same(b, b_count, a, a_count), is); /* either way */
	return is;
}

static void test_the_first_phrase_says_it(void **state)
{
	(void)state;
	assert_true(same("lost parcels, hotline", "lost parcels, refund"));
	assert_true(same("parcel, hotline", "lost parcels, refund")); /* within the longer one */
	assert_true(same("#recall, bottles", "recalled, glass"));     /* other clothes */
	assert_true(same("lost the parcel, x", "parcels lost, y"));   /* other order */
	assert_false(same("hotline, lost parcels", "refund, lost parcels")); /* a second one */
	assert_false(same("app, hotline", "apple, refund")); /* short words are as they are */
}

static void test_two_of_the_leading_ones_say_it(void **state)
{
	(void)state;
	assert_true(same("glass, recall, bottle", "recall, sick, glass"));
	assert_false(same("glass, recall, bottle", "recall, sick, hotline"));
	assert_false(same("glass, recall, a, b", "c, d, e, f, glass, recall")); /* far behind */
}

static void test_nothing_is_no_subject(void **state)
{
	(void)state;
	assert_false(same("", ""));
	assert_false(same("", "glass"));
	assert_true(same("das, x", "das, y")); /* of words that tell nothing, but these */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_phrase_says_it),
		cmocka_unit_test(test_two_of_the_leading_ones_say_it),
		cmocka_unit_test(test_nothing_is_no_subject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
