/*
 * raise_due.c - what the passing of time and a person's word do to an incident; see raise.h.
 *
 * Each way is a function that prepares the change; loading, storing and losing races is the same
 * for all of them.
 */
#include "clock.h"
#include "feeds.h"
#include "incidents.h"
#include "log.h"
#include "mutes.h"
#include "raise.h"
#include "raise_change.h"
#include "say.h"
#include <string.h>

#define BLIND_LATER_US (10 * CLOCK_MINUTE_US)
enum {
	UNHEARD_TIMES = 12
}; /* resolve_after, where nobody can tell whether something should come */

/* One way to change a known incident: false in `ret_moved` when there is nothing to store. */
typedef int prepare_change(struct raise_change *change, void *context, bool *ret_moved,
			   struct error *error);

struct way {
	prepare_change *prepare;
	void *context;
	bool wakes; /* it tells people what a silence would hold back */
};

static int change_once(struct redis_link *link, struct raise_change *change, struct slice id,
		       const struct way *way, bool *ret_moved, struct error *error)
{
	int code = incident_load(link, change->settings->partition, id, &change->incident, error);

	if (code == 0 && way->wakes)
		code = raise_change_ask_mute(link, change, error);
	if (code == 0)
		code = way->prepare(change, way->context, ret_moved, error);
	if (code == 0 && *ret_moved)
		code = raise_change_update(link, change, error);
	return code;
}

/* Only the store's conflict is a lost race, and only a change that `moved` comes so far. */
static int change_incident(struct redis_link *link, const struct raise_settings *settings,
			   struct slice id, int64_t now_us, const struct way *way, bool *ret_moved,
			   struct error *error)
{
	bool moved = false, lost = true;
	int code = 0;

	for (unsigned race = 0; race < RAISE_RACES_MAX && lost; race++) {
		struct raise_change change;

		moved = false;
		raise_change_init(&change, settings, now_us);
		code = change_once(link, &change, id, way, &moved, error);
		lost = code == ERROR_CONFLICT && moved;
		raise_change_done(&change);
	}
	if (code == 0 && ret_moved)
		*ret_moved = moved;
	return code;
}

/* ---- escalation ---- */

/* A webhook that is told of every event heard of the opening already: the first step need not
 * repeat it. */
static void leave_out_subscribers(const struct config *config, struct escalation_calls *calls)
{
	size_t kept = 0;

	for (size_t i = 0; i < calls->count; i++) {
		const struct escalation_call *call = &calls->items[i];

		if (call->kind == MESSAGE_WEBHOOK && config->webhooks[call->webhook].all_events)
			continue;
		calls->items[kept++] = *call;
	}
	calls->count = kept;
}

/* Moves the incident one step on, with the row of the step after; false when there is none. */
static bool take_step(struct raise_change *change, struct escalation_move *ret_move)
{
	struct incident *incident = &change->incident;
	bool first = incident->step == 0 && incident->round == 0 && !incident->untold;

	if (!escalation_next(change->settings->config, incident, change->now_us, ret_move))
		return false;
	if (first)
		leave_out_subscribers(change->settings->config, &ret_move->calls);
	change->stepped = true;
	incident->step = ret_move->step;
	incident->round = ret_move->round;
	incident->next_step_us = ret_move->next_due_us;
	escalation_note_policy(change->settings->config, incident);
	raise_change_remove(change, RAISE_ROW_REOPEN);
	if (ret_move->next_due_us != 0)
		raise_change_set(change, RAISE_ROW_ESCALATE, ret_move->next_due_us);
	else
		raise_change_remove(change, RAISE_ROW_ESCALATE);
	return true;
}

/* What the first message of an episode is, and the row that it comes by. */
struct opening {
	enum brief_event event;
	const char *kind;
};

/* Those who want every event hear of it now when they could not at its opening, policy or not. */
static void tell_late(struct raise_change *change, struct escalation_move *move, bool stepped)
{
	if (!stepped) {
		move->calls.count = 0;
		move->next_due_us = 0;
		raise_change_remove(change, RAISE_ROW_ESCALATE);
		raise_change_remove(change, RAISE_ROW_REOPEN);
	}
	escalation_add_subscribers(change->settings->config, &move->calls);
}

/* The night is people's: those who want every event and could not hear of it at its opening need
 * not wait for the morning. */
static int tell_the_wakeful(struct raise_change *change, enum brief_event event,
			    struct error *error)
{
	struct escalation_calls calls = { .count = 0 };

	if (!change->incident.untold)
		return 0;
	escalation_add_subscribers(change->settings->config, &calls);
	change->incident.untold = calls.count == 0;
	return raise_change_tell(change, event, &calls, 0, error);
}

static int prepare_step(struct raise_change *change, void *context, bool *ret_moved,
			struct error *error)
{
	const struct opening *opening = context;
	struct incident *incident = &change->incident;
	struct escalation_move move = { .next_due_us = 0 };

	*ret_moved = incident->state == INCIDENT_OPEN && change->muted;
	if (*ret_moved) {
		raise_change_hold(change, opening->kind);
		return 0;
	}
	*ret_moved = raise_change_sleeps(change);
	if (*ret_moved) {
		raise_change_wait(change, opening->kind);
		return tell_the_wakeful(change, opening->event, error);
	}
	const bool late = incident->untold && incident->state == INCIDENT_OPEN;
	const bool stepped = take_step(change, &move);
	*ret_moved = stepped || late;
	if (late)
		tell_late(change, &move, stepped);
	if (!*ret_moved)
		return 0;
	incident->untold = false;
	incident->held &= INCIDENT_HELD_WORSE;
	return raise_change_tell(change, opening->event, &move.calls, move.next_due_us, error);
}

int raise_escalate(struct redis_link *link, const struct raise_settings *settings,
		   struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	struct opening opening = { BRIEF_OPENED, RAISE_ROW_ESCALATE };
	const struct way way = { prepare_step, &opening, true };

	return change_incident(link, settings, incident_id, now_us, &way, ret_moved, error);
}

int raise_reopened(struct redis_link *link, const struct raise_settings *settings,
		   struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	struct opening opening = { BRIEF_REOPENED, RAISE_ROW_REOPEN };
	const struct way way = { prepare_step, &opening, true };

	return change_incident(link, settings, incident_id, now_us, &way, ret_moved, error);
}

/* Those whom it is news to, and those who want every event. */
static int prepare_worse(struct raise_change *change, void *context, bool *ret_moved,
			 struct error *error)
{
	const struct config *config = change->settings->config;
	struct escalation_calls calls;

	(void)context;
	*ret_moved = change->incident.state != INCIDENT_RESOLVED;
	if (!*ret_moved)
		return 0;
	if (change->muted) {
		raise_change_hold(change, RAISE_ROW_WORSE);
		return 0;
	}
	if (raise_change_sleeps(change)) {
		raise_change_wait(change, RAISE_ROW_WORSE);
		return 0;
	}
	change->incident.held &= ~(unsigned)INCIDENT_HELD_WORSE;
	change->incident.untold = false;
	raise_change_remove(change, RAISE_ROW_WORSE);
	escalation_worse(config, &change->incident, change->now_us, &calls);
	escalation_add_subscribers(config, &calls);
	int code = raise_change_tell(
		change, BRIEF_RAISED, &calls,
		change->incident.state == INCIDENT_OPEN ? change->incident.next_step_us : 0, error);
	if (change->incident.marked_negative > 0)
		change->incident.marked_negative = change->incident.negative;
	return code;
}

int raise_worse(struct redis_link *link, const struct raise_settings *settings,
		struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	const struct way way = { prepare_worse, NULL, true };

	return change_incident(link, settings, incident_id, now_us, &way, ret_moved, error);
}

/* ---- who was told is gone ---- */

static void describe(const struct raise_change *change, const struct escalation_gone *gone,
		     const struct escalation_calls *calls, struct buffer *to)
{
	const struct config *config = change->settings->config;
	const struct incident *incident = &change->incident;
	const struct config_policy *policy = escalation_policy(config, incident);

	buffer_printf(to,
		      "incident %s is %s, and rests on what the configuration does not have any "
		      "more: ",
		      incident->id, incident_state_name(incident->state));
	if (gone->policy)
		buffer_printf(to, "policy %s (it goes by %s now)%s", gone->policy,
			      policy ? policy->name : "none", gone->count > 0 ? "; " : "");
	if (gone->count > 0)
		buffer_add_text(to, incident->state == INCIDENT_OPEN ? "told was " : "taken by ");
	say_names(gone->names, gone->count, to);
	if (calls->count == 0)
		buffer_add_text(to, incident->state == INCIDENT_OPEN
					    ? "; nobody else is to be told now"
					    : "; look who goes on with it");
	else
		buffer_printf(to, "; those of the latest step who did not know are told %s (%zu)",
			      change->muted		    ? "when its silence ends"
			      : raise_change_sleeps(change) ? "in the morning"
							    : "now",
			      calls->count);
}

/* Whose turn the latest step is now, and did not hear of it, is told as if it were taken now. */
static int prepare_handover(struct raise_change *change, void *context, bool *ret_moved,
			    struct error *error)
{
	const struct config *config = change->settings->config;
	struct incident *incident = &change->incident;
	struct escalation_calls calls = { .count = 0 };
	struct escalation_gone gone;

	*ret_moved = false;
	buffer_clear(context);
	if (!escalation_find_gone(config, incident, &gone))
		return 0;
	if (incident->state == INCIDENT_OPEN)
		escalation_unaware(config, incident, change->now_us, &calls);
	describe(change, &gone, &calls, context);
	*ret_moved = gone.policy || calls.count > 0;
	if (calls.count > 0 && (change->muted || raise_change_sleeps(change))) {
		if (change->muted)
			raise_change_hold(change, RAISE_ROW_WORSE);
		else
			raise_change_wait(change, RAISE_ROW_WORSE);
		return 0;
	}
	if (gone.policy)
		escalation_note_policy(config, incident);
	return raise_change_tell(change, BRIEF_OPENED, &calls, incident->next_step_us, error);
}

enum { HANDOVERS = 50, HANDOVER_BYTES = 16 * 1024 };

/* The incidents of a page that are to be handed over. */
struct handovers {
	const struct config *config;
	char ids[HANDOVERS][INCIDENT_ID_MAX], last[INCIDENT_ID_MAX];
	size_t count, seen;
};

static bool find_handover(void *context, const struct incident *incident)
{
	struct handovers *found = context;
	struct escalation_gone gone;

	memcpy(found->last, incident->id, sizeof(found->last));
	if (escalation_find_gone(found->config, incident, &gone))
		memcpy(found->ids[found->count++], incident->id, sizeof(found->ids[0]));
	return ++found->seen < HANDOVERS;
}

static int hand_over_page(struct redis_link *link, const struct raise_settings *settings,
			  const struct handovers *found, int64_t now_us, struct error *error)
{
	struct buffer text;
	const struct way way = { prepare_handover, &text, true };
	int code = 0;

	buffer_init(&text, HANDOVER_BYTES);
	for (size_t i = 0; code == 0 && i < found->count; i++) {
		code = change_incident(link, settings, slice_from(found->ids[i]), now_us, &way,
				       NULL, error);
		if (code == 0 && text.len > 0)
			log_warning("%.*s", (int)text.len, text.data);
		code = code == ERROR_NOT_FOUND ? 0 : code;
	}
	buffer_done(&text);
	return code;
}

int raise_hand_over(struct redis_link *link, const struct raise_settings *settings, int64_t now_us,
		    struct error *error)
{
	static const enum incident_state states[] = { INCIDENT_OPEN, INCIDENT_ACKNOWLEDGED };
	int code = 0;

	for (size_t i = 0; code == 0 && i < sizeof(states) / sizeof(states[0]); i++) {
		struct handovers found = { .config = settings->config };

		do {
			const struct incident_filter filter = { .state = states[i],
								.after = slice_from(found.last),
								.max = HANDOVERS };

			found.count = found.seen = 0;
			code = incident_list(link, settings->partition, &filter, find_handover,
					     &found, error);
			if (code == 0)
				code = hand_over_page(link, settings, &found, now_us, error);
		} while (code == 0 && found.seen == HANDOVERS);
	}
	return code == ERROR_NOT_FOUND ? 0 : code;
}

/* ---- the end ---- */

struct rest {
	struct redis_link *link;
	bool resolved;
};

/* Nothing was seen of calm, and nothing was heard since the trouble was. A single comment is
 * closed by time; a silence that nothing ended was given up. */
static bool is_unheard(const struct raise_change *change, const struct feeds_heard *heard)
{
	const struct incident *incident = &change->incident;
	const struct incident_settings life = raise_life_settings(change->settings);

	if (incident->calm_since_us != 0 || incident_is_watched(incident))
		return false;
	return incident_is_silence(incident) ||
	       heard->last_us <=
		       incident->updated_at_us + incident_life_note_us(&life) + CLOCK_MINUTE_US;
}

/* Nobody says that it is over while no comment comes in that should. Where the past does not tell
 * whether one should, it is waited for much longer than for calm. */
static int64_t wait_for_word(const struct raise_change *change, const struct feeds_heard *heard)
{
	const int64_t long_us = UNHEARD_TIMES * change->settings->config->resolve_after_us;

	if (heard->blind)
		return change->now_us + BLIND_LATER_US;
	if (heard->unknown && is_unheard(change, heard) &&
	    change->now_us < heard->last_us + long_us)
		return heard->last_us + long_us;
	return 0;
}

/* Of a single comment nothing comes to an end by time: the policy is gone through first. */
static bool may_close(const struct raise_change *change, int64_t *ret_look_again_us)
{
	const struct incident *incident = &change->incident;

	return !incident_is_watched(incident) || incident->state != INCIDENT_OPEN ||
	       escalation_is_through(change->settings->config, incident, change->now_us,
				     ret_look_again_us);
}

static int rest_if_heard(struct raise_change *change, struct rest *rest, int64_t *ret_look_again_us,
			 struct error *error)
{
	struct incident *incident = &change->incident;
	struct feeds_heard heard;
	int code;

	rest->resolved = rest->resolved && may_close(change, ret_look_again_us);
	if (!rest->resolved || change->settings->recording)
		return 0; /* a recording does not tell whether its feed was alive */
	code = feeds_hear(rest->link, change->settings, slice_from(incident->brand),
			  slice_from(incident->scope), change->now_us, &heard, error);
	if (code < 0)
		return code;
	*ret_look_again_us = wait_for_word(change, &heard);
	rest->resolved = *ret_look_again_us == 0;
	incident->unheard = rest->resolved && is_unheard(change, &heard);
	return 0;
}

static int prepare_rest(struct raise_change *change, void *context, bool *ret_moved,
			struct error *error)
{
	const struct incident_settings life = raise_life_settings(change->settings);
	struct rest *rest = context;
	int64_t look_again_us = 0;
	int code;

	rest->resolved = incident_life_decide_at_rest(&change->incident, &life, change->now_us,
						      &look_again_us) == INCIDENT_TURN_RESOLVE;
	code = rest_if_heard(change, rest, &look_again_us, error);
	if (code < 0)
		return code;
	*ret_moved = rest->resolved || look_again_us != 0;
	if (rest->resolved) {
		incident_life_apply(&change->incident, INCIDENT_TURN_RESOLVE, NULL, change->now_us);
		return raise_change_tell_resolved(change, error);
	}
	if (look_again_us != 0)
		raise_change_set(change, RAISE_ROW_RESOLVE, look_again_us);
	return 0;
}

int raise_rest(struct redis_link *link, const struct raise_settings *settings,
	       struct slice incident_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	struct rest rest = { link, false };
	const struct way way = { prepare_rest, &rest, false };

	int code = change_incident(link, settings, incident_id, now_us, &way, ret_moved, error);
	if (code == 0 && rest.resolved)
		raise_count(settings, COUNTER_incidents_resolved);
	return code;
}

/* ---- rows ---- */

static const struct {
	const char *prefix;
	int (*act)(struct redis_link *link, const struct raise_settings *settings, struct slice id,
		   int64_t now_us, bool *ret_moved, struct error *error);
} rows[] = {
	{ RAISE_ROW_ESCALATE, raise_escalate }, { RAISE_ROW_REOPEN, raise_reopened },
	{ RAISE_ROW_WORSE, raise_worse },	{ RAISE_ROW_RESOLVE, raise_rest },
	{ MUTES_ROW, raise_unsilence },
};

static int act_on_row(struct redis_link *link, const struct raise_settings *settings,
		      const struct due_row *row, size_t which, int64_t now_us, struct error *error)
{
	struct slice text = { row->text, row->len };
	struct slice id = slice_cut(text, strlen(rows[which].prefix), text.len);
	bool moved = false;
	int code = rows[which].act(link, settings, id, now_us, &moved, error);

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

/* Nobody is called any more, and those who were hear who has it. */
static int take(struct raise_change *change, struct error *error)
{
	static const char *const done[] = { RAISE_ROW_ESCALATE, RAISE_ROW_REOPEN, RAISE_ROW_WORSE };
	const struct config *config = change->settings->config;
	struct incident *incident = &change->incident;
	struct escalation_calls calls;

	for (size_t i = 0; i < sizeof(done) / sizeof(done[0]); i++)
		raise_change_remove(change, done[i]);
	incident->held = 0;
	change->tells = true; /* the log at least */
	change->event = BRIEF_ACKNOWLEDGED;
	if (incident->untold)
		return 0;
	escalation_told(config, incident, change->now_us, &calls);
	escalation_remove_person(config, &calls, incident->acknowledged_by);
	escalation_add_subscribers(config, &calls);
	return raise_change_tell(change, BRIEF_ACKNOWLEDGED, &calls, 0, error);
}

static int prepare_acknowledgement(struct raise_change *change, void *context, bool *ret_moved,
				   struct error *error)
{
	const struct slice *who = context;
	struct incident *incident = &change->incident;

	if (incident->state == INCIDENT_ACKNOWLEDGED && slice_is(*who, incident->acknowledged_by))
		return 0;
	if (!incident_life_acknowledge(incident, *who, change->now_us))
		return refuse_acknowledgement(incident, error);
	*ret_moved = true;
	return take(change, error);
}

int incident_acknowledge(struct redis_link *link, const struct raise_settings *settings,
			 struct slice incident_id, struct slice who, int64_t now_us,
			 struct error *error)
{
	const struct way way = { prepare_acknowledgement, &who, false };

	if (who.len == 0)
		return error_set(error, ERROR_INVALID, "say who takes it");
	return change_incident(link, settings, incident_id, now_us, &way, NULL, error);
}

/* ---- a person, afterwards ---- */

struct mark {
	enum incident_feedback feedback;
	struct slice who;
};

static bool calls_it_nothing(enum incident_feedback feedback)
{
	return feedback == INCIDENT_FEEDBACK_FALSE || feedback == INCIDENT_FEEDBACK_EXPECTED;
}

static int prepare_mark(struct raise_change *change, void *context, bool *ret_moved,
			struct error *error)
{
	const struct mark *mark = context;
	struct incident *incident = &change->incident;

	incident->feedback = mark->feedback;
	incident_life_copy_name(incident->feedback_by, mark->who);
	incident->marked_negative = calls_it_nothing(mark->feedback) ? incident->negative : 0;
	*ret_moved = true;
	/* Whoever calls it nothing has looked: nobody else need be woken. */
	if (calls_it_nothing(mark->feedback) &&
	    incident_life_acknowledge(incident, mark->who, change->now_us))
		return take(change, error);
	return 0;
}

int incident_mark(struct redis_link *link, const struct raise_settings *settings,
		  struct slice incident_id, enum incident_feedback feedback, struct slice who,
		  int64_t now_us, struct error *error)
{
	struct mark mark = { feedback, who };
	const struct way way = { prepare_mark, &mark, false };

	if (who.len == 0)
		return error_set(error, ERROR_INVALID, "say who says so");
	return change_incident(link, settings, incident_id, now_us, &way, NULL, error);
}
