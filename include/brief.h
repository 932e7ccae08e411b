/*
 * brief.h - what a person reads when they are woken, and what a machine gets.
 *
 * The e-mail is plain text for a narrow phone: no line of ours is longer than PAGE_COLUMNS
 * characters (links and commands are never broken). Its first line says which brand and what
 * happened in ordinary words; then how many negative comments against how many usual ones, since
 * when, by how many people, what about, three typical comments, what to do, who was told and who is
 * next.
 *
 * Names and comments are strangers' text: control characters, line ends and direction overrides are
 * taken out, so neither a header nor the shape of the page can be forged.
 */
#ifndef LIVVAKT_BRIEF_H
#define LIVVAKT_BRIEF_H

#include "buffer.h"
#include "incident.h"
#include "zone.h"
#include <stddef.h>
#include <stdint.h>

enum {
	BRIEF_SUBJECT_BYTES = 200,
	BRIEF_EXAMPLES = 3,
	BRIEF_EXAMPLE_CHARACTERS = 200,
	BRIEF_WEBHOOK_BYTES = 20000, /* Standard Webhooks: under 20 KB */
};

enum brief_event {
	BRIEF_OPENED,
	BRIEF_RAISED,
	BRIEF_ACKNOWLEDGED,
	BRIEF_RESOLVED,
	BRIEF_REOPENED,
	BRIEF_EVENT_COUNT
};

struct brief {
	enum brief_event event;
	const struct incident *incident;
	const char *config_path; /* for commands; NULL: none is named */
	const char *reader;	 /* a person's short name; NULL: not known, or no person */
	const char *base_url;	 /* without a slash at its end; NULL: no link */
	const char *const
		*told; /* names of all who were told so far, this message's receivers among them */
	size_t told_count;
	const char *const *next; /* names of those who come next if nobody acknowledges */
	size_t next_count;
	int64_t next_due_us;	/* 0: nobody comes next */
	unsigned round, rounds; /* of the calls, by the policy; 0: not known */
	int64_t now_us;
	const char *zone_name; /* whose clock the reader goes by; NULL: UTC */
	struct zone zone;
};

/* "incident.opened" … */
const char *brief_event_name(enum brief_event event);

/* One line without control characters, at most BRIEF_SUBJECT_BYTES. */
void brief_write_subject(const struct brief *brief, struct buffer *to);
void brief_write_text(const struct brief *brief, struct buffer *to);
/* The same without the headline and what to do: for who has asked. */
void brief_write_facts(const struct brief *brief, struct buffer *to);

/* {"type":"incident.opened","timestamp":…,"data":{the incident}}. Examples are left out from the
 * end until it fits. */
void brief_write_webhook(const struct brief *brief, struct buffer *to);

#endif
