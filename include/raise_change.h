/*
 * raise_change.h - one change of an incident while it is prepared: the incident as it shall stand,
 * and the due rows and messages that take effect with it. Shared by the files of raise.h.
 *
 * Init, fill in, store (once), done. Everything that is added lives in the change's own arena.
 */
#ifndef LIVVAKT_RAISE_CHANGE_H
#define LIVVAKT_RAISE_CHANGE_H

#include "arena.h"
#include "brief.h"
#include "effects.h"
#include "escalation.h"
#include "raise.h"

enum { RAISE_CHANGE_ROWS = 4 };

struct raise_change {
	const struct raise_settings *settings;
	struct incident incident;
	int64_t now_us;
	struct arena arena;
	struct effect_row set[RAISE_CHANGE_ROWS];
	size_t set_count;
	struct slice remove[RAISE_CHANGE_ROWS];
	size_t remove_count;
	struct effect_message *messages;
	size_t message_count;
	struct mute mute; /* that holds back what would be told now; raise_change_ask_mute */
	bool muted;
	const struct incidents_within *seen; /* of raise_case */
	bool stepped;		 /* takes a step of the policy: counted once it is stored */
	enum incident_turn turn; /* that a finding gave it */
	bool tells;		 /* somebody is told of this, or the log alone */
	enum brief_event event;
};

void raise_change_init(struct raise_change *change, const struct raise_settings *settings,
		       int64_t now_us);
void raise_change_done(struct raise_change *change);

/* A row of this kind (raise.h) for the change's incident: set, or taken away. */
void raise_change_set(struct raise_change *change, const char *kind, int64_t due_us);
void raise_change_remove(struct raise_change *change, const char *kind);
/* The row that looks whether it is over, at its time. */
void raise_change_set_resolve(struct raise_change *change);

/* Asks whether a silence covers the incident as it stands now. */
MUST_CHECK int raise_change_ask_mute(struct redis_link *link, struct raise_change *change,
				     struct error *error);
/* It does: the row (raise.h, none but that of the resolving) asks again in some
 * minutes, when the silence ends at the latest. */
void raise_change_hold(struct raise_change *change, const char *kind);
/* Whether people sleep whom it need not wake (night.h); then the row comes when they do not. */
bool raise_change_sleeps(const struct raise_change *change);
void raise_change_wait(struct raise_change *change, const char *kind);
/* Nothing holds it any more: what was held back comes then. */
void raise_change_release(struct raise_change *change, int64_t due_us);

/* One message a call, once a change: as the incident stands now. next_due_us: of the next step. */
MUST_CHECK int raise_change_tell(struct raise_change *change, enum brief_event event,
				 const struct escalation_calls *calls, int64_t next_due_us,
				 struct error *error);

/* It is over: no rows any more, and everybody who knew, and who had it, is told. */
MUST_CHECK int raise_change_tell_resolved(struct raise_change *change, struct error *error);

/* The incident, its rows and messages, at once: as a new one, or by compare-and-set. */
MUST_CHECK int raise_change_create(struct redis_link *link, struct raise_change *change,
				   struct error *error);
MUST_CHECK int raise_change_update(struct redis_link *link, struct raise_change *change,
				   struct error *error);

/* How the passing of time is configured, for incident_life. */
struct incident_settings raise_life_settings(const struct raise_settings *settings);
/* Adds one, if anybody counts. */
void raise_count(const struct raise_settings *settings, enum counter which);

/* Lost in a row before it is left to the next finding or claim. */
enum { RAISE_RACES_MAX = 5 };

#endif
