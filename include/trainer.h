/*
 * trainer.h - from labelled comments to a mood model, with figures that say whether it is worth
 * having.
 *
 * Every comment is judged once by a model that did not see it (five parts, equal texts in the same
 * one), and the lexicon is held against the same comments. How far the model may fit and where its
 * classes part is chosen by those figures, for the macro F1.
 */
#ifndef LIVVAKT_TRAINER_H
#define LIVVAKT_TRAINER_H

#include "attributes.h"
#include "error.h"
#include "features.h"
#include "mood_model.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>

enum {
	TRAINER_FOLDS = 5,
	TRAINER_COMMENTS_MIN = 300,
	TRAINER_COMMENTS_MAX = 200000,
	TRAINER_CLASS_MIN = 10, /* comments of a class, unless it has none */
};

/* One labelled comment, as a judge read it. */
struct trainer_comment {
	struct slice plain;
	const struct features *features;
	struct sentiment lexicon;
	enum language language;
	enum polarity label;
	struct slice author; /* empty: nobody else's */
};

struct trainer;

struct trainer *trainer_new(void); /* NULL when memory is out */
struct trainer *trainer_free(struct trainer *trainer);

/* ERROR_LIMIT when there are too many, ERROR_MEMORY. Nothing is borrowed. */
MUST_CHECK int trainer_add(struct trainer *trainer, const struct trainer_comment *comment,
			   struct error *error);

struct trainer_options {
	uint32_t day;	     /* since 1970-01-01: kept in the model */
	const char *ruleset; /* hash, 16 letters */
	size_t names;	     /* strongest words and pairs a class that are kept as text */
	void (*progress)(void *context, unsigned done, unsigned all); /* NULL: none */
	void *context;
};

/* [truth][said] */
struct trainer_report {
	size_t comments;
	size_t model[POLARITY_COUNT][POLARITY_COUNT];
	size_t lexicon[POLARITY_COUNT][POLARITY_COUNT];
	/* by truth: right by the model alone, by the lexicon alone */
	size_t gained[POLARITY_COUNT], lost[POLARITY_COUNT];
};

/* NULL with ERROR_INVALID when the comments are too few or of one class, ERROR_MEMORY. Once. */
struct mood_model *trainer_train(struct trainer *trainer, const struct trainer_options *options,
				 struct trainer_report *ret_report, struct error *error);

/* Neither accuracy nor macro recall is higher than chance gives one time in forty. Each comment is
 * compared with itself (McNemar's test; for the recall, by class). */
bool trainer_gain_is_chance(const struct trainer_report *report);

struct mood_figures trainer_figures(size_t counts[POLARITY_COUNT][POLARITY_COUNT]);

#endif
