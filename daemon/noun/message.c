/* message.c - a message as JSON, in the outbox and for people who ask what was delivered. */
#include "message.h"

#include "arena.h"
#include "clock.h"
#include "json.h"

#include <assert.h>

static const char *const kinds[] = {
	[MESSAGE_EMAIL] = "email",
	[MESSAGE_WEBHOOK] = "webhook",
	[MESSAGE_HIDE] = "hide",
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == MESSAGE_KIND_COUNT, "each has a name");

static const char *const states[] = {
	[MESSAGE_WAITING] = "waiting",
	[MESSAGE_SENT] = "sent",
	[MESSAGE_FAILED] = "failed",
};
static_assert(sizeof(states) / sizeof(states[0]) == MESSAGE_STATE_COUNT, "each has a name");

static const char *const news[] = {
	[MESSAGE_NO_NEWS] = "",
	[MESSAGE_PAGE] = "page",
	[MESSAGE_RELIEF] = "relief",
};
static_assert(sizeof(news) / sizeof(news[0]) == MESSAGE_NEWS_COUNT, "each has a name");

const char *message_kind_name(enum message_kind kind)
{
	assert(kind >= 0 && kind < MESSAGE_KIND_COUNT);
	return kinds[kind];
}

const char *message_state_name(enum message_state state)
{
	assert(state >= 0 && state < MESSAGE_STATE_COUNT);
	return states[state];
}

/* Writer and reader walk this. */
static const struct text_field {
	const char *key;
	size_t offset;
} texts[] = {
	{ "id", offsetof(struct message, id) },
	{ "receiver", offsetof(struct message, receiver) },
	{ "subject", offsetof(struct message, subject) },
	{ "thread", offsetof(struct message, thread) },
	{ "body", offsetof(struct message, body) },
	{ "brand", offsetof(struct message, brand) },
	{ "incident", offsetof(struct message, incident) },
	{ "event", offsetof(struct message, event) },
	{ "error", offsetof(struct message, last_error) },
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static struct slice *text_of(struct message *message, size_t field)
{
	return (struct slice *)(void *)((char *)message + texts[field].offset);
}

void message_write_json(const struct message *message, struct buffer *to)
{
	struct message copy = *message;
	struct json_writer writer;

	json_write_begin(&writer, to);
	json_write_object(&writer);
	json_write_member_text(&writer, "kind", message_kind_name(message->kind));
	json_write_member_text(&writer, "state", message_state_name(message->state));
	for (size_t i = 0; i < TEXTS; i++)
		json_write_member_string(&writer, texts[i].key, *text_of(&copy, i));
	json_write_member_time(&writer, "created_at", message->created_us);
	json_write_member_integer(&writer, "attempts", message->attempts);
	json_write_member_integer(&writer, "severity", message->severity);
	json_write_member_text(&writer, "news", news[message->news]);
	json_write_object_end(&writer);
}

static bool find_name(struct slice name, const char *const *names, int count, int *ret_index)
{
	for (int i = 0; i < count; i++) {
		if (slice_is(name, names[i])) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

bool message_read_json(const struct json *object, struct arena *arena, struct message *ret_message)
{
	struct message message = { 0 };
	int kind, state, said;
	int64_t attempts = json_get_integer(object, "attempts", -1);
	int64_t severity = json_get_integer(object, "severity", 0);

	if (!find_name(json_get_string(object, "kind"), kinds, MESSAGE_KIND_COUNT, &kind) ||
	    !find_name(json_get_string(object, "state"), states, MESSAGE_STATE_COUNT, &state) ||
	    !clock_parse(json_get_string(object, "created_at"), &message.created_us) ||
	    attempts < 0 || attempts > INT32_MAX)
		return false;
	for (size_t i = 0; i < TEXTS; i++) {
		struct slice copy = arena_copy(arena, json_get_string(object, texts[i].key));
		if (!copy.data)
			return false;
		*text_of(&message, i) = copy;
	}
	if (message.id.len == 0 || message.id.len >= MESSAGE_ID_MAX)
		return false;
	message.kind = (enum message_kind)kind;
	message.state = (enum message_state)state;
	message.attempts = (unsigned)attempts;
	message.severity = severity >= 1 && severity <= 4 ? (unsigned)severity : 0;
	/* Absent in what an earlier version wrote. */
	if (find_name(json_get_string(object, "news"), news, MESSAGE_NEWS_COUNT, &said))
		message.news = (enum message_news)said;
	*ret_message = message;
	return true;
}
