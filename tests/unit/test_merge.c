/* test_merge.c - the first of several ordered lists, beside sorting all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "merge.h"

static void give(struct merge *merge, int64_t at_us, const char *text)
{
	if (merge_takes(merge, at_us))
		merge_add(merge, at_us, slice_from(text));
}

static void expect(struct merge *merge, const char *text)
{
	struct buffer all;

	buffer_init(&all, 1 << 16);
	assert_false(merge_failed(merge));
	merge_write(merge, &all);
	assert_string_equal(buffer_text(&all), text);
	buffer_done(&all);
	merge_done(merge);
}

static void test_newest_first(void **state)
{
	struct merge merge;

	(void)state;
	merge_init(&merge, 4, true);
	give(&merge, 9, "a");
	give(&merge, 5, "b");
	give(&merge, 2, "c");
	give(&merge, 8, "d");
	give(&merge, 5, "e"); /* after the one of the earlier list */
	assert_false(merge_takes(&merge, 5));
	assert_false(merge_takes(&merge, 4));
	assert_true(merge_takes(&merge, 6));
	merge_add(&merge, 4, slice_from("left out"));
	assert_false(merge_cut(&merge, 4));
	assert_true(merge_cut(&merge, 3));
	expect(&merge, "a,d,b");
}

static void test_oldest_first(void **state)
{
	struct merge merge;

	(void)state;
	merge_init(&merge, 3, false);
	give(&merge, 5, "a");
	give(&merge, 7, "b");
	give(&merge, 5, "c");
	give(&merge, 6, "d");
	give(&merge, 1, "e");
	expect(&merge, "e,a,c");
}

static void test_none_and_empty(void **state)
{
	struct merge merge;

	(void)state;
	merge_init(&merge, 2, true);
	expect(&merge, "");
	merge_init(&merge, 2, true);
	give(&merge, 0, "");
	give(&merge, 0, "x");
	expect(&merge, ",x");
}

/* What a sort of everything gives, for lists of many lengths with many equals. */
static void test_as_sorting(void **state)
{
	enum { LISTS = 7, EACH = 20, MAX = 25 };
	unsigned dice = 1;

	(void)state;
	for (int round = 0; round < 50; round++) {
		char expected[1024] = "", text[16];
		int times[LISTS][EACH], counts[LISTS];
		struct merge merge;
		size_t shown = 0;

		merge_init(&merge, MAX, true);
		for (int i = 0; i < LISTS; i++) {
			int at = 30;

			dice = dice * 1103515245U + 12345U;
			counts[i] = (int)(dice >> 16) % EACH;
			for (int k = 0; k < counts[i]; k++) {
				dice = dice * 1103515245U + 12345U;
				at -= (int)(dice >> 16) % 3;
				times[i][k] = at;
				(void)snprintf(text, sizeof(text), "%d.%d", i, k);
				give(&merge, at, text);
			}
		}
		for (int at = 30; at > -60; at--) {
			for (int i = 0; i < LISTS; i++) {
				for (int k = 0; k < counts[i]; k++) {
					if (times[i][k] != at || shown == MAX)
						continue;
					(void)snprintf(expected + strlen(expected), 16, "%s%d.%d",
						       shown ? "," : "", i, k);
					shown++;
				}
			}
		}
		expect(&merge, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_newest_first),
		cmocka_unit_test(test_oldest_first),
		cmocka_unit_test(test_none_and_empty),
		cmocka_unit_test(test_as_sorting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
