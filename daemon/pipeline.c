/*
 * pipeline.c - the product's story on a page: what came in, what it means, what it changes, who
 * must know.
 *
 * The stations are elsewhere: stream and commit (store/), judging (judge/, lately), tally (what a
 * verdict changes), lookout (detect, raise). Here is only their order, and what happens when one of
 * them fails.
 */
#include "pipeline.h"

#include "author_key.h"
#include "clock.h"
#include "commit.h"
#include "judging.h"
#include "link.h"
#include "log.h"
#include "lookout.h"
#include "stream.h"
#include "tally.h"
#include "threads.h"
#include "totals.h"
#include "turnstile.h"

#include <stdatomic.h>

enum {
	ARENA_CHUNK = 1 << 20,
	ARENA_LIMIT = 512 << 20,
	BLOCKS = STREAM_BATCH_MAX / 2,
	WORTH_BYTES = 1 << 14
};
/* A batch takes some 20 ms; one that was held for so long is held by nobody. Was it held after all,
 * the commit finds that out. */
#define RECLAIM_IDLE_US (5 * CLOCK_SECOND_US)
#define RECLAIM_EVERY_US (2 * CLOCK_SECOND_US)

struct pipeline {
	struct pipeline_settings settings;
	struct redis_link *link;
	struct ruleset *ruleset; /* of `judge` */
	struct judge *judge;
	struct lookout *lookout;
	struct lately *lately;
	struct threads threads;
	struct arena arena;	 /* of one batch */
	struct block *blocks;	 /* BLOCKS, unpacked */
	bool begun;		 /* what the one before left unseen is looked at */
	bool own_first;		 /* entries read before and never committed come first */
	bool survived;		 /* them: it was Redis that went */
	int64_t begun_at_us;	 /* monotonic */
	int64_t reclaimed_at_us; /* monotonic */
};

struct work {
	struct stream_batch batch;
	struct judging judging;
	struct delta delta;		/* of the last commit */
	bool dropped[STREAM_BATCH_MAX]; /* poison, or committed by somebody else */
};

struct pipeline *pipeline_new(const struct pipeline_settings *settings, struct error *error)
{
	struct pipeline *pipeline = calloc(1, sizeof(*pipeline));

	if (!pipeline) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	pipeline->settings = *settings;
	pipeline->own_first = true;
	pipeline->begun_at_us = clock_monotonic_us();
	arena_init(&pipeline->arena, ARENA_CHUNK, ARENA_LIMIT);
	pipeline->blocks = calloc(BLOCKS, sizeof(*pipeline->blocks));
	pipeline->link = redis_link_new(&settings->redis, error);
	pipeline->lookout = lookout_new(settings->config, settings->counters, settings->partition,
					settings->recording, &pipeline->settings.keys);
	pipeline->lately = lately_new(&pipeline->settings.keys);
	if (!pipeline->blocks || !pipeline->lookout || !pipeline->lately)
		error_set(error, ERROR_MEMORY, "out of memory");
	if (!pipeline->blocks || !pipeline->link || !pipeline->lookout || !pipeline->lately)
		return pipeline_free(pipeline);
	return pipeline;
}

struct pipeline *pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return NULL;
	judge_free(pipeline->judge);
	ruleset_unref(pipeline->ruleset);
	lookout_free(pipeline->lookout);
	lately_free(pipeline->lately);
	redis_link_free(pipeline->link);
	arena_done(&pipeline->arena);
	free(pipeline->blocks);
	crypto_wipe(&pipeline->settings.keys, sizeof(pipeline->settings.keys));
	free(pipeline);
	return NULL;
}

const struct threads *pipeline_threads(const struct pipeline *pipeline)
{
	return &pipeline->threads;
}

int64_t pipeline_retry_in(const struct pipeline *pipeline)
{
	int64_t in_us = redis_link_retry_at(pipeline->link) - clock_monotonic_us();

	return in_us > 1000 ? in_us : 1000;
}

/* A batch is judged by exactly one generation of the rules. */
static int take_rules(struct pipeline *pipeline, struct error *error)
{
	struct ruleset *current = ruleset_slot_borrow(pipeline->settings.rules);
	struct judge *judge;

	if (current == pipeline->ruleset) {
		ruleset_unref(current);
		return 0;
	}
	judge = judge_new(current, error);
	if (!judge) {
		ruleset_unref(current);
		return error ? error->code : ERROR_MEMORY;
	}
	judge_free(pipeline->judge);
	ruleset_unref(pipeline->ruleset);
	pipeline->judge = judge;
	pipeline->ruleset = current;
	return 0;
}

/* Whether the next turn need not wait until more has gathered: there is more, or there was so much
 * that what a turn costs by itself, as much as judging some fifty comments, is little beside it. */
static bool worth_a_turn(const struct stream_batch *batch)
{
	size_t bytes = 0;

	for (size_t i = 0; i < batch->count; i++)
		bytes += batch->entries[i].block.len;
	return batch->count == BLOCKS || bytes >= WORTH_BYTES;
}

/* What came in while the judge before has its hands full makes one batch. */
static int read_new(struct pipeline *pipeline, const struct stream_reader *reader, int64_t wait_us,
		    struct stream_batch *ret_batch, struct error *error)
{
	struct turnstile *turnstile = pipeline->settings.turnstile;
	const int64_t until_us = clock_monotonic_us() + wait_us;

	if (turnstile && !turnstile_enter(turnstile, wait_us))
		return 0;
	int64_t left_us = until_us - clock_monotonic_us();
	int r = stream_read(pipeline->link, reader, left_us > 0 ? left_us : 0, ret_batch, error);
	if (ret_batch->begun_anew && pipeline->settings.begun_anew)
		atomic_store(pipeline->settings.begun_anew, true);
	if (turnstile)
		turnstile_leave(turnstile, ret_batch->count == 0 || worth_a_turn(ret_batch));
	return r;
}

/* First what this judge held when it was stopped, now and then what others left behind, else what
 * is new. */
static int read_batch(struct pipeline *pipeline, int64_t wait_us, int64_t now_us,
		      struct stream_batch *ret_batch, struct error *error)
{
	int64_t monotonic_us = clock_monotonic_us();
	struct stream_reader reader = {
		.consumer = pipeline->settings.consumer,
		.partition = pipeline->settings.partition,
		.blocks = BLOCKS,
		.lived_us = monotonic_us - pipeline->begun_at_us,
		.again = pipeline->survived,
	};
	int r;

	if (pipeline->own_first) {
		r = stream_read_own(pipeline->link, &reader, now_us, ret_batch, error);
		if (r < 0 || ret_batch->count)
			return r;
		stream_batch_done(ret_batch);
		pipeline->own_first = pipeline->survived = false;
		reader.again = false;
	}
	if (monotonic_us - pipeline->reclaimed_at_us >= RECLAIM_EVERY_US) {
		r = stream_reclaim(pipeline->link, &reader, RECLAIM_IDLE_US, now_us, ret_batch,
				   error);
		if (r < 0)
			return r;
		if (ret_batch->count)
			return 0;
		stream_batch_done(ret_batch);
		pipeline->reclaimed_at_us = monotonic_us;
	}
	return read_new(pipeline, &reader, wait_us, ret_batch, error);
}

static int set_aside(struct pipeline *pipeline, struct work *work, size_t entry, const char *reason,
		     int64_t now_us, struct error *error)
{
	const char *id = work->batch.entries[entry].id;
	int r = stream_poison(pipeline->link, pipeline->settings.partition, id, reason, now_us,
			      error);

	work->dropped[entry] = true;
	if (r == ERROR_CONFLICT)
		return 0; /* somebody else has dealt with it */
	if (r == 0) {
		counter_add(pipeline->settings.counters, COUNTER_judge_poison, 1);
		log_warning("stream entry %s cannot be read and was set aside: %s", id, reason);
	}
	return r;
}

static int unpack(struct pipeline *pipeline, struct work *work, int64_t now_us, struct error *error)
{
	size_t comments = 0;

	for (size_t i = 0; i < work->batch.count; i++) {
		struct error why = { 0 };

		if (block_unpack(work->batch.entries[i].block, &pipeline->blocks[i], &why) == 0) {
			comments += pipeline->blocks[i].count;
			continue;
		}
		int r = set_aside(pipeline, work, i, why.text, now_us, error);

		if (r < 0)
			return r;
	}
	work->judging = (struct judging){ .config = pipeline->settings.config,
					  .keys = &pipeline->settings.keys,
					  .counters = pipeline->settings.counters,
					  .ruleset = pipeline->ruleset,
					  .judge = pipeline->judge,
					  .lately = pipeline->lately,
					  .threads = &pipeline->threads,
					  .arena = &pipeline->arena };
	return judging_begin(&work->judging, comments, error);
}

/* The comments, brand by brand. */
static void list_comments(struct pipeline *pipeline, struct work *work)
{
	const struct config *config = pipeline->settings.config;

	for (size_t i = 0; i < work->batch.count; i++) {
		const struct block *block = &pipeline->blocks[i];
		const struct config_brand *brand;

		if (work->dropped[i])
			continue;
		brand = config_brand(config, block->brand);
		if (brand == &config->defaults && pipeline->settings.strangers)
			config_strangers_meet(pipeline->settings.strangers, config, block->brand);
		for (size_t k = 0; k < block->count; k++)
			judging_add(&work->judging, &block->comments[k], brand, i);
	}
}

static void sum_one(const struct tally *tally, const struct judged *judged,
		    const struct repeat *repeat)
{
	struct delta *delta = tally->delta;
	struct delta_brand *brand = delta_brand(delta, judged->comment->brand);

	switch (repeat->fate) {
	case REPEAT_NEW:
		tally_comment(tally, judged->comment, &judged->verdict);
		break;
	case REPEAT_EDIT:
		tally_edit(tally, judged->comment, &judged->verdict, &repeat->earlier);
		break;
	case REPEAT_DUPLICATE:
		delta_add_total(brand, TOTAL_duplicates, 1);
		break;
	case REPEAT_REPLACED:
		delta_add_total(brand, TOTAL_edited, 1);
		break;
	}
	if (repeat->key && repeat_counts(repeat))
		delta_add_seen(delta, repeat->key, repeat->known, &repeat->counted);
}

/* Two passes, those that matter for an incident first: the recent comments of a batch are limited.
 */
static size_t sum(struct pipeline *pipeline, struct work *work, struct delta *delta)
{
	const struct tally tally = { .config = pipeline->settings.config,
				     .keys = &pipeline->settings.keys,
				     .delta = delta,
				     .remember_hides_us = judging_remember_hides(&work->judging) };
	size_t comments = 0;

	judging_decide(&work->judging, work->dropped);
	if (work->judging.asked)
		lately_deliver(pipeline->lately, delta);
	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < work->judging.count; i++) {
			const struct judged *judged = &work->judging.judged[i];
			bool matters = judged->verdict.polarity == POLARITY_NEGATIVE ||
				       judged->verdict.action != ACTION_ALLOW;

			if (work->dropped[judged->entry] || matters == (others == 1))
				continue;
			sum_one(&tally, judged, &work->judging.repeats.items[i]);
			comments++;
		}
	}
	return comments;
}

static size_t list_entries(const struct work *work, const char **ret_ids, size_t *ret_places)
{
	size_t count = 0;

	for (size_t i = 0; i < work->batch.count; i++) {
		if (!work->dropped[i]) {
			ret_places[count] = i;
			ret_ids[count++] = work->batch.entries[i].id;
		}
	}
	return count;
}

/* What somebody else has taken is dropped; what was counted before is learnt. */
static void give_way(struct pipeline *pipeline, struct work *work, const struct commit_gone *gone,
		     const size_t *places, size_t entries)
{
	if (gone->count)
		counter_add(pipeline->settings.counters, COUNTER_commit_conflicts, 1);
	for (size_t i = 0; i < entries; i++)
		work->dropped[places[i]] = work->dropped[places[i]] || gone->gone[i];
	for (const struct commit_known *known = gone->known; known; known = known->next)
		repeats_learn(&work->judging.repeats, known->key, known->known);
}

/* Once over what is still ours. ERROR_CONFLICT when a part was not, or was counted before: sum
 * again. */
static int commit_once(struct pipeline *pipeline, struct work *work, int64_t now_us,
		       size_t *ret_comments, struct error *error)
{
	const char *ids[STREAM_BATCH_MAX];
	size_t places[STREAM_BATCH_MAX];
	struct delta *delta = &work->delta;
	struct commit_gone gone;
	struct commit commit = { .partition = pipeline->settings.partition,
				 .consumer = pipeline->settings.consumer,
				 .entries = ids,
				 .delta = delta };
	int r;

	delta_init(delta, &pipeline->arena, now_us);
	delta->keep_comments_us = pipeline->settings.config->keep_comments_us;
	delta->keep_messages_us = pipeline->settings.config->keep_messages_us;
	delta->window_us = pipeline->settings.config->duplicates_within_us;
	delta->window_comments = pipeline->settings.config->duplicates_kept;
	commit.comments = *ret_comments = sum(pipeline, work, delta);
	commit.entry_count = list_entries(work, ids, places);
	if (commit.entry_count == 0)
		return 0;
	r = commit_batch(pipeline->link, &commit, &gone, error);
	if (r == ERROR_CONFLICT)
		give_way(pipeline, work, &gone, places, commit.entry_count);
	return r;
}

static void count_repeats(struct pipeline *pipeline, const struct work *work)
{
	uint64_t duplicates = 0, edits = 0;

	for (size_t i = 0; i < work->judging.count; i++) {
		const struct repeat *repeat = &work->judging.repeats.items[i];

		duplicates += !repeat->dropped && repeat->fate == REPEAT_DUPLICATE;
		edits += !repeat->dropped &&
			 (repeat->fate == REPEAT_EDIT || repeat->fate == REPEAT_REPLACED);
	}
	counter_add(pipeline->settings.counters, COUNTER_judge_duplicates, duplicates);
	counter_add(pipeline->settings.counters, COUNTER_judge_edits, edits);
}

/* The single comments that a person must see now. A store that is away is away for the commit too,
 * so the batch comes again; what fails otherwise must not stop the others. */
static int watch_comments(struct pipeline *pipeline, struct work *work, int64_t now_us,
			  struct error *error)
{
	for (size_t i = 0; i < work->judging.count; i++) {
		struct judged *judged = &work->judging.judged[i];
		int r;

		if (!judged->fresh)
			continue;
		judged->fresh = false;
		r = lookout_comment(pipeline->lookout, pipeline->link, judged->comment,
				    &work->judging.repeats.items[i], &judged->verdict, now_us,
				    error);
		if (error_is_unanswered(r))
			return r;
		if (r < 0)
			log_warning("a comment that a person must see now was not told: %s",
				    error->text);
	}
	return 0;
}

/* Acknowledged, counted, filed and queued at once, or not at all. */
static int commit_work(struct pipeline *pipeline, struct work *work, int64_t now_us,
		       size_t *ret_comments, struct error *error)
{
	int r;

	while ((r = commit_once(pipeline, work, now_us, ret_comments, error)) == ERROR_CONFLICT) {
		if (!work->judging.asked)
			continue;
		r = judging_judge(&work->judging, work->dropped, error);
		if (r == 0)
			r = watch_comments(pipeline, work, now_us, error);
		if (r < 0)
			return r;
	}
	if (r == 0 && *ret_comments) {
		counter_add(pipeline->settings.counters, COUNTER_commit_batches, 1);
		count_repeats(pipeline, work);
	}
	return r;
}

static void note_no_look(const struct error *error)
{
	log_warning("the detector could not look at a brand, and will again: %s", error->text);
}

static void look_at(struct pipeline *pipeline, struct work *work, struct slice brand,
		    bool committed, int64_t now_us)
{
	const struct delta_brand *touched = delta_brand(&work->delta, brand);
	struct error error = { 0 };

	if (!committed)
		lookout_touch(pipeline->lookout, brand, touched, now_us);
	else if (lookout_brand(pipeline->lookout, pipeline->link, brand, touched, now_us, &error) <
		 0)
		note_no_look(&error);
}

/* Looks at each brand that the batch touched, once; where it is not known whether it was committed,
 * when Redis is there again. A failure here loses no comment. */
static void look_out(struct pipeline *pipeline, struct work *work, bool committed, int64_t now_us)
{
	for (size_t i = 0; i < work->batch.count; i++) {
		bool seen = work->dropped[i];

		for (size_t k = 0; k < i && !seen; k++)
			seen = !work->dropped[k] &&
			       slice_equal(pipeline->blocks[k].brand, pipeline->blocks[i].brand);
		if (!seen)
			look_at(pipeline, work, pipeline->blocks[i].brand, committed, now_us);
	}
}

int64_t pipeline_next_look(const struct pipeline *pipeline)
{
	return lookout_next(pipeline->lookout);
}

void pipeline_look(struct pipeline *pipeline, int64_t until_us)
{
	const int64_t now_us = pipeline->settings.clock.now_us(pipeline->settings.clock.context);
	struct error error = { 0 };

	if (redis_link_connected(pipeline->link) && pipeline_next_look(pipeline) <= until_us &&
	    lookout_rest(pipeline->lookout, pipeline->link, until_us, now_us, &error) < 0)
		note_no_look(&error);
}

/* No longer than until the next look. */
static int64_t wait_of(const struct pipeline *pipeline, int64_t wait_us, int64_t now_us)
{
	const int64_t next_us = pipeline_next_look(pipeline);

	if (next_us == INT64_MAX || next_us - now_us >= wait_us)
		return wait_us;
	return next_us > now_us ? next_us - now_us : 0;
}

static int work_through(struct pipeline *pipeline, struct work *work, struct error *error)
{
	int64_t now_us = pipeline->settings.clock.now_us(pipeline->settings.clock.context);
	size_t comments = 0;
	bool committing = false; /* for all that is known */
	int r = unpack(pipeline, work, now_us, error);

	if (r == 0) {
		list_comments(pipeline, work);
		r = judging_look_back(&work->judging, pipeline->link, pipeline->settings.partition,
				      now_us, error);
	}
	if (r == 0)
		r = judging_judge(&work->judging, work->dropped, error);
	if (r == 0)
		r = watch_comments(pipeline, work, now_us, error);
	if (r == 0) {
		r = commit_work(pipeline, work, now_us, &comments, error);
		committing = r == ERROR_UNCERTAIN;
	}
	/* By the clock of now: between the reading and this the process may have stood still. */
	if (r == 0 || committing)
		look_out(pipeline, work, r == 0,
			 pipeline->settings.clock.now_us(pipeline->settings.clock.context));
	return r < 0 ? r : (int)comments;
}

static void note_failure(struct pipeline *pipeline, int code)
{
	pipeline->own_first = true; /* what was read and not committed is read again */
	pipeline->survived = error_will_pass(code);
	counter_add(pipeline->settings.counters,
		    code == ERROR_UNCERTAIN ? COUNTER_store_uncertain : COUNTER_store_failures, 1);
}

static bool await_look(void *context, struct slice brand)
{
	struct pipeline *pipeline = context;

	lookout_await(pipeline->lookout, brand,
		      pipeline->settings.clock.now_us(pipeline->settings.clock.context));
	return true;
}

/* What another was about to look at when it was killed is not known, so the brands that were heard
 * of last are looked at: as many as a lookout remembers, the latest come last. A recording begins
 * with nothing. */
static int begin(struct pipeline *pipeline, struct error *error)
{
	int r = pipeline->settings.recording
			? 0
			: totals_brands(pipeline->link, pipeline->settings.partition, await_look,
					pipeline, error);

	pipeline->begun = r == 0;
	return r;
}

/* What is there anew may have lost the last moments (a fail-over, a file that was cut): what was
 * read before is no beginning any more. */
static int connect_link(struct pipeline *pipeline, struct error *error)
{
	if (redis_link_connected(pipeline->link))
		return 0;
	lookout_forget(pipeline->lookout);
	return redis_link_ready(pipeline->link, clock_monotonic_us(), error);
}

int pipeline_turn(struct pipeline *pipeline, int64_t wait_us, struct error *error)
{
	int64_t now_us = pipeline->settings.clock.now_us(pipeline->settings.clock.context);
	struct work work = { 0 };
	int r = take_rules(pipeline, error);

	(void)author_keys_expire(&pipeline->settings.keys, now_us);
	if (r == 0)
		r = connect_link(pipeline, error);
	if (r == 0 && !pipeline->begun)
		r = begin(pipeline, error);
	if (r == 0)
		r = read_batch(pipeline, wait_of(pipeline, wait_us, now_us), now_us, &work.batch,
			       error);
	if (r < 0) {
		note_failure(pipeline, r);
		return r;
	}
	if (work.batch.count)
		r = work_through(pipeline, &work, error);
	if (r < 0)
		note_failure(pipeline, r);
	else
		pipeline_look(pipeline,
			      pipeline->settings.clock.now_us(pipeline->settings.clock.context));
	stream_batch_done(&work.batch);
	arena_reset(&pipeline->arena);
	return r;
}
