/*
 * effects.h - what a change in the store brings along, atomically with it: due rows and messages.
 */
#ifndef LIVVAKT_EFFECTS_H
#define LIVVAKT_EFFECTS_H

#include "attributes.h"
#include "buffer.h"
#include "message.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

struct effect_row {
	struct slice row; /* due.h */
	int64_t due_us;
};

/* A message for the outbox, with the row deliver:<id> that makes its first try due. One whose id is
 * there already is left as it is: the same change done twice sends once. */
struct effect_message {
	struct message message;
	int64_t due_us;
};

/* Everything is borrowed. All zeros: nothing. */
struct effects {
	const struct effect_row *set;
	size_t set_count;
	const struct slice *remove; /* rows */
	size_t remove_count;
	const struct effect_message *messages;
	size_t message_count;
	int64_t keep_messages_us; /* 0: 30 days */
};

#define EFFECTS_KEEP_MESSAGES_US (INT64_C(30) * 24 * 3600 * 1000000)
enum {
	EFFECTS_MESSAGE_BYTES = 2 << 20, /* one message as JSON */
	EFFECTS_BYTES = 32 << 20
};

/* Effects that belong to no other change; all of them or none. */
struct redis_link;
struct error;
MUST_CHECK int effects_apply(struct redis_link *link, unsigned partition,
			     const struct effects *effects, int64_t now_us, struct error *error);

/* For the store's own modules: the argument that our functions in Redis take (empty when there are
 * no effects; NULL is fine), one message of it, and the default applied. Too large is a failed
 * buffer. */
void effects_pack(const struct effects *effects, struct buffer *to);
void effects_pack_message(const struct effect_message *effect, struct buffer *to);
int64_t effects_keep_messages_us(int64_t keep_us);

#endif
