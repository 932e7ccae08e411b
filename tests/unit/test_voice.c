/* test_voice.c - facts about how loud a text is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "voice.h"

static void test_marks(void **state)
{
	(void)state;
	assert_int_equal(voice_of((struct slice){ NULL, 0 }).exclamations, 0);
	assert_int_equal(voice_of(slice_from("a! b!")).exclamations, 2);
	assert_int_equal(voice_of(slice_from("!!!!!!!")).exclamations, VOICE_MARKS_MAX);
	assert_false(voice_of(slice_from("a!")).questions);
	assert_true(voice_of(slice_from("a? b")).questions);
	assert_false(voice_of((struct slice){ NULL, 0 }).questions);
}

static void test_capitals(void **state)
{
	(void)state;
	assert_false(voice_of((struct slice){ NULL, 0 }).shouting);
	assert_false(
		voice_of(slice_from("SKAMM")).shouting); /* five: an abbreviation may be so long */
	assert_true(voice_of(slice_from("SKAMME")).shouting);
	assert_true(voice_of(slice_from("SKAM DIG og 123")).shouting);
	assert_false(voice_of(slice_from("SKAMDE dig")).shouting);
	assert_false(voice_of(slice_from("helt vanlig tekst UTEN MYE BRÅK I SEG")).shouting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_capitals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
