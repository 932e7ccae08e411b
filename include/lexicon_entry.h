/*
 * lexicon_entry.h - a line of sentiment.txt taken apart: its words and where stars stand.
 */
#ifndef LIVVAKT_LEXICON_ENTRY_H
#define LIVVAKT_LEXICON_ENTRY_H

#include "attributes.h"
#include "lexicon.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum { LEXICON_ENTRY_MAX = 512 }; /* bytes, folded */

/* `word`, `word*`, `*word`, `*word*` */
enum lexicon_shape { LEXICON_EXACT, LEXICON_PREFIX, LEXICON_SUFFIX, LEXICON_PART, LEXICON_SHAPES };

struct lexicon_entry {
	char text[LEXICON_ENTRY_MAX];
	struct slice word[LEXICON_PHRASE_MAX]; /* within `text`: not to be copied */
	enum lexicon_shape shape[LEXICON_PHRASE_MAX];
	size_t count;
};

/* False for what no text can hold as it stands: no word or too many, one longer than
 * LEXICON_KEY_MAX, a plus, signs before the first word or behind the last that are no stars. */
MUST_CHECK bool lexicon_entry_read(struct lexicon_entry *ret_entry, struct slice written);

#endif
