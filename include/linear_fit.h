/*
 * linear_fit.h - rows of numbers, and weights that part those of a class from the others: logistic
 * regression, L2-regularised. The only room that speaks liblinear.
 */
#ifndef LIVVAKT_LINEAR_FIT_H
#define LIVVAKT_LINEAR_FIT_H

#include "attributes.h"
#include "error.h"
#include <stddef.h>
#include <stdint.h>

struct fit;

struct fit_entry {
	uint32_t column; /* from 0, rising within a row */
	double value;
};

/* NULL when memory is out. `entries_max` bounds the memory: 16 bytes each. */
struct fit *fit_new(uint32_t columns, size_t entries_max);
struct fit *fit_free(struct fit *fit); /* NULL is fine; always NULL */

/* One row more. ERROR_LIMIT when there are too many entries, ERROR_MEMORY. */
MUST_CHECK int fit_add(struct fit *fit, const struct fit_entry *entries, size_t count,
		       struct error *error);

/* Multiplies every value by its column's factor. */
void fit_scale(struct fit *fit, const double *factors);

/* Weights, one a column, for `rows`: those where positive[row] is set against the others. Begins at
 * what stands in `weights`, so a neighbouring `cost` is soon done. Without rows of either kind the
 * weights are left as they are. The same input gives the same weights on the same machine. */
MUST_CHECK int fit_class(const struct fit *fit, const uint32_t *rows, size_t count,
			 const uint8_t *positive, double cost, double *weights,
			 struct error *error);

double fit_score(const struct fit *fit, size_t row, const double *weights);

#endif
