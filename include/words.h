/*
 * words.h - where words begin and end in a normal form, by Unicode's letters, marks and digits.
 *
 * A word is a run of letters, marks and digits. An apostrophe between letters joins (don't), a full
 * stop only between single letters (e.g., z.b.: people forget the blank after a sentence), a point
 * or comma between digits too (142,460); a hyphen parts. @handles and #tags are words without their
 * sign. A picture is a word of its own, and so is an emoticon such as :-( or <3. Tags (<b>, [i],
 * <br>) are none.
 */
#ifndef LIVVAKT_WORDS_H
#define LIVVAKT_WORDS_H

#include "fnv.h"
#include "forms.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum word_kind { WORD_PLAIN, WORD_NUMBER, WORD_HANDLE, WORD_TAG, WORD_LINK, WORD_EMOJI };

struct word {
	uint32_t from, to; /* in the form */
	enum word_kind kind;
	bool sentence_start; /* first word, or after . ! ? or a line end */
	bool clause_start;   /* first word, or after , ; : ( ) - or a sentence end */
	bool quoted;	     /* between quotation marks or tags, on a line of > or a dash */
	bool capitals;	     /* written in capitals: set by words_mark_capitals alone, */
	bool capital_first;  /* as this is: a capital, and a small letter behind it; */
	bool large;	     /* and this: it begins with a capital, whatever its kind */
};

#define WORDS_HASH_START FNV_START

static inline uint64_t words_hash_step(uint64_t hash, char byte)
{
	return fnv_byte(hash, (unsigned char)byte);
}

/* By which all tables of words know them: a word of a text is hashed once. */
static inline uint64_t words_hash(struct slice word)
{
	return fnv_add(WORDS_HASH_START, word);
}

/* One of the text's own words, as words_split gave it: nobody asks once more whether it lies
 * within. */
static inline struct slice words_text(struct slice text, const struct word *word)
{
	return (struct slice){ text.data + word->from, word->to - word->from };
}

/* Finds at most `max` words; gives how many were found (further ones are left out: a limit, not an
 * error). Links (http…, www.…) are one word each. */
size_t words_split(struct slice text, struct word *ret_words, size_t max);

/* Sets `capitals` of words of a form, as words_split gave them, that stand in capitals in the
 * original (two letters and more), `capital_first` and `large`. */
void words_mark_capitals(const struct forms *forms, enum form form, struct word *words,
			 size_t count);

#endif
