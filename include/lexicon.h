/*
 * lexicon.h - the words that carry a mood, of all languages, found by hash.
 *
 * Filled from rules/<language>/sentiment.txt and language.yaml; asked by sentiment.c, word by word.
 * An exact word goes before a prefix*, that before a *suffix, that before a *part*, a longer phrase
 * before all of them; so `brand 0` takes a word out of reach of `bra*`. A word that no entry fits
 * is looked up again without the endings of its language (inflection.h), but in an uncertain
 * language.
 */
#ifndef LIVVAKT_LEXICON_H
#define LIVVAKT_LEXICON_H

#include "arena.h"
#include "attributes.h"
#include "language.h"
#include "slice.h"
#include "words.h"
#include <stddef.h>
#include <stdint.h>

struct lexicon; /* all languages; immutable after finishing */

enum lexicon_kind {
	LEXICON_VALENCE, /* strength: thousandths, -5000 … 5000; word, prefix*, *suffix, *part*, or
			    a phrase */
	LEXICON_NEGATION,    /* strength ignored */
	LEXICON_INTENSIFIER, /* factor in thousandths: 1300 strengthens, 700 dampens */
	LEXICON_CONTRAST,    /* strength ignored */
	LEXICON_NEVER,	     /* negations that, with a comparative, are the highest praise */
	LEXICON_COMPARATIVE, /* strength ignored */
	LEXICON_BECOMING,    /* where these stand, "never better" is no praise */
	LEXICON_ANGER, /* how much anger the word tells, 0 … 5000; may stand beside its valence */
	LEXICON_WORRY, /* how much worry */
	LEXICON_KINDS
};

enum {
	LEXICON_KEY_MAX = 64,	/* bytes of one word of an entry */
	LEXICON_PHRASE_MAX = 8, /* words of a phrase */
};

struct lexicon *lexicon_new(void);
struct lexicon *lexicon_free(struct lexicon *lexicon);

/* LANGUAGE_ANY: for every language (emoji, emoticons). `entry` as written in the file; it is folded
 * here. ERROR_INVALID for an entry that can never match or stands there already with the same
 * language and kind, ERROR_MEMORY. */
MUST_CHECK int lexicon_add(struct lexicon *lexicon, enum language language, enum lexicon_kind kind,
			   struct slice entry, int32_t strength);
MUST_CHECK int lexicon_finish(struct lexicon *lexicon);

/* A finished one in the arena, which goes with it; NULL when memory is out. */
const struct lexicon *lexicon_copy(const struct lexicon *lexicon, struct arena *arena);

bool lexicon_is_empty(const struct lexicon *lexicon); /* nobody's words carry a mood */

/* Words with these words_hashes will be asked for in texts of this language: what is known of them
 * is fetched into the cache. Not of an empty lexicon. */
void lexicon_fetch(const struct lexicon *lexicon, enum language language, const uint64_t *hashes,
		   size_t count);

struct lexicon_hit {
	uint32_t rank; /* 0: nothing found; else the higher, the more exact */
	int32_t strength;
	uint32_t words; /* how many words it spans */
};

/* What the lexicon says of `words[at]`, read as `spelling` (the word itself, or a mended one), and
 * the words behind it. LANGUAGE_ANY: a valence only when all languages that know the word agree on
 * its sign (then the mean), the other kinds from any of them. LANGUAGE_NN falls back on nb. Nothing
 * is allocated. False when nothing was found: then `ret_hits` holds nothing. */
bool lexicon_find(const struct lexicon *lexicon, enum language language, struct slice spelling,
		  struct slice plain, const struct word *words, size_t word_count, size_t at,
		  struct lexicon_hit ret_hits[LEXICON_KINDS]);

#endif
