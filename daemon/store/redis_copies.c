/* redis_copies.c - see redis_copies.h. */
#include "redis_copies.h"

#include <assert.h>
#include <stdlib.h>

/* A command that was sent, or was carried out and waits for the replicas. */
struct copy {
	struct redis_copies *copies;
	struct copy *next;
	redis_async_done *done;
	void *context;
};

struct redis_copies {
	struct redis_async *redis;
	unsigned replicas;
	int64_t wait_us;
	struct copy *written, **last; /* since the WAIT under way was sent, oldest first */
	struct copy *asked;	      /* what that WAIT is for; NULL: none is under way */
};

struct redis_copies *redis_copies_new(struct redis_async *redis, unsigned replicas, int64_t wait_us)
{
	struct redis_copies *copies = calloc(1, sizeof(*copies));

	if (!copies)
		return NULL;
	copies->redis = redis;
	copies->replicas = replicas;
	copies->wait_us = wait_us;
	copies->last = &copies->written;
	return copies;
}

struct redis_copies *redis_copies_free(struct redis_copies *copies)
{
	if (copies)
		assert(!copies->written && !copies->asked);
	free(copies);
	return NULL;
}

static void tell(struct copy *copy, int code, const struct error *error)
{
	copy->done(copy->context, code, NULL, error);
	free(copy);
}

static void tell_all(struct copy *copy, int code, const struct error *error)
{
	while (copy) {
		struct copy *next = copy->next;

		tell(copy, code, error);
		copy = next;
	}
}

static void on_copied(void *context, int code, const struct redisReply *reply,
		      const struct error *error);

static int send_wait(struct redis_copies *copies, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "WAIT");
	redis_command_add_integer(&command, copies->replicas);
	redis_command_add_integer(&command, (copies->wait_us + 999) / 1000);
	return redis_async_command(copies->redis, &command, on_copied, copies, error);
}

/* Whoever is told may write again, and finds no WAIT under way: it asks then, and so do we, until
 * nobody has written. */
static void ask(struct redis_copies *copies)
{
	while (copies->written && !copies->asked) {
		struct error error = { 0 }, lost = { 0 };
		struct copy *now = copies->written;

		copies->written = NULL;
		copies->last = &copies->written;
		copies->asked = now;
		if (send_wait(copies, &error) == 0)
			return;
		copies->asked = NULL;
		(void)error_set(&lost, ERROR_UNCERTAIN, "%s", error.text);
		tell_all(now, ERROR_UNCERTAIN, &lost);
	}
}

static void on_copied(void *context, int code, const struct redisReply *reply,
		      const struct error *error)
{
	struct redis_copies *copies = context;
	struct copy *asked = copies->asked;
	struct error few = { 0 };

	copies->asked = NULL;
	if (code == 0 && redis_reply_integer(reply, 0) < copies->replicas)
		code = error_set(&few, ERROR_UNCERTAIN, REDIS_COPIES_FEW,
				 (long long)redis_reply_integer(reply, 0), copies->replicas);
	else if (code < 0) /* whatever came of the WAIT, the write was carried out */
		code = error_set(&few, ERROR_UNCERTAIN, "%s", error->text);
	tell_all(asked, code, &few);
	ask(copies);
}

static void on_written(void *context, int code, const struct redisReply *reply,
		       const struct error *error)
{
	struct copy *copy = context;
	struct redis_copies *copies = copy->copies;

	(void)reply;
	if (code < 0) {
		tell(copy, code, error);
		return;
	}
	*copies->last = copy;
	copies->last = &copy->next;
	ask(copies);
}

int redis_copies_command(struct redis_copies *copies, const struct redis_command *command,
			 redis_async_done *done, void *context, struct error *error)
{
	struct copy *copy;
	int r;

	if (copies->replicas == 0)
		return redis_async_command(copies->redis, command, done, context, error);
	copy = malloc(sizeof(*copy));
	if (!copy)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*copy = (struct copy){ .copies = copies, .done = done, .context = context };
	r = redis_async_command(copies->redis, command, on_written, copy, error);
	if (r < 0)
		free(copy);
	return r;
}
