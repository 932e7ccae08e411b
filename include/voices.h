/*
 * voices.h - of how many people are these comments, and what is left when each has one voice?
 *
 * A flood may be one person's, or one text's. Pure, deterministic, memory in proportion to `count`.
 */
#ifndef LIVVAKT_VOICES_H
#define LIVVAKT_VOICES_H

#include "attributes.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct voice {
	uint64_t author; /* 0: nobody known */
	struct slice text;
	bool again; /* one of those that came together (synchrony.h), and not the first */
};

struct voices {
	uint64_t known;	  /* comments */
	uint64_t authors; /* different ones; comments of nobody known are not counted */
	uint64_t most;	  /* comments of the most active author */
	/* Comments, when nobody counts more often than nearly all do: what all authors but one in
	 * twenty wrote at most, of few three left out (of fewer than six half); three times at
	 * most. */
	uint64_t fair;
	uint64_t organic; /* of these, when those that came together count once, and then each
			     group of near-copies (campaign.h) */
};

/* How many different ones; sorts them. `ret_most`: the one that is there most often,
 * the smallest among equals; `ret_times`: how often. 0 for none. */
size_t voices_authors(uint64_t *authors, size_t count, uint64_t *ret_most, size_t *ret_times);

/* How many different ones, and how many comments are left as `fair` of voices has it. Sorts them;
 * 0 is an author that nobody knows, each another. */
uint64_t voices_fair(uint64_t *authors, size_t count, uint64_t *ret_fair);

/* Texts are valid UTF-8. ERROR_MEMORY only. */
MUST_CHECK int voices_count(const struct voice *comments, size_t count, struct voices *ret_voices);

#endif
