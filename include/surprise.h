/*
 * surprise.h - how improbable a count or a share is: tails as -log10 p, safe far beyond what a
 * double could hold as a probability.
 *
 * Counts of comments are never Poisson (variance/mean of real mention streams runs from 2.5 to
 * above 1,000), so a count's law here is a negative binomial given by mean and variance.
 */
#ifndef LIVVAKT_SURPRISE_H
#define LIVVAKT_SURPRISE_H

/* No tail is said to be rarer than 10^-300. */
#define SURPRISE_MAX 300.0

/* -log10 P(X >= count) for a negative binomial X with this mean and variance (a variance at or
 * below the mean is taken as Poisson's). `count` >= 0, `mean` > 0. */
double surprise_of_count(double count, double mean, double variance);

/* The same where a rate that wanders by factors, not chance draws, makes the variance: a log-normal
 * law, whose tail is the heavier one. */
double surprise_of_level(double count, double mean, double variance);

/* -log10 P(X >= hits) for a beta-binomial X of `total` draws with the mean `share` (inside 0 … 1)
 * and the intra-class correlation `correlation` (inside 0 … 1): what a share does that wanders from
 * hour to hour. */
double surprise_of_share(double hits, double total, double share, double correlation);

/* The smallest count whose upper tail is at or below 10^-surprise, from the normal law of the
 * square root: a band's edge to show, not to decide by. */
double surprise_upper_edge(double mean, double variance);

#endif
