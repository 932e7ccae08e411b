/*
 * stream.c - the stream of blocks: in at one end, out at the other, each with its failures told
 * apart.
 *
 * What must be atomic (limit and append, reclaim and set aside) is in livvakt.lua; here are the
 * calls and the reading of the answers.
 */
#include "stream.h"

#include "keys.h"
#include "redis_copies.h"

#include <stdlib.h>

#define GROUP "judges"

/* --- in --- */

static void append_command(struct redis_command *command, const struct stream_block *block,
			   int64_t now_us, char prefix[KEYS_PREFIX_MAX], char brand[KEYS_BRAND_MAX])
{
	keys_prefix(block->partition, prefix);
	redis_command_call(command, "livvakt_append", prefix);
	redis_command_add_integer(command, now_us);
	redis_command_add(command, keys_escape(block->brand, brand));
	redis_command_add_integer(command, (int64_t)block->comments);
	redis_command_add(command, block->bytes);
	redis_command_add_integer(command, (int64_t)block->limit_comments);
	redis_command_add_text(command, block->named ? "1" : "");
}

int stream_append(struct redis_link *link, const struct stream_block *block, int64_t now_us,
		  struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;

	append_command(&command, block, now_us, prefix, brand);
	return redis_link_carry_out(link, &command, error);
}

void stream_room_question(struct redis_command *command, unsigned partition,
			  uint64_t limit_comments, char prefix[KEYS_PREFIX_MAX])
{
	keys_prefix(partition, prefix);
	redis_command_call(command, "livvakt_room", prefix);
	redis_command_add_integer(command, (int64_t)limit_comments);
}

struct appending {
	stream_appended *done;
	void *context;
};

static void appended(void *context, int code, const struct redisReply *reply,
		     const struct error *error)
{
	struct appending appending = *(struct appending *)context;

	(void)reply; /* the code says it all */
	free(context);
	appending.done(appending.context, code, error);
}

int stream_append_async(struct redis_async *redis, const struct stream_block *block, int64_t now_us,
			stream_appended *done, void *context, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;
	struct appending *appending = malloc(sizeof(*appending));

	if (!appending)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*appending = (struct appending){ done, context };
	append_command(&command, block, now_us, prefix, brand);
	int r = redis_copies_command(redis_async_copies(redis), &command, appended, appending,
				     error);
	if (r < 0)
		free(appending);
	return r;
}

static struct slice stream_key(unsigned partition, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "stream", (struct slice){ 0 }, (struct slice){ 0 }, key);
}

static struct slice waiting_key(unsigned partition, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "waiting", (struct slice){ 0 }, (struct slice){ 0 }, key);
}

/* What livvakt_append does with a block that it takes. */
enum { PUT_ENTRY, PUT_WAITING, PUT_ACCEPTED, PUT_COMMANDS };

int stream_put_async(struct redis_async *redis, const struct stream_block *block,
		     redis_async_done *done, void *context, struct error *error)
{
	char keys[PUT_COMMANDS][KEYS_KEY_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command commands[PUT_COMMANDS];
	struct redis_command *entry = &commands[PUT_ENTRY];

	redis_command_init(entry, "XADD");
	redis_command_add(entry, stream_key(block->partition, keys[PUT_ENTRY]));
	redis_command_add_text(entry, "*");
	redis_command_add_text(entry, "brand");
	redis_command_add(entry, keys_escape(block->brand, brand));
	redis_command_add_text(entry, "count");
	redis_command_add_integer(entry, (int64_t)block->comments);
	redis_command_add_text(entry, "block");
	redis_command_add(entry, block->bytes);
	redis_command_init(&commands[PUT_WAITING], "INCRBY");
	redis_command_add(&commands[PUT_WAITING], waiting_key(block->partition, keys[PUT_WAITING]));
	redis_command_add_integer(&commands[PUT_WAITING], (int64_t)block->comments);
	redis_command_init(&commands[PUT_ACCEPTED], "HINCRBY");
	redis_command_add(&commands[PUT_ACCEPTED],
			  keys_build(block->partition, "totals", block->brand, (struct slice){ 0 },
				     keys[PUT_ACCEPTED]));
	redis_command_add_text(&commands[PUT_ACCEPTED], "accepted");
	redis_command_add_integer(&commands[PUT_ACCEPTED], (int64_t)block->comments);
	return redis_async_together(redis, commands, PUT_COMMANDS, done, context, error);
}

uint64_t stream_put_waiting(const struct redisReply *reply, size_t comments, bool *ret_first)
{
	int64_t waiting = redis_reply_integer(redis_reply_at(reply, PUT_WAITING), 0);
	int64_t accepted = redis_reply_integer(redis_reply_at(reply, PUT_ACCEPTED), 0);

	*ret_first = accepted <= (int64_t)comments;
	return waiting > 0 ? (uint64_t)waiting : 0;
}

void stream_waiting_question(struct redis_command *command, unsigned partition,
			     char key[KEYS_KEY_MAX])
{
	redis_command_init(command, "GET");
	redis_command_add(command, waiting_key(partition, key));
}

/* --- out --- */

/* Makes the group, and the stream with it; from its very beginning, so nothing that waits is passed
 * over. */
static int make_group(struct redis_link *link, unsigned partition, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct error trouble = { 0 };

	redis_command_init(&command, "XGROUP");
	redis_command_add_text(&command, "CREATE");
	redis_command_add(&command, stream_key(partition, key));
	redis_command_add_text(&command, GROUP);
	redis_command_add_text(&command, "0");
	redis_command_add_text(&command, "MKSTREAM");
	int r = redis_link_command(link, &command, &reply, &trouble);
	if (r == 0)
		redis_reply_free(reply);
	if (r == 0 || strstr(trouble.text, "BUSYGROUP")) /* somebody else was first */
		return 0;
	return error_set(error, r, "%s", trouble.text);
}

static bool copy_id(struct slice text, char ret_id[STREAM_ID_MAX])
{
	if (text.len == 0 || text.len >= STREAM_ID_MAX)
		return false;
	memcpy(ret_id, text.data, text.len);
	ret_id[text.len] = '\0';
	return true;
}

/* [[stream, [[id, [field, value …]] …]]], or nil after waiting in vain. */
static void fill_from_read(struct redisReply *reply, struct stream_batch *batch)
{
	const struct redisReply *entries = redis_reply_at(redis_reply_at(reply, 0), 1);

	for (size_t i = 0; i < redis_reply_count(entries) && i < STREAM_BATCH_MAX; i++) {
		const struct redisReply *entry = redis_reply_at(entries, i);
		struct stream_entry *to = &batch->entries[batch->count];
		if (!copy_id(redis_reply_text(redis_reply_at(entry, 0)), to->id))
			continue;
		to->block = redis_reply_text(redis_reply_field(redis_reply_at(entry, 1), "block"));
		to->deliveries = 1;
		batch->count++;
	}
}

static int read_once(struct redis_link *link, const struct stream_reader *reader, int64_t wait_us,
		     struct stream_batch *ret_batch, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	size_t blocks = reader->blocks < STREAM_BATCH_MAX ? reader->blocks : STREAM_BATCH_MAX;

	redis_command_init(&command, "XREADGROUP");
	redis_command_add_text(&command, "GROUP");
	redis_command_add_text(&command, GROUP);
	redis_command_add_text(&command, reader->consumer);
	redis_command_add_text(&command, "COUNT");
	redis_command_add_integer(&command, (int64_t)(blocks ? blocks : 1));
	if (wait_us > 0) {
		redis_command_add_text(&command, "BLOCK");
		redis_command_add_integer(&command, (wait_us + 999) / 1000);
	}
	redis_command_add_text(&command, "STREAMS");
	redis_command_add(&command, stream_key(reader->partition, key));
	redis_command_add_text(&command, ">");
	return redis_link_command_waiting(link, &command, wait_us, &ret_batch->reply, error);
}

static void batch_begin(struct stream_batch *batch)
{
	batch->count = 0;
	batch->poisoned = 0;
	batch->begun_anew = false;
	batch->reply = NULL;
}

/* So that a batch of none needs no end. */
static void release_when_empty(struct stream_batch *batch)
{
	if (batch->count > 0)
		return;
	redis_reply_free(batch->reply);
	batch->reply = NULL;
}

int stream_read(struct redis_link *link, const struct stream_reader *reader, int64_t wait_us,
		struct stream_batch *ret_batch, struct error *error)
{
	batch_begin(ret_batch);
	int r = read_once(link, reader, wait_us, ret_batch, error);
	if (r == ERROR_NOT_FOUND) { /* the first reader ever, or Redis was emptied */
		r = make_group(link, reader->partition, error);
		ret_batch->begun_anew = true;
		if (r == 0)
			r = read_once(link, reader, wait_us, ret_batch, error);
	}
	if (r < 0)
		return r;
	fill_from_read(ret_batch->reply, ret_batch);
	release_when_empty(ret_batch);
	return 0;
}

/* {set aside, id, deliveries, block, id …} */
static void fill_from_reclaim(struct redisReply *reply, struct stream_batch *batch)
{
	batch->poisoned = (size_t)redis_reply_integer(redis_reply_at(reply, 0), 0);
	for (size_t i = 1; i + 2 < redis_reply_count(reply); i += 3) {
		struct stream_entry *to = &batch->entries[batch->count];
		if (batch->count == STREAM_BATCH_MAX ||
		    !copy_id(redis_reply_text(redis_reply_at(reply, i)), to->id))
			break;
		to->deliveries = (unsigned)redis_reply_integer(redis_reply_at(reply, i + 1), 1);
		to->block = redis_reply_text(redis_reply_at(reply, i + 2));
		batch->count++;
	}
}

struct unfinished {
	const char *whose; /* "own" or "any" */
	int64_t idle_us, now_us;
};

static int take_unfinished(struct redis_link *link, const struct stream_reader *reader,
			   const struct unfinished *which, struct stream_batch *ret_batch,
			   struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	size_t blocks = reader->blocks < STREAM_BATCH_MAX ? reader->blocks : STREAM_BATCH_MAX;

	batch_begin(ret_batch);
	keys_prefix(reader->partition, prefix);
	redis_command_call(&command, "livvakt_reclaim", prefix);
	redis_command_add_integer(&command, which->now_us);
	redis_command_add_text(&command, reader->consumer);
	redis_command_add_text(&command, which->whose);
	redis_command_add_integer(&command, which->idle_us / 1000);
	redis_command_add_integer(&command, (int64_t)(blocks ? blocks : 1));
	redis_command_add_integer(&command, reader->lived_us / 1000);
	if (reader->again)
		redis_command_add_text(&command, "again");
	int r = redis_link_command(link, &command, &ret_batch->reply, error);
	if (r == ERROR_NOT_FOUND) /* no group yet: nobody left anything */
		return 0;
	if (r < 0)
		return r;
	fill_from_reclaim(ret_batch->reply, ret_batch);
	release_when_empty(ret_batch);
	return 0;
}

int stream_read_own(struct redis_link *link, const struct stream_reader *reader, int64_t now_us,
		    struct stream_batch *ret_batch, struct error *error)
{
	struct unfinished own = { .whose = "own", .now_us = now_us };

	return take_unfinished(link, reader, &own, ret_batch, error);
}

int stream_reclaim(struct redis_link *link, const struct stream_reader *reader, int64_t idle_us,
		   int64_t now_us, struct stream_batch *ret_batch, struct error *error)
{
	struct unfinished any = { .whose = "any", .idle_us = idle_us, .now_us = now_us };

	return take_unfinished(link, reader, &any, ret_batch, error);
}

void stream_batch_done(struct stream_batch *batch)
{
	redis_reply_free(batch->reply);
	batch_begin(batch);
}

int stream_poison(struct redis_link *link, unsigned partition, const char *entry_id,
		  const char *reason, int64_t now_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_poison", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add_text(&command, entry_id);
	redis_command_add_text(&command, reason);
	return redis_link_carry_out(link, &command, error);
}

/* --- figures --- */

enum { ASK_WAITING, ASK_BLOCKS, ASK_PENDING, ASK_POISON, ASK_COUNT };

int stream_figures(struct redis_link *link, unsigned partition, struct stream_figures *ret_figures,
		   struct error *error)
{
	static const struct slice none = { 0 };
	static const char *const names[ASK_COUNT] = { "GET", "XLEN", "XPENDING", "XLEN" };
	static const char *const kinds[ASK_COUNT] = { "waiting", "stream", "stream", "poison" };
	char keys[ASK_COUNT][KEYS_KEY_MAX];
	struct redis_command commands[ASK_COUNT];
	struct redisReply *replies[ASK_COUNT];

	for (size_t i = 0; i < ASK_COUNT; i++) {
		redis_command_init(&commands[i], names[i]);
		redis_command_add(&commands[i],
				  keys_build(partition, kinds[i], none, none, keys[i]));
	}
	redis_command_add_text(&commands[ASK_PENDING], GROUP);
	int r = redis_link_pipeline(link, commands, ASK_COUNT, replies, error);
	if (r < 0)
		return r;
	*ret_figures = (struct stream_figures){
		.comments = (uint64_t)redis_reply_integer(replies[ASK_WAITING], 0),
		.blocks = (uint64_t)redis_reply_integer(replies[ASK_BLOCKS], 0),
		.pending =
			(uint64_t)redis_reply_integer(redis_reply_at(replies[ASK_PENDING], 0), 0),
		.poison = (uint64_t)redis_reply_integer(replies[ASK_POISON], 0),
	};
	for (size_t i = 0; i < ASK_COUNT; i++)
		redis_reply_free(replies[i]);
	return 0;
}
