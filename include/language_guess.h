/*
 * language_guess.h - in which of our languages a short text is written; "uncertain" is an answer.
 *
 * Told by common words (each language's list stands in rules/<language>/language.yaml, so
 * moderators can mend it) and by letters and letter groups that tell neighbours apart.
 */
#ifndef LIVVAKT_LANGUAGE_GUESS_H
#define LIVVAKT_LANGUAGE_GUESS_H

#include "arena.h"
#include "attributes.h"
#include "language.h"
#include "slice.h"
#include "words.h"
#include <stdint.h>

struct language_model; /* immutable after building */

struct language_model *language_model_new(void);
struct language_model *language_model_free(struct language_model *model);
/* `word` in plain form; `language` is one of ours. Earlier words of a list are commoner and weigh
 * more. A language without any word is never guessed. ERROR_MEMORY only. */
MUST_CHECK int language_model_add(struct language_model *model, enum language language,
				  struct slice word, size_t rank);
/* Once, after all words: learns spelling from them and from language_samples.h. */
MUST_CHECK int language_model_finish(struct language_model *model);

/* A finished one in the arena, which goes with it; NULL when memory is out. */
const struct language_model *language_model_copy(const struct language_model *model,
						 struct arena *arena);

enum { LANGUAGE_GUESS_CERTAIN = 1000 }; /* told by letters alone; words never tell as surely */

struct language_guess {
	enum language
		language; /* LANGUAGE_ANY when uncertain, LANGUAGE_OTHER when surely none of ours */
	uint32_t confidence; /* thousandths */
	language_set beside; /* in which a run of words surely is, though not the text as a whole */
};

/* `plain` with its words and their hashes (words_hash; NULL: computed); `hint` (LANGUAGE_ANY: none)
 * is a prior, not an order. */
struct language_guess language_guess(const struct language_model *model, struct slice plain,
				     const struct word *words, const uint64_t *hashes,
				     size_t word_count, enum language hint);

#endif
