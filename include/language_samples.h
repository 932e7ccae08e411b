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

/* Those of languages that are none of ours. */
extern const char *const language_words_fi[],
	*const language_words_is[],
		*const language_words_nl[],
			*const language_words_fr[],
				*const language_words_es[],
					*const language_words_it[],
						*const language_words_pt[],
							*const language_words_pl[];

/* Words that follow ours, in the same way, but for inflected ones: "kund:en:er" is the stem "kund"
 * with its endings, thus kunden and kunder (an empty ending is the stem alone). */
extern const char *const language_forms_sv[],
	*const language_forms_nb[], *const language_forms_nn[],
					    *const language_forms_da[],
						    *const language_forms_de[],
							    *const language_forms_en[];

/* By language; NULL for numbers that are no language. */
extern const char *const *const language_words[LANGUAGE_COUNT];
extern const char *const *const language_forms[LANGUAGE_COUNT];
extern const char *const *const language_words_foreign[LANGUAGE_FOREIGN];

#endif
