/*
 * incident_life.h - how one episode of trouble begins, worsens, calms down and ends.
 *
 * Pure decisions on nouns: the detector's finding and the incident as it stands go in, what to do
 * comes out, and the time is an argument, so that a week runs as a unit test. Storing the incident
 * (store/incidents) and telling people (escalation, brief) are other modules' business.
 *
 *                 alert            acknowledged by a person
 *     (nothing) ────────► open ─────────────────────────► acknowledged
 *                          ▲ │ calm for resolve_after            │ calm for resolve_after
 *    begins within         │ ▼                                   │
 *    reopen_within       resolved ◄──────────────────────────────┘
 *
 * Calm must last resolve_after, or a quarter of the window that showed the trouble, if longer: 90
 * minutes at most; three days for a mood that soured, eight hours for copies. What came back must
 * be calm for half as long again as the longest calm after which it did: six hours at most. For a
 * feed that was silent, and for a post, resolve_after is enough. Where nothing more is heard that
 * much since the last note, which may be an eighth of resolve_after old. A feed's silence is ended
 * by a comment, or given up after a long time; by nothing else.
 *
 * Calm is counted from where the finding says that it began, and not from before the worst moment;
 * of what took three hours and more to show, and of what came back, from where the finding says so
 * of slow trouble. What alerts and began within the calm breaks it.
 *
 * One incident is one episode: what begins later than reopen_within after the end is a new
 * incident, unless the finding says that the trouble went on, and it begins within twelve hours
 * after what was told; what began sooner is not, however long it took to show. With a reopen_within
 * of 0 nothing is opened again.
 */
#ifndef LIVVAKT_INCIDENT_LIFE_H
#define LIVVAKT_INCIDENT_LIFE_H

#include "finding.h"
#include "incident.h"
#include <stdbool.h>
#include <stdint.h>

/* A feed without a comment for so long is not waited for any longer. */
#define INCIDENT_SILENCE_GIVEN_UP_US (INT64_C(36) * 86400 * 1000000)

struct incident_settings {
	int64_t resolve_after_us;
	int64_t reopen_within_us;
};

enum incident_turn {
	INCIDENT_TURN_NOTHING, /* nothing to store */
	INCIDENT_TURN_OPEN,    /* a new incident; people are told */
	INCIDENT_TURN_REOPEN,  /* the same episode flares up again; people are told */
	INCIDENT_TURN_RAISE,   /* worse severity; those on call are told again */
	INCIDENT_TURN_RECORD,  /* a new worst moment of the same severity; nobody is told */
	INCIDENT_TURN_STIR,    /* still going on, or no longer calm; nobody is told */
	INCIDENT_TURN_CALM,    /* the first calm moment; nobody is told */
	INCIDENT_TURN_RESOLVE, /* it is over; those who were told are told */
	INCIDENT_TURN_COUNT
};

/* Somebody is told of it; the others are news for the screen, not for the log. */
bool incident_turn_is_told(enum incident_turn turn);

/* What a finding means for the latest incident of the same brand and scope (NULL: there is none).
 */
enum incident_turn incident_life_decide(const struct incident *incident,
					const struct finding *finding,
					const struct incident_settings *settings, int64_t now_us);

/* The finding is a new worst moment of a running incident: from when on it is noted, however little
 * worse it is. 0: it is none. Where the decision was NOTHING it is to be asked for again then, for
 * nothing more may come. */
int64_t incident_life_record_due(const struct incident *incident, const struct finding *finding,
				 int64_t now_us);

/*
 * What the passing of time alone means: RESOLVE or NOTHING. Without calm findings (no comment came
 * at all) silence counts as calm. `ret_look_again_us` is when to ask again; 0 for a resolved one.
 */
enum incident_turn incident_life_decide_at_rest(const struct incident *incident,
						const struct incident_settings *settings,
						int64_t now_us, int64_t *ret_look_again_us);

/* What came before was told with this incident, and is no part of a next one: of one that is over,
 * what came before the calm that ended it; of one that runs, what it does not count itself. What
 * came within the calm would have broken it, so it is not told yet, and breaks it now. */
int64_t incident_life_told_until(const struct incident *incident);

/* Told by the counts of a series as they stand from moment to moment; not by a feed, by the days of
 * a mood, by one comment, or by copies, which have ends of their own. */
bool incident_life_is_by_counts(const struct incident *incident);

/* An episode that goes on is noted so often at most. */
int64_t incident_life_note_us(const struct incident_settings *settings);

/* A new open incident out of a finding. Names are cut to their fields, between code points. */
void incident_life_open(struct incident *ret_incident, const char *id, struct slice brand,
			struct slice scope, const struct finding *finding, int64_t now_us);

/* Carries out any turn but OPEN. `finding` may be NULL for RESOLVE only. */
void incident_life_apply(struct incident *incident, enum incident_turn turn,
			 const struct finding *finding, int64_t now_us);

/* False, and nothing changed, unless it is open. */
bool incident_life_acknowledge(struct incident *incident, struct slice who, int64_t now_us);

/* A stranger's name into a field of an incident, cut between code points. */
void incident_life_copy_name(char field[INCIDENT_NAME_MAX], struct slice name);

/* The table of allowed moves. */
bool incident_life_may_move(enum incident_state from, enum incident_state to);

/* What people say and examples, cut to what an incident holds; replaces what was there. Control
 * characters in drivers become blanks. */
void incident_life_illustrate(struct incident *incident, const struct slice *drivers,
			      size_t driver_count, const struct incident_example *examples,
			      size_t example_count);

/* Where most of it is; replaces what was there. */
void incident_life_place(struct incident *incident, const struct incident_place *places,
			 size_t count);

#endif
