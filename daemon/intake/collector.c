/* collector.c - see collector.h. */
#include "collector.h"

#include "block.h"

/* One call of collector_submit. */
struct submission {
	submission_done *done;
	void *context;
	size_t count, waiting;
	struct submission_result result;
	int codes[];
};

/* Where a comment of a block came from. */
struct origin {
	struct submission *submission;
	size_t index;
};

/* A block that fills, or is on its way. */
struct gathering {
	struct collector *collector;
	struct gathering *next;
	int64_t since_us;
	size_t count;
	struct comment comments[BLOCK_COMMENTS_MAX];
	struct origin origins[BLOCK_COMMENTS_MAX];
};

struct collector {
	struct collector_sink sink;
	struct gathering *filling; /* one a brand, oldest first */
	struct gathering *spare;
	size_t brands, waiting;
	size_t under_way; /* blocks */
	bool sending;	  /* guards against a sink that answers at once */
};

struct collector *collector_new(struct collector_sink sink)
{
	struct collector *collector = calloc(1, sizeof(*collector));

	if (collector)
		collector->sink = sink;
	return collector;
}

static void free_chain(struct gathering *gathering)
{
	while (gathering) {
		struct gathering *next = gathering->next;

		free(gathering);
		gathering = next;
	}
}

struct collector *collector_free(struct collector *collector)
{
	if (!collector)
		return NULL;
	free_chain(collector->filling);
	free_chain(collector->spare);
	free(collector);
	return NULL;
}

size_t collector_waiting(const struct collector *collector)
{
	return collector->waiting;
}

static void settle(struct origin *origin, int code, const struct error *error)
{
	struct submission *submission = origin->submission;

	submission->codes[origin->index] = code;
	if (code == 0) {
		submission->result.stored++;
	} else {
		*(code == ERROR_INVALID ? &submission->result.refused
					: &submission->result.failed) += 1;
		if (error)
			submission->result.error = *error;
	}
	if (--submission->waiting > 0)
		return;
	submission->result.codes = submission->codes;
	submission->done(submission->context, &submission->result);
	free(submission);
}

static void send_all(struct collector *collector);

static void stored(void *context, int code, const struct error *error)
{
	struct gathering *gathering = context;
	struct collector *collector = gathering->collector;

	collector->waiting -= gathering->count;
	collector->under_way--;
	for (size_t i = 0; i < gathering->count; i++)
		settle(&gathering->origins[i], code, error);
	gathering->next = collector->spare;
	collector->spare = gathering;
	if (collector->under_way == 0 && !collector->sending)
		send_all(collector);
}

static void send(struct collector *collector, struct gathering **link)
{
	struct gathering *gathering = *link;

	assert(gathering);
	*link = gathering->next;
	collector->brands--;
	collector->under_way++;
	collector->sink.store(collector->sink.sink, gathering->comments[0].brand,
			      gathering->comments, gathering->count, stored, gathering);
}

static void send_all(struct collector *collector)
{
	collector->sending = true;
	while (collector->filling)
		send(collector, &collector->filling);
	collector->sending = false;
}

static struct gathering *new_gathering(struct collector *collector, int64_t now_us)
{
	struct gathering *gathering = collector->spare;

	if (gathering)
		collector->spare = gathering->next;
	else
		gathering = malloc(sizeof(*gathering));
	if (!gathering)
		return NULL;
	gathering->collector = collector;
	gathering->next = NULL;
	gathering->since_us = now_us;
	gathering->count = 0;
	return gathering;
}

/* The place in the chain of the block that fills for this brand; where a new one would go
 * otherwise. */
static struct gathering **find(struct collector *collector, struct slice brand)
{
	struct gathering **link = &collector->filling;

	while (*link && !slice_equal((*link)->comments[0].brand, brand))
		link = &(*link)->next;
	return link;
}

static bool add(struct collector *collector, const struct comment *comment, struct origin origin,
		int64_t now_us)
{
	struct gathering **link = find(collector, comment->brand);

	if (!*link) {
		struct gathering *fresh = new_gathering(collector, now_us);

		if (!fresh)
			return false;
		if (collector->brands == COLLECTOR_BRANDS_MAX) {
			send(collector, &collector->filling); /* the oldest goes early: more brands
								 than wait at once */
			link = find(collector, comment->brand);
		}
		*link = fresh;
		collector->brands++;
	}
	(*link)->comments[(*link)->count] = *comment;
	(*link)->origins[(*link)->count++] = origin;
	collector->waiting++;
	if ((*link)->count == BLOCK_COMMENTS_MAX)
		send(collector, link);
	return true;
}

/* The end of a submission of which nothing was taken; gives its code. */
static int take_back(struct submission *submission, struct error *error)
{
	int code = submission->codes[submission->count - 1];

	if (error)
		*error = submission->result.error;
	if (error && error->code != code)
		error_set(error, (enum error_code)code, "the store did not take the comments");
	free(submission);
	return code;
}

int collector_submit(struct collector *collector, const struct comment *comments, size_t count,
		     int64_t now_us, submission_done *done, void *context, struct error *error)
{
	struct submission *submission;
	struct error memory;

	assert(count > 0 && !collector->sending);
	if (count > COLLECTOR_WAITING_MAX - collector->waiting)
		return error_set(error, ERROR_LIMIT,
				 "too many comments are on their way into the store");
	submission = calloc(1, sizeof(*submission) + count * sizeof(submission->codes[0]));
	if (!submission)
		return error_set(error, ERROR_MEMORY, "out of memory");
	submission->done = done;
	submission->context = context;
	submission->count = count;
	submission->waiting =
		count + 1; /* one for ourselves: `done` must not be called before we return */
	collector->sending = true;
	for (size_t i = 0; i < count; i++) {
		struct origin origin = { submission, i };

		if (!add(collector, &comments[i], origin, now_us)) {
			error_set(&memory, ERROR_MEMORY, "out of memory");
			settle(&origin, ERROR_MEMORY, &memory);
		}
	}
	collector->sending = false;
	if (submission->waiting == 1) /* all failed at once */
		return take_back(submission, error);
	submission->waiting--;
	return 0;
}

int64_t collector_flush(struct collector *collector, int64_t now_us)
{
	if (collector->under_way == 0)
		send_all(collector);
	while (collector->filling && now_us - collector->filling->since_us >= COLLECTOR_WAIT_US)
		send(collector, &collector->filling);
	return collector->filling ? collector->filling->since_us + COLLECTOR_WAIT_US : 0;
}
