/* test_eval_table.c - facts about counting agreement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "eval_table.h"
#include <stdlib.h>

static void near(double got, double want)
{
	if (got < want - 1e-9 || got > want + 1e-9)
		fail_msg("wanted %f, got %f", want, got);
}

static void test_figures(void **state)
{
	struct eval_counts counts = { 0 };
	struct eval_figures figures;

	(void)state;
	eval_count(&counts, true, true);
	eval_count(&counts, true, true);
	eval_count(&counts, true, true);
	eval_count(&counts, true, false);
	eval_count(&counts, false, true);
	eval_count(&counts, false, false);
	eval_count(&counts, false, false);
	eval_count(&counts, false, false);
	figures = eval_figures_of(&counts);
	near(figures.precision, 0.75);
	near(figures.recall, 0.75);
	near(figures.f1, 0.75);
	near(figures.macro_f1, 0.75);
	near(figures.accuracy, 0.75);
}

static void test_nothing_to_divide_by(void **state)
{
	const struct eval_counts none = { 0 }, clean = { .true_negative = 5 };

	(void)state;
	near(eval_figures_of(&none).precision, 0);
	near(eval_figures_of(&none).accuracy, 0);
	near(eval_figures_of(&clean).macro_f1, 0.5);
	near(eval_figures_of(&clean).accuracy, 1);
}

static void test_groups(void **state)
{
	struct eval_groups groups;
	char name[16];

	(void)state;
	eval_groups_init(&groups);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1000; i++) {
			struct slice slice = { name,
					       (size_t)snprintf(name, sizeof(name), "rule-%d", i) };

			eval_groups_get(&groups, slice)->true_positive++;
		}
	assert_int_equal(groups.count, 1000);
	assert_int_equal(eval_groups_get(&groups, slice_from("rule-7"))->true_positive, 2);
	assert_int_equal(eval_groups_get(&groups, (struct slice){ NULL, 0 })->true_positive, 0);
	eval_groups_done(&groups);
}

static void test_polarities(void **state)
{
	const struct eval_polarities polarities = { { { 3, 1, 0 }, { 0, 2, 0 }, { 1, 0, 1 } } };
	struct eval_figures negative = eval_polarity_figures(&polarities, POLARITY_NEGATIVE);

	(void)state;
	near(negative.precision, 0.75);
	near(negative.recall, 0.75);
	near(eval_polarity_figures(&polarities, POLARITY_POSITIVE).precision, 1);
	near(eval_polarity_figures(&polarities, POLARITY_POSITIVE).recall, 0.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_nothing_to_divide_by),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_polarities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
