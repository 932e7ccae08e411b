/*
 * raise.c - changes of incidents, with all they bring along; see raise.h.
 *
 * Every change has the same shape: load, decide (pure), put together what it brings along, store by
 * compare-and-set. A change holds that work while it is prepared.
 */
#include "raise.h"

#include "announce.h"
#include "arena.h"
#include "clock.h"
#include "crypto.h"
#include "escalation.h"
#include "incidents.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	RACES_MAX = 5, /* lost in a row before it is left to the next finding or claim */
	ROWS_MAX = 2,
	ROW_BYTES = INCIDENT_ID_MAX + 16,
	ARENA_CHUNK = 32 * 1024,
	ARENA_LIMIT = 4 * 1024 * 1024,
};

/*
 * Rows are claimed in the order of their times. The first try of an alarm is dated a day back, so
 * that it passes thousands of hide calls that may be waiting.
 */
#define PRECEDENCE_US CLOCK_DAY_US

struct change {
	const struct raise_settings *settings;
	struct incident incident;
	int64_t now_us;
	struct arena arena;
	struct effect_row set[ROWS_MAX];
	size_t set_count;
	struct slice remove[ROWS_MAX];
	size_t remove_count;
	struct effect_message *messages;
	size_t message_count;
	bool stepped; /* takes a step of the policy: counted once it is stored */
};

static void change_init(struct change *change, const struct raise_settings *settings,
			int64_t now_us)
{
	memset(change, 0, sizeof(*change));
	change->settings = settings;
	change->now_us = now_us;
	arena_init(&change->arena, ARENA_CHUNK, ARENA_LIMIT);
}

static void change_done(struct change *change)
{
	arena_done(&change->arena);
}

/* ---- what a change brings along ---- */

static struct slice name_row(struct change *change, const char *kind)
{
	char text[ROW_BYTES];

	snprintf(text, sizeof(text), "%s%s", kind, change->incident.id);
	return arena_copy(&change->arena, slice_from(text));
}

static void set_row(struct change *change, const char *kind, int64_t due_us)
{
	assert(change->set_count < ROWS_MAX);
	change->set[change->set_count++] = (struct effect_row){ name_row(change, kind), due_us };
}

static void remove_row(struct change *change, const char *kind)
{
	assert(change->remove_count < ROWS_MAX);
	change->remove[change->remove_count++] = name_row(change, kind);
}

static struct incident_settings life_settings(const struct raise_settings *settings)
{
	return (struct incident_settings){ settings->config->resolve_after_us,
					   settings->config->reopen_within_us };
}

/* When to see whether it is over. */
static void set_resolve_row(struct change *change)
{
	const struct incident_settings life = life_settings(change->settings);
	int64_t look_again_us = 0;

	incident_life_decide_at_rest(&change->incident, &life, change->now_us, &look_again_us);
	set_row(change, RAISE_ROW_RESOLVE, look_again_us != 0 ? look_again_us : change->now_us);
}

static int add_messages(struct change *change, enum brief_event event,
			const struct escalation_calls *calls, int64_t next_due_us,
			struct error *error)
{
	const struct announcement announcement = {
		.event = event,
		.incident = &change->incident,
		.calls = calls,
		.next_due_us = next_due_us,
		.now_us = change->now_us,
	};
	struct messages built;

	int code = announce_build(change->settings->config, &announcement, &change->arena, &built,
				  error);
	if (code < 0)
		return code;
	change->messages = arena_calloc(&change->arena, built.count, sizeof(*change->messages));
	if (!change->messages)
		return error_set(error, ERROR_MEMORY,
				 "no memory left for the messages of an incident");
	for (size_t i = 0; i < built.count; i++)
		change->messages[i] =
			(struct effect_message){ built.items[i], change->now_us - PRECEDENCE_US };
	change->message_count = built.count;
	return 0;
}

static struct effects effects_of(const struct change *change)
{
	return (struct effects){
		.set = change->set,
		.set_count = change->set_count,
		.remove = change->remove,
		.remove_count = change->remove_count,
		.messages = change->messages,
		.message_count = change->message_count,
		.keep_messages_us = change->settings->config->keep_messages_us,
	};
}

static struct incidents_settings store_settings(const struct raise_settings *settings)
{
	return (struct incidents_settings){ settings->partition,
					    settings->config->keep_incidents_us };
}

static void count(const struct raise_settings *settings, enum counter which)
{
	if (settings->counters)
		counter_add(settings->counters, which, 1);
}

static int store_update(struct redis_link *link, struct change *change, struct error *error)
{
	const struct incidents_settings store = store_settings(change->settings);
	const struct effects effects = effects_of(change);

	int code =
		incident_update(link, &store, &change->incident, &effects, change->now_us, error);
	if (code == 0 && change->stepped)
		count(change->settings, COUNTER_escalation_steps);
	return code;
}

/* ---- a finding ---- */

static void illustrate(struct change *change, const struct raise_case *what)
{
	struct raise_story story = { NULL, 0, NULL, 0 };

	if (!what->tell)
		return;
	what->tell(what->context, &story);
	incident_life_illustrate(&change->incident, story.drivers, story.driver_count,
				 story.examples, story.example_count);
}

/* Moves the incident one step on, with the row of the step after; false when there is none to take.
 */
static bool take_step(struct change *change, struct escalation_move *ret_move)
{
	if (!escalation_next(change->settings->config, &change->incident, change->now_us, ret_move))
		return false;
	change->stepped = true;
	change->incident.step = ret_move->step;
	change->incident.round = ret_move->round;
	if (ret_move->next_due_us != 0)
		set_row(change, RAISE_ROW_ESCALATE, ret_move->next_due_us);
	else
		remove_row(change, RAISE_ROW_ESCALATE);
	return true;
}

/* The first step is part of the change itself: nothing waits, and an incident without its first
 * messages cannot exist. Those who want every event hear of it, too, each once. */
static int begin_escalation(struct change *change, enum brief_event event, struct error *error)
{
	struct escalation_move move = { .calls = { .count = 0 } };

	take_step(change, &move);
	set_resolve_row(change);
	escalation_add_subscribers(change->settings->config, &move.calls);
	return add_messages(change, event, &move.calls, move.next_due_us, error);
}

/* Equal content gives an equal id, so that a replay names its incidents the same each time. */
static void make_id(const struct raise_case *what, int64_t now_us, char ret_id[INCIDENT_ID_MAX])
{
	char time[24], content[CRYPTO_ID_TEXT_MAX];

	snprintf(time, sizeof(time), "%" PRId64, now_us);
	const struct slice parts[] = { what->brand, what->scope, slice_from(time) };
	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), content);
	snprintf(ret_id, INCIDENT_ID_MAX, "inc-%s", content);
}

static int carry_out_open(struct redis_link *link, struct change *change,
			  const struct raise_case *what, struct error *error)
{
	const struct incidents_settings store = store_settings(change->settings);
	char id[INCIDENT_ID_MAX];

	make_id(what, change->now_us, id);
	incident_life_open(&change->incident, id, what->brand, what->scope, what->finding,
			   change->now_us);
	illustrate(change, what);
	int code = begin_escalation(change, BRIEF_OPENED, error);
	if (code < 0)
		return code;
	const struct effects effects = effects_of(change);
	code = incident_create_if_none_open(link, &store, &change->incident, &effects,
					    change->now_us, error);
	if (code == 0)
		count(change->settings, COUNTER_incidents_opened);
	if (code == 0 && change->stepped)
		count(change->settings, COUNTER_escalation_steps);
	return code;
}

/* Those of the latest step again, who has it, and those who want every event. */
static int tell_raised(struct change *change, struct error *error)
{
	struct escalation_calls calls;

	escalation_latest(change->settings->config, &change->incident, change->now_us, &calls);
	escalation_add_person(change->settings->config, &calls, change->incident.acknowledged_by);
	escalation_add_subscribers(change->settings->config, &calls);
	return add_messages(change, BRIEF_RAISED, &calls, 0, error);
}

static int tell_resolved(struct change *change, struct error *error)
{
	struct escalation_calls calls;

	remove_row(change, RAISE_ROW_ESCALATE);
	remove_row(change, RAISE_ROW_RESOLVE);
	escalation_told(change->settings->config, &change->incident, change->now_us, &calls);
	escalation_add_person(change->settings->config, &calls, change->incident.acknowledged_by);
	escalation_add_subscribers(change->settings->config, &calls);
	return add_messages(change, BRIEF_RESOLVED, &calls, 0, error);
}

static bool has_news(enum incident_turn turn)
{
	return turn == INCIDENT_TURN_REOPEN || turn == INCIDENT_TURN_RAISE ||
	       turn == INCIDENT_TURN_RECORD;
}

static int prepare_turn(struct change *change, enum incident_turn turn, struct error *error)
{
	switch (turn) {
	case INCIDENT_TURN_REOPEN:
		return begin_escalation(change, BRIEF_REOPENED, error);
	case INCIDENT_TURN_RAISE:
		return tell_raised(change, error);
	case INCIDENT_TURN_RESOLVE:
		return tell_resolved(change, error);
	default:
		set_resolve_row(change);
		return 0;
	}
}

static void count_turn(const struct raise_settings *settings, enum incident_turn turn)
{
	if (turn == INCIDENT_TURN_REOPEN)
		count(settings, COUNTER_incidents_opened);
	else if (turn == INCIDENT_TURN_RAISE || turn == INCIDENT_TURN_RECORD)
		count(settings, COUNTER_incidents_raised);
	else if (turn == INCIDENT_TURN_RESOLVE)
		count(settings, COUNTER_incidents_resolved);
}

static int carry_out_turn(struct redis_link *link, struct change *change,
			  const struct raise_case *what, enum incident_turn turn,
			  struct error *error)
{
	incident_life_apply(&change->incident, turn, what->finding, change->now_us);
	if (has_news(turn))
		illustrate(change, what);
	int code = prepare_turn(change, turn, error);
	if (code == 0)
		code = store_update(link, change, error);
	if (code == 0)
		count_turn(change->settings, turn);
	return code;
}

static int try_finding(struct redis_link *link, struct change *change,
		       const struct raise_case *what, enum incident_turn *ret_turn,
		       struct error *error)
{
	const struct incident_settings life = life_settings(change->settings);
	int code = incident_latest(link, change->settings->partition, what->brand, what->scope,
				   &change->incident, error);

	if (code < 0 && code != ERROR_NOT_FOUND)
		return code;
	const struct incident *latest = code == 0 ? &change->incident : NULL;
	enum incident_turn turn =
		incident_life_decide(latest, what->finding, &life, change->now_us);

	code = 0;
	if (turn == INCIDENT_TURN_OPEN)
		code = carry_out_open(link, change, what, error);
	else if (turn != INCIDENT_TURN_NOTHING)
		code = carry_out_turn(link, change, what, turn, error);
	if (code == 0)
		*ret_turn = turn;
	return code;
}

int raise_finding(struct redis_link *link, const struct raise_settings *settings,
		  const struct raise_case *what, int64_t now_us, enum incident_turn *ret_turn,
		  struct error *error)
{
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int code = ERROR_CONFLICT;

	for (unsigned race = 0; race < RACES_MAX && code == ERROR_CONFLICT; race++) {
		struct change change;

		change_init(&change, settings, now_us);
		code = try_finding(link, &change, what, &turn, error);
		change_done(&change);
	}
	if (code == 0 && ret_turn)
		*ret_turn = turn;
	return code;
}

/* ---- changes of a known incident ---- */

/* One way to change it: false in `ret_moved` when there is nothing to store. */
typedef int prepare_change(struct change *change, void *context, bool *ret_moved,
			   struct error *error);

static int change_once(struct redis_link *link, struct change *change, struct slice id,
		       prepare_change *prepare, void *context, bool *ret_moved, struct error *error)
{
	int code = incident_load(link, change->settings->partition, id, &change->incident, error);

	if (code == 0)
		code = prepare(change, context, ret_moved, error);
	if (code == 0 && *ret_moved)
		code = store_update(link, change, error);
	return code;
}

static int change_incident(struct redis_link *link, const struct change *as, struct slice id,
			   prepare_change *prepare, void *context, bool *ret_moved,
			   struct error *error)
{
	bool moved = false, lost = true;
	int code = 0;

	for (unsigned race = 0; race < RACES_MAX && lost; race++) {
		struct change change;

		change_init(&change, as->settings, as->now_us);
		code = change_once(link, &change, id, prepare, context, &moved, error);
		/* Only the store's conflict is a lost race: `moved` says that it came so far. */
		lost = code == ERROR_CONFLICT && moved;
		change_done(&change);
	}
	if (code == 0 && ret_moved)
		*ret_moved = moved;
	return code;
}

/* ---- time ---- */

static int prepare_escalation(struct change *change, void *context, bool *ret_moved,
			      struct error *error)
{
	struct escalation_move move;

	(void)context;
	*ret_moved = take_step(change, &move);
	return *ret_moved ? add_messages(change, BRIEF_OPENED, &move.calls, move.next_due_us, error)
			  : 0;
}

int raise_escalate(struct redis_link *link, const struct raise_settings *settings,
		   struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	const struct change as = { .settings = settings, .now_us = now_us };

	return change_incident(link, &as, incident_id, prepare_escalation, NULL, ret_moved, error);
}

static int prepare_rest(struct change *change, void *context, bool *ret_moved, struct error *error)
{
	const struct incident_settings life = life_settings(change->settings);
	bool *resolved = context;
	int64_t look_again_us = 0;

	enum incident_turn turn = incident_life_decide_at_rest(&change->incident, &life,
							       change->now_us, &look_again_us);
	*resolved = turn == INCIDENT_TURN_RESOLVE;
	*ret_moved = *resolved || look_again_us != 0;
	if (*resolved) {
		incident_life_apply(&change->incident, INCIDENT_TURN_RESOLVE, NULL, change->now_us);
		return tell_resolved(change, error);
	}
	if (look_again_us != 0)
		set_row(change, RAISE_ROW_RESOLVE, look_again_us);
	return 0;
}

int raise_rest(struct redis_link *link, const struct raise_settings *settings,
	       struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	const struct change as = { .settings = settings, .now_us = now_us };
	bool resolved = false;
	int code =
		change_incident(link, &as, incident_id, prepare_rest, &resolved, ret_moved, error);

	if (code == 0 && resolved)
		count(settings, COUNTER_incidents_resolved);
	return code;
}

/* ---- rows ---- */

static const struct {
	const char *prefix;
	int (*act)(struct redis_link *link, const struct raise_settings *settings,
		   struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error);
} rows[] = {
	{ RAISE_ROW_ESCALATE, raise_escalate },
	{ RAISE_ROW_RESOLVE, raise_rest },
};

static int act_on_row(struct redis_link *link, const struct raise_settings *settings,
		      const struct due_row *row, size_t which, int64_t now_us, struct error *error)
{
	struct slice text = { row->text, row->len };
	bool moved = false;
	int code = rows[which].act(link, settings,
				   slice_cut(text, strlen(rows[which].prefix), text.len), now_us,
				   &moved, error);

	if (code < 0 && code != ERROR_NOT_FOUND)
		return code;
	if (moved)
		return 0;
	code = due_complete(link, settings->partition, row, error);
	return code == ERROR_CONFLICT ? 0 : code; /* set anew meanwhile: somebody else's then */
}

int raise_row(struct redis_link *link, const struct raise_settings *settings,
	      const struct due_row *row, int64_t now_us, bool *ret_ours, struct error *error)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strncmp(row->text, rows[i].prefix, strlen(rows[i].prefix)) != 0)
			continue;
		*ret_ours = true;
		return act_on_row(link, settings, row, i, now_us, error);
	}
	*ret_ours = false;
	return 0;
}

/* ---- a person ---- */

static int refuse_acknowledgement(const struct incident *incident, struct error *error)
{
	char time[CLOCK_TEXT_MAX];

	if (incident->state == INCIDENT_RESOLVED)
		return error_set(error, ERROR_CONFLICT, "%s is over since %s", incident->id,
				 clock_format(incident->resolved_at_us, time));
	return error_set(error, ERROR_CONFLICT, "%s was taken by %s at %s", incident->id,
			 incident->acknowledged_by,
			 clock_format(incident->acknowledged_at_us, time));
}

static int prepare_acknowledgement(struct change *change, void *context, bool *ret_moved,
				   struct error *error)
{
	const struct slice *who = context;
	struct incident *incident = &change->incident;
	struct escalation_calls calls;

	*ret_moved = false;
	if (incident->state == INCIDENT_ACKNOWLEDGED && slice_is(*who, incident->acknowledged_by))
		return 0;
	if (!incident_life_acknowledge(incident, *who, change->now_us))
		return refuse_acknowledgement(incident, error);
	*ret_moved = true;
	remove_row(change, RAISE_ROW_ESCALATE);
	escalation_told(change->settings->config, incident, change->now_us, &calls);
	escalation_remove_person(change->settings->config, &calls, incident->acknowledged_by);
	escalation_add_subscribers(change->settings->config, &calls);
	return add_messages(change, BRIEF_ACKNOWLEDGED, &calls, 0, error);
}

int incident_acknowledge(struct redis_link *link, const struct raise_settings *settings,
			 struct slice incident_id, struct slice who, int64_t now_us,
			 struct error *error)
{
	const struct change as = { .settings = settings, .now_us = now_us };

	if (who.len == 0)
		return error_set(error, ERROR_INVALID, "say who takes it");
	return change_incident(link, &as, incident_id, prepare_acknowledgement, &who, NULL, error);
}
