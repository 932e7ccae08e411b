/* raise_change.c - what an incident's change brings along, put together; see raise_change.h. */
#include "raise_change.h"

#include "announce.h"
#include "clock.h"
#include "incidents.h"
#include "raise_log.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
	ROW_BYTES = INCIDENT_ID_MAX + 16,
	ARENA_CHUNK = 32 * 1024,
	ARENA_LIMIT = 4 * 1024 * 1024,
};

/*
 * Rows are claimed in the order of their times. The first try of an alarm is dated a day back, so
 * that it passes thousands of hide calls that may be waiting.
 */
#define PRECEDENCE_US CLOCK_DAY_US

void raise_change_init(struct raise_change *change, const struct raise_settings *settings,
		       int64_t now_us)
{
	memset(change, 0, sizeof(*change));
	change->settings = settings;
	change->now_us = now_us;
	arena_init(&change->arena, ARENA_CHUNK, ARENA_LIMIT);
}

void raise_change_done(struct raise_change *change)
{
	arena_done(&change->arena);
}

struct incident_settings raise_life_settings(const struct raise_settings *settings)
{
	return (struct incident_settings){ settings->config->resolve_after_us,
					   settings->config->reopen_within_us };
}

void raise_count(const struct raise_settings *settings, enum counter which)
{
	if (settings->counters)
		counter_add(settings->counters, which, 1);
}

/* ---- rows ---- */

static struct slice name_row(struct raise_change *change, const char *kind)
{
	char text[ROW_BYTES];

	snprintf(text, sizeof(text), "%s%s", kind, change->incident.id);
	return arena_copy(&change->arena, slice_from(text));
}

void raise_change_set(struct raise_change *change, const char *kind, int64_t due_us)
{
	assert(change->set_count < RAISE_CHANGE_ROWS);
	change->set[change->set_count++] = (struct effect_row){ name_row(change, kind), due_us };
}

void raise_change_remove(struct raise_change *change, const char *kind)
{
	assert(change->remove_count < RAISE_CHANGE_ROWS);
	change->remove[change->remove_count++] = name_row(change, kind);
}

void raise_change_set_resolve(struct raise_change *change)
{
	const struct incident_settings life = raise_life_settings(change->settings);
	int64_t look_again_us = 0;

	incident_life_decide_at_rest(&change->incident, &life, change->now_us, &look_again_us);
	raise_change_set(change, RAISE_ROW_RESOLVE,
			 look_again_us != 0 ? look_again_us : change->now_us);
}

/* ---- messages ---- */

int raise_change_tell(struct raise_change *change, enum brief_event event,
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

	assert(change->message_count == 0);
	change->tells = true;
	change->event = event;
	if (event != BRIEF_ACKNOWLEDGED && event != BRIEF_RESOLVED)
		escalation_note_told(change->settings->config, calls, change->now_us,
				     &change->incident);
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

int raise_change_tell_resolved(struct raise_change *change, struct error *error)
{
	static const char *const rows[] = { RAISE_ROW_ESCALATE, RAISE_ROW_REOPEN, RAISE_ROW_WORSE,
					    RAISE_ROW_RESOLVE };
	const struct config *config = change->settings->config;
	struct escalation_calls calls;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		raise_change_remove(change, rows[i]);
	change->incident.held = 0;
	if (change->incident.untold)
		calls = (struct escalation_calls){ .count = 0 };
	else
		escalation_told(config, &change->incident, change->now_us, &calls);
	escalation_add_person(config, &calls, change->incident.acknowledged_by);
	if (!change->incident.untold)
		escalation_add_subscribers(config, &calls);
	return raise_change_tell(change, BRIEF_RESOLVED, &calls, 0, error);
}

/* ---- storing ---- */

static struct effects effects_of(const struct raise_change *change)
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

static struct incidents_settings store_settings(const struct raise_change *change)
{
	return (struct incidents_settings){ change->settings->partition,
					    change->settings->config->keep_incidents_us,
					    change->seen };
}

int raise_change_create(struct redis_link *link, struct raise_change *change, struct error *error)
{
	const struct incidents_settings store = store_settings(change);
	const struct effects effects = effects_of(change);

	int code = incident_create_if_none_open(link, &store, &change->incident, &effects,
						change->now_us, error);
	if (code == 0)
		raise_log(change);
	return code;
}

int raise_change_update(struct redis_link *link, struct raise_change *change, struct error *error)
{
	const struct incidents_settings store = store_settings(change);
	const struct effects effects = effects_of(change);

	int code =
		incident_update(link, &store, &change->incident, &effects, change->now_us, error);
	if (code == 0 && change->stepped)
		raise_count(change->settings, COUNTER_escalation_steps);
	if (code == 0)
		raise_log(change);
	return code;
}
