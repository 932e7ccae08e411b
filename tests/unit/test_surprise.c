/* test_surprise.c - facts about tails, against values computed with exact fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "surprise.h"
#include <math.h>

static void near(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g is not within %.3g of %.9g", got, within, want);
}

/* P(X >= k) summed term by term from the definition, upwards: slow and sure. */
static double slow_count(unsigned count, double mean, double variance)
{
	double size = mean * mean / (variance - mean), x = mean / (mean + size), sum = 0.0;

	for (unsigned k = count; k < count + 20000; k++)
		sum += exp(lgamma(k + size) - lgamma(size) - lgamma(k + 1.0) + k * log(x) +
			   size * log1p(-x));
	return -log10(sum);
}

static double slow_poisson(unsigned count, double mean)
{
	double sum = 0.0;

	for (unsigned k = count; k < count + 2000; k++)
		sum += exp(k * log(mean) - mean - lgamma(k + 1.0));
	return -log10(sum);
}

static void counts_agree_with_the_sum(void **state)
{
	static const double means[] = { 0.01, 0.3, 2, 17, 120, 900 },
			    factors[] = { 1.05, 1.5, 4, 60 };
	static const double times[] = { 0.5, 1, 1.5, 3, 8 };
	(void)state;

	for (unsigned m = 0; m < 6; m++) {
		for (unsigned f = 0; f < 4; f++) {
			for (unsigned t = 0; t < 5; t++) {
				unsigned count = (unsigned)(means[m] * times[t]) + 1;
				double want = slow_count(count, means[m], means[m] * factors[f]);
				if (want < SURPRISE_MAX)
					near(surprise_of_count(count, means[m],
							       means[m] * factors[f]),
					     want, 1e-4);
			}
		}
	}
}

static void without_overdispersion_it_is_poisson(void **state)
{
	(void)state;
	near(surprise_of_count(5, 1, 1), slow_poisson(5, 1), 1e-4);
	near(surprise_of_count(40, 10, 9), slow_poisson(40, 10), 1e-3);
	near(surprise_of_count(1, 0.001, 0.001), 3.0, 1e-3);
}

static void counts_at_the_edges(void **state)
{
	(void)state;
	near(surprise_of_count(0, 5, 9), 0, 0);
	near(surprise_of_count(1e9, 1e-6, 1e-6), SURPRISE_MAX, 0);
	near(surprise_of_count(1e7, 1e3, 1e4), SURPRISE_MAX, 0);
	assert_true(isfinite(surprise_of_count(1e6, 1e6, 1e9)));
	assert_true(surprise_of_count(1e6, 1e6, 1e9) < 0.5);
}

static void counts_rise_with_the_count(void **state)
{
	(void)state;
	double last = 0;
	for (unsigned count = 1; count < 400; count++) {
		double surprise = surprise_of_count(count, 20, 90);
		assert_true(surprise >= last);
		last = surprise;
	}
	assert_true(last > 10);
}

static void more_variance_means_less_surprise(void **state)
{
	(void)state;
	for (double variance = 12; variance < 500; variance *= 1.5)
		assert_true(surprise_of_count(40, 10, variance * 1.5) <
			    surprise_of_count(40, 10, variance));
}

static void shares(void **state)
{
	(void)state;
	/* correlation 1/3 and share 1/2 give Beta(1, 1): each number of hits is equally likely */
	near(surprise_of_share(10, 10, 0.5, 1.0 / 3.0), log10(11), 1e-6);
	near(surprise_of_share(8, 10, 0.5, 1.0 / 3.0), log10(11.0 / 3.0), 1e-6);
	/* almost no correlation: the binomial's 0.3^10 */
	near(surprise_of_share(10, 10, 0.3, 1e-6), -10 * log10(0.3), 1e-3);
	near(surprise_of_share(0, 10, 0.3, 0.1), 0, 0);
	near(surprise_of_share(3, 0, 0.3, 0.1), 0, 0);
	assert_true(surprise_of_share(90, 100, 0.2, 0.05) > surprise_of_share(60, 100, 0.2, 0.05));
	assert_true(surprise_of_share(900000, 1000000, 0.2, 0.01) > 5);
}

static void upper_edge_lies_above(void **state)
{
	(void)state;
	assert_true(surprise_upper_edge(10, 10) > 10);
	assert_true(surprise_upper_edge(10, 100) > surprise_upper_edge(10, 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_agree_with_the_sum),
		cmocka_unit_test(without_overdispersion_it_is_poisson),
		cmocka_unit_test(counts_at_the_edges),
		cmocka_unit_test(counts_rise_with_the_count),
		cmocka_unit_test(more_variance_means_less_surprise),
		cmocka_unit_test(shares),
		cmocka_unit_test(upper_edge_lies_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
