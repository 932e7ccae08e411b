/*
 * announce.h - an event of an incident as messages, ready for the outbox.
 *
 * Brings together who is to be told (escalation) and in which words (brief). Pure: the same event
 * of the same version of an incident gives the same messages under the same ids on every machine,
 * so that two who compute it at once cannot tell anybody twice.
 */
#ifndef LIVVAKT_ANNOUNCE_H
#define LIVVAKT_ANNOUNCE_H

#include "arena.h"
#include "brief.h"
#include "error.h"
#include "escalation.h"
#include "message.h"

struct announcement {
	enum brief_event event;
	const struct incident *incident;      /* as it stands after the event, with the version from
						 before: that tells one event from the next */
	const struct escalation_calls *calls; /* who is told now */
	int64_t next_due_us;		      /* of the next escalation step; 0: none */
	int64_t now_us;
};

/* Who an event is about, in names, and the brief of it that one person reads, by the clock of their
 * schedule. */
struct announce_facts {
	const char *told[ESCALATION_CALLS_MAX], *next[ESCALATION_CALLS_MAX];
	struct brief brief; /* borrows the names, the incident and the configuration; without
			       `base_url` */
};

/* `person`: an index, or CONFIG_NONE: by the clock of the policy's first schedule. */
void announce_describe(const struct config *config, const struct announcement *announcement,
		       size_t person, struct announce_facts *ret_facts);

struct messages {
	struct message *items;
	size_t count;
};

/* One message a call; everything lives in the arena. ERROR_MEMORY when that is full. */
MUST_CHECK int announce_build(const struct config *config, const struct announcement *announcement,
			      struct arena *arena, struct messages *ret_messages,
			      struct error *error);

/* Whether what a message says of its incident is wrong by now, and nobody is to read it: a page
 * when somebody has it or it is over, relief when it flared up again. Then `ret_why` says so in a
 * sentence. */
bool announce_superseded(const struct incident *incident, const struct message *message,
			 char *ret_why, size_t size);

#endif
