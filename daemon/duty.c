/*
 * duty.c - one thread: claim what is due, act, mark what was delivered; see duty.h.
 *
 * One turn: claim rows (a bounded number), act on each, then let libcurl wait up to a fifth of a
 * second. What a delivery came to is kept until Redis has it, so that a lost link cannot make a
 * mail be sent twice.
 */
#include "duty.h"

#include "announce.h"
#include "arena.h"
#include "clock.h"
#include "deliver.h"
#include "due.h"
#include "feeds.h"
#include "incidents.h"
#include "link.h"
#include "log.h"
#include "outbox.h"
#include "raise.h"
#include "retries.h"
#include "utf8.h"
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RUNNING_MAX = 16,
	HIDES_MAX = 10, /* of those: the rest is kept free for people */
	CLAIM_ROWS = 32,
	REASON_MAX = 300,
	TOLD_TRIES = 12, /* the first ones are all logged, then each so many */
	ARENA_LIMIT = 8 * 1024 * 1024,
};

#define TURN_US (200 * INT64_C(1000))
/* Longer than any try may take (e-mail: 60 s), so that nobody else takes a row that is being worked
 * on. */
#define LEASE_US (90 * CLOCK_SECOND_US)
#define HIDE_LATER_US (2 * CLOCK_SECOND_US)
#define RACE_LATER_US CLOCK_SECOND_US
#define FAILURE_LATER_US (60 * CLOCK_SECOND_US)

/* A delivery that runs, or that has ended and is not marked in Redis yet. */
struct delivery {
	struct duty *duty;
	char id[MESSAGE_ID_MAX + 1];
	char receiver[64]; /* for the log: a webhook's or action's name, never an address */
	enum message_kind kind;
	unsigned attempts; /* this one included */
	bool ended;
	enum message_state state;
	int64_t retry_at_us;
	char reason[REASON_MAX];
	struct delivery *next;
};

struct duty {
	pthread_t thread;
	const struct config *config;
	struct counters *counters;
	unsigned partition;
	enum due_kind kind;
	struct redis_link *link;
	struct deliver *deliver;
	struct arena arena;
	struct delivery *tries;
	struct retries retries;
	size_t hides_running;
	struct clock_watch watch;
	int64_t went_back_us; /* the clock; what is due is still to be told */
	struct {
		int64_t now_us, back_us; /* of which it is told now; 0: nothing */
	} shift;
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

/* ---- what a try came to ---- */

static void log_outcome(const struct delivery *delivery, const struct deliver_outcome *outcome)
{
	const char *kind = message_kind_name(delivery->kind);

	/* One that waits for a day is tried some three hundred times. */
	const bool told = delivery->attempts < TOLD_TRIES || delivery->attempts % TOLD_TRIES == 0;

	if (outcome->result == DELIVER_RETRY && told)
		log_warning("%s %s to %s: %s; tried again in %lld s", kind, delivery->id,
			    delivery->receiver, outcome->reason,
			    (long long)(outcome->wait_us / CLOCK_SECOND_US));
	else if (outcome->result == DELIVER_GIVEN_UP)
		log_error("%s %s to %s cannot be delivered: %s", kind, delivery->id,
			  delivery->receiver, outcome->reason);
	else if (outcome->result == DELIVER_SENT)
		log_debug("%s %s to %s: sent", kind, delivery->id, delivery->receiver);
}

static void on_outcome(void *context, const struct deliver_outcome *outcome)
{
	static const struct {
		enum message_state state;
		enum counter counter;
	} results[] = {
		[DELIVER_SENT] = { MESSAGE_SENT, COUNTER_deliver_sent },
		[DELIVER_RETRY] = { MESSAGE_WAITING, COUNTER_deliver_retried },
		[DELIVER_GIVEN_UP] = { MESSAGE_FAILED, COUNTER_deliver_failed },
	};
	struct delivery *delivery = context;

	delivery->ended = true;
	delivery->state = results[outcome->result].state;
	delivery->retry_at_us = clock_wall_us() + outcome->wait_us;
	utf8_copy(delivery->reason, sizeof(delivery->reason), slice_from(outcome->reason));
	if (delivery->kind == MESSAGE_HIDE)
		delivery->duty->hides_running--;
	counter_add(delivery->duty->counters, results[outcome->result].counter, 1);
	log_outcome(delivery, outcome);
}

static int mark_try(struct duty *duty, const struct delivery *delivery, int64_t keep_us,
		    struct error *error)
{
	const struct outbox_result result = {
		.id = slice_from(delivery->id),
		.state = delivery->state,
		.retry_at_us = delivery->retry_at_us,
		.error = slice_from(delivery->reason),
		.keep_us = keep_us,
	};

	return outbox_mark(duty->link, duty->partition, &result, clock_wall_us(), error);
}

/* The server takes messages again: what waits for it is due now, in the order it was written in. */
static void hurry_others(struct duty *duty, const struct delivery *delivery)
{
	const struct retry *waiting[RETRIES_MAX];
	const int64_t now_us = clock_wall_us();
	const size_t count =
		retries_hurry(&duty->retries, slice_from(delivery->id), now_us, waiting);
	struct error error;

	for (size_t i = 0; i < count; i++) {
		char row[DUE_ROW_MAX + 1];

		snprintf(row, sizeof(row), OUTBOX_ROW "%s", waiting[i]->id);
		if (due_set(duty->link, duty->partition, slice_from(row), now_us + (int64_t)i,
			    &error) < 0)
			return; /* they wait out their time */
	}
}

static void note_end(struct duty *duty, const struct delivery *delivery)
{
	const struct slice id = slice_from(delivery->id);

	if (delivery->state == MESSAGE_WAITING) {
		retries_failed(&duty->retries, id, delivery->retry_at_us);
		return;
	}
	if (delivery->state == MESSAGE_SENT)
		hurry_others(duty, delivery);
	retries_forget(&duty->retries, id);
}

/* Tells Redis; what cannot be told now is told in a later turn. A message that is gone or was
 * marked by somebody else needs nothing more. */
static void mark_ended(struct duty *duty, int64_t keep_us)
{
	struct error error;

	for (struct delivery **at = &duty->tries; *at;) {
		struct delivery *delivery = *at;

		if (!delivery->ended) {
			at = &delivery->next;
			continue;
		}
		int code = mark_try(duty, delivery, keep_us, &error);
		if (error_will_pass(code))
			return;
		if (code < 0 && code != ERROR_NOT_FOUND && code != ERROR_CONFLICT)
			log_error("duty: marking message %s: %s", delivery->id, error.text);
		note_end(duty, delivery);
		*at = delivery->next;
		free(delivery);
	}
}

/* ---- rows ---- */

static int put_back(struct duty *duty, const struct due_row *row, int64_t due_us,
		    struct error *error)
{
	return due_set(duty->link, duty->partition, (struct slice){ row->text, row->len }, due_us,
		       error);
}

static int complete(struct duty *duty, const struct due_row *row, struct error *error)
{
	int code = due_complete(duty->link, duty->partition, row, error);

	return code == ERROR_CONFLICT ? 0 : code;
}

static void start_try(struct duty *duty, const struct message *message, int64_t now_us)
{
	struct delivery *delivery = calloc(1, sizeof(*delivery));

	if (!delivery)
		return; /* the lease ends, then it is tried again */
	delivery->duty = duty;
	delivery->kind = message->kind;
	delivery->attempts = message->attempts + 1;
	utf8_copy(delivery->id, sizeof(delivery->id), message->id);
	utf8_copy(delivery->receiver, sizeof(delivery->receiver),
		  message->kind == MESSAGE_EMAIL ? slice_from("a person") : message->receiver);
	delivery->next = duty->tries;
	duty->tries = delivery;
	if (message->kind == MESSAGE_HIDE)
		duty->hides_running++;
	retries_start(&duty->retries, message, now_us + LEASE_US, now_us);
	deliver_start(duty->deliver, duty->config, message, now_us, on_outcome, delivery);
}

static bool is_running(const struct duty *duty, struct slice id)
{
	for (const struct delivery *delivery = duty->tries; delivery; delivery = delivery->next) {
		if (slice_is(id, delivery->id))
			return true;
	}
	return false;
}

/* An incident that is gone, or that cannot be read, says nothing: then it is sent. */
static int look_whether_superseded(struct duty *duty, const struct message *message,
				   bool *ret_superseded, char reason[REASON_MAX],
				   struct error *error)
{
	struct incident *incident;
	int code;

	*ret_superseded = false;
	if (message->news == MESSAGE_NO_NEWS || message->kind != MESSAGE_EMAIL)
		return 0;
	incident = malloc(sizeof(*incident));
	if (!incident)
		return error_set(error, ERROR_MEMORY, "no memory left to look at an incident");
	code = incident_load(duty->link, duty->partition, message->incident, incident, error);
	*ret_superseded = code == 0 && announce_superseded(incident, message, reason, REASON_MAX);
	free(incident);
	if (code == 0 || code == ERROR_NOT_FOUND || error_will_pass(code))
		return error_will_pass(code) ? code : 0;
	log_warning("duty: message %.*s is sent without a look at its incident: %s",
		    (int)message->id.len, message->id.data, error->text);
	return 0;
}

/* It stands among the deliveries, with the reason, and is tried no more. */
static int drop(struct duty *duty, const struct message *message, const char *reason,
		struct error *error)
{
	const struct outbox_result result = {
		.id = message->id,
		.state = MESSAGE_FAILED,
		.error = slice_from(reason),
		.keep_us = duty->config->keep_messages_us,
	};
	int code = outbox_mark(duty->link, duty->partition, &result, clock_wall_us(), error);

	if (code < 0)
		return code;
	retries_forget(&duty->retries, message->id);
	counter_add(duty->counters, COUNTER_deliver_dropped, 1);
	log_info("email %.*s to a person: %s", (int)message->id.len, message->id.data, reason);
	return 0;
}

static int try_message(struct duty *duty, const struct due_row *row, const struct message *message,
		       int64_t now_us, struct error *error)
{
	char reason[REASON_MAX];
	bool superseded;
	int64_t turn_us;
	int code = look_whether_superseded(duty, message, &superseded, reason, error);

	if (code < 0 || superseded)
		return code < 0 ? code : drop(duty, message, reason, error);
	if (message->kind == MESSAGE_HIDE && duty->hides_running >= HIDES_MAX)
		return put_back(duty, row, now_us + HIDE_LATER_US, error);
	if (deliver_room(duty->deliver) == 0)
		return put_back(duty, row, row->due_us, error);
	turn_us = retries_turn_us(&duty->retries, message, now_us);
	if (turn_us != 0) {
		retries_wait(&duty->retries, message, turn_us, now_us);
		return put_back(duty, row, turn_us, error);
	}
	start_try(duty, message, now_us);
	return 0;
}

static int deliver_row(struct duty *duty, const struct due_row *row, int64_t now_us,
		       struct error *error)
{
	struct slice id =
		slice_cut((struct slice){ row->text, row->len }, strlen(OUTBOX_ROW), row->len);
	struct message message;

	if (is_running(duty, id))
		return 0; /* its result is not marked yet: the lease ended before Redis came back */
	int code = outbox_load(duty->link, duty->partition, id, &duty->arena, &message, error);
	if (code == ERROR_NOT_FOUND || (code == 0 && message.state != MESSAGE_WAITING))
		return complete(duty, row, error);
	return code < 0 ? code : try_message(duty, row, &message, now_us, error);
}

static int act_on_row(struct duty *duty, const struct due_row *row, int64_t now_us,
		      struct error *error)
{
	const struct raise_settings settings = { duty->config, duty->partition, duty->counters,
						 false };
	bool ours = false;

	if (strncmp(row->text, OUTBOX_ROW, strlen(OUTBOX_ROW)) == 0)
		return deliver_row(duty, row, now_us, error);
	int code = raise_row(duty->link, &settings, row, now_us, &ours, error);
	if (code == 0 && !ours)
		code = feeds_row(duty->link, &settings, row, now_us, &ours, error);
	if (code == 0 && !ours)
		return error_set(
			error, ERROR_INVALID,
			"rows of this kind are unknown here; is a newer Livvakt running, too?");
	if (code == 0)
		log_debug("duty: %s: done", row->text);
	return code;
}

/* A row that could not be acted on comes again soon; its trouble is not the other rows'. */
static int act(struct duty *duty, const struct due_row *row, int64_t now_us)
{
	struct error error = { .code = ERROR_NONE };
	int code = act_on_row(duty, row, now_us, &error);

	arena_reset(&duty->arena);
	if (code == 0)
		return 0;
	if (error_will_pass(code)) {
		log_warning("duty: %s: %s", row->text, error.text);
		return code;
	}
	if (code != ERROR_CONFLICT)
		log_error("duty: %s: %s", row->text, error.text);
	return put_back(duty, row,
			now_us + (code == ERROR_CONFLICT ? RACE_LATER_US : FAILURE_LATER_US),
			&error);
}

/* True when there may be more to claim at once. */
static bool claim_and_act(struct duty *duty, enum due_kind kind)
{
	struct due_row rows[DUE_CLAIM_MAX];
	struct error error;
	size_t count = 0;
	int64_t now_us = clock_wall_us();
	bool hides_full = kind == DUE_DELIVERIES && duty->hides_running >= HIDES_MAX;
	/* With all places for hide calls taken, a wider claim looks past those that wait. */
	const struct due_claim claim = { now_us, LEASE_US, hides_full ? DUE_CLAIM_MAX : CLAIM_ROWS,
					 kind };

	int code = due_claim(duty->link, duty->partition, &claim, rows, &count, &error);
	if (code < 0) {
		tell_away(duty, &error);
		return false;
	}
	tell_back(duty);
	for (size_t i = 0; i < count; i++) {
		if (act(duty, &rows[i], now_us) < 0)
			return false;
	}
	/* With every place taken what was claimed went back, and would be claimed at once again. */
	return count == claim.max && !hides_full &&
	       (kind == DUE_STEPS || deliver_room(duty->deliver) > 0);
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
	if (duty->kind != DUE_STEPS && deliver_room(duty->deliver) > 0)
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

static void turn(struct duty *duty)
{
	struct error error;
	bool more = false;

	follow_clock(duty);
	if (redis_is_ready(duty)) {
		mark_ended(duty, duty->config->keep_messages_us);
		hand_over(duty);
		more = do_what_is_due(duty);
	}
	if (deliver_poll(duty->deliver, more ? 0 : TURN_US, &error) < 0)
		log_error("duty: %s", error.text);
}

/* What runs may end; nothing new is begun. */
static void wind_up(struct duty *duty)
{
	int64_t until_us = clock_monotonic_us() + atomic_load(&duty->grace_us);
	struct error error;

	while (deliver_running(duty->deliver) > 0 && clock_monotonic_us() < until_us) {
		if (deliver_poll(duty->deliver, TURN_US / 4, &error) < 0)
			break;
	}
	if (redis_is_ready(duty))
		mark_ended(duty, duty->config->keep_messages_us);
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
	deliver_free(duty->deliver);
	while (duty->tries) {
		struct delivery *next = duty->tries->next;

		free(duty->tries);
		duty->tries = next;
	}
	redis_link_free(duty->link);
	arena_done(&duty->arena);
	free(duty);
	return NULL;
}

struct duty *duty_start(const struct duty_settings *settings, struct error *error)
{
	const struct deliver_settings deliver = { .ca_file = settings->ca_file,
						  .running_max = RUNNING_MAX };
	struct duty *duty = calloc(1, sizeof(*duty));

	if (!duty) {
		error_set(error, ERROR_MEMORY, "no memory left for the alarm thread");
		return NULL;
	}
	arena_init(&duty->arena, 64 * 1024, ARENA_LIMIT);
	duty->config = settings->config;
	duty->counters = settings->counters;
	duty->partition = settings->partition;
	duty->kind = settings->kind;
	duty->link = redis_link_new(&settings->redis, error);
	if (!duty->link)
		return duty_free(duty);
	duty->deliver = deliver_new(&deliver, error);
	if (!duty->deliver)
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
	deliver_wake(duty->deliver);
}

struct duty *duty_stop(struct duty *duty, int64_t grace_us)
{
	if (!duty)
		return NULL;
	duty_end(duty, grace_us);
	pthread_join(duty->thread, NULL);
	return duty_free(duty);
}
