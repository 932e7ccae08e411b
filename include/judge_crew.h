/*
 * judge_crew.h - the threads that judge: each turns its pipeline again and again until it is told
 * to stop. All in one partition: another crew has another one.
 */
#ifndef LIVVAKT_JUDGE_CREW_H
#define LIVVAKT_JUDGE_CREW_H

#include "error.h"
#include "pipeline.h"
#include <stddef.h>

struct judge_crew;

/* Starts `count` threads (at most 64). `settings` serve each, but for the consumer's name, which is
 * `name` with the thread's number: it must be the same after a restart, so that what was read is
 * gone on with at once. */
MUST_CHECK struct judge_crew *judge_crew_start(const struct pipeline_settings *settings,
					       const char *name, size_t count, struct error *error);

/* Asks them to end, so that several crews end at once; judge_crew_stop waits for it. */
void judge_crew_end(struct judge_crew *crew);

/* Waits for the turn that each is in. Always NULL; NULL is fine. */
struct judge_crew *judge_crew_stop(struct judge_crew *crew);

#endif
