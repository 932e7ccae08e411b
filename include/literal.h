/*
 * literal.h - from a regex to literals of which every match must hold at least one.
 *
 * They are what the multi-literal engine looks for, so that PCRE2 runs only where a regex has a
 * chance. The answer errs on the safe side: what the little parser does not know gives no literals.
 */
#ifndef LIVVAKT_LITERAL_H
#define LIVVAKT_LITERAL_H

#include "arena.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LITERAL_SET_MAX = 64,	/* strings of one answer */
	LITERAL_BYTES_MAX = 48, /* of one string */
	LITERAL_DIGITS_MAX = 64,
	LITERAL_UNBROKEN_MAX = 256,
	LITERAL_GOOD_BYTES = 3, /* `check` warns of a regex whose literals are shorter */
};

struct literals {
	struct slice *items; /* none holds another; folded as the plain form is */
	size_t count;
	size_t shortest;   /* bytes */
	unsigned digits;   /* how many a match must hold at least, of any script; 0: not known */
	uint64_t signs;	   /* bits of those that every match holds: literal_sign */
	unsigned unbroken; /* characters without a blank between them, at least */
	bool behind_sign;  /* the literal that a match holds stands behind something that is no
			      blank, */
	bool before_digit; /* and before a digit of any script */
};

/* The bit of an ASCII sign or digit; 0: of a letter, and of what has none. */
static inline uint64_t literal_sign(uint32_t code_point)
{
	bool letter = code_point >= 'A' && code_point <= 'Z';

	return code_point > ' ' && code_point < 0x60 && !letter ? UINT64_C(1) << (code_point - ' ')
								: 0;
}

/* `pattern` must have been accepted by PCRE2. False, and nothing written but digits, signs and what
 * is unbroken, when no literal follows, or memory ran out: the regex must then run on every text.
 * Items live in the arena. */
bool literal_of_regex(struct slice pattern, struct arena *arena, struct literals *ret_literals);

#endif
