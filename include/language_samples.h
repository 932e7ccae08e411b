/*
 * language_samples.h - the words that people use most, by language, written down for the purpose.
 *
 * The very commonest stand in rules/<language>/language.yaml, where moderators can mend them; these
 * follow them, and teach what a language's spelling looks like. Languages that are none of ours are
 * here so that they are not taken for one.
 */
#ifndef LIVVAKT_LANGUAGE_SAMPLES_H
#define LIVVAKT_LANGUAGE_SAMPLES_H

#include "language.h"

enum { LANGUAGE_FOREIGN = 8 };

/* Lower-case words in plain form, parted by single blanks, the commonest first, none twice: lines
 * of them, closed by NULL. */
extern const char *const language_words_sv[],
	*const language_words_nb[], *const language_words_nn[],
					    *const language_words_da[],
						    *const language_words_de[],
							    *const language_words_en[];

/* By language; NULL for numbers that are no language. */
extern const char *const *const language_words[LANGUAGE_COUNT];
extern const char *const *const language_words_foreign[LANGUAGE_FOREIGN];

#endif
