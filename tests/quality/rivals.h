/*
 * rivals.h - detectors of others for bare series, as their papers and public benchmarks have them:
 * what livvakt detect is compared with, and what tells whether invented series are as hard as real
 * ones.
 */
#ifndef LIVVAKT_QUALITY_RIVALS_H
#define LIVVAKT_QUALITY_RIVALS_H

#include <stddef.h>

/* A higher score is a stranger moment; each rival has its own scale. Causal, but for relative
 * entropy, which is told the highest value of all, as it is in the benchmark. */
struct rival {
	const char *name;
	void (*score)(const double *values, size_t count, float *ret_scores);
};

enum { RIVALS = 7 };
extern const struct rival rivals[RIVALS];

#endif
