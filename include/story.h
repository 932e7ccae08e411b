/*
 * story.h - what people say in an episode: phrases, near-copies, typical comments, and where most
 * of it is. From the brand's recent comments (recent.h).
 */
#ifndef LIVVAKT_STORY_H
#define LIVVAKT_STORY_H

#include "detect_windows.h"
#include "error.h"
#include "finding.h"
#include "link.h"
#include "raise.h"
#include "recent_comment.h"
#include "slice.h"
#include "story_people.h"
#include <stdbool.h>

struct story;

struct story *story_new(void);		       /* NULL when out of memory */
struct story *story_free(struct story *story); /* NULL is fine; always NULL */

/* The episode: negatives of this brand and scope since the finding's began_us. */
struct story_case {
	struct redis_link *link;
	unsigned partition;
	struct slice brand, scope;
	const struct finding *finding;
	int64_t now_us;
	/* Which comments are meant instead, whatever their mood and series; NULL: as above. */
	bool (*belongs)(void *context, const struct recent_comment *comment);
	void *context;
};

/* Fills in all but the evidence; valid until the next call. Without the comments (Redis is away) an
 * incident goes without them. */
void story_tell(struct story *story, const struct story_case *what, struct raise_story *ret_story);

/* Of what is still remembered. */
void story_people(struct story *story, const struct story_case *what,
		  struct story_people *ret_people);

/* Of how many people it is, as far as the recent comments tell; 0: they name none. Where a busy
 * brand's do not reach back to all of it, and those that are left let expect `enough`, it is that.
 */
MUST_CHECK int story_authors(struct story *story, const struct story_case *what, uint64_t enough,
			     uint64_t *ret_authors, struct error *error);

/* Whether half of it or more stands in this other series too: then it is one episode. */
MUST_CHECK int story_is_within(struct story *story, const struct story_case *what,
			       struct slice other, bool *ret_within, struct error *error);

#endif
