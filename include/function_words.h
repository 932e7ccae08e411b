/* function_words.h - words that tell nothing of what a text is about, in the languages Livvakt
 * knows. */
#ifndef LIVVAKT_FUNCTION_WORDS_H
#define LIVVAKT_FUNCTION_WORDS_H

#include "slice.h"
#include <stdbool.h>

/* `word` in plain form. One list for all languages: a word that carries meaning in any of them is
 * not in it. */
bool function_word(struct slice word);

#endif
