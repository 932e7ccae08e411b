/*
 * message.h - something to be delivered: stored in the outbox before the first try, under one id
 * for all tries.
 */
#ifndef LIVVAKT_MESSAGE_H
#define LIVVAKT_MESSAGE_H

#include "slice.h"
#include <stdint.h>

enum message_kind { MESSAGE_EMAIL, MESSAGE_WEBHOOK, MESSAGE_HIDE, MESSAGE_KIND_COUNT };
enum message_state { MESSAGE_WAITING, MESSAGE_SENT, MESSAGE_FAILED, MESSAGE_STATE_COUNT };

/* What it says of an incident. A page asks somebody to act: it is tried often, and no use once
 * somebody has it or it is over. Relief says just that, and is wrong once it has flared up again.
 */
enum message_news { MESSAGE_NO_NEWS, MESSAGE_PAGE, MESSAGE_RELIEF, MESSAGE_NEWS_COUNT };

enum { MESSAGE_ID_MAX = 64 };

struct message {
	struct slice id; /* "msg-…": webhook-id, Message-ID */
	enum message_kind kind;
	struct slice receiver; /* e-mail: the address; webhook: the receiver's name in the
				  configuration; hide: the action's name */
	struct slice subject;  /* e-mail only */
	struct slice thread; /* e-mail: the incident's id, for References; hide: the comment's id */
	struct slice body;   /* e-mail: plain text, UTF-8; webhook: JSON; hide: JSON object of the
				fields that templates may use */
	struct slice brand;
	struct slice incident; /* id, or empty */
	struct slice event;    /* "incident.opened" …, or empty */
	unsigned severity;     /* of the incident; 0: there is none */
	enum message_news news;
	int64_t created_us;
	unsigned attempts; /* tries so far */
	enum message_state state;
	struct slice last_error;
};

const char *message_kind_name(enum message_kind kind);
const char *message_state_name(enum message_state state);

struct arena;
struct buffer;
struct json;
void message_write_json(const struct message *message, struct buffer *to);
/* Strings are copied into the arena. False when it is no message or memory is out. */
bool message_read_json(const struct json *object, struct arena *arena, struct message *ret_message);

#endif
