/* announce.c - calls and words into messages; see announce.h. */
#include "announce.h"

#include "crypto.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 64 * 1024 };

/* What all messages of one announcement share. */
struct page_set {
	struct slice subject, text, webhook;
};

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

static bool write_pages(const struct config *config, const struct announcement *announcement,
			struct arena *arena, struct page_set *ret_pages)
{
	const char *told_names[ESCALATION_CALLS_MAX], *next_names[ESCALATION_CALLS_MAX];
	struct escalation_calls told, next;

	escalation_told(config, announcement->incident, announcement->now_us, &told);
	escalation_preview(config, announcement->incident, announcement->next_due_us, &next);
	const struct brief brief = {
		.event = announcement->event,
		.incident = announcement->incident,
		.base_url = base_url(config, arena),
		.config_path = config->path,
		.told = told_names,
		.told_count = collect_names(config, &told, told_names),
		.next = next_names,
		.next_count = collect_names(config, &next, next_names),
		.next_due_us = announcement->next_due_us,
		.now_us = announcement->now_us,
	};
	ret_pages->subject = write_into(arena, &brief, brief_write_subject);
	ret_pages->text = write_into(arena, &brief, brief_write_text);
	ret_pages->webhook = write_into(arena, &brief, brief_write_webhook);
	return ret_pages->subject.data && ret_pages->text.data && ret_pages->webhook.data;
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

static bool build_message(const struct config *config, const struct announcement *announcement,
			  const struct escalation_call *call, const struct page_set *pages,
			  struct arena *arena, struct message *ret_message)
{
	const struct incident *incident = announcement->incident;
	bool email = call->kind == MESSAGE_EMAIL;
	struct slice receiver = slice_from(email ? config->people[call->person].email
						 : config->webhooks[call->webhook].name);

	*ret_message = (struct message){
		.id = message_id(announcement, call, receiver, arena),
		.kind = call->kind,
		.receiver = arena_copy(arena, receiver),
		.subject = email ? pages->subject : (struct slice){ "", 0 },
		.thread = arena_copy(arena, slice_from(incident->id)),
		.body = email ? pages->text : pages->webhook,
		.brand = arena_copy(arena, slice_from(incident->brand)),
		.created_us = announcement->now_us,
		.state = MESSAGE_WAITING,
		.last_error = { "", 0 },
	};
	ret_message->incident = ret_message->thread;
	return ret_message->id.data && ret_message->receiver.data && ret_message->thread.data &&
	       ret_message->brand.data;
}

int announce_build(const struct config *config, const struct announcement *announcement,
		   struct arena *arena, struct messages *ret_messages, struct error *error)
{
	const struct escalation_calls *calls = announcement->calls;
	struct page_set pages;

	if (calls->count == 0) {
		*ret_messages = (struct messages){ NULL, 0 };
		return 0;
	}
	struct message *items = arena_calloc(arena, calls->count, sizeof(*items));
	if (!items || !write_pages(config, announcement, arena, &pages))
		return out_of_memory(error);
	for (size_t i = 0; i < calls->count; i++) {
		if (!build_message(config, announcement, &calls->items[i], &pages, arena,
				   &items[i]))
			return out_of_memory(error);
	}
	*ret_messages = (struct messages){ items, calls->count };
	return 0;
}
