/* test_linear_fit.c - facts about rows and the weights that part them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "linear_fit.h"
#include <string.h>

enum { COLUMNS = 4, ROWS = 40 };

/* Column 0 for the odd rows, 1 for the even ones, 2 for all. */
static struct fit *make(void)
{
	struct fit *fit = fit_new(COLUMNS, 1000);
	struct error error = { 0 };

	assert_non_null(fit);
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct fit_entry entries[] = { { i % 2 ? 0 : 1, 1 }, { 2, 0.5 } };

		assert_int_equal(fit_add(fit, entries, 2, &error), 0);
	}
	return fit;
}

static void train_on(const struct fit *fit, size_t count, double *weights)
{
	uint32_t rows[ROWS];
	uint8_t positive[ROWS];
	struct error error = { 0 };

	for (uint32_t i = 0; i < ROWS; i++) {
		rows[i] = i;
		positive[i] = i % 2;
	}
	assert_int_equal(fit_class(fit, rows, count, positive, 1, weights, &error), 0);
}

static void test_parts(void **state)
{
	double weights[COLUMNS] = { 0 }, again[COLUMNS] = { 0 };
	struct fit *fit = make();

	(void)state;
	train_on(fit, ROWS, weights);
	assert_true(weights[0] > 0.5 && weights[1] < -0.5);
	assert_true(weights[3] == 0);
	assert_true(fit_score(fit, 1, weights) > 0);
	assert_true(fit_score(fit, 2, weights) < 0);
	train_on(fit, ROWS, again);
	assert_memory_equal(weights, again, sizeof(weights));
	fit_free(fit);
}

static void test_scales(void **state)
{
	const double factors[COLUMNS] = { 2, 3, 10, 1 }, weights[COLUMNS] = { 1, 1, 1, 1 };
	struct fit *fit = make();

	(void)state;
	fit_scale(fit, factors);
	assert_true(fit_score(fit, 1, weights) == 2 + 5);
	assert_true(fit_score(fit, 2, weights) == 3 + 5);
	fit_free(fit);
}

static void test_one_kind_alone(void **state)
{
	double weights[COLUMNS] = { 7, 7, 7, 7 };
	struct fit *fit = make();

	(void)state;
	train_on(fit, 1, weights);
	assert_true(weights[0] == 7 && weights[3] == 7);
	fit_free(fit);
	assert_null(fit_free(NULL));
}

static void test_limit(void **state)
{
	const struct fit_entry entries[] = { { 0, 1 }, { 1, 1 } };
	const double weights[COLUMNS] = { 1, 1, 1, 1 };
	struct fit *fit = fit_new(COLUMNS, 5);
	struct error error = { 0 };

	(void)state;
	assert_int_equal(fit_add(fit, entries, 2, &error), 0);
	assert_int_equal(fit_add(fit, entries, 2, &error), ERROR_LIMIT);
	assert_true(fit_score(fit, 0, weights) == 2); /* what there was is whole */
	fit_free(fit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_scales),
		cmocka_unit_test(test_one_kind_alone),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
