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

#include "evidence.h"
#include <stdbool.h>
#include <stdint.h>

struct severity_facts {
	double over; /* surprise minus alert line */
	double negative, expected, abuse;
	uint64_t authors; /* 0: not known */
	bool learning;
};

enum severity_part {
	SEVERITY_OVER,
	SEVERITY_TIMES,
	SEVERITY_NEGATIVES,
	SEVERITY_AUTHORS,
	SEVERITY_ABUSE,
	SEVERITY_LEARNING, /* -1 or 0 */
	SEVERITY_PARTS
};

/* What is left of some negatives when nobody counts more often than nearly all do; thousandths, 0:
 * all. */
uint64_t severity_fair(uint64_t negative, unsigned fair);
/* The same of the facts. The surprise is that of what is left already. */
struct severity_facts severity_fair_facts(const struct severity_facts *facts, unsigned fair);

unsigned severity_of(const struct severity_facts *facts);
/* The facts for an incident's evidence, with what an alert needs at least. */
struct evidence_weight severity_weight(const struct severity_facts *facts,
				       uint64_t minimum_negative, uint64_t minimum_authors);
/* What each part adds; gives the sum. */
int severity_points(const struct severity_facts *facts, int ret_points[SEVERITY_PARTS]);

#endif
