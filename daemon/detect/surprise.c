/*
 * surprise.c - upper tails of the negative binomial and the beta-binomial, in log space.
 *
 * The negative binomial's tail is a regularised incomplete beta, P(X >= k) = I_x(k, r) with
 * x = mean / (mean + r) (DLMF 8.17.24), evaluated by Lentz's continued fraction (DLMF 8.17.22),
 * which needs some tens of steps where the tail is small: just where we look. What the figures are
 * compared with is detect.c's business.
 */
#include "surprise.h"
#include <math.h>

enum { FRACTION_STEPS_MAX = 400, SHARE_DRAWS_MAX = 400 };

/* lgamma() writes the sign into a global of libm; this one may be called by all judges at once. */
static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

static double log_beta(double a, double b)
{
	return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

static double not_zero(double x)
{
	return fabs(x) < 1e-300 ? 1e-300 : x;
}

/* The continued fraction behind I_x(a, b); converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
	double c = 1.0;
	double d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
	double result = d;

	for (int step = 1; step <= FRACTION_STEPS_MAX; step++) {
		double m = step;
		double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));

		d = 1.0 / not_zero(1.0 + even * d);
		c = not_zero(1.0 + even / c);
		result *= d * c;
		d = 1.0 / not_zero(1.0 + odd * d);
		c = not_zero(1.0 + odd / c);
		result *= d * c;
		if (fabs(d * c - 1.0) < 1e-9)
			break;
	}
	return result;
}

/* log I_x(a, b). */
static double log_beta_tail(double a, double b, double x)
{
	double front = a * log(x) + b * log1p(-x) - log_beta(a, b);

	if (x < (a + 1.0) / (a + b + 2.0))
		return front + log(beta_fraction(a, b, x) / a);
	double rest = exp(front) * beta_fraction(b, a, 1.0 - x) / b;
	return log(fmax(1.0 - rest, 1e-12));
}

static double as_surprise(double log_probability)
{
	return fmin(fmax(-log_probability / M_LN10, 0.0), SURPRISE_MAX);
}

double surprise_of_count(double count, double mean, double variance)
{
	/* A size above this tells nothing apart from Poisson, and costs digits in log_gamma. */
	const double size_max = 1e6;

	if (count <= 0.0)
		return 0.0;
	double size = variance > mean ? fmin(mean * mean / (variance - mean), size_max) : size_max;
	return as_surprise(log_beta_tail(count, size, mean / (mean + size)));
}

double surprise_of_level(double count, double mean, double variance)
{
	if (count <= mean)
		return 0.0;
	double square = log1p(variance / (mean * mean)), sigma = sqrt(square);
	double z = (log(fmax(count - 0.5, mean) / mean) + 0.5 * square) / sigma;

	if (z < 30.0)
		return as_surprise(log(0.5 * erfc(z * M_SQRT1_2)));
	/* The first term of the asymptotic series (DLMF 7.12.1), beyond what erfc can hold. */
	return as_surprise(-0.5 * z * z - log(z * sqrt(2.0 * M_PI)));
}

double surprise_of_share(double hits, double total, double share, double correlation)
{
	if (hits <= 0.0 || total <= 0.0)
		return 0.0;
	/* Beyond some hundred draws the wandering of the share outweighs that of the draw. */
	if (total > SHARE_DRAWS_MAX) {
		hits *= SHARE_DRAWS_MAX / total;
		total = SHARE_DRAWS_MAX;
	}
	hits = floor(hits);
	total = fmax(floor(total), hits);

	double weight = 1.0 / fmax(correlation, 1e-6) - 1.0;
	double alpha = share * weight, beta = (1.0 - share) * weight;
	double first = log_beta(hits + alpha, total - hits + beta) - log_beta(alpha, beta) -
		       log_beta(hits + 1.0, total - hits + 1.0) - log(total + 1.0);
	double term = 1.0, sum = 1.0;
	for (double k = hits; k < total; k++) {
		term *= (total - k) * (k + alpha) / ((k + 1.0) * (total - k - 1.0 + beta));
		sum += term;
		if (term < 1e-9 * sum)
			break;
	}
	return as_surprise(first + log(sum));
}

double surprise_upper_edge(double mean, double variance)
{
	/* sqrt(X) has a standard deviation of about sqrt(variance/mean)/2; 2.33: one in a hundred.
	 */
	double root = sqrt(mean) + 2.33 * 0.5 * sqrt(fmax(variance / mean, 1.0));

	return root * root;
}
