/* effects.c - due rows and messages, packed as the functions in Redis read them. */
#include "effects.h"

#include "keys.h"
#include "link.h"
#include "messagepack.h"

static void pack_rows(const struct effects *effects, struct buffer *to)
{
	messagepack_text(to, "set");
	messagepack_array(to, effects->set_count);
	for (size_t i = 0; i < effects->set_count; i++) {
		messagepack_array(to, 2);
		messagepack_bytes(to, effects->set[i].row);
		messagepack_integer(to, effects->set[i].due_us);
	}
	messagepack_text(to, "remove");
	messagepack_array(to, effects->remove_count);
	for (size_t i = 0; i < effects->remove_count; i++)
		messagepack_bytes(to, effects->remove[i]);
}

void effects_pack_message(const struct effect_message *effect, struct buffer *to)
{
	const struct message *message = &effect->message;
	char brand[KEYS_BRAND_MAX];
	struct buffer json;

	buffer_init(&json, EFFECTS_MESSAGE_BYTES);
	message_write_json(message, &json);
	messagepack_array(to, 5);
	messagepack_bytes(to, message->id);
	messagepack_integer(to, effect->due_us);
	messagepack_bytes(to, buffer_slice(&json));
	messagepack_bytes(to, keys_escape(message->brand, brand));
	messagepack_bytes(to,
			  message->kind == MESSAGE_HIDE ? message->thread : (struct slice){ 0 });
	if (buffer_failed(&json))
		to->failed = true;
	buffer_done(&json);
}

void effects_pack(const struct effects *effects, struct buffer *to)
{
	if (!effects || effects->set_count + effects->remove_count + effects->message_count == 0)
		return; /* the empty argument: nothing */
	messagepack_map(to, 4);
	pack_rows(effects, to);
	messagepack_text(to, "keep");
	messagepack_integer(to, effects_keep_messages_us(effects->keep_messages_us));
	messagepack_text(to, "messages");
	messagepack_array(to, effects->message_count);
	for (size_t i = 0; i < effects->message_count; i++)
		effects_pack_message(&effects->messages[i], to);
}

int64_t effects_keep_messages_us(int64_t keep_us)
{
	return keep_us > 0 ? keep_us : EFFECTS_KEEP_MESSAGES_US;
}

int effects_apply(struct redis_link *link, unsigned partition, const struct effects *effects,
		  int64_t now_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct buffer packed;
	int r;

	buffer_init(&packed, EFFECTS_BYTES);
	effects_pack(effects, &packed);
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_apply", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add(&command, buffer_slice(&packed));
	if (buffer_failed(&packed))
		r = error_set(error, ERROR_LIMIT, "a message is too large for the outbox");
	else
		r = redis_link_command(link, &command, &reply, error);
	if (r == 0)
		redis_reply_free(reply);
	buffer_done(&packed);
	return r;
}
