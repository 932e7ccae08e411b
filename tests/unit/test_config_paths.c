/* test_config_paths.c - facts about keys that hold one path or several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "config_paths.h"

struct taken {
	struct arena arena;
	struct complaints complaints;
	const char **paths;
	size_t count;
};

static void take(const char *text, struct taken *taken)
{
	const struct yaml *root;

	arena_init(&taken->arena, 4096, 1 << 22);
	complaints_init(&taken->complaints);
	root = yaml_parse(slice_from(text), "/etc/livvakt/livvakt.yaml", &taken->arena,
			  &taken->complaints);
	assert_non_null(root);
	taken->paths =
		config_paths_read(root, "models", &taken->arena, &taken->complaints, &taken->count);
}

static void done(struct taken *taken)
{
	complaints_done(&taken->complaints);
	arena_done(&taken->arena);
}

static void test_one_several_none(void **state)
{
	struct taken taken;

	(void)state;
	take("models: a", &taken);
	assert_int_equal(taken.count, 1);
	assert_string_equal(taken.paths[0], "/etc/livvakt/a");
	done(&taken);
	take("models: [/b, ../c]", &taken);
	assert_int_equal(taken.count, 2);
	assert_string_equal(taken.paths[0], "/b");
	assert_string_equal(taken.paths[1], "/etc/livvakt/../c");
	assert_int_equal(taken.complaints.errors, 0);
	done(&taken);
	take("other: a", &taken);
	assert_null(taken.paths);
	assert_int_equal(taken.count, 0);
	done(&taken);
}

/* What is wrong is said, and the good entries beside it are read. */
static void test_what_is_no_path(void **state)
{
	struct taken taken;

	(void)state;
	take("models: {a: b}", &taken);
	assert_null(taken.paths);
	assert_int_equal(taken.complaints.errors, 1);
	done(&taken);
	take("models: [[a], b, \"\"]", &taken);
	assert_int_equal(taken.count, 1);
	assert_string_equal(taken.paths[0], "/etc/livvakt/b");
	assert_int_equal(taken.complaints.errors, 2);
	done(&taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_several_none),
		cmocka_unit_test(test_what_is_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
