/* replay_group.c - see replay_group.h. */
#include "replay_group.h"

#include "arena.h"
#include "block.h"
#include "clock.h"
#include "delta.h"
#include "judge.h"
#include "stream.h"
#include "threads.h"
#include "watch.h"

#include <assert.h>
#include <stdlib.h>

enum { ARENA_CHUNK = 1 << 20, ARENA_LIMIT = 64 << 20, PACKED_LIMIT = 64 << 20 };
static_assert((int)REPLAY_GROUP_MAX <= (int)DELTA_RECENT_MAX, "none is dropped that was kept live");
#define MOMENT_US (2 * INT64_C(1000)) /* as intake gathers live */
#define LONGEST_US CLOCK_HOUR_US      /* none is so late then that it would count differently */

struct replay_group {
	const struct config *config;
	struct judge *judge;
	struct arena arena;	/* of one verdict */
	struct threads threads; /* as the pipeline has learnt them, and will */
	struct buffer packed;
	bool asks;	   /* rules ask what came lately */
	size_t stopped_at; /* the comment that ended the last stretch, and one */
};

struct replay_group *replay_group_new(const struct config *config, struct ruleset *ruleset,
				      struct error *error)
{
	struct replay_group *group = calloc(1, sizeof(*group));

	if (!group) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	group->config = config;
	group->asks = ruleset_rate_count(ruleset) > 0 || ruleset_wants_author_hides(ruleset);
	arena_init(&group->arena, ARENA_CHUNK, ARENA_LIMIT);
	buffer_init(&group->packed, PACKED_LIMIT);
	group->judge = judge_new(ruleset, error);
	return group->judge ? group : replay_group_free(group);
}

struct replay_group *replay_group_free(struct replay_group *group)
{
	if (!group)
		return NULL;
	judge_free(group->judge);
	arena_done(&group->arena);
	buffer_done(&group->packed);
	free(group);
	return NULL;
}

size_t replay_group_moment(const struct comment *comments, size_t count)
{
	size_t many = 1;

	while (many < count && many < BLOCK_COMMENTS_MAX &&
	       comments[many].ts_us - comments[0].ts_us <= MOMENT_US &&
	       slice_equal(comments[many].brand, comments[0].brand))
		many++;
	return many;
}

/* It counts as nothing but a comment. One that cannot be judged here is left to the pipeline. */
static bool is_quiet(struct replay_group *group, const struct comment *comment)
{
	const struct config_brand *brand = config_brand(group->config, comment->brand);
	const struct watch_settings watched = { &brand->thresholds, brand->watch_intents };
	const struct judge_terms terms = {
		.thresholds = &brand->thresholds,
		.thread = threads_language(&group->threads, comment),
	};
	struct error error = { 0 };
	struct verdict verdict;
	struct watch watch;

	arena_reset(&group->arena);
	if (judge_comment(group->judge, comment, &terms, &group->arena, &verdict, &error) < 0)
		return false;
	threads_learn(&group->threads, comment, verdict.language);
	return verdict.polarity != POLARITY_NEGATIVE && verdict.action == ACTION_ALLOW &&
	       !watch_comment(comment, &verdict, &watched, &watch);
}

void replay_group_follow(struct replay_group *group, const struct threads *threads)
{
	group->threads = *threads;
}

size_t replay_group_quiet(struct replay_group *group, const struct comment *comments, size_t count,
			  size_t at, int64_t until_us)
{
	const int64_t longest_us = comments[at].ts_us + LONGEST_US;
	size_t end = at;

	if (group->asks || group->stopped_at == at + 1)
		return 0;
	until_us = until_us < longest_us ? until_us : longest_us;
	while (end < count && comments[end].ts_us < until_us) {
		const size_t moment = replay_group_moment(comments + end, count - end);

		if (end + moment - at > REPLAY_GROUP_MAX)
			break;
		for (size_t i = end; i < end + moment; i++) {
			if (!is_quiet(group, &comments[i])) {
				group->stopped_at = end + 1;
				return end - at;
			}
		}
		end += moment;
	}
	return end - at;
}

/* --- into the stream --- */

struct delivery {
	struct replay_group *group;
	struct redis_link *link;
	unsigned partition;
	int64_t now_us;
};

static int append_block(const struct delivery *to, const struct comment *comments, size_t count,
			struct error *error)
{
	const struct slice brand = comments[0].brand;
	struct stream_block block = { .partition = to->partition,
				      .brand = brand,
				      .comments = count,
				      .limit_comments =
					      (uint64_t)to->group->config->stream_comments };
	struct buffer *packed = &to->group->packed;

	buffer_clear(packed);
	int r = block_pack(brand, comments, count, packed, error);
	if (r == 0 && buffer_failed(packed))
		r = error_set(error, ERROR_MEMORY, "out of memory");
	block.bytes = buffer_slice(packed);
	return r < 0 ? r : stream_append(to->link, &block, to->now_us, error);
}

/* Those of the brand of the first one. */
static int append_brand(const struct delivery *to, const struct comment *comments, size_t count,
			struct error *error)
{
	struct comment some[BLOCK_COMMENTS_MAX];
	size_t many = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		if (!slice_equal(comments[i].brand, comments[0].brand))
			continue;
		some[many++] = comments[i];
		if (many < BLOCK_COMMENTS_MAX)
			continue;
		r = append_block(to, some, many, error);
		many = 0;
	}
	return r == 0 && many > 0 ? append_block(to, some, many, error) : r;
}

static bool has_brand(const struct comment *comments, size_t count, struct slice brand)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_equal(comments[i].brand, brand))
			return true;
	}
	return false;
}

int replay_group_append(struct replay_group *group, struct redis_link *link, unsigned partition,
			const struct comment *comments, size_t count, int64_t now_us,
			struct error *error)
{
	const struct delivery to = { group, link, partition, now_us };
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		if (!has_brand(comments, i, comments[i].brand))
			r = append_brand(&to, comments + i, count - i, error);
	}
	return r;
}
