/* train_report.h - what `livvakt train` tells of a model: whether it beats the lexicon, and what it
 * learnt. */
#ifndef LIVVAKT_TRAIN_REPORT_H
#define LIVVAKT_TRAIN_REPORT_H

#include "eval_table.h"
#include "mood_model.h"
#include <stdio.h>

/* Figures of both on the same comments, side by side. */
void train_report_beside(const struct eval_polarities *lexicon, const struct eval_polarities *model,
			 FILE *to);

/* When, from what and how well a model was trained, and its strongest words. */
void train_report_model(const struct mood_model *model, FILE *to);

#endif
