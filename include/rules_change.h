/*
 * rules_change.h - what changes between two judgements of the same comments: the sums behind
 * `livvakt rules diff`.
 */
#ifndef LIVVAKT_RULES_CHANGE_H
#define LIVVAKT_RULES_CHANGE_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include "verdict.h"
#include <stddef.h>
#include <stdio.h>

enum { RULES_CHANGE_SAMPLES = 3, RULES_CHANGE_SAMPLE_BYTES = 160 };

struct rules_change_sample {
	enum action before, after;
	char text[RULES_CHANGE_SAMPLE_BYTES];
};

/* A rule that had another part in a comment whose action changed, or that is on trial; a label that
 * some have more or no more; "neutral to negative". */
struct rules_change_rule {
	char *name;
	size_t gained, lost; /* comments: found by the new rules alone, by the old ones alone */
	size_t weighed;	     /* found by both, and paid otherwise */
	size_t found, would; /* on trial: comments; those whose action would change */
	size_t sample_count;
	struct rules_change_sample samples[RULES_CHANGE_SAMPLES];
};

struct rules_change_list {
	struct rules_change_rule *items;
	size_t count, capacity;
};

/* Zeroed is empty. */
struct rules_change {
	size_t comments, changed;		    /* in action, mood (polarity) or labels */
	size_t actions[ACTION_COUNT][ACTION_COUNT]; /* old, new */
	size_t would_change; /* comments, if the new rules' shadow rules were live */
	struct rules_change_list rules, moods, labels, trials;
};

void rules_change_done(struct rules_change *change);

/* ERROR_MEMORY only. */
MUST_CHECK int rules_change_add(struct rules_change *change, struct slice text,
				const struct verdict *before, const struct verdict *after,
				struct error *error);

/* The same comment with the new rules as they are, and with those on trial live. ERROR_MEMORY only.
 */
MUST_CHECK int rules_change_add_trial(struct rules_change *change, struct slice text,
				      const struct verdict *now, const struct verdict *live,
				      struct error *error);

/* By action, mood, label and rule, those with most changes first. */
void rules_change_print(struct rules_change *change, FILE *to);

#endif
