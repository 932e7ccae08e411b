/*
 * mood_models.h - the models that stand beside one lexicon, each for the comments of the languages
 * that it was trained on.
 *
 * Immutable once read; a language has one model at most.
 */
#ifndef LIVVAKT_MOOD_MODELS_H
#define LIVVAKT_MOOD_MODELS_H

#include "error.h"
#include "language.h"
#include <stddef.h>

struct mood_model;

enum { MOOD_MODELS_MAX = LANGUAGE_COUNT };

/* Paths of models; borrowed. */
struct mood_files {
	const char *const *paths;
	size_t count;
};

/* All zero: none. */
struct mood_models {
	struct mood_model *items[MOOD_MODELS_MAX]; /* in the order of their files */
	size_t count;
};

/* Into an empty one. Refused when one of them cannot be read, when two know the same language, and
 * when one of several knows none: it would never be asked. After a failure there are none. */
MUST_CHECK int mood_models_load(struct mood_models *models, const struct mood_files *files,
				struct error *error);
void mood_models_done(struct mood_models *models);

/* Who tells the mood of a comment in that language; NULL: the lexicon. Where the language is
 * uncertain a model that stands alone does, of several none. */
const struct mood_model *mood_models_for(const struct mood_models *models, enum language language);

#endif
