/*
 * scope.h - which languages' rules a comment is judged by, when the guess may be wrong or there is
 * none.
 *
 *   full     the language that was guessed (Norwegian: both standards): its rules count in full
 *   unsure   languages that the text may be in as well, that the source names against a weak guess,
 *            or in which a run of its words is: of these only sure finds count
 *   faint    languages that a few words may belong to: of these only finds of two words or more,
 *            which do not both begin and end with an everyday word of another language
 *
 * A find is sure when it spans two words or more, or is one of five letters or more that is no
 * everyday word of any other language. A single short word that is no everyday word elsewhere goes
 * to a person at most ("uncertain language"); one that is counts nothing. So "dö hora" is judged
 * although nobody can tell its language from two words, and the Swedish "slut" does not become
 * English.
 */
#ifndef LIVVAKT_SCOPE_H
#define LIVVAKT_SCOPE_H

#include "language.h"
#include "language_guess.h"
#include "ruleset_inside.h"
#include "wordset.h"
#include <stdbool.h>

struct scope {
	language_set full, unsure, faint;
};

/* From the guess, the source's hint (LANGUAGE_ANY: none) and the letters of `plain`. */
struct scope scope_of(struct language_guess guess, enum language hint, struct slice plain);

enum scope_find { SCOPE_NOT, SCOPE_UNSURE, SCOPE_SURE };

/* What a find of a rule for `languages` counts that spans the words first … last. */
enum scope_find scope_judge(const struct scope *scope, const struct ruleset *ruleset,
			    language_set languages, const struct word_view *view, size_t first,
			    size_t last);

/* Those that rules may be for: LANGUAGE_ANY is among them. */
static inline language_set scope_languages(const struct scope *scope)
{
	return scope->full | scope->unsure | scope->faint | language_bit(LANGUAGE_ANY);
}

/* May a rule for `languages` count at all? */
static inline bool scope_allows(const struct scope *scope, language_set languages)
{
	return languages & scope_languages(scope);
}

#endif
