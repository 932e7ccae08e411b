/* outbox.c - messages in the store: loaded, marked, listed. They come in as effects; see effects.c.
 */
#include "outbox.h"

#include "json.h"
#include "keys.h"
#include "place.h"
#include "utf8.h"

enum { ERROR_BYTES = 300, PAGE = 50 };

static bool state_from_name(struct slice name, enum message_state *ret_state)
{
	for (int i = 0; i < MESSAGE_STATE_COUNT; i++) {
		if (slice_is(name, message_state_name((enum message_state)i))) {
			*ret_state = (enum message_state)i;
			return true;
		}
	}
	return false;
}

/* {json, state, attempts, error [, written]}: the JSON is as it came in, what changed since stands
 * beside it. */
static int read_message(const struct redisReply *reply, struct arena *arena,
			struct message *ret_message, struct error *error)
{
	struct message message;
	struct slice text = redis_reply_text(redis_reply_at(reply, 0));
	struct json *json = json_parse(text, error);

	if (!json)
		return error_prefix(error, "a stored message cannot be read");
	bool fine = message_read_json(json, arena, &message);
	json_free(json);
	struct slice trouble = redis_reply_text(redis_reply_at(reply, 3));
	message.last_error = arena_copy(arena, trouble);
	if (!fine || !message.last_error.data ||
	    !state_from_name(redis_reply_text(redis_reply_at(reply, 1)), &message.state))
		return error_set(error, ERROR_INVALID, "a stored message cannot be read");
	message.created_us = redis_reply_integer(redis_reply_at(reply, 4), message.created_us);
	message.attempts = (unsigned)redis_reply_integer(redis_reply_at(reply, 2), 0);
	*ret_message = message;
	return 0;
}

int outbox_load(struct redis_link *link, unsigned partition, struct slice id, struct arena *arena,
		struct message *ret_message, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	if (id.len >= MESSAGE_ID_MAX)
		return error_set(error, ERROR_NOT_FOUND, "no such message");
	redis_command_init(&command, "HMGET");
	redis_command_add(&command, keys_build(partition, "message", (struct slice){ 0 }, id, key));
	redis_command_add_text(&command, "json");
	redis_command_add_text(&command, "state");
	redis_command_add_text(&command, "attempts");
	redis_command_add_text(&command, "error");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	if (redis_reply_is_nil(redis_reply_at(reply, 0)))
		r = error_set(error, ERROR_NOT_FOUND, "no such message");
	else
		r = read_message(reply, arena, ret_message, error);
	redis_reply_free(reply);
	return r;
}

int outbox_mark(struct redis_link *link, unsigned partition, const struct outbox_result *result,
		int64_t now_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_outbox_mark", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add(&command, result->id);
	redis_command_add_text(&command, message_state_name(result->state));
	redis_command_add_integer(&command, result->retry_at_us);
	redis_command_add(&command, utf8_cut(result->error, ERROR_BYTES));
	redis_command_add_integer(&command, effects_keep_messages_us(result->keep_us));
	return redis_link_carry_out(link, &command, error);
}

static int show(const struct redisReply *reply,
		bool (*each)(void *context, const struct message *message), void *context,
		struct error *error)
{
	struct arena arena;
	struct message message;
	bool more = true;
	int r = 0;

	arena_init(&arena, 16384, 2 * EFFECTS_MESSAGE_BYTES);
	for (size_t i = 0; r == 0 && more && i < redis_reply_count(reply); i++) {
		r = read_message(redis_reply_at(reply, i), &arena, &message, error);
		more = r == 0 && each(context, &message);
		arena_reset(&arena);
	}
	arena_done(&arena);
	return r;
}

int outbox_list(struct redis_link *link, unsigned partition, const struct outbox_filter *filter,
		bool (*each)(void *context, const struct message *message), void *context,
		struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	size_t max = filter->max ? filter->max : PAGE;
	bool all = filter->state == MESSAGE_STATE_COUNT;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_outbox_list", prefix);
	redis_command_add_text(&command, all ? "" : message_state_name(filter->state));
	redis_command_add(&command, filter->after);
	redis_command_add_integer(&command, max < OUTBOX_PAGE_MAX ? (int64_t)max : OUTBOX_PAGE_MAX);
	if (filter->before_us)
		redis_command_add_integer(&command, filter->before_us);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = show(reply, each, context, error);
	redis_reply_free(reply);
	return r;
}

int outbox_place(struct redis_link *link, unsigned partition, struct slice id,
		 int64_t *ret_written_us, struct error *error)
{
	return place_read(link, partition, "messages", id, ret_written_us, error);
}

int outbox_figures(struct redis_link *link, unsigned partition, struct outbox_figures *ret_figures,
		   struct error *error)
{
	static const char *const kinds[] = { "messages:waiting", "messages:sent",
					     "messages:failed" };
	static const struct slice none = { 0 };
	char keys[3][KEYS_KEY_MAX];
	struct redis_command commands[3];
	struct redisReply *replies[3];
	uint64_t counts[3];

	for (size_t i = 0; i < 3; i++) {
		redis_command_init(&commands[i], "ZCARD");
		redis_command_add(&commands[i],
				  keys_build(partition, kinds[i], none, none, keys[i]));
	}
	int r = redis_link_pipeline(link, commands, 3, replies, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < 3; i++) {
		counts[i] = (uint64_t)redis_reply_integer(replies[i], 0);
		redis_reply_free(replies[i]);
	}
	*ret_figures = (struct outbox_figures){ counts[0], counts[1], counts[2] };
	return 0;
}
