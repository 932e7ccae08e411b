/*
 * mood_model.h - a linear model that a user trained on comments of their own: it stands beside the
 * lexicon and says negative, neutral or positive.
 *
 * Three sums of whole numbers, one a class; the greatest tells the polarity, its lead the figure.
 * So a model says the same on every machine, and needs no library. Immutable once read.
 */
#ifndef LIVVAKT_MOOD_MODEL_H
#define LIVVAKT_MOOD_MODEL_H

#include "buffer.h"
#include "crypto.h"
#include "error.h"
#include "features.h"
#include "sentiment.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum {
	MOOD_MODEL_ONE = 4096, /* a weight of 1 */
	MOOD_MODEL_NAMES_MAX = 1000,
	MOOD_MODEL_NAME_BYTES = 96, /* of a name */
	MOOD_MODEL_FILE_MAX = 2 << 20,
	MOOD_MODEL_RULESET_BYTES = 16,
};

/* How a way of judging did on comments that it had not seen; thousandths. */
struct mood_figures {
	int32_t accuracy, macro_f1;
};

/* A word or a pair of words with much weight, kept so that a person can see what was learnt. */
struct mood_name {
	char text[MOOD_MODEL_NAME_BYTES + 1];
	uint32_t comments;		/* in which it stands */
	int16_t weight[POLARITY_COUNT]; /* in MOOD_MODEL_ONE */
};

struct mood_model {
	uint32_t day;		/* when it was trained: days since 1970-01-01 */
	uint32_t cost;		/* how far it was let fit, in thousandths: C */
	language_set languages; /* of the comments that it was trained on */
	uint32_t counts[POLARITY_COUNT];
	struct mood_figures model, lexicon;	    /* cross-validated, on the same comments */
	char ruleset[MOOD_MODEL_RULESET_BYTES + 1]; /* hash of the rules whose lexicon it saw */
	int32_t bias[POLARITY_COUNT];
	int32_t cues[CUE_COUNT][POLARITY_COUNT];
	uint32_t name_count;
	struct mood_name names[MOOD_MODEL_NAMES_MAX];
	int16_t weights[FEATURES_BUCKETS][POLARITY_COUNT];
	char id[CRYPTO_ID_TEXT_MAX]; /* of the content; set by reading and writing */
};

/* All zero: a model that knows nothing. NULL when memory is out. */
struct mood_model *mood_model_new(void);
struct mood_model *mood_model_free(struct mood_model *model); /* NULL is fine; always NULL */

/* The three sums, in thousandths. */
void mood_model_sums(const struct mood_model *model, const struct features *features,
		     int64_t ret_sums[POLARITY_COUNT]);

/* Whether the model was trained on texts like this; uncertain ones are taken to be. */
bool mood_model_knows(const struct mood_model *model, enum language language);

/* Puts the model's figure and polarity in place of the lexicon's; anger and worry stay. */
void mood_model_apply(const struct mood_model *model, const struct features *features,
		      struct sentiment *sentiment);

/* What moved a verdict: a word with all its pieces, a pair of words, or a cue. */
struct mood_move {
	struct span span; /* in the plain form; empty for a cue */
	enum cue cue;	  /* CUE_COUNT for words */
	int64_t moved;	  /* thousandths: how far towards the polarity that was told, or from it */
};

enum { MOOD_MOVES_MAX = 12 };

/* The strongest first: how each moved the lead of the first class over the second. Gives how many;
 * *ret_second is the class that came next. */
size_t mood_model_explain(const struct mood_model *model, const struct features *features,
			  struct mood_move ret_moves[MOOD_MOVES_MAX], enum polarity *ret_first,
			  enum polarity *ret_second);

/* --- mood_model_file.c --- */

/* The file's bytes, and the model's id. A failure is the buffer's. */
void mood_model_write(struct mood_model *model, struct buffer *to);

/* NULL with the reason when it is none of ours, cut, damaged, or of another version. crypto_init
 * must have been called. */
struct mood_model *mood_model_parse(struct slice bytes, struct error *error);

/* The same from a file, the path in the reason. */
struct mood_model *mood_model_load(const char *path, struct error *error);

#endif
