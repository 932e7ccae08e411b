/* escalation.c - from a policy and a moment to a list of calls; see escalation.h. */
#include "escalation.h"

#include "area.h"
#include "incident_life.h"
#include "roster.h"
#include "utf8.h"
#include <string.h>

/* A stretch of time and the configuration in which targets are looked up. */
struct lookup {
	const struct config *config;
	int64_t from_us, to_us;
};

static const struct config_policy *policy_at(const struct config *config, size_t index)
{
	if (index == CONFIG_NONE || config->policies[index].step_count == 0)
		return NULL;
	return &config->policies[index];
}

static const struct config_policy *brands_policy(const struct config *config,
						 const struct incident *incident)
{
	const struct config_brand *brand = config_brand(config, slice_from(incident->brand));

	return policy_at(config, brand ? brand->policy : CONFIG_NONE);
}

const struct config_policy *escalation_policy(const struct config *config,
					      const struct incident *incident)
{
	const struct config_area *area = area_named(config, incident->area);

	if (incident_is_silence(incident) && config->operations != CONFIG_NONE)
		return policy_at(config, config->operations);
	return area ? policy_at(config, area->policy) : brands_policy(config, incident);
}

const struct config_schedule *escalation_schedule(const struct config *config,
						  const struct config_policy *policy)
{
	for (size_t i = 0; policy && i < policy->step_count; i++) {
		const struct config_step *step = &policy->steps[i];

		for (size_t k = 0; k < step->target_count; k++)
			if (step->targets[k].kind == CONFIG_TARGET_SCHEDULE)
				return &config->schedules[step->targets[k].index];
	}
	return NULL;
}

/* ---- one target after the other into calls ---- */

static bool same_call(const struct escalation_call *a, const struct escalation_call *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == MESSAGE_EMAIL ? a->person == b->person : a->webhook == b->webhook;
}

static void add_call(struct escalation_calls *calls, struct escalation_call call)
{
	for (size_t i = 0; i < calls->count; i++) {
		if (same_call(&calls->items[i], &call))
			return;
	}
	if (calls->count == ESCALATION_CALLS_MAX) {
		calls->left_out++;
		return;
	}
	calls->items[calls->count++] = call;
}

static void add_person(const struct config *config, size_t person, struct escalation_calls *calls)
{
	const struct config_person *who = &config->people[person];

	if (who->email && config->email.url)
		add_call(calls, (struct escalation_call){ MESSAGE_EMAIL, person, CONFIG_NONE });
	if (who->webhook != CONFIG_NONE)
		add_call(calls, (struct escalation_call){ MESSAGE_WEBHOOK, person, who->webhook });
}

static void add_everybody(const struct config *config, const struct config_schedule *schedule,
			  struct escalation_calls *calls)
{
	for (size_t i = 0; i < schedule->people_count; i++)
		add_person(config, schedule->people[i], calls);
	for (size_t i = 0; i < schedule->override_count; i++)
		add_person(config, schedule->overrides[i].person, calls);
}

/* All who were on call in the stretch; in one of very many turns everybody was. */
static void add_schedule(const struct lookup *lookup, size_t index, struct escalation_calls *calls)
{
	enum { TURNS_MAX = 256 };
	const struct config_schedule *schedule = &lookup->config->schedules[index];
	int64_t at_us = lookup->from_us;

	for (int i = 0; i < TURNS_MAX; i++) {
		add_person(lookup->config, roster_on_call(schedule, at_us), calls);
		at_us = roster_turn_ends_us(schedule, at_us);
		if (at_us > lookup->to_us)
			return;
	}
	add_everybody(lookup->config, schedule, calls);
}

static void add_step(const struct lookup *lookup, const struct config_step *step,
		     struct escalation_calls *calls)
{
	for (size_t i = 0; i < step->target_count; i++) {
		const struct config_target *target = &step->targets[i];

		switch (target->kind) {
		case CONFIG_TARGET_PERSON:
			add_person(lookup->config, target->index, calls);
			break;
		case CONFIG_TARGET_SCHEDULE:
			add_schedule(lookup, target->index, calls);
			break;
		case CONFIG_TARGET_WEBHOOK:
			add_call(calls, (struct escalation_call){ MESSAGE_WEBHOOK, CONFIG_NONE,
								  target->index });
			break;
		}
	}
}

/* What spread beyond its area is the whole brand's, too: the first step of its policy hears of it.
 */
static void add_brands_first(const struct lookup *lookup, const struct incident *incident,
			     struct escalation_calls *calls)
{
	const struct config_policy *policy =
		incident->spread ? brands_policy(lookup->config, incident) : NULL;

	if (policy)
		add_step(lookup, &policy->steps[0], calls);
}

/* ---- steps of a policy ---- */

/* The next step's place; step_count when the policy was gone through (or became shorter meanwhile).
 */
static size_t next_step(const struct config_policy *policy, const struct incident *incident)
{
	return incident->step < policy->step_count ? incident->step : policy->step_count;
}

/* How many steps from the policy's start were taken at least once. */
static size_t steps_taken(const struct config_policy *policy, const struct incident *incident)
{
	return incident->round > 0 ? policy->step_count : next_step(policy, incident);
}

static void move_on(const struct config_policy *policy, size_t taken, int64_t now_us,
		    struct escalation_move *move)
{
	int64_t wait_us = move->calls.count > 0 ? policy->steps[taken].wait_us : 0;

	move->step = (unsigned)taken + 1;
	if (move->step == policy->step_count && move->round < policy->repeat) {
		move->step = 0;
		move->round++;
	}
	move->next_due_us = move->step < policy->step_count ? now_us + wait_us : 0;
}

bool escalation_next(const struct config *config, const struct incident *incident, int64_t now_us,
		     struct escalation_move *ret_move)
{
	const struct config_policy *policy = escalation_policy(config, incident);
	const struct lookup lookup = { config, now_us, now_us };
	struct escalation_move move = { .round = incident->round };

	if (!policy || incident->state != INCIDENT_OPEN)
		return false;
	size_t step = next_step(policy, incident);
	if (step == policy->step_count && incident->round < policy->repeat) {
		step = 0;
		move.round++;
	}
	if (step == policy->step_count)
		return false;

	add_step(&lookup, &policy->steps[step], &move.calls);
	move_on(policy, step, now_us, &move);
	*ret_move = move;
	return true;
}

bool escalation_is_through(const struct config *config, const struct incident *incident,
			   int64_t now_us, int64_t *ret_answered_us)
{
	const struct config_policy *policy = escalation_policy(config, incident);

	*ret_answered_us = 0;
	if (!policy || (steps_taken(policy, incident) > 0 && incident->next_step_us == 0))
		return true;
	*ret_answered_us = (incident->next_step_us > now_us ? incident->next_step_us : now_us) +
			   policy->steps[policy->step_count - 1].wait_us;
	return false;
}

void escalation_round(const struct config *config, const struct incident *incident,
		      unsigned *ret_round, unsigned *ret_rounds)
{
	const struct config_policy *policy = escalation_policy(config, incident);
	const bool begun = policy && steps_taken(policy, incident) > 0;

	*ret_round = begun ? incident->round + (incident->step > 0) : 0;
	*ret_rounds = begun ? (unsigned)policy->repeat + 1 : 0;
}

void escalation_preview(const struct config *config, const struct incident *incident,
			int64_t due_us, struct escalation_calls *ret_calls)
{
	struct escalation_move move = { 0 };

	*ret_calls = (struct escalation_calls){ 0 };
	if (due_us != 0 && escalation_next(config, incident, due_us, &move))
		*ret_calls = move.calls;
}

void escalation_latest(const struct config *config, const struct incident *incident, int64_t now_us,
		       struct escalation_calls *ret_calls)
{
	const struct config_policy *policy = escalation_policy(config, incident);
	const struct lookup lookup = { config, now_us, now_us };

	*ret_calls = (struct escalation_calls){ 0 };
	if (!policy || steps_taken(policy, incident) == 0)
		return;
	size_t next = next_step(policy, incident);
	add_step(&lookup, &policy->steps[next > 0 ? next - 1 : policy->step_count - 1], ret_calls);
	add_brands_first(&lookup, incident, ret_calls);
}

/* ---- who was told ---- */

static bool is_named(const struct told_one *one, const char *name)
{
	return slice_is(utf8_cut(slice_from(name), TOLD_NAME_MAX - 1), one->name);
}

static void add_told(const struct config *config, const struct told_one *one,
		     struct escalation_calls *calls)
{
	for (size_t i = 0; one->webhook && i < config->webhook_count; i++) {
		if (is_named(one, config->webhooks[i].name))
			add_call(calls,
				 (struct escalation_call){ MESSAGE_WEBHOOK, CONFIG_NONE, i });
	}
	for (size_t i = 0; !one->webhook && i < config->people_count; i++) {
		if (is_named(one, config->people[i].name))
			add_person(config, i, calls);
	}
}

/* A webhook that is somebody's own stands for the person. */
static struct slice name_of(const struct config *config, const struct escalation_call *call)
{
	return slice_from(call->person != CONFIG_NONE ? config->people[call->person].name
						      : config->webhooks[call->webhook].name);
}

static void note_told(const struct config *config, const struct escalation_calls *calls,
		      unsigned severity, struct incident *incident)
{
	for (size_t i = 0; i < calls->count; i++) {
		const struct escalation_call *call = &calls->items[i];
		const bool webhook = call->person == CONFIG_NONE;

		if (!webhook || !config->webhooks[call->webhook].all_events)
			told_note(&incident->told, name_of(config, call), webhook, severity,
				  incident->spread);
	}
}

static bool is_informed(const struct config *config, const struct incident *incident,
			const struct escalation_call *call)
{
	const struct told_one *one =
		told_find(&incident->told, name_of(config, call), call->person == CONFIG_NONE);

	return one && one->severity <= incident->severity && one->spread == incident->spread;
}

void escalation_leave_out_informed(const struct config *config, const struct incident *incident,
				   struct escalation_calls *calls)
{
	size_t kept = 0;

	for (size_t i = 0; i < calls->count; i++)
		if (!is_informed(config, incident, &calls->items[i]))
			calls->items[kept++] = calls->items[i];
	calls->count = kept;
}

/* Of an incident that an earlier Livvakt opened. */
static void guess_told(const struct config *config, const struct incident *incident, int64_t now_us,
		       struct escalation_calls *ret_calls)
{
	const struct config_policy *policy = escalation_policy(config, incident);
	int64_t until_us =
		incident->acknowledged_at_us != 0 ? incident->acknowledged_at_us : now_us;
	const struct lookup lookup = { config, incident->opened_at_us, until_us };

	if (!policy)
		return;
	size_t taken = steps_taken(policy, incident);
	for (size_t i = 0; i < taken; i++)
		add_step(&lookup, &policy->steps[i], ret_calls);
	add_brands_first(&lookup, incident, ret_calls);
}

/* An incident that an earlier Livvakt opened knows nobody: those of the steps before are guessed,
 * once, and know little. */
void escalation_note_told(const struct config *config, const struct escalation_calls *calls,
			  int64_t now_us, struct incident *incident)
{
	enum { LEAST = 4 };
	struct escalation_calls guessed = { .count = 0 };

	if (incident->told.count == 0 && (incident->step > 1 || incident->round > 0))
		guess_told(config, incident, now_us, &guessed);
	note_told(config, &guessed, LEAST, incident);
	note_told(config, calls, incident->severity, incident);
}

static void add_all_told(const struct config *config, const struct incident *incident,
			 struct escalation_calls *calls)
{
	for (size_t i = 0; i < incident->told.count; i++)
		add_told(config, &incident->told.items[i], calls);
}

void escalation_told(const struct config *config, const struct incident *incident, int64_t now_us,
		     struct escalation_calls *ret_calls)
{
	*ret_calls = (struct escalation_calls){ 0 };
	add_all_told(config, incident, ret_calls);
	if (incident->told.count == 0)
		guess_told(config, incident, now_us, ret_calls);
}

/* ---- a configuration that changed meanwhile ---- */

static bool is_called(const struct config_person *person, const char *name)
{
	return strcmp(person->name, name) == 0 ||
	       (person->full_name && strcmp(person->full_name, name) == 0) ||
	       (person->email && strcmp(person->email, name) == 0);
}

static struct slice policy_name(const struct config *config, const struct incident *incident)
{
	const struct config_policy *policy = escalation_policy(config, incident);

	return utf8_cut(slice_from(policy ? policy->name : ""), INCIDENT_NAME_MAX - 1);
}

void escalation_note_policy(const struct config *config, struct incident *incident)
{
	incident_copy_text(incident->policy, sizeof(incident->policy),
			   policy_name(config, incident));
}

static bool is_there(const struct config *config, const struct told_one *one)
{
	bool found = false;

	for (size_t i = 0; one->webhook && i < config->webhook_count; i++)
		found = found || is_named(one, config->webhooks[i].name);
	for (size_t i = 0; !one->webhook && i < config->people_count; i++)
		found = found || is_named(one, config->people[i].name);
	return found;
}

static bool is_somebody(const struct config *config, const char *name)
{
	bool found = config->people_count == 0; /* then it is whoever says so */

	for (size_t i = 0; i < config->people_count; i++)
		found = found || is_called(&config->people[i], name);
	return found;
}

bool escalation_find_gone(const struct config *config, const struct incident *incident,
			  struct escalation_gone *ret_gone)
{
	const bool open = incident->state == INCIDENT_OPEN;
	struct escalation_gone gone = { .policy = NULL };

	if (open && incident->policy[0] != '\0' &&
	    !slice_is(policy_name(config, incident), incident->policy))
		gone.policy = incident->policy;
	for (size_t i = 0; open && i < incident->told.count; i++)
		if (!is_there(config, &incident->told.items[i]))
			gone.names[gone.count++] = incident->told.items[i].name;
	if (incident->state == INCIDENT_ACKNOWLEDGED &&
	    !is_somebody(config, incident->acknowledged_by))
		gone.names[gone.count++] = incident->acknowledged_by;
	*ret_gone = gone;
	return gone.policy || gone.count > 0;
}

/* Who gets every event heard of it, and is not written down. */
static bool is_aware(const struct config *config, const struct incident *incident,
		     const struct escalation_call *call)
{
	if (call->person == CONFIG_NONE && config->webhooks[call->webhook].all_events)
		return true;
	return told_find(&incident->told, name_of(config, call), call->person == CONFIG_NONE);
}

void escalation_unaware(const struct config *config, const struct incident *incident,
			int64_t now_us, struct escalation_calls *ret_calls)
{
	size_t kept = 0;

	escalation_latest(config, incident, now_us, ret_calls);
	for (size_t i = 0; i < ret_calls->count; i++)
		if (!is_aware(config, incident, &ret_calls->items[i]))
			ret_calls->items[kept++] = ret_calls->items[i];
	ret_calls->count = kept;
}

/* ---- around the steps ---- */

void escalation_add_subscribers(const struct config *config, struct escalation_calls *calls)
{
	for (size_t i = 0; i < config->webhook_count; i++) {
		if (config->webhooks[i].all_events)
			add_call(calls,
				 (struct escalation_call){ MESSAGE_WEBHOOK, CONFIG_NONE, i });
	}
}

void escalation_add_person(const struct config *config, struct escalation_calls *calls,
			   const char *name)
{
	for (size_t i = 0; i < config->people_count; i++) {
		if (is_called(&config->people[i], name)) {
			add_person(config, i, calls);
			return;
		}
	}
}

void escalation_remove_person(const struct config *config, struct escalation_calls *calls,
			      const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < calls->count; i++) {
		size_t person = calls->items[i].person;

		if (person != CONFIG_NONE && is_called(&config->people[person], name))
			continue;
		calls->items[kept++] = calls->items[i];
	}
	calls->count = kept;
}

void escalation_worse(const struct config *config, const struct incident *incident, int64_t now_us,
		      struct escalation_calls *ret_calls)
{
	const bool outgrown = incident_life_outgrew_mark(incident);

	escalation_latest(config, incident, now_us, ret_calls);
	if (incident->state == INCIDENT_OPEN || outgrown)
		add_all_told(config, incident, ret_calls);
	escalation_add_person(config, ret_calls, incident->acknowledged_by);
	if (!outgrown)
		escalation_leave_out_informed(config, incident, ret_calls);
}
