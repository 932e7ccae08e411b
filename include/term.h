/*
 * term.h - the notation of words and phrases (docs/rules.md), taken apart.
 *
 *   term       "jag ska {harm} {dig|din familj}"   one entry of `words`, `except`, `unless` or a
 * list slot       {dig|din familj}                    one place in it, filled by any of its
 * sequences sequence   din familj                          words that stand directly side by side
 *   pattern    knivhugg*                           one word, or how it begins, ends or what it
 * holds, or what it is a compound with (idiot+)
 *
 * Words are folded by forms.h and parted by words.h, so that rules and comments are cut alike.
 */
#ifndef LIVVAKT_TERM_H
#define LIVVAKT_TERM_H

#include "arena.h"
#include "complaint.h"
#include "pack.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TERM_SLOTS_MAX = 16,	/* elements of one phrase */
	TERM_SEQUENCE_MAX = 12, /* words in a row */
	TERM_WORD_MAX = 63,	/* bytes of one word, folded */
	TERM_LOOSE_LETTERS = 4, /* shorter words are not looked for in disguise on their own, */
	TERM_LOOSE_LEAST = 3,	/* and shorter than this not even beside others */
};

enum pattern_kind {
	PATTERN_EXACT,
	PATTERN_PREFIX, /* idiot* */
	PATTERN_SUFFIX, /* *idiot */
	PATTERN_PART,	/* *idiot* */
	PATTERN_FIRST,	/* idiot+: alone or as the first of a compound, in any of its forms */
	PATTERN_LAST,	/* +idiot */
	PATTERN_JOINED, /* +idiot+ */
};

/* As a part of compounds (compound.h)? */
static inline bool pattern_is_compound(enum pattern_kind kind)
{
	return kind >= PATTERN_FIRST;
}

struct pattern {
	const char *data[FORM_COUNT]; /* folded for each form; the same where both are alike */
	uint8_t len[FORM_COUNT];      /* 0: not looked for in this form */
	uint8_t kind;		      /* enum pattern_kind */
	uint8_t letters;	      /* characters of the word without its signs */
	uint32_t tone;		      /* skin tone of a picture; 0: any, or none */
};
static_assert(TERM_WORD_MAX <= UINT8_MAX, "a word's length fits");

static inline struct slice pattern_text(const struct pattern *pattern, enum form form)
{
	return (struct slice){ pattern->data[form], pattern->len[form] };
}

struct sequence {
	uint8_t count;
	uint8_t known; /* for the compiler: of which languages (a language_set) it was learnt as */
	uint8_t taught[3]; /* part of compounds, and by respell.h for each enum respell_wish */
	struct pattern patterns[];
};

/* Sequences as they were written, each parsed once: the same words stand in thousands of phrases.
 * They are told by a hash of 64 bits. */
struct term_book {
	struct arena *arena;	      /* of the sequences */
	struct known_sequence *known; /* an open hash */
	size_t count, size;
};

/* What may stand in one place of a phrase. Slots of the same list share one object. */
struct slot {
	struct sequence **items;
	const struct place *places; /* of the items; NULL: they stand where the term does */
	size_t count;
	size_t compiled; /* for the compiler: number of its word set plus one; 0: not yet */
	/* For the compiler: the same and how its words are spoken in these languages; 0: not asked
	 * yet. Of such a slot, how many of its items were written; 0: all. */
	struct slot *spoken;
	uint8_t spoken_languages;
	size_t written;
};

struct term {
	struct slot **slots;
	size_t count;
	struct place place;
};

/* Who knows the lists: NULL when there is none of that name (the finder complains itself). */
struct term_lists {
	struct slot *(*find)(void *context, struct slice name, struct place place);
	void *context;
};

/* Sequences live in the arena; the book itself can go before them. */
void term_book_init(struct term_book *book, struct arena *arena);
void term_book_done(struct term_book *book);

/* NULL after a complaint (codes: phrase-syntax, empty-word, short-word, word-too-long,
 * phrase-too-long, and what the finder says). All but sequences lives in this arena. */
struct term *term_parse(const struct pack_text *source, const struct term_lists *lists,
			struct term_book *book, struct arena *arena, struct complaints *complaints);

/* An entry of a list: a word or phrase without {…}. NULL after a complaint. */
struct sequence *term_parse_sequence(const struct pack_text *source, struct term_book *book,
				     struct complaints *complaints);

/* Same words, stars and all. */
bool sequence_equal(const struct sequence *a, const struct sequence *b);

#endif
