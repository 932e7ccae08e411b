/* mutes.c - silences that people asked for, in the store; what must be atomic is livvakt.lua's. */
#include "mutes.h"

#include "buffer.h"
#include "json.h"
#include "keys.h"
#include "redis_command.h"
#include "redis_reply.h"

#include <stdio.h>

enum { JSON_BYTES = 16384 };
static const struct slice none = { 0 };

/* The command holds the buffer's text; the caller is done with both after the call. */
static int send(struct redis_link *link, struct redis_command *command, const struct mute *mute,
		struct buffer *json, const char *row, struct error *error)
{
	struct json_writer writer;

	json_write_begin(&writer, json);
	mute_write_json(mute, &writer);
	if (buffer_failed(json))
		return error_set(error, ERROR_MEMORY, "no memory left for a silence");
	redis_command_add(command, buffer_slice(json));
	if (row)
		redis_command_add_text(command, row);
	return redis_link_carry_out(link, command, error);
}

int mutes_add(struct redis_link *link, unsigned partition, const struct mute *mute, int64_t now_us,
	      struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;
	struct buffer json;

	buffer_init(&json, JSON_BYTES);
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_silence_add", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add_text(&command, mute->id);
	redis_command_add(&command, keys_escape(slice_from(mute->brand), brand));
	redis_command_add_integer(&command, mute->until_us);
	int r = send(link, &command, mute, &json, NULL, error);
	buffer_done(&json);
	return r;
}

int mutes_end(struct redis_link *link, unsigned partition, const struct mute *ended, int64_t now_us,
	      struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], row[sizeof(MUTES_ROW) + MUTE_ID_MAX];
	struct redis_command command;
	struct buffer json;

	buffer_init(&json, JSON_BYTES);
	keys_prefix(partition, prefix);
	snprintf(row, sizeof(row), MUTES_ROW "%s", ended->id);
	redis_command_call(&command, "livvakt_silence_end", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add_text(&command, ended->id);
	int r = send(link, &command, ended, &json, row, error);
	buffer_done(&json);
	return r;
}

/* --- reading --- */

static int read_mute(struct slice text, struct mute *ret_mute, struct error *error)
{
	struct json *json = json_parse(text, error);

	if (!json)
		return error_prefix(error, "a stored silence cannot be read");
	bool fine = mute_read_json(json, ret_mute);
	json_free(json);
	return fine ? 0 : error_set(error, ERROR_INVALID, "a stored silence cannot be read");
}

int mutes_load(struct redis_link *link, unsigned partition, struct slice id, struct mute *ret_mute,
	       struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	if (id.len == 0 || id.len >= MUTE_ID_MAX)
		return error_set(error, ERROR_NOT_FOUND, "no such silence");
	redis_command_init(&command, "HGET");
	redis_command_add(&command, keys_build(partition, "silence", none, id, key));
	redis_command_add_text(&command, "json");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	if (redis_reply_is_nil(reply))
		r = error_set(error, ERROR_NOT_FOUND, "no silence %.*s", (int)id.len, id.data);
	else
		r = read_mute(redis_reply_text(reply), ret_mute, error);
	redis_reply_free(reply);
	return r;
}

int mutes_list(struct redis_link *link, unsigned partition, int64_t after_us,
	       bool (*each)(void *context, const struct mute *mute), void *context,
	       struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	bool goes_on = true;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_silence_list", prefix);
	redis_command_add_integer(&command, after_us);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; goes_on && i < redis_reply_count(reply); i++) {
		struct mute mute;
		struct error ignored;

		if (read_mute(redis_reply_text(redis_reply_at(reply, i)), &mute, &ignored) == 0)
			goes_on = each(context, &mute);
	}
	redis_reply_free(reply);
	return 0;
}

int mutes_count(struct redis_link *link, unsigned partition, int64_t now_us, int64_t *ret_count,
		struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "ZCOUNT");
	redis_command_add(&command, keys_build(partition, "silences", none, none, key));
	redis_command_add_integer(&command, now_us + 1);
	redis_command_add_text(&command, "+inf");
	return redis_link_ask_number(link, &command, ret_count, error);
}
