/*
 * judge_crew.h - the threads that judge: each turns its pipeline again and again until it is told
 * to stop.
 */
#ifndef LIVVAKT_JUDGE_CREW_H
#define LIVVAKT_JUDGE_CREW_H

#include "error.h"
#include "pipeline.h"
#include <stddef.h>

struct judge_crew;

/* How many threads: so many for each partition, so that a busy one leaves the others theirs, and
 * one that is away holds up nobody else. */
struct judge_crew_size {
	unsigned partitions;
	size_t judges; /* at most JUDGE_CREW_MAX */
};
enum { JUDGE_CREW_MAX = 64 };

/* `settings` serve each, but for the partition and the consumer's name, which is `name` with the
 * thread's number in its partition: it must be the same after a restart, so that what was read is
 * gone on with at once. */
MUST_CHECK struct judge_crew *judge_crew_start(const struct pipeline_settings *settings,
					       const char *name, struct judge_crew_size size,
					       struct error *error);

/* Waits for the turn that each is in. Always NULL; NULL is fine. */
struct judge_crew *judge_crew_stop(struct judge_crew *crew);

#endif
