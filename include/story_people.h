/* story_people.h - by how many people an episode's negatives are. */
#ifndef LIVVAKT_STORY_PEOPLE_H
#define LIVVAKT_STORY_PEOPLE_H

#include "detect_windows.h"
#include "finding.h"
#include "slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Who wrote what is still remembered of the finding's window. */
struct story_people {
	uint64_t authors;	      /* different ones: so many there are at least */
	uint64_t known;		      /* of so many comments */
	struct detect_voices windows; /* as far as they are remembered and named */
	bool shared; /* an author that is no person is none of them (shared_author.h) */
};

/* How many people the negatives of a finding are by: exactly, where all of them are remembered;
 * else what was counted by ten minutes, which touch others' too, and of more than that is counted
 * for what is remembered, if that is more. */
uint64_t story_people_behind(const struct story_people *people, const struct finding *finding,
			     uint64_t counted);

/* For the log, once a brand: what its sources should do better. */
void story_warn_shared(struct slice brand);

#endif
