/* calm.c - the usual rate against that of trouble. */
#include "calm.h"
#include <math.h>

static const double DEVIATIONS = 3.5;	 /* what a count alerts from, about */
static const double EXPECTED_MIN = 0.25; /* negatives, in the window that tells what trouble is */

static double spread_of(const struct calm_stretch *stretch, double expected)
{
	return fmax(stretch->variance / expected, 1.0);
}

static double heard_here(const struct calm_stretch *stretch)
{
	return 2.0 * stretch->comments / fmax(stretch->usual_comments, 1e-6);
}

double calm_trouble(const struct calm_stretch *stretch, uint64_t minimum_negative)
{
	const double expected = fmax(stretch->expected, EXPECTED_MIN);
	const double root = sqrt(expected) + 0.5 * DEVIATIONS * sqrt(spread_of(stretch, expected));

	return fmax(root * root, (double)minimum_negative) / expected;
}

double calm_heard(const struct calm_stretch *stretch, double heard)
{
	return fmin(heard, heard_here(stretch) + 2.0 / fmax(stretch->usual_comments, 1e-6));
}

double calm_evidence(const struct calm_stretch *stretch, double trouble, double heard)
{
	const double expected = fmax(stretch->expected, EXPECTED_MIN * stretch->part);
	const double usual = (trouble - 1.0) * expected * fmin(heard, heard_here(stretch));

	return (usual - stretch->negative * log(trouble)) / spread_of(stretch, expected);
}
