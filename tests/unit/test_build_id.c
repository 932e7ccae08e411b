/* test_build_id.c - facts about how a build tells itself from others. */
#include "facts.h"

#include "buffer.h"
#include "build_id.h"
#include "file.h"

/* The linker's own hash of the program: it stands in the file, and only there. */
static void test_it_stands_in_the_program(void **state)
{
	struct slice id = build_id();
	struct error error = { 0 };
	struct buffer program;

	(void)state;
	if (id.len == 0)
		skip(); /* linked without */
	assert_true(id.len >= 8);
	buffer_init(&program, SIZE_MAX / 4);
	assert_int_equal(file_read("/proc/self/exe", SIZE_MAX / 4, &program, &error), 0);
	assert_non_null(memmem(program.data, program.len, id.data, id.len));
	buffer_done(&program);
	assert_true(slice_equal(id, build_id()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_stands_in_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
