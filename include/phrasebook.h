/*
 * phrasebook.h - whole words and phrases of whole words, found by the hashes that the words of a
 * text have anyway.
 *
 * By far the most of what is looked for is of this kind, and so is by far the most of what is
 * found: a search through all bytes (scanner.h) costs several times as much. One look into a sieve
 * says of most words that nothing begins with them.
 *
 * The book also knows which words stand in the long lists of phrases, so that a phrase whose list
 * has no word in the text need not be compared.
 */
#ifndef LIVVAKT_PHRASEBOOK_H
#define LIVVAKT_PHRASEBOOK_H

#include "arena.h"
#include "attributes.h"
#include "forms.h"
#include "language.h"
#include "slice.h"
#include "term.h"
#include "wordset.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PHRASEBOOK_LISTS = 512 };

struct phrasebook; /* immutable once finished */

/* Does the literal consist of whole words, with one blank between two and one at both ends? */
bool phrasebook_takes(struct slice literal);

struct phrasebook *phrasebook_new(void); /* NULL when memory is out */
struct phrasebook *phrasebook_free(struct phrasebook *book);

/* The literal is of that kind, and is added once. It is looked for in some languages and forms
 * (bits, 1 << form). False when memory is out, here and below. */
MUST_CHECK bool phrasebook_add(struct phrasebook *book, struct slice literal, uint32_t number,
			       language_set languages, unsigned forms);

/* May a list hold the word: whole, as the beginning of some (PATTERN_PREFIX), or as their ending
 * (PATTERN_SUFFIX)? */
bool phrasebook_lists(struct slice word, enum pattern_kind kind);

/* A word of a list, which may hold it. Lists are told apart by their number modulo
 * PHRASEBOOK_LISTS. */
MUST_CHECK bool phrasebook_list(struct phrasebook *book, struct slice word, enum pattern_kind kind,
				unsigned list);

/* Before anything is looked for, and after all was added. */
MUST_CHECK bool phrasebook_finish(struct phrasebook *book);
/* A finished one in the arena, which goes with it; NULL when memory is out. */
const struct phrasebook *phrasebook_copy(const struct phrasebook *book, struct arena *arena);

/* Words with these hashes will be asked for: what is known of them is fetched into the cache. */
void phrasebook_fetch(const struct phrasebook *book, const uint64_t *hashes, size_t count);

/* Called for each find, with the number of the literal and the first of its words; false stops the
 * search. */
typedef bool phrasebook_found(void *context, uint32_t literal, size_t word);

/* What is looked for in one of the languages and in this form. `view` with its hashes, `places` as
 * phrasebook_marks left them. False when the search was stopped by `found`. */
bool phrasebook_find(const struct phrasebook *book, const struct word_view *view,
		     const uint32_t *places, language_set languages, enum form form,
		     phrasebook_found *found, void *context);

/* The lists that have a word in a text, and maybe some more. */
struct list_marks {
	uint64_t bits[PHRASEBOOK_LISTS / 64];
};

static inline bool list_marks_has(const struct list_marks *marks, unsigned list)
{
	return marks->bits[list % PHRASEBOOK_LISTS / 64] >> list % 64 & 1;
}

/* All of these lists? */
static inline bool list_marks_hold(const struct list_marks *marks, const uint16_t *lists,
				   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!list_marks_has(marks, lists[i]))
			return false;
	return true;
}

static inline void list_marks_add(struct list_marks *marks, unsigned list)
{
	marks->bits[list % PHRASEBOOK_LISTS / 64] |= UINT64_C(1) << list % 64;
}

/* Leaves behind, by word, where the book knows it: the number of a place; 0: nowhere. The marks of
 * the words are added to `marks`; `unmarked`, unless it is NULL, tells by word which are not among
 * them already. */
void phrasebook_marks(const struct phrasebook *book, const struct word_view *view,
		      const bool *unmarked, uint32_t *ret_places, struct list_marks *marks);

#endif
