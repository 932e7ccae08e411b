/*
 * campaign.h - how many of these comments are near-copies of each other?
 *
 * Many people who are angry write many texts; a campaign writes one text many times. Texts are
 * compared by the pieces of four characters that they share (Jaccard), estimated with MinHash
 * (Broder 1997) and found by banding, so that thousands of comments take milliseconds. Names,
 * links and pictures do not count, nor do short texts: anybody may write "never again". Pure,
 * deterministic, bounded memory.
 */
#ifndef LIVVAKT_CAMPAIGN_H
#define LIVVAKT_CAMPAIGN_H

#include "attributes.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

enum {
	CAMPAIGN_COMMENTS_MAX = 8192, /* further ones are left out */
	CAMPAIGN_GROUP_MIN = 4,	      /* so many near-copies are a group */
	CAMPAIGN_LETTERS_MIN = 20,    /* of a text that is looked at */
};

struct campaign {
	uint32_t comments; /* looked at, short ones included */
	uint32_t copies;   /* that are in a group of near-copies */
	uint32_t groups;
	uint32_t largest; /* comments of the largest group */
	uint32_t first;	  /* index of its first comment; only with groups */
};

/* Texts are valid UTF-8. ERROR_MEMORY only. */
MUST_CHECK int campaign_find(const struct slice *texts, size_t count,
			     struct campaign *ret_campaign);

/* How many voices the comments are when each group counts as one. */
uint64_t campaign_organic(const struct campaign *campaign);

#endif
