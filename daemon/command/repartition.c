/*
 * repartition.c - livvakt repartition: the brands of a Redis to another number of partitions.
 *
 * Alone on it: no other command that wants to be alone comes in (alone.h); it is marked as being
 * changed first (spread.h), so that whoever starts is refused, and whoever works there already is
 * looked for then (presence.h). Broken off at any moment, the same command brings it to its end.
 */
#include "alone.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "crypto.h"
#include "file.h"
#include "managed.h"
#include "move.h"
#include "presence.h"
#include "relocate.h"
#include "spread.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>

#define TIMEOUT_US (60 * CLOCK_SECOND_US) /* nobody waits for us but a person */
/* What was written is on the disk by then where it is synced every second. */
enum { SYNCED_MS = 2000 };
/* Whoever looked before it was marked, and may start, has said by then that it is there. */
enum { ENTERED_MS = 2500 };

static const char help[] =
	"usage: livvakt repartition [-c FILE]\n"
	"\n"
	"Moves everything that is known of each brand to the partition that it belongs to by the\n"
	"`partitions` of the configuration, from however many there were before. Stop every "
	"Livvakt\n"
	"on this Redis first, write the new number, run this, start them again. Broken off, it is\n"
	"brought to its end by running it again; until then no Livvakt starts.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service; run this as its user\n";

/* The Redis, and whatever it takes to have it. */
struct redis_access {
	struct managed *managed; /* NULL: not ours */
	char *password;
	struct redis_settings settings;
	struct alone *alone;
};

static int open_access(struct redis_access *access, const struct config *config,
		       struct error *error)
{
	const struct managed_settings managed = {
		.state_folder = config->state_folder,
		.memory_bytes = config->redis_memory_bytes,
		.sync_always = strcmp(config->redis_fsync, "always") == 0,
	};

	*access = (struct redis_access){ .settings = {
						 .url = config->redis,
						 .replicas = (unsigned)config->redis_replicas,
						 .command_timeout_us = TIMEOUT_US,
					 } };
	if (strcmp(config->redis, "managed") == 0) {
		access->managed = managed_start(&managed, error);
		if (!access->managed)
			return error->code;
		access->settings.url = managed_url(access->managed);
	} else if (config->redis_password_file) {
		access->password = file_read_secret(config->redis_password_file, error);
		if (!access->password)
			return error->code;
		access->settings.password = access->password;
	}
	access->alone =
		alone_enter(&access->settings, "livvakt repartition", ALONE_PATIENCE_US, error);
	return access->alone ? 0 : error->code;
}

static void close_access(struct redis_access *access)
{
	struct error error = { 0 };

	alone_leave(access->alone);
	if (access->managed && managed_stop(access->managed, &error) < 0)
		fprintf(stderr, "livvakt repartition: %s\n", error.text);
	managed_free(access->managed);
	crypto_free_secret(access->password);
}

/* --- over how many they are now --- */

static int read_spread(const struct redis_access *access, struct spread *ret_spread,
		       struct error *error)
{
	struct partitions *first = partitions_new(&access->settings, 1, error);
	struct redis_link *link = NULL;
	int r;

	if (!first)
		return error->code;
	r = relocate_link(first, 0, &link, error);
	if (r == 0)
		r = spread_read(link, 0, ret_spread, error);
	partitions_free(first);
	return r;
}

/* --- one step in each partition --- */

struct change {
	struct move move;
	struct alone *alone;
	unsigned count; /* partitions that there are before or after */
	bool resumed, copied, marked;
	struct move_report report;
};

typedef int in_partition(struct change *change, unsigned number, struct redis_link *link,
			 struct error *error);

static int in_each(struct change *change, in_partition *step, struct error *error)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < change->count; i++) {
		struct redis_link *link = NULL;

		r = alone_still(change->alone, error);
		if (r == 0)
			r = relocate_link(change->move.partitions, i, &link, error);
		if (r == 0)
			r = step(change, i, link, error);
	}
	return r;
}

static int see_nobody(struct change *change, unsigned number, struct redis_link *link,
		      struct error *error)
{
	char name[PRESENCE_NAME_MAX] = "";
	size_t count = 0;
	int r = presence_look(link, number, &count, name, error);

	(void)change;
	if (r < 0 || count == 0)
		return r;
	return error_set(error, ERROR_CONFLICT,
			 "%zu Livvakt%s on this Redis (%s); stop %s, and run this again. One that "
			 "was killed is forgotten within %d seconds",
			 count, count == 1 ? " works" : "s work", name,
			 count == 1 ? "it" : "all of them", PRESENCE_KEPT_MS / 1000);
}

static int look(struct change *change, unsigned number, struct redis_link *link,
		struct error *error)
{
	(void)link;
	bool fresh = !change->resumed && !change->marked && number >= change->move.from;

	return move_look(&change->move, number, fresh, error);
}

static int begin(struct change *change, unsigned number, struct redis_link *link,
		 struct error *error)
{
	return spread_begin(link, number, change->move.from, change->move.to, error);
}

static int undo(struct change *change, unsigned number, struct redis_link *link,
		struct error *error)
{
	return spread_end(link, number, change->move.from, number < change->move.from, error);
}

static int copy(struct change *change, unsigned number, struct redis_link *link,
		struct error *error)
{
	(void)link;
	return move_copy(&change->move, number, &change->report, error);
}

/* What nobody has but the master of one partition must not be all there is. */
static int settle(struct change *change, unsigned number, struct redis_link *link,
		  struct error *error)
{
	(void)change;
	(void)number;
	return redis_link_settle(link, error);
}

static int clear(struct change *change, unsigned number, struct redis_link *link,
		 struct error *error)
{
	(void)link;
	return move_clear(&change->move, number, &change->report, error);
}

/* --- all of it --- */

static int be_alone(struct change *change, struct error *error)
{
	struct error ignored = { 0 };
	int r = in_each(change, see_nobody, error);

	if (r == 0)
		r = in_each(change, look, error);
	if (r == 0)
		r = in_each(change, begin, error);
	if (r < 0)
		return r;
	change->marked = true;
	if (!change->copied)
		(void)poll(NULL, 0, ENTERED_MS);
	r = in_each(change, see_nobody, error); /* who came in before it was marked */
	if (r == 0)
		r = in_each(change, look, error);
	if (r < 0 && !change->resumed && in_each(change, undo, &ignored) < 0)
		return error_prefix(error, "%s; and", ignored.text);
	return r;
}

static int copy_all(struct change *change, struct error *error)
{
	struct redis_link *link = NULL;
	int r = in_each(change, copy, error);

	if (r == 0)
		r = in_each(change, settle, error);
	if (r < 0)
		return r;
	(void)poll(NULL, 0, SYNCED_MS);
	r = relocate_link(change->move.partitions, 0, &link, error);
	return r < 0 ? r : spread_copied(link, 0, error);
}

/* The marks of the author keys are those of the first one; it ends the change, and goes last. */
static int end_all(struct change *change, struct error *error)
{
	unsigned to = change->move.to;
	int r = 0;

	for (unsigned i = change->count; r == 0 && i-- > 0;) {
		struct redis_link *first = NULL, *link = NULL;

		r = alone_still(change->alone, error);
		if (r == 0)
			r = relocate_link(change->move.partitions, 0, &first, error);
		if (r == 0)
			r = relocate_link(change->move.partitions, i, &link, error);
		if (r == 0 && i > 0 && i < to)
			r = spread_copy_marks(first, link, i, error);
		if (r == 0)
			r = spread_end(link, i, to, i < to, error);
	}
	return r;
}

static int move_all(struct change *change, struct error *error)
{
	int r = be_alone(change, error);

	if (r < 0)
		return r;
	if (!change->copied)
		r = copy_all(change, error);
	if (r == 0)
		r = in_each(change, clear, error);
	if (r == 0)
		r = end_all(change, error);
	return r < 0 ? error_prefix(error, "broken off; nothing is lost, run it again") : 0;
}

static void print_report(const struct change *change)
{
	const struct move_report *report = &change->report;
	unsigned to = change->move.to;

	printf("%llu brands lie in %u partition%s now:", (unsigned long long)report->brands, to,
	       to == 1 ? "" : "s");
	for (unsigned i = 0; i < to; i++)
		printf("%s %llu", i ? "," : "", (unsigned long long)report->in[i]);
	printf("\nbefore there %s %u; %llu brands moved, with %llu keys and %llu rows of lists%s\n",
	       change->move.from == 1 ? "was" : "were", change->move.from,
	       (unsigned long long)report->moved, (unsigned long long)report->keys,
	       (unsigned long long)report->rows,
	       change->resumed ? ", what was moved before it was broken off not counted" : "");
	if (report->counted)
		printf("%llu notes of comments that were counted lately went to all that may ask "
		       "for them; they are forgotten as the others\n",
		       (unsigned long long)report->counted);
}

static int change_to(const struct redis_access *access, const struct spread *now, unsigned to,
		     struct error *error)
{
	struct change change = {
		.move = { .from = now->partitions, .to = to },
		.alone = access->alone,
		.count = now->partitions > to ? now->partitions : to,
		.resumed = now->next != 0,
		.copied = now->copied,
	};
	int r;

	change.move.partitions = partitions_new(&access->settings, change.count, error);
	if (!change.move.partitions)
		return error->code;
	r = move_all(&change, error);
	partitions_free(change.move.partitions);
	if (r == 0)
		print_report(&change);
	return r;
}

static int repartition(const struct redis_access *access, unsigned to, struct error *error)
{
	struct spread now = { 0 };
	int r = read_spread(access, &now, error);

	if (r == 0)
		r = spread_understood(&now, error);
	if (r < 0)
		return r;
	if (now.next && now.next != to) /* says which number brings it to its end */
		return spread_compare(&now, to, error);
	if (now.next || (now.partitions && now.partitions != to))
		return change_to(access, &now, to, error);
	printf(now.partitions ? "the brands lie in %u partition%s; there is nothing to move\n"
			      : "there is nothing on this Redis; a start takes the number %u as it "
				"is%s\n",
	       to, now.partitions && to != 1 ? "s" : "");
	return 0;
}

int command_repartition(int argc, char **argv)
{
	static const struct command_line line = { "repartition", help, 0, 0 };
	enum exit_status status = STATUS_FINE;
	struct redis_access access;
	struct error error = { 0 };
	const char *path = NULL;
	const struct command_option options[] = { { "config", 'c', .text = &path }, { 0 } };
	struct config *config = command_begin(&line, options, argc, argv, &path, &status);

	if (!config)
		return (int)status;
	(void)signal(SIGPIPE, SIG_IGN); /* a Redis that goes is an error, no end */
	int r = open_access(&access, config, &error);
	if (r == 0)
		r = repartition(&access, (unsigned)config->partitions, &error);
	if (r < 0)
		status = command_fail("repartition", &error);
	close_access(&access);
	config_free(config);
	return (int)status;
}
