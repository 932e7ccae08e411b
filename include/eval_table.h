/*
 * eval_table.h - counting how often a machine and people agree, and the usual figures from the
 * counts.
 */
#ifndef LIVVAKT_EVAL_TABLE_H
#define LIVVAKT_EVAL_TABLE_H

#include "attributes.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Truth by machine: flagged and positive, flagged and negative, … */
struct eval_counts {
	size_t true_positive, false_positive, false_negative, true_negative;
};

void eval_count(struct eval_counts *counts, bool positive, bool flagged);

/* 0 where nothing was there to divide by. Macro F1 is the mean over both classes. */
struct eval_figures {
	double precision, recall, f1, macro_f1, accuracy;
};
struct eval_figures eval_figures_of(const struct eval_counts *counts);
void eval_print(const struct eval_counts *counts, FILE *to);

/* Counts by name: rules, categories, values of a field. At most EVAL_GROUPS_MAX names; more share
 * the last. */
enum { EVAL_GROUPS_MAX = 20000 };
struct eval_group {
	char *name;
	struct eval_counts counts;
};
struct eval_groups {
	struct eval_group *items;
	size_t count, capacity;
	unsigned *table; /* open hash: place plus one */
};
void eval_groups_init(struct eval_groups *groups);
void eval_groups_done(struct eval_groups *groups);
/* NULL when memory is out. */
struct eval_counts *eval_groups_get(struct eval_groups *groups, struct slice name);
/* How many of those it hit were positive; most hits first. */
void eval_groups_print_hits(struct eval_groups *groups, const char *title, FILE *to);
/* How many were judged right; by name. */
void eval_groups_print_accuracy(struct eval_groups *groups, const char *title, FILE *to);

/* Three classes: truth by machine. */
struct eval_polarities {
	size_t counts[POLARITY_COUNT][POLARITY_COUNT]; /* [truth][said] */
};
struct eval_figures eval_polarity_figures(const struct eval_polarities *polarities,
					  enum polarity polarity);
/* How many of the three are anybody's: a macro figure is the mean of these. 1 at least. */
size_t eval_polarity_classes(const struct eval_polarities *polarities);
void eval_polarities_print(const struct eval_polarities *polarities, FILE *to);

#endif
