/*
 * deliveries.c - see deliveries.h. A try is begun here and carried out by deliver/.
 */
#include "deliveries.h"

#include "announce.h"
#include "arena.h"
#include "deliver.h"
#include "incidents.h"
#include "log.h"
#include "outbox.h"
#include "retries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RUNNING_MAX = 16,
	HIDES_MAX = 10, /* of those: the rest is kept free for people */
	REASON_MAX = 300,
	TOLD_TRIES = 12, /* the first ones are all logged, then each so many */
	ARENA_LIMIT = 8 * 1024 * 1024,
};

#define HIDE_LATER_US (2 * CLOCK_SECOND_US)
/* Turns come every fifth of a second; what held them up longer is no receiver's fault. */
#define HELD_UP_US (2 * CLOCK_SECOND_US)

/* A delivery that runs, or that has ended and is not marked in Redis yet. */
struct delivery {
	struct deliveries *deliveries;
	struct due_row row;
	struct clock_moment leased; /* since when the row is ours, or when that was asked last */
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

struct deliveries {
	struct deliveries_settings settings;
	struct deliver *deliver;
	struct arena arena;
	struct delivery *tries;
	struct retries retries;
	size_t hides_running;
	int64_t moved_us; /* monotonic, as libcurl's own limits: no step, and no sleep */
};

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
	snprintf(delivery->reason, sizeof(delivery->reason), "%.*s", REASON_MAX - 1,
		 outcome->reason);
	if (delivery->kind == MESSAGE_HIDE)
		delivery->deliveries->hides_running--;
	counter_add(delivery->deliveries->settings.counters, results[outcome->result].counter, 1);
	log_outcome(delivery, outcome);
}

static int mark_try(struct deliveries *deliveries, const struct delivery *delivery,
		    struct error *error)
{
	const struct outbox_result result = {
		.id = slice_from(delivery->id),
		.state = delivery->state,
		.retry_at_us = delivery->retry_at_us,
		.error = slice_from(delivery->reason),
		.keep_us = deliveries->settings.config->keep_messages_us,
	};

	return outbox_mark(deliveries->settings.link, deliveries->settings.partition, &result,
			   clock_wall_us(), error);
}

/* The server takes messages again: what waits for it is due now, in the order it was written in. */
static void hurry_others(struct deliveries *deliveries, const struct delivery *delivery)
{
	const struct retry *waiting[RETRIES_MAX];
	const int64_t now_us = clock_wall_us();
	const size_t count =
		retries_hurry(&deliveries->retries, slice_from(delivery->id), now_us, waiting);
	struct error error;

	for (size_t i = 0; i < count; i++) {
		char row[DUE_ROW_MAX + 1];

		snprintf(row, sizeof(row), OUTBOX_ROW "%s", waiting[i]->id);
		if (due_set(deliveries->settings.link, deliveries->settings.partition,
			    slice_from(row), now_us + (int64_t)i, &error) < 0)
			return; /* they wait out their time */
	}
}

static void note_end(struct deliveries *deliveries, const struct delivery *delivery)
{
	const struct slice id = slice_from(delivery->id);

	if (delivery->state == MESSAGE_WAITING) {
		retries_failed(&deliveries->retries, id, delivery->retry_at_us);
		return;
	}
	if (delivery->state == MESSAGE_SENT)
		hurry_others(deliveries, delivery);
	retries_forget(&deliveries->retries, id);
}

/* Tells Redis; what cannot be told now is told in a later turn. A message that is gone or was
 * marked by somebody else needs nothing more. */
void deliveries_mark(struct deliveries *deliveries)
{
	struct error error;

	for (struct delivery **at = &deliveries->tries; *at;) {
		struct delivery *delivery = *at;

		if (!delivery->ended) {
			at = &delivery->next;
			continue;
		}
		int code = mark_try(deliveries, delivery, &error);
		if (error_will_pass(code))
			return;
		if (code < 0 && code != ERROR_NOT_FOUND && code != ERROR_CONFLICT)
			log_error("duty: marking message %s: %s", delivery->id, error.text);
		note_end(deliveries, delivery);
		*at = delivery->next;
		free(delivery);
	}
}

static int put_back(struct deliveries *deliveries, const struct due_row *row, int64_t due_us,
		    struct error *error)
{
	return due_set(deliveries->settings.link, deliveries->settings.partition,
		       (struct slice){ row->text, row->len }, due_us, error);
}

static int complete(struct deliveries *deliveries, const struct due_row *row, struct error *error)
{
	int code =
		due_complete(deliveries->settings.link, deliveries->settings.partition, row, error);

	return code == ERROR_CONFLICT ? 0 : code;
}

static void start_try(struct deliveries *deliveries, const struct message *message,
		      const struct due_row *row, struct clock_moment claimed)
{
	const int64_t now_us = clock_wall_us();
	struct delivery *delivery = calloc(1, sizeof(*delivery));

	if (!delivery)
		return; /* the lease ends, then it is tried again */
	delivery->deliveries = deliveries;
	delivery->row = *row;
	delivery->leased = claimed;
	delivery->kind = message->kind;
	delivery->attempts = message->attempts + 1;
	snprintf(delivery->id, sizeof(delivery->id), "%.*s", (int)message->id.len,
		 message->id.data);
	if (message->kind == MESSAGE_EMAIL)
		snprintf(delivery->receiver, sizeof(delivery->receiver), "a person");
	else
		snprintf(delivery->receiver, sizeof(delivery->receiver), "%.*s",
			 (int)message->receiver.len, message->receiver.data);
	delivery->next = deliveries->tries;
	deliveries->tries = delivery;
	if (message->kind == MESSAGE_HIDE)
		deliveries->hides_running++;
	retries_start(&deliveries->retries, message, now_us + DELIVERIES_LEASE_US, now_us);
	deliver_start(deliveries->deliver, deliveries->settings.config, message, now_us, on_outcome,
		      delivery);
}

static struct delivery *find_running(const struct deliveries *deliveries, struct slice id)
{
	struct delivery *delivery = deliveries->tries;

	while (delivery && !slice_is(id, delivery->id))
		delivery = delivery->next;
	return delivery;
}

/* An incident that is gone, or that cannot be read, says nothing: then it is sent. */
static int look_whether_superseded(struct deliveries *deliveries, const struct message *message,
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
	code = incident_load(deliveries->settings.link, deliveries->settings.partition,
			     message->incident, incident, error);
	*ret_superseded = code == 0 && announce_superseded(incident, message, reason, REASON_MAX);
	free(incident);
	if (code == 0 || code == ERROR_NOT_FOUND || error_will_pass(code))
		return error_will_pass(code) ? code : 0;
	log_warning("duty: message %.*s is sent without a look at its incident: %s",
		    (int)message->id.len, message->id.data, error->text);
	return 0;
}

/* It stands among the deliveries, with the reason, and is tried no more. */
static int drop(struct deliveries *deliveries, const struct message *message, const char *reason,
		struct error *error)
{
	const struct outbox_result result = {
		.id = message->id,
		.state = MESSAGE_FAILED,
		.error = slice_from(reason),
		.keep_us = deliveries->settings.config->keep_messages_us,
	};
	int code = outbox_mark(deliveries->settings.link, deliveries->settings.partition, &result,
			       clock_wall_us(), error);

	if (code < 0)
		return code;
	retries_forget(&deliveries->retries, message->id);
	counter_add(deliveries->settings.counters, COUNTER_deliver_dropped, 1);
	log_info("email %.*s to a person: %s", (int)message->id.len, message->id.data, reason);
	return 0;
}

static int try_message(struct deliveries *deliveries, const struct due_row *row,
		       const struct message *message, struct clock_moment claimed,
		       struct error *error)
{
	const int64_t now_us = clock_wall_us();
	char reason[REASON_MAX];
	bool superseded;
	int64_t turn_us;
	int code = look_whether_superseded(deliveries, message, &superseded, reason, error);

	if (code < 0 || superseded)
		return code < 0 ? code : drop(deliveries, message, reason, error);
	if (message->kind == MESSAGE_HIDE && deliveries_hides_full(deliveries))
		return put_back(deliveries, row, now_us + HIDE_LATER_US, error);
	if (!deliveries_have_room(deliveries))
		return put_back(deliveries, row, row->due_us, error);
	turn_us = retries_turn_us(&deliveries->retries, message, now_us);
	if (turn_us != 0) {
		retries_wait(&deliveries->retries, message, turn_us, now_us);
		return put_back(deliveries, row, turn_us, error);
	}
	start_try(deliveries, message, row, claimed);
	return 0;
}

bool deliveries_is_row(const struct due_row *row)
{
	return strncmp(row->text, OUTBOX_ROW, strlen(OUTBOX_ROW)) == 0;
}

static int act_on_row(struct deliveries *deliveries, const struct due_row *row,
		      struct clock_moment claimed, struct error *error)
{
	const struct slice id =
		slice_cut((struct slice){ row->text, row->len }, strlen(OUTBOX_ROW), row->len);
	struct delivery *running = find_running(deliveries, id);
	struct message message;

	if (running) { /* the lease ended while it ran, and is ours again */
		running->row = *row;
		running->leased = claimed;
		return 0;
	}
	int code = outbox_load(deliveries->settings.link, deliveries->settings.partition, id,
			       &deliveries->arena, &message, error);
	if (code == ERROR_NOT_FOUND || (code == 0 && message.state != MESSAGE_WAITING))
		return complete(deliveries, row, error);
	return code < 0 ? code : try_message(deliveries, row, &message, claimed, error);
}

int deliveries_row(struct deliveries *deliveries, const struct due_row *row,
		   struct clock_moment claimed, struct error *error)
{
	int code = act_on_row(deliveries, row, claimed, error);

	arena_reset(&deliveries->arena);
	return code;
}

/* ---- leases ---- */

/* Somebody else has it, or it is over: not a word of ours on it. */
static void give_up(struct deliveries *deliveries, struct delivery **at)
{
	struct delivery *delivery = *at;

	log_warning("%s %s to %s is ended here: its row is not ours any more",
		    message_kind_name(delivery->kind), delivery->id, delivery->receiver);
	deliver_drop(deliveries->deliver, delivery);
	if (delivery->kind == MESSAGE_HIDE)
		deliveries->hides_running--;
	retries_forget(&deliveries->retries, slice_from(delivery->id));
	*at = delivery->next;
	free(delivery);
}

bool deliveries_hold(struct deliveries *deliveries, struct clock_moment now)
{
	const struct deliveries_settings *settings = &deliveries->settings;
	struct error error;

	for (struct delivery **at = &deliveries->tries; *at;) {
		struct delivery *delivery = *at;

		if (delivery->ended ||
		    clock_passed_us(delivery->leased, now) < DELIVERIES_SURE_US) {
			at = &delivery->next;
			continue;
		}
		const int code = due_renew(settings->link, settings->partition, &delivery->row,
					   now.wall_us, DELIVERIES_LEASE_US, &error);
		if (error_will_pass(code))
			return false;
		if (code == ERROR_CONFLICT) {
			give_up(deliveries, at);
			continue;
		}
		if (code < 0)
			log_error("duty: the lease of %s: %s", delivery->row.text, error.text);
		delivery->leased = now;
	}
	return true;
}

/* ---- moving ---- */

bool deliveries_move(struct deliveries *deliveries)
{
	const int64_t now_us = clock_monotonic_us(), held_up_us = now_us - deliveries->moved_us;
	const size_t before = deliver_running(deliveries->deliver);
	struct error error;

	if (held_up_us >= HELD_UP_US)
		deliver_allow(deliveries->deliver, held_up_us);
	deliveries->moved_us = now_us;
	if (deliver_move(deliveries->deliver, &error) < 0)
		log_error("duty: %s", error.text);
	return deliver_running(deliveries->deliver) < before;
}

void deliveries_wait(struct deliveries *deliveries, int64_t timeout_us)
{
	struct error error;

	if (deliver_wait(deliveries->deliver, timeout_us, &error) < 0)
		log_error("duty: %s", error.text);
}

void deliveries_wake(struct deliveries *deliveries)
{
	deliver_wake(deliveries->deliver);
}

size_t deliveries_running(const struct deliveries *deliveries)
{
	return deliver_running(deliveries->deliver);
}

bool deliveries_have_room(const struct deliveries *deliveries)
{
	return deliver_room(deliveries->deliver) > 0;
}

bool deliveries_hides_full(const struct deliveries *deliveries)
{
	return deliveries->hides_running >= HIDES_MAX;
}

/* ---- */

struct deliveries *deliveries_new(const struct deliveries_settings *settings, struct error *error)
{
	const struct deliver_settings deliver = { .ca_file = settings->ca_file,
						  .running_max = RUNNING_MAX };
	struct deliveries *deliveries = calloc(1, sizeof(*deliveries));

	if (!deliveries) {
		error_set(error, ERROR_MEMORY, "no memory left for deliveries");
		return NULL;
	}
	arena_init(&deliveries->arena, 64 * 1024, ARENA_LIMIT);
	deliveries->settings = *settings;
	deliveries->moved_us = clock_monotonic_us();
	deliveries->deliver = deliver_new(&deliver, error);
	return deliveries->deliver ? deliveries : deliveries_free(deliveries);
}

struct deliveries *deliveries_free(struct deliveries *deliveries)
{
	if (!deliveries)
		return NULL;
	deliver_free(deliveries->deliver);
	while (deliveries->tries) {
		struct delivery *next = deliveries->tries->next;

		free(deliveries->tries);
		deliveries->tries = next;
	}
	arena_done(&deliveries->arena);
	free(deliveries);
	return NULL;
}
