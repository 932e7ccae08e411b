/*
 * replay_group.h - how many comments of a recording are played in one go.
 *
 * Live, what comes within a moment is one block, and each block is committed and looked at. A
 * recording of a quiet year is mostly comments that alarm nobody: while no incident runs they open
 * none (lookout.c), so many of them in one batch give what each by itself would have given, in a
 * fraction of the time.
 */
#ifndef LIVVAKT_REPLAY_GROUP_H
#define LIVVAKT_REPLAY_GROUP_H

#include "attributes.h"
#include "comment.h"
#include "config.h"
#include "error.h"
#include "link.h"
#include "ruleset.h"
#include <stddef.h>
#include <stdint.h>

/* Not more than a batch keeps of a brand's recent comments (delta.h): what is kept is then what
 * each by itself would have left. */
enum { REPLAY_GROUP_MAX = 128 };

struct replay_group;
struct threads;

/* NULL: out of memory. */
struct replay_group *replay_group_new(const struct config *config, struct ruleset *ruleset,
				      struct error *error);
struct replay_group *replay_group_free(struct replay_group *group); /* NULL is fine; always NULL */

/* How many of them, by time, come in one block live: one at least. */
size_t replay_group_moment(const struct comment *comments, size_t count);

/* What the pipeline knows by now: the next ones are judged as it will. */
void replay_group_follow(struct replay_group *group, const struct threads *threads);

/* How many whole moments from `at` on hold nothing that alarms anybody, all of them before
 * `until_us`; in comments. 0 also when rules ask what came lately: that depends on the batches. */
size_t replay_group_quiet(struct replay_group *group, const struct comment *comments, size_t count,
			  size_t at, int64_t until_us);

/* Puts them into the stream: blocks of each brand, in which its comments keep their order. */
MUST_CHECK int replay_group_append(struct replay_group *group, struct redis_link *link,
				   unsigned partition, const struct comment *comments, size_t count,
				   int64_t now_us, struct error *error);

#endif
