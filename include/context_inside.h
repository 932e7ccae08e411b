/*
 * context_inside.h - the place of a hit as those see it who ask what is said around it; for
 * context.c, retold.c, relation.c, purpose.c, standpoint.c and
 * echo.c only.
 */
#ifndef LIVVAKT_CONTEXT_INSIDE_H
#define LIVVAKT_CONTEXT_INSIDE_H

#include "context.h"

struct place_of_hit {
	const struct ruleset *ruleset;
	language_set languages;
	const struct word_view *view;
	const struct hit *hit;
	struct context_seen *seen;
	size_t sentence_first, sentence_last;
};

/* Is the word at `at` one of a list, which is of words without blanks? */
bool context_is_one_of(const char *const *list, size_t count, const struct word_view *view,
		       size_t at);

#define IS_ONE_OF(list, view, at)                                                                  \
	context_is_one_of(list, sizeof(list) / sizeof((list)[0]), view, at)

/* Is the word at `at` an entry of this kind, in a language of the hit? */
bool context_is_word(const struct place_of_hit *place, enum context_kind kind, size_t at);

/* Does an entry begin with it, of one word or more? */
bool context_begins(const struct place_of_hit *place, enum context_kind kind, size_t at);

/* The first word of the sentence in which `at` stands. */
size_t context_sentence_first(const struct word_view *view, size_t at);

/* The last one. */
size_t context_sentence_last(const struct word_view *view, size_t at);

/* Does a question mark stand behind the sentence of the hit? */
bool context_ends_as_question(const struct place_of_hit *place);

/* Is the word at `at` the writer's "I" ("i", "im")? In English alone: elsewhere it means "in". */
bool context_is_english_i(const struct place_of_hit *place, size_t at);

/* Does one of these words, both ends included, mean who reads? */
bool context_has_second_person(const struct place_of_hit *place, size_t first, size_t last);

/* Does the hit itself? */
bool context_speaks_to_reader(const struct place_of_hit *place);

/* Does the writer agree, behind the hit or in the next sentence? "…, good idea", "… Yes." */
bool context_is_approved(const struct place_of_hit *place);

/* The conjunction that opens the clause of the hit ("that", "att", "dass"); the hit's own first
 * word when there is none near. */
size_t context_clause_opening(const struct place_of_hit *place);

/* Is the word at `at` one of those that the hit's phrase asks for? Of regexes: no. */
bool context_is_part(const struct place_of_hit *place, size_t at);

#endif
