/* test_mood_figure.c - facts about how sums of mood become a figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "mood_figure.h"

static struct sentiment figure(int64_t valence, struct voice voice, size_t words, bool link)
{
	return mood_figure((struct mood_sums){ .valence = valence }, &voice, words, link);
}

static const struct voice quiet;

static void test_bounds(void **state)
{
	(void)state;
	assert_int_equal(figure(0, quiet, 5, false).figure, 0);
	assert_int_equal(figure(0, quiet, 5, false).polarity, POLARITY_NEUTRAL);
	assert_in_range(figure(INT64_C(1) << 40, quiet, 5, false).figure, 990, 1000);
	assert_in_range(-figure(-(INT64_C(1) << 40), quiet, 5, false).figure, 990, 1000);
	assert_int_equal(figure(3000, quiet, 5, false).figure,
			 -figure(-3000, quiet, 5, false).figure);
}

static void test_long_texts_say_less(void **state)
{
	(void)state;
	assert_true(figure(3000, quiet, 50, false).figure < figure(3000, quiet, 5, false).figure);
	assert_int_equal(figure(3000, quiet, 60, false).figure,
			 figure(3000, quiet, 6000, false).figure);
}

static void test_links_report(void **state)
{
	static const struct voice loud = { .exclamations = 1 };

	(void)state;
	assert_int_equal(figure(-700, quiet, 5, false).polarity, POLARITY_NEGATIVE);
	assert_int_equal(figure(-700, quiet, 5, true).polarity, POLARITY_NEUTRAL);
	assert_int_equal(figure(-700, loud, 5, true).polarity, POLARITY_NEGATIVE);
}

static void test_loud_texts_say_more(void **state)
{
	static const struct voice loud = { .exclamations = 2 }, shouting = { .shouting = true };
	const struct mood_sums angry = { .valence = -3000, .anger = 1000 };

	(void)state;
	assert_true(figure(-3000, loud, 5, false).figure < figure(-3000, quiet, 5, false).figure);
	assert_true(figure(3000, loud, 5, false).figure > figure(3000, quiet, 5, false).figure);
	assert_true(mood_figure(angry, &shouting, 5, false).anger >
		    mood_figure(angry, &quiet, 5, false).anger);
	/* no more than a tone of voice */
	assert_int_equal(figure(-300, loud, 5, false).figure, figure(-300, quiet, 5, false).figure);
	assert_int_equal(figure(0, loud, 5, false).polarity, POLARITY_NEUTRAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_long_texts_say_less),
		cmocka_unit_test(test_links_report),
		cmocka_unit_test(test_loud_texts_say_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
