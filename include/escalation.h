/*
 * escalation.h - who is to be told at which step of a policy, and when the next step is due.
 *
 * Pure: configuration, incident and time in, calls out. A policy is gone through step by step until
 * somebody acknowledges, then `repeat` times more from its start. The incident remembers only where
 * it is: `step` is the next step (step_count: gone through for good), `round` the number of rounds
 * completed.
 *
 * A person is called by e-mail, by a webhook of their own, or both; one who is reached on several
 * ways within a step (named, and on call too) is called once on each.
 */
#ifndef LIVVAKT_ESCALATION_H
#define LIVVAKT_ESCALATION_H

#include "config.h"
#include "incident.h"
#include "message.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ESCALATION_CALLS_MAX = 64 };

struct escalation_call {
	enum message_kind kind; /* MESSAGE_EMAIL or MESSAGE_WEBHOOK */
	size_t person;		/* index; CONFIG_NONE for a webhook that is nobody's own */
	size_t webhook;		/* index; CONFIG_NONE for e-mail */
};

struct escalation_calls {
	struct escalation_call items[ESCALATION_CALLS_MAX];
	size_t count;
	size_t left_out; /* over the limit: to be logged by whoever carries it out */
};

struct escalation_move {
	struct escalation_calls calls;
	unsigned step, round; /* where the incident stands afterwards */
	int64_t next_due_us;  /* 0: nobody is left to be told */
};

/* The policy of an incident's brand; NULL when nobody is to be told. */
const struct config_policy *escalation_policy(const struct config *config,
					      const struct incident *incident);

/* The first schedule that a policy names, by whose clock it goes; NULL without one. `policy` may be
 * NULL. */
const struct config_schedule *escalation_schedule(const struct config *config,
						  const struct config_policy *policy);

/* True when a step is to be taken: the incident is open and the policy not gone through. A step
 * that reaches nobody is not waited for. A policy that became shorter than what was taken of it
 * begins its next round. */
bool escalation_next(const struct config *config, const struct incident *incident, int64_t now_us,
		     struct escalation_move *ret_move);

/* True once no further step comes, or there is no policy. Else when its last step may be answered,
 * at the earliest. */
bool escalation_is_through(const struct config *config, const struct incident *incident,
			   int64_t now_us, int64_t *ret_answered_us);

/* Which round of the policy the latest step belongs to, and of how many; 0 of 0 before the first.
 */
void escalation_round(const struct config *config, const struct incident *incident,
		      unsigned *ret_round, unsigned *ret_rounds);

/* Who would be called when the next step is taken at `due_us`, if nobody acknowledges; empty at the
 * end. */
void escalation_preview(const struct config *config, const struct incident *incident,
			int64_t due_us, struct escalation_calls *ret_calls);

/* Those of the latest step that was taken, with who is on call now: told again when it gets worse.
 */
void escalation_latest(const struct config *config, const struct incident *incident, int64_t now_us,
		       struct escalation_calls *ret_calls);

/*
 * Everybody who was told so far and can still be reached. Where the incident does not know
 * (told.h), those of all steps taken, each schedule with all who were on call from the opening
 * until it was acknowledged (until now, if not).
 */
void escalation_told(const struct config *config, const struct incident *incident, int64_t now_us,
		     struct escalation_calls *ret_calls);

/* Writes down in the incident who is told of it as it stands now; not those who get every event. */
void escalation_note_told(const struct config *config, const struct escalation_calls *calls,
			  int64_t now_us, struct incident *incident);

/* Who hears that it got worse: who is on call for the latest step, all who were told while nobody
 * has it, else who has it; of them those who do not know how bad it is. All of them where they
 * heard that it was nothing (incident_life_outgrew_mark). */
void escalation_worse(const struct config *config, const struct incident *incident, int64_t now_us,
		      struct escalation_calls *ret_calls);

/* Takes out those who were told when it was as bad, and as far spread, as it is now. */
void escalation_leave_out_informed(const struct config *config, const struct incident *incident,
				   struct escalation_calls *calls);

/* What an incident that runs rests on, and the configuration does not have any more. */
struct escalation_gone {
	const char *policy;	     /* it goes by another one now; NULL: by the same */
	const char *names[TOLD_MAX]; /* who was told of one that nobody has, or has it */
	size_t count;
};

/* False: nothing. The names are the incident's. */
bool escalation_find_gone(const struct config *config, const struct incident *incident,
			  struct escalation_gone *ret_gone);

/* Those of the latest step as it is now who never heard of it. */
void escalation_unaware(const struct config *config, const struct incident *incident,
			int64_t now_us, struct escalation_calls *ret_calls);

/* Writes down by which policy a step is taken. */
void escalation_note_policy(const struct config *config, struct incident *incident);

/* Adds the webhooks that get every event, unless they are there already. */
void escalation_add_subscribers(const struct config *config, struct escalation_calls *calls);

/* Adds a person by short or full name or address, unless they are there already: who has it must
 * hear what comes of it. Nothing when nobody is called so. */
void escalation_add_person(const struct config *config, struct escalation_calls *calls,
			   const char *name);

/* Takes out one who need not be told, by short or full name or address: who acknowledged knows. */
void escalation_remove_person(const struct config *config, struct escalation_calls *calls,
			      const char *name);

#endif
