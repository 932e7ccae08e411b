/*
 * language_samples.c - which list of common words belongs to which language.
 */
#include "language_samples.h"

const char *const *const language_words[LANGUAGE_COUNT] = {
	[LANGUAGE_SV] = language_words_sv, [LANGUAGE_NB] = language_words_nb,
	[LANGUAGE_NN] = language_words_nn, [LANGUAGE_DA] = language_words_da,
	[LANGUAGE_DE] = language_words_de, [LANGUAGE_EN] = language_words_en,
};

const char *const *const language_forms[LANGUAGE_COUNT] = {
	[LANGUAGE_SV] = language_forms_sv, [LANGUAGE_NB] = language_forms_nb,
	[LANGUAGE_NN] = language_forms_nn, [LANGUAGE_DA] = language_forms_da,
	[LANGUAGE_DE] = language_forms_de, [LANGUAGE_EN] = language_forms_en,
};

const char *const *const language_words_foreign[LANGUAGE_FOREIGN] = {
	language_words_fi, language_words_is, language_words_nl, language_words_fr,
	language_words_es, language_words_it, language_words_pt, language_words_pl,
};
