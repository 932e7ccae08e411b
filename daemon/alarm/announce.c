/* announce.c - calls and words into messages; see announce.h. */
#include "announce.h"

#include "clock.h"
#include "crypto.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 64 * 1024 };

static int out_of_memory(struct error *error)
{
	return error_set(error, ERROR_MEMORY, "no memory left for the messages of an incident");
}

/* ---- names ---- */

static const char *person_name(const struct config_person *person)
{
	return person->full_name ? person->full_name : person->name;
}

static const char *call_name(const struct config *config, const struct escalation_call *call)
{
	if (call->person != CONFIG_NONE)
		return person_name(&config->people[call->person]);
	return config->webhooks[call->webhook].name;
}

/* Each name once: a person with e-mail and webhook is one person. */
static size_t collect_names(const struct config *config, const struct escalation_calls *calls,
			    const char *ret_names[ESCALATION_CALLS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < calls->count; i++) {
		const char *name = call_name(config, &calls->items[i]);
		size_t at = 0;

		while (at < count && strcmp(ret_names[at], name) != 0)
			at++;
		if (at == count)
			ret_names[count++] = name;
	}
	return count;
}

/* Who was told, by what they are called now; who is called nothing any more, as then. */
static size_t told_names(const struct config *config, const struct announcement *announcement,
			 const char *ret_names[ESCALATION_CALLS_MAX])
{
	const struct told *told = &announcement->incident->told;
	struct escalation_calls guessed;

	if (told->count == 0) {
		escalation_told(config, announcement->incident, announcement->now_us, &guessed);
		return collect_names(config, &guessed, ret_names);
	}
	for (size_t i = 0; i < told->count; i++) {
		const struct told_one *one = &told->items[i];

		ret_names[i] = one->name;
		for (size_t k = 0; !one->webhook && k < config->people_count; k++)
			if (strcmp(config->people[k].name, one->name) == 0)
				ret_names[i] = person_name(&config->people[k]);
	}
	return told->count;
}
static_assert((int)TOLD_MAX <= (int)ESCALATION_CALLS_MAX, "there is room for the names");

/* ---- pages ---- */

/* Only an address that somebody gave for it: where we listen is of no use on a phone. */
static const char *base_url(const struct config *config, struct arena *arena)
{
	struct slice url = slice_from(config->public_url);

	while (url.len > 0 && url.data[url.len - 1] == '/')
		url.len--;
	return url.len > 0 ? arena_string(arena, url) : NULL;
}

static struct slice write_into(struct arena *arena, const struct brief *brief,
			       void (*write)(const struct brief *brief, struct buffer *to))
{
	struct slice copy = { NULL, 0 };
	struct buffer buffer;

	buffer_init(&buffer, TEXT_BYTES_MAX);
	write(brief, &buffer);
	if (!buffer_failed(&buffer))
		copy = arena_copy(arena, buffer_slice(&buffer));
	buffer_done(&buffer);
	return copy;
}

/* ---- whose clock ---- */

static bool is_of_schedule(const struct config_schedule *schedule, size_t person)
{
	for (size_t i = 0; i < schedule->people_count; i++)
		if (schedule->people[i] == person)
			return true;
	for (size_t i = 0; i < schedule->override_count; i++)
		if (schedule->overrides[i].person == person)
			return true;
	return false;
}

static const struct config_schedule *schedule_of_person(const struct config *config, size_t person)
{
	for (size_t i = 0; person != CONFIG_NONE && i < config->schedule_count; i++)
		if (is_of_schedule(&config->schedules[i], person))
			return &config->schedules[i];
	return NULL;
}

/* UTC where there is no schedule, or it says nothing of a zone. */
static void set_clock(const struct config *config, size_t person, struct brief *brief)
{
	const struct config_schedule *schedule = schedule_of_person(config, person);

	if (!schedule)
		schedule = escalation_schedule(config, escalation_policy(config, brief->incident));
	if (!schedule || !schedule->timezone || strcmp(schedule->timezone, "UTC") == 0)
		return;
	brief->zone_name = schedule->timezone;
	brief->zone = schedule->zone;
}

void announce_describe(const struct config *config, const struct announcement *announcement,
		       size_t person, struct announce_facts *ret_facts)
{
	struct escalation_calls next;

	escalation_preview(config, announcement->incident, announcement->next_due_us, &next);
	ret_facts->brief = (struct brief){
		.event = announcement->event,
		.incident = announcement->incident,
		.config_path = config->whole_path,
		.reader = person != CONFIG_NONE ? config->people[person].name : NULL,
		.told = ret_facts->told,
		.told_count = told_names(config, announcement, ret_facts->told),
		.next = ret_facts->next,
		.next_count = collect_names(config, &next, ret_facts->next),
		.next_due_us = announcement->next_due_us,
		.now_us = announcement->now_us,
	};
	escalation_round(config, announcement->incident, &ret_facts->brief.round,
			 &ret_facts->brief.rounds);
	set_clock(config, person, &ret_facts->brief);
}

/* ---- messages ---- */

static struct slice message_id(const struct announcement *announcement,
			       const struct escalation_call *call, struct slice receiver,
			       struct arena *arena)
{
	char version[24], content[CRYPTO_ID_TEXT_MAX], id[MESSAGE_ID_MAX];
	const struct incident *incident = announcement->incident;

	snprintf(version, sizeof(version), "%" PRIu64, incident->version);
	const struct slice parts[] = {
		slice_from(incident->id),
		slice_from(version),
		slice_from(brief_event_name(announcement->event)),
		slice_from(call->kind == MESSAGE_EMAIL ? "email" : "webhook"),
		receiver,
	};
	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), content);
	snprintf(id, sizeof(id), "msg-%s", content);
	return arena_copy(arena, slice_from(id));
}

static bool write_mail(const struct brief *brief, struct arena *arena, struct message *message)
{
	message->subject = write_into(arena, brief, brief_write_subject);
	message->body = write_into(arena, brief, brief_write_text);
	return message->subject.data && message->body.data;
}

static bool write_call(const struct brief *brief, struct arena *arena, struct message *message)
{
	message->subject = (struct slice){ "", 0 };
	message->body = write_into(arena, brief, brief_write_webhook);
	return message->body.data;
}

static bool build_message(const struct config *config, const struct announcement *announcement,
			  const struct escalation_call *call, struct arena *arena,
			  struct message *ret_message)
{
	const struct incident *incident = announcement->incident;
	bool email = call->kind == MESSAGE_EMAIL;
	struct slice receiver = slice_from(email ? config->people[call->person].email
						 : config->webhooks[call->webhook].name);
	struct announce_facts facts;

	*ret_message = (struct message){
		.id = message_id(announcement, call, receiver, arena),
		.kind = call->kind,
		.receiver = arena_copy(arena, receiver),
		.thread = arena_copy(arena, slice_from(incident->id)),
		.brand = arena_copy(arena, slice_from(incident->brand)),
		.event = slice_from(brief_event_name(announcement->event)),
		.severity = incident->severity,
		.news = announcement->event == BRIEF_ACKNOWLEDGED ||
					announcement->event == BRIEF_RESOLVED
				? MESSAGE_RELIEF
				: MESSAGE_PAGE,
		.created_us = announcement->now_us,
		.state = MESSAGE_WAITING,
		.last_error = { "", 0 },
	};
	ret_message->incident = ret_message->thread;
	announce_describe(config, announcement, call->person, &facts);
	facts.brief.base_url = base_url(config, arena);
	return ret_message->id.data && ret_message->receiver.data && ret_message->thread.data &&
	       ret_message->brand.data &&
	       (email ? write_mail : write_call)(&facts.brief, arena, ret_message);
}

int announce_build(const struct config *config, const struct announcement *announcement,
		   struct arena *arena, struct messages *ret_messages, struct error *error)
{
	const struct escalation_calls *calls = announcement->calls;

	if (calls->count == 0) {
		*ret_messages = (struct messages){ NULL, 0 };
		return 0;
	}
	struct message *items = arena_calloc(arena, calls->count, sizeof(*items));
	if (!items)
		return out_of_memory(error);
	for (size_t i = 0; i < calls->count; i++) {
		if (!build_message(config, announcement, &calls->items[i], arena, &items[i]))
			return out_of_memory(error);
	}
	*ret_messages = (struct messages){ items, calls->count };
	return 0;
}

/* ---- too late ---- */

bool announce_superseded(const struct incident *incident, const struct message *message,
			 char *ret_why, size_t size)
{
	const bool page = message->news == MESSAGE_PAGE;
	char time[CLOCK_TEXT_MAX];

	if (page && incident->state == INCIDENT_ACKNOWLEDGED &&
	    incident->acknowledged_at_us >= message->created_us) {
		snprintf(ret_why, size, "not sent: %.200s took it at %s", incident->acknowledged_by,
			 clock_format(incident->acknowledged_at_us, time));
		return true;
	}
	if (page && incident->state == INCIDENT_RESOLVED) {
		snprintf(ret_why, size, "not sent: it was closed at %s",
			 clock_format(incident->resolved_at_us, time));
		return true;
	}
	snprintf(ret_why, size, "not sent: it has flared up again");
	return message->news == MESSAGE_RELIEF && incident->state == INCIDENT_OPEN;
}
