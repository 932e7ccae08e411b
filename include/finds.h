/*
 * finds.h - finds put in order: by where they stand, by how weak they are; what a combination rests
 * on.
 */
#ifndef LIVVAKT_FINDS_H
#define LIVVAKT_FINDS_H

#include "matcher.h"

struct find {
	uint32_t number;    /* of the hit */
	unsigned weakness;  /* 0: clean, sure and plainly written */
	struct span span;   /* in the original text */
	size_t first, last; /* words of the plain form; set by find_set_words alone */
};

/* `hit` has been weighed. */
struct find find_of(const struct hit *hit, uint32_t number);

/* Which words of the plain form it touches, or stands between. */
void find_set_words(struct find *find, const struct forms *forms, const struct word_view *plain,
		    const struct hit *hits);

void finds_by_weakness(struct find *finds, size_t count);
void finds_by_word(struct find *finds, size_t count);
void finds_by_place(struct find *finds, size_t count);

/* Of finds by word: puts those into one group that have at most `near` other words between them,
 * and writes its number, from 1, to where the find's number points. Gives how many groups there
 * are. */
uint32_t finds_group(const struct find *finds, size_t count, size_t near, uint32_t *ret_groups);

/* Of finds by place: how many places there are in these languages; those that overlap are one. */
size_t finds_count_places(const struct find *finds, size_t count, const struct hit *hits,
			  language_set languages);
/* Keeps the best of each place; gives how many are left. */
size_t finds_merge_places(struct find *finds, size_t count);

/* What a combination rests on: as weak as the weakest of it. */
struct rest {
	struct span span; /* from the first to the last */
	bool any, loose, sure;
	const char *context;
};

/* Adds the first `n` finds. */
void rest_on(struct rest *rest, const struct hit *hits, const struct find *finds, size_t count,
	     size_t n);

#endif
