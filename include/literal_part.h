/*
 * literal_part.h - what is known of the strings that a part of a regex can match; literal.c puts
 * parts together.
 *
 *   exact      all the strings that it can match, as long as they are few:  kill(?:s|ed)? -> kill
 * kills killed required   else strings of which each match holds at least one:         kill\w+ ->
 * kill
 */
#ifndef LIVVAKT_LITERAL_PART_H
#define LIVVAKT_LITERAL_PART_H

#include "arena.h"
#include "literal.h"
#include <stdbool.h>

struct literal_set {
	size_t count;	   /* 0: nothing is known */
	bool behind_sign;  /* in front of each stands something that is no blank, */
	bool before_digit; /* and behind each a digit */
	struct slice items[LITERAL_SET_MAX];
};

struct literal_part {
	bool exact;
	unsigned digits;   /* in every string, at least */
	uint64_t signs;	   /* in every string */
	bool sign, digit;  /* one character, which is no blank; which is a digit */
	unsigned unbroken; /* in every string so many characters without a blank between them */
	struct literal_set set;
};

void literal_part_none(struct literal_part *part);  /* anything may stand here */
void literal_part_empty(struct literal_part *part); /* nothing stands here */

/* False when the set is full; a string that is there already is fine. */
bool literal_set_add(struct literal_set *set, struct slice string);
size_t literal_set_shortest(const struct literal_set *set);

/* Parts side by side, from the left: exact ones are multiplied out, and the best set on the way is
 * kept. */
struct literal_run {
	bool exact;		 /* nothing inexact so far */
	unsigned digits;	 /* so far, at least */
	uint64_t signs;		 /* so far */
	unsigned unbroken, last; /* most so far; those at its end */
	struct literal_set tail; /* exact strings since the last break */
	struct literal_set best; /* required so far */
};

void literal_run_begin(struct literal_run *run);
void literal_run_break(struct literal_run *run); /* anything may stand here */
void literal_run_add(struct literal_run *run, const struct literal_part *part, struct arena *arena);
/* What a part holds that stands there `times` times and perhaps more, whatever else is known of
 * it; before it is added. */
void literal_run_count(struct literal_run *run, const struct literal_part *part, unsigned times);
void literal_run_end(struct literal_run *run, struct literal_part *ret_part);

/* One alternative more: of alternatives all must have a set. */
void literal_part_unite(struct literal_part *all, const struct literal_part *one);

#endif
