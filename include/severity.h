/*
 * severity.h - how bad an episode is, from 1 (worst) to 4, by points that a person can follow.
 *
 *   point for …                                      1        2
 *   surprise over the alert line, powers of ten   >= 3     >= 8
 *   negatives, times the expected                 >= 4    >= 15
 *   negatives in the window                      >= 25   >= 250
 *   distinct authors                             >= 15   >= 150
 *   abusive of the negatives (at least 5)       >= 30 %  >= 60 %
 *
 *   points   0-1: 4    2-3: 3    4-5: 2    6 and more: 1    (a learning baseline takes one point
 * off)
 */
#ifndef LIVVAKT_SEVERITY_H
#define LIVVAKT_SEVERITY_H

#include <stdbool.h>
#include <stdint.h>

struct severity_facts {
	double over; /* surprise minus alert line */
	double negative, expected, abuse;
	uint64_t authors; /* 0: not known */
	bool learning;
};

unsigned severity_of(const struct severity_facts *facts);

#endif
