/*
 * mood_models.c - see mood_models.h.
 */
#include "mood_models.h"
#include "mood_model.h"
#include <assert.h>

/* The languages by which a model of several is chosen. */
static language_set sure_languages(const struct mood_model *model)
{
	return model->languages & ~language_bit(LANGUAGE_ANY);
}

static const char *name_of_first(language_set languages)
{
	int language = LANGUAGE_ANY;

	while (language + 1 < LANGUAGE_COUNT &&
	       !(languages & language_bit((enum language)language)))
		language++;
	return language_name((enum language)language);
}

/* Whether the newest may stand beside those before it. */
static int check_newest(const struct mood_models *models, const struct mood_files *files,
			struct error *error)
{
	size_t newest = models->count - 1;
	language_set languages = sure_languages(models->items[newest]);

	if (files->count > 1 && languages == 0)
		return error_set(error, ERROR_INVALID,
				 "%s was trained on no language for sure, so it cannot be one of "
				 "several; train it with --lang",
				 files->paths[newest]);
	for (size_t i = 0; i < newest; i++) {
		language_set both = languages & sure_languages(models->items[i]);

		if (both)
			return error_set(error, ERROR_INVALID,
					 "%s and %s were both trained on '%s'; leave one out, or "
					 "train each on its own languages (--lang)",
					 files->paths[i], files->paths[newest],
					 name_of_first(both));
	}
	return 0;
}

int mood_models_load(struct mood_models *models, const struct mood_files *files,
		     struct error *error)
{
	for (size_t i = 0; i < files->count; i++) {
		struct mood_model *model = mood_model_load(files->paths[i], error);

		/* Each has a language that none before it has, so they are few. */
		assert(models->count < MOOD_MODELS_MAX);
		if (model)
			models->items[models->count++] = model;
		if (!model || check_newest(models, files, error) < 0) {
			mood_models_done(models);
			return error->code;
		}
	}
	return 0;
}

void mood_models_done(struct mood_models *models)
{
	for (size_t i = 0; i < models->count; i++)
		mood_model_free(models->items[i]);
	*models = (struct mood_models){ .count = 0 };
}

const struct mood_model *mood_models_for(const struct mood_models *models, enum language language)
{
	if (language == LANGUAGE_ANY && models->count > 1)
		return NULL;
	for (size_t i = 0; i < models->count; i++)
		if (mood_model_knows(models->items[i], language))
			return models->items[i];
	return NULL;
}
