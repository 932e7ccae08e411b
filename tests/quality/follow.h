/* follow.h - runs a synthetic stream through the detector and an incident's life, as the service
 * does with resolve_after 30m and reopen_within 2h. */
#ifndef LIVVAKT_QUALITY_FOLLOW_H
#define LIVVAKT_QUALITY_FOLLOW_H

#include "detect.h"
#include "incident_life.h"
#include "synthetic.h"

extern const struct detect_settings FOLLOW_SETTINGS;

enum { FOLLOW_TOLD = 20 };

struct follow {
	struct detect_memory memory;
	struct series_counts counts;
	struct incident incident; /* the latest, when `known` */
	bool known;
	int64_t looked_us;
	struct detect_episode told[FOLLOW_TOLD]; /* the latest; the last one is `incident` */
	size_t told_count;
};

struct follow *follow_new(void); /* free() it */
/* Counts a comment of the past, unjudged. */
void follow_count(struct follow *follow, const struct stream_comment *comment);
/* Counts it and looks, at each negative, and while an incident runs at others once a minute. What
 * time alone has ended before it is ended. */
enum incident_turn follow_comment(struct follow *follow, const struct stream_comment *comment);

/* Judges from `from_us` on; gives the number of incidents that begin before `until_us`, and when
 * the first one did (-1: none). */
unsigned follow_stream(const struct stream *stream, int64_t from_us, int64_t until_us,
		       int64_t *ret_first_us);

#endif
