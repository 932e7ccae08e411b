/* calm.h - whether a stretch of time speaks for what is usual, or for trouble. Pure. */
#ifndef LIVVAKT_CALM_H
#define LIVVAKT_CALM_H

#include <stdint.h>

/* Wald's line for a chance of 1 in 20 to be wrong: evidence is clear from here. */
#define CALM_CLEAR 3.0

struct calm_stretch {
	double part; /* its length, times the window that tells what trouble is */
	double negative, comments;
	double expected, variance; /* of the negatives */
	double usual_comments;
};

/* How many times the usual trouble is, at least: what would stick out of the band of what is usual
 * over such a stretch, and could alert. */
double calm_trouble(const struct calm_stretch *stretch, uint64_t minimum_negative);

/* What part of the usual comments was heard: no more than in a shorter stretch (`heard`; 1: there
 * is none), with a comment to spare. */
double calm_heard(const struct calm_stretch *stretch, double heard);

/* The logarithm of how much better the usual rate explains a stretch than that of trouble does: of
 * Poisson's law, divided by the spread (a quasi-likelihood). Silence says nothing: a feed may be
 * away, or we were. All is heard from half of the usual comments on. */
double calm_evidence(const struct calm_stretch *stretch, double trouble, double heard);

#endif
