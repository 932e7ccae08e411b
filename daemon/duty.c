/*
 * duty.c - one thread: claim what is due, act, deliver; see duty.h.
 *
 * One turn: see that what is being delivered still is ours, mark what ended, claim rows (a bounded
 * number), act on each, move the deliveries, then wait up to a fifth of a second. The wait is where
 * a process that is stopped, or sleeps with its machine, stands still as a rule: nothing is done
 * behind it before the clocks were looked at.
 */
#include "duty.h"

#include "clock.h"
#include "deliveries.h"
#include "due.h"
#include "feeds.h"
#include "incidents.h"
#include "link.h"
#include "log.h"
#include "pulse.h"
#include "raise.h"
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CLAIM_ROWS = 32,
};

/* Sources that could reach nobody while all stood still have so long to bring what they have. */
#define FEEDS_GRACE_US (5 * CLOCK_MINUTE_US)
#define TURN_US (200 * INT64_C(1000))
#define RACE_LATER_US CLOCK_SECOND_US
#define FAILURE_LATER_US (60 * CLOCK_SECOND_US)

struct duty {
	pthread_t thread;
	const struct config *config;
	struct counters *counters;
	unsigned partition;
	enum due_kind kind;
	struct redis_link *link;
	struct pulse *pulse;
	struct deliveries *deliveries;
	struct clock_watch watch;
	int64_t went_back_us; /* the clock; what is due is still to be told */
	struct {
		int64_t now_us, back_us; /* of which it is told now; 0: nothing */
	} shift;
	bool barred;	  /* Redis cannot be asked whose what was begun is: it may not go on */
	bool handed_over; /* what was open at the start was looked at */
	bool away; /* nothing could be claimed: Redis is not there, or takes nothing. Said once */
	atomic_bool stopping;
	_Atomic int64_t grace_us;
};

/* ---- Redis ---- */

static void tell_away(struct duty *duty, const struct error *error)
{
	if (!duty->away)
		log_warning("duty: %s; alarms and deliveries wait", error->text);
	duty->away = true;
}

/* That it answers is not enough: a replica does, and takes nothing. */
static void tell_back(struct duty *duty)
{
	if (duty->away)
		log_info("duty: Redis is back");
	duty->away = false;
}

static bool redis_is_ready(struct duty *duty)
{
	struct error error = { .code = ERROR_NONE };
	int code = redis_link_ready(duty->link, clock_monotonic_us(), &error);

	if (code < 0)
		tell_away(duty, &error);
	return code == 0;
}

/* ---- rows ---- */

static int put_back(struct duty *duty, const struct due_row *row, int64_t due_us,
		    struct error *error)
{
	return due_set(duty->link, duty->partition, (struct slice){ row->text, row->len }, due_us,
		       error);
}

/* Whether a feed is silent is not to be told from a time in which nobody could come in. */
static bool is_too_early(struct duty *duty, const struct due_row *row, struct clock_moment now,
			 int64_t *ret_wait_us)
{
	const int64_t since_us = pulse_beat(duty->pulse, now);

	*ret_wait_us = FEEDS_GRACE_US - since_us;
	return since_us < FEEDS_GRACE_US && strncmp(row->text, FEEDS_ROW, strlen(FEEDS_ROW)) == 0;
}

static int act_on_row(struct duty *duty, const struct due_row *row, struct clock_moment claimed,
		      struct error *error)
{
	const struct raise_settings settings = { duty->config, duty->partition, duty->counters,
						 false };
	const struct clock_moment now = clock_moment_now();
	bool ours = false;
	int64_t wait_us;

	if (is_too_early(duty, row, now, &wait_us))
		return put_back(duty, row, now.wall_us + wait_us, error);
	if (deliveries_is_row(row))
		return deliveries_row(duty->deliveries, row, claimed, error);
	int code = raise_row(duty->link, &settings, row, now.wall_us, &ours, error);
	if (code == 0 && !ours)
		code = feeds_row(duty->link, &settings, row, now.wall_us, &ours, error);
	if (code == 0 && !ours)
		return error_set(
			error, ERROR_INVALID,
			"rows of this kind are unknown here; is a newer Livvakt running, too?");
	if (code == 0)
		log_debug("duty: %s: done", row->text);
	return code;
}

/* A row that could not be acted on comes again soon; its trouble is not the other rows'. */
static int act(struct duty *duty, const struct due_row *row, struct clock_moment claimed)
{
	struct error error = { .code = ERROR_NONE };
	int code = act_on_row(duty, row, claimed, &error);

	if (code == 0)
		return 0;
	if (error_will_pass(code)) {
		log_warning("duty: %s: %s", row->text, error.text);
		return code;
	}
	if (code != ERROR_CONFLICT)
		log_error("duty: %s: %s", row->text, error.text);
	return put_back(duty, row,
			clock_wall_us() +
				(code == ERROR_CONFLICT ? RACE_LATER_US : FAILURE_LATER_US),
			&error);
}

/* Those of a claim, as long as they are ours for certain: the others come again with another one.
 */
static bool act_on_all(struct duty *duty, const struct due_row *rows, size_t count,
		       struct clock_moment claimed)
{
	for (size_t i = 0; i < count; i++) {
		if (clock_passed_us(claimed, clock_moment_now()) >= DELIVERIES_SURE_US ||
		    act(duty, &rows[i], claimed) < 0)
			return false;
	}
	return true;
}

/* True when there may be more to claim at once. */
static bool claim_and_act(struct duty *duty, enum due_kind kind)
{
	struct due_row rows[DUE_CLAIM_MAX];
	struct error error;
	size_t count = 0;
	const struct clock_moment now = clock_moment_now();
	bool hides_full = kind == DUE_DELIVERIES && deliveries_hides_full(duty->deliveries);
	/* With all places for hide calls taken, a wider claim looks past those that wait. */
	const struct due_claim claim = { now.wall_us, DELIVERIES_LEASE_US,
					 hides_full ? DUE_CLAIM_MAX : CLAIM_ROWS, kind };

	int code = due_claim(duty->link, duty->partition, &claim, rows, &count, &error);
	if (code < 0) {
		tell_away(duty, &error);
		return false;
	}
	tell_back(duty);
	if (!act_on_all(duty, rows, count, now))
		return false;
	/* With every place taken what was claimed went back, and would be claimed at once again. */
	return count == claim.max && !hides_full &&
	       (kind == DUE_STEPS || deliveries_have_room(duty->deliveries));
}

/* Once: whom incidents rest on was decided by the configuration of the start before. */
static void hand_over(struct duty *duty)
{
	const struct raise_settings settings = { duty->config, duty->partition, duty->counters,
						 false };
	struct error error;

	if (duty->handed_over || duty->kind == DUE_DELIVERIES)
		return;
	int code = raise_hand_over(duty->link, &settings, clock_wall_us(), &error);
	duty->handed_over = !error_will_pass(code) && code != ERROR_CONFLICT;
	if (code < 0)
		log_warning("duty: who was told of open incidents: %s", error.text);
}

/* Steps before deliveries, however many of those wait. */
static bool do_what_is_due(struct duty *duty)
{
	bool more = false;

	if (duty->kind != DUE_DELIVERIES)
		more = claim_and_act(duty, DUE_STEPS);
	if (duty->kind != DUE_STEPS && deliveries_have_room(duty->deliveries))
		more = claim_and_act(duty, DUE_DELIVERIES) || more;
	return more;
}

/* ---- the clock ---- */

/* Due times are the wall clock's. When it is set back, what is due would wait as much longer. What
 * could not be told to its end is told on in the next turn, as it was begun. */
static void follow_clock(struct duty *duty)
{
	struct error error;
	int64_t now_us = clock_wall_us();

	duty->went_back_us += clock_went_back(&duty->watch, now_us, clock_monotonic_us());
	if ((duty->went_back_us == 0 && duty->shift.back_us == 0) || !redis_is_ready(duty))
		return;
	if (duty->shift.back_us == 0) {
		duty->shift.now_us = now_us;
		duty->shift.back_us = duty->went_back_us;
		duty->went_back_us = 0;
	}
	/* To the nearest: both clocks are read one after the other, so an hour may seem some
	 * microseconds less. */
	const long long seconds =
		(long long)((duty->shift.back_us + CLOCK_SECOND_US / 2) / CLOCK_SECOND_US);
	if (due_shift(duty->link, duty->partition, duty->shift.now_us, duty->shift.back_us,
		      &error) < 0) {
		log_warning("duty: the clock went back by %lld s, and alarms with it: %s", seconds,
			    error.text);
		return;
	}
	log_info("duty: the clock went back by %lld s, and what is due with it", seconds);
	duty->shift.back_us = 0;
}

/* ---- the thread ---- */

/* What was begun goes on only while it is ours. True when something ended. */
static bool go_on(struct duty *duty)
{
	const struct clock_moment now = clock_moment_now();

	(void)pulse_beat(duty->pulse, now);
	duty->barred = !deliveries_hold(duty->deliveries, now);
	return !duty->barred && deliveries_move(duty->deliveries);
}

/* While nothing may go on, an answer that nobody may read is no reason to turn at once. */
static void rest(struct duty *duty, int64_t for_us)
{
	if (duty->barred)
		usleep((useconds_t)for_us);
	else
		deliveries_wait(duty->deliveries, for_us);
}

static void turn(struct duty *duty)
{
	bool more = false;

	(void)go_on(duty);
	follow_clock(duty);
	if (redis_is_ready(duty)) {
		deliveries_mark(duty->deliveries);
		hand_over(duty);
		more = do_what_is_due(duty);
	}
	more = go_on(duty) || more;
	rest(duty, more && !duty->barred ? 0 : TURN_US);
}

/* What runs may end; nothing new is begun. */
static void wind_up(struct duty *duty)
{
	int64_t until_us = clock_monotonic_us() + atomic_load(&duty->grace_us);

	while (deliveries_running(duty->deliveries) > 0 && clock_monotonic_us() < until_us) {
		rest(duty, TURN_US / 4);
		(void)go_on(duty);
	}
	if (redis_is_ready(duty))
		deliveries_mark(duty->deliveries);
}

static void *run(void *context)
{
	struct duty *duty = context;

	while (!atomic_load(&duty->stopping))
		turn(duty);
	wind_up(duty);
	return NULL;
}

/* Signals are the loop thread's; a broken pipe is an ordinary error here. */
static int start_thread(struct duty *duty)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = pthread_create(&duty->thread, NULL, run, duty);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!failed)
		pthread_setname_np(duty->thread, "duty");
	return failed;
}

static struct duty *duty_free(struct duty *duty)
{
	deliveries_free(duty->deliveries);
	redis_link_free(duty->link);
	free(duty);
	return NULL;
}

struct duty *duty_start(const struct duty_settings *settings, struct error *error)
{
	struct deliveries_settings deliveries = { .config = settings->config,
						  .counters = settings->counters,
						  .partition = settings->partition,
						  .ca_file = settings->ca_file };
	struct duty *duty = calloc(1, sizeof(*duty));

	if (!duty) {
		error_set(error, ERROR_MEMORY, "no memory left for the alarm thread");
		return NULL;
	}
	duty->config = settings->config;
	duty->counters = settings->counters;
	duty->partition = settings->partition;
	duty->kind = settings->kind;
	duty->pulse = settings->pulse;
	duty->link = redis_link_new(&settings->redis, error);
	if (!duty->link)
		return duty_free(duty);
	deliveries.link = duty->link;
	duty->deliveries = deliveries_new(&deliveries, error);
	if (!duty->deliveries)
		return duty_free(duty);
	if (start_thread(duty) != 0) {
		error_set(error, ERROR_SYSTEM, "the alarm thread cannot be started");
		return duty_free(duty);
	}
	return duty;
}

void duty_end(struct duty *duty, int64_t grace_us)
{
	atomic_store(&duty->grace_us, grace_us);
	atomic_store(&duty->stopping, true);
	deliveries_wake(duty->deliveries);
}

struct duty *duty_stop(struct duty *duty, int64_t grace_us)
{
	if (!duty)
		return NULL;
	duty_end(duty, grace_us);
	pthread_join(duty->thread, NULL);
	return duty_free(duty);
}
