/* debut.c - see debut.h. */
#include "debut.h"

#include "surprise.h"
#include <math.h>

/*
 * What brands are like: three in ten of their comments are negative on average, and one brand in
 * twenty is a support desk where six in ten are or more; a beta distribution with this correlation.
 */
static const double SHARE = 0.3, CORRELATION = 0.13;
/* A brand draws its mood once, and it is looked at for the first hours. */
static const double TRIES = 3.0;
static const double TROUBLE = 2.0;

double debut_expected(double comments)
{
	return SHARE * comments;
}

double debut_variance(double comments)
{
	return SHARE * (1.0 - SHARE) * comments * (1.0 + fmax(comments - 1.0, 0.0) * CORRELATION);
}

void debut_baseline(double comments_a_us, struct baseline *ret_baseline)
{
	*ret_baseline = (struct baseline){ .slot_us = CLOCK_HOUR_US, .bins = 1 };
	ret_baseline->rate[0] = debut_expected(comments_a_us * (double)CLOCK_HOUR_US);
	for (unsigned day = 0; day < 7; day++)
		ret_baseline->weekday[day] = 1.0;
}

double debut_share(double negative, double comments)
{
	return negative > SHARE * comments
		       ? surprise_of_share(negative, comments, SHARE, CORRELATION)
		       : 0.0;
}

double debut_surprise_an_hour(double share)
{
	const double hours = (double)DEBUT_US / (double)CLOCK_HOUR_US;

	return fmax(share - log10(TRIES / hours), 0.0);
}

bool debut_is_trouble(double negative, double comments)
{
	return debut_share(negative, comments) >= TROUBLE;
}
