/* test_known.c - facts about names that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "known.h"

static void refused(const char *wanted, const char *prefix, const char *want)
{
	static const char *const names[] = { "anna", "topic:price", "bo", "topic:staff" };
	struct error error = { 0 };
	struct known *known = known_new(slice_from(wanted), slice_from(prefix), &error);

	assert_non_null(known);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!known_note(known, slice_from(names[i])))
			break;
	assert_int_equal(known_has(known), want == NULL);
	assert_int_equal(known_refuse(known, "name", &error), want ? ERROR_INVALID : 0);
	if (want)
		assert_string_equal(error.text, want);
	known_free(known);
}

static void test_names(void **state)
{
	(void)state;
	refused("bo", "", NULL);
	refused("ana", "", "no name \"ana\" is known; did you mean \"anna\"?");
	refused("", "", "no name \"\" is known");
	refused("somebody else", "", "no name \"somebody else\" is known");
	refused("topic:prise",
		"topic:", "no name \"topic:prise\" is known; did you mean \"topic:price\"?");
	refused("anna", "topic:", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
