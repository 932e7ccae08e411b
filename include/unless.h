/*
 * unless.h - how far an `unless` reaches. In the sentence in which it stands it takes a find away,
 * or in its clause alone where the rule has points enough to hide by itself (by the default
 * thresholds); elsewhere in the comment it brings it before a person, for whoever attacks may write
 * any word beside it. Where nothing is earned (labels, parts) and in combinations it switches the
 * whole rule off, as it does what excuses.
 */
#ifndef LIVVAKT_UNLESS_H
#define LIVVAKT_UNLESS_H

#include "phrase.h"

enum { UNLESS_FINDS_MAX = 256 }; /* of one text; further ones count as said elsewhere */

/* Where those of a text stand; begins as a count of 0. */
struct unless {
	struct unless_find {
		uint32_t rule;
		struct phrase_hit words; /* of the plain form */
	} finds[UNLESS_FINDS_MAX];
	size_t count;
};

enum unless_reach { UNLESS_HERE, UNLESS_ELSEWHERE };

void unless_add(struct unless *unless, uint32_t rule, struct phrase_hit words);

/* For a rule of which at least one `unless` was found, and a find of it at these words of the
 * plain form (first > last: at none). */
enum unless_reach unless_of(const struct unless *unless, const struct rule *rule, uint32_t number,
			    const struct word_view *plain, struct phrase_hit words);

#endif
