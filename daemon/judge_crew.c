/* judge_crew.c - see judge_crew.h. */
#include "judge_crew.h"

#include "clock.h"
#include "log.h"
#include "turnstile.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS_MAX = 64, NAME_BYTES = 128 };
#define READ_WAIT_US (200 * INT64_C(1000))
#define LOOK_UP_US 10000
/* Between two reads that found less than a full batch. What a turn costs by itself, some hundreds
 * of microseconds of Redis and of ours, is then a fraction of a processor at any load. */
#define READ_PAUSE_US 3000

struct member {
	struct judge_crew *crew;
	struct pipeline *pipeline;
	unsigned partition;
	char consumer[NAME_BYTES];
	pthread_t thread;
	bool running;
};

struct judge_crew {
	_Atomic bool stopping;
	struct turnstile *turnstile; /* one reads at a time */
	size_t count;
	struct member members[];
};

/* Waits for the end of a failure, but not past the crew's end. */
static void wait_out(const struct judge_crew *crew, int64_t in_us)
{
	int64_t until_us = clock_monotonic_us() + in_us;

	while (!atomic_load(&crew->stopping) && clock_monotonic_us() < until_us)
		usleep(LOOK_UP_US);
}

static void *turn_until_stopped(void *context)
{
	struct member *member = context;
	bool failing = false;

	while (!atomic_load(&member->crew->stopping)) {
		struct error error = { 0 };
		int r = pipeline_turn(member->pipeline, READ_WAIT_US, &error);

		if (r >= 0) {
			if (failing)
				log_info("judging goes on, partition %u", member->partition);
			failing = false;
			continue;
		}
		if (!failing)
			log_warning("judging waits, partition %u: %s", member->partition,
				    error.text);
		failing = true;
		wait_out(member->crew, pipeline_retry_in(member->pipeline));
	}
	pipeline_look(member->pipeline, INT64_MAX - 1); /* not left for the next start */
	return NULL;
}

static int start_member(struct member *member, const struct pipeline_settings *settings,
			const char *name, size_t number, struct error *error)
{
	struct pipeline_settings own = *settings;

	snprintf(member->consumer, sizeof(member->consumer), "%s:%zu", name, number);
	own.consumer = member->consumer;
	own.turnstile = member->crew->turnstile;
	member->partition = settings->partition;
	member->pipeline = pipeline_new(&own, error);
	crypto_wipe(&own.keys, sizeof(own.keys));
	if (!member->pipeline)
		return error->code;
	if (pthread_create(&member->thread, NULL, turn_until_stopped, member) != 0)
		return error_set(error, ERROR_SYSTEM,
				 "no thread can be started for a judge; lower `judges`");
	member->running = true;
	return 0;
}

struct judge_crew *judge_crew_start(const struct pipeline_settings *settings, const char *name,
				    size_t count, struct error *error)
{
	struct judge_crew *crew = calloc(1, sizeof(*crew) + count * sizeof(crew->members[0]));

	assert(count <= THREADS_MAX);
	if (crew)
		crew->turnstile = turnstile_new(READ_PAUSE_US);
	if (!crew || !crew->turnstile) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return judge_crew_stop(crew);
	}
	crew->count = count;
	for (size_t i = 0; i < count; i++) {
		crew->members[i].crew = crew;
		if (start_member(&crew->members[i], settings, name, i, error) < 0)
			return judge_crew_stop(crew);
	}
	return crew;
}

void judge_crew_end(struct judge_crew *crew)
{
	atomic_store(&crew->stopping, true);
}

struct judge_crew *judge_crew_stop(struct judge_crew *crew)
{
	if (!crew)
		return NULL;
	judge_crew_end(crew);
	for (size_t i = 0; i < crew->count; i++) {
		if (crew->members[i].running)
			pthread_join(crew->members[i].thread, NULL);
		pipeline_free(crew->members[i].pipeline);
	}
	turnstile_free(crew->turnstile);
	free(crew);
	return NULL;
}
