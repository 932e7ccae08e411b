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

enum {
	LITERAL_SET_MAX = 64,	/* strings of one answer */
	LITERAL_BYTES_MAX = 48, /* of one string */
	LITERAL_DIGITS_MAX = 64,
	LITERAL_GOOD_BYTES = 3, /* `check` warns of a regex whose literals are shorter */
};

struct literals {
	struct slice *items; /* none holds another; folded as the plain form is */
	size_t count;
	size_t shortest; /* bytes */
	unsigned digits; /* how many a match must hold at least, of any script; 0: not known */
};

/* `pattern` must have been accepted by PCRE2. False, and nothing written but the digits, when no
 * literal follows, or memory ran out: the regex must then run on every text. Items live in the
 * arena. */
bool literal_of_regex(struct slice pattern, struct arena *arena, struct literals *ret_literals);

#endif
