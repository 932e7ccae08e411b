/*
 * debut.h - a brand that nothing is known of: is its share of negatives beyond what brands are
 * like?
 *
 * Its own first minutes cannot tell, for Livvakt may have been installed because the trouble has
 * begun, and then that is all the past there is. Pure.
 */
#ifndef LIVVAKT_DEBUT_H
#define LIVVAKT_DEBUT_H

#include "baseline.h"
#include "clock.h"
#include <stdbool.h>

/* So long all that came is held against other brands; then a brand has a past of its own. */
#define DEBUT_US (6 * CLOCK_HOUR_US)
/* Each minimum of negatives and of authors so many times: the less is known, the more of them. */
enum { DEBUT_TIMES = 4 };

/* Among so many comments of a brand, whichever it is. */
double debut_expected(double comments);
double debut_variance(double comments);

/* So many negatives an hour at any time, beside so many comments a microsecond; nothing else of it
 * is set. */
void debut_baseline(double comments_a_us, struct baseline *ret_baseline);

/* -log10 of how many brands are as negative or more. */
double debut_share(double negative, double comments);
/* -log10 of how often an hour chance does this in a brand's first hours. */
double debut_surprise_an_hour(double share);

/* What is no calm in a brand that little is known of, even where it has been so for as long as it
 * is known: fewer than one in a hundred are like that. */
bool debut_is_trouble(double negative, double comments);

#endif
