/* commit.c - hands a batch's delta to the one atomic function (livvakt.lua, commit). */
#include "commit.h"

#include "keys.h"
#include "log.h"
#include "series_fold.h"

enum {
	DONE_AND_FOLD = 3
}; /* values in the answer when all is done and something is to be folded */

static void mark_gone(const struct redisReply *reply, size_t entries, struct commit_gone *ret_gone)
{
	struct commit_gone gone = { 0 };

	for (size_t i = 0; i < redis_reply_count(reply); i++) {
		int64_t place = redis_reply_integer(redis_reply_at(reply, i), 0);
		if (place >= 1 && place <= (int64_t)entries && !gone.gone[place - 1]) {
			gone.gone[place - 1] = true;
			gone.count++;
		}
	}
	*ret_gone = gone;
}

/* Keys and what is known of them, in turn. */
static int copy_known(const struct redisReply *reply, struct arena *arena,
		      struct commit_known **ret_known, struct error *error)
{
	struct commit_known *list = NULL;

	for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
		struct slice key = redis_reply_text(redis_reply_at(reply, i));
		struct slice bytes = redis_reply_text(redis_reply_at(reply, i + 1));
		struct commit_known *known = arena_calloc(arena, 1, sizeof(*known));

		if (known)
			known->known = arena_copy(arena, bytes);
		if (!known || !known->known.data)
			return error_set(error, ERROR_MEMORY, "out of memory");
		if (key.len != sizeof(known->key))
			continue;
		memcpy(&known->key, key.data, sizeof(known->key));
		known->next = list;
		list = known;
	}
	*ret_known = list;
	return 0;
}

/* Brands whose journal has become long. What fails here is done after the next commit. */
static void fold(struct redis_link *link, const struct commit *commit,
		 const struct redisReply *places)
{
	for (size_t i = 0; i < redis_reply_count(places); i++) {
		const int64_t wanted = redis_reply_integer(redis_reply_at(places, i), 0);
		const struct delta_brand *brand = commit->delta->brands;
		struct error error = { 0 };

		int64_t place = 1;

		for (; brand && place < wanted; place++)
			brand = brand->next;
		if (brand && place == wanted) {
			int r = series_fold(link, commit->partition, brand->name, &error);

			if (r < 0 && r != ERROR_CONFLICT)
				log_warning("counts wait to be put in their places: %s",
					    error.text);
		}
	}
}

/* Nothing, or { places of entries that are gone, comments that are known }. */
static int read_answer(const struct redisReply *reply, const struct commit *commit,
		       struct commit_gone *ret_gone, struct error *error)
{
	struct commit_gone gone = { 0 };
	int r;

	if (!redis_reply_is_array(reply))
		return error_set(error, ERROR_REFUSED, "the commit function gave no list");
	if (redis_reply_count(reply) == 0 || redis_reply_count(reply) == DONE_AND_FOLD)
		return 0;
	mark_gone(redis_reply_at(reply, 0), commit->entry_count, &gone);
	r = copy_known(redis_reply_at(reply, 1), commit->delta->arena, &gone.known, error);
	if (r < 0)
		return r;
	*ret_gone = gone;
	return error_set(error, ERROR_CONFLICT,
			 "%zu of %zu entries were taken by another judge, %s comments are known",
			 gone.count, commit->entry_count, gone.known ? "some" : "no");
}

static int call(struct redis_link *link, const struct commit *commit, struct slice packed,
		struct commit_gone *ret_gone, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	keys_prefix(commit->partition, prefix);
	redis_command_call(&command, "livvakt_commit", prefix);
	redis_command_add_integer(&command, commit->delta->now_us);
	redis_command_add_text(&command, commit->consumer);
	redis_command_add_integer(&command, (int64_t)commit->comments);
	redis_command_add(&command, packed);
	for (size_t i = 0; i < commit->entry_count; i++)
		redis_command_add_text(&command, commit->entries[i]);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = read_answer(reply, commit, ret_gone, error);
	if (r == 0)
		fold(link, commit, redis_reply_at(reply, DONE_AND_FOLD - 1));
	redis_reply_free(reply);
	return r;
}

int commit_batch(struct redis_link *link, const struct commit *commit, struct commit_gone *ret_gone,
		 struct error *error)
{
	struct buffer packed;
	int r;

	if (commit->entry_count == 0 || commit->entry_count > STREAM_BATCH_MAX)
		return error_set(error, ERROR_INVALID, "a commit holds 1 to %d entries",
				 STREAM_BATCH_MAX);
	buffer_init(&packed, DELTA_BYTES);
	if (delta_encode(commit->delta, &packed))
		r = call(link, commit, buffer_slice(&packed), ret_gone, error);
	else
		r = error_set(error, ERROR_MEMORY, "the batch's changes do not fit into memory");
	buffer_done(&packed);
	return r;
}

int commit_is_repeat(struct redis_link *link, unsigned partition, uint64_t key,
		     const struct counted *counted, bool *ret_is, struct error *error)
{
	static const char *const kinds[] = { "counted", "counted-before" };
	static const struct slice none = { NULL, 0 };
	char names[2][KEYS_KEY_MAX], bytes[sizeof(key)];
	struct redis_command commands[2];
	struct redisReply *replies[2];
	struct counted earlier;

	*ret_is = false;
	if (key == 0) /* cannot be recognised */
		return 0;
	memcpy(bytes, &key, sizeof(bytes));
	for (size_t i = 0; i < 2; i++) {
		redis_command_init(&commands[i], "HGET");
		redis_command_add(&commands[i],
				  keys_build(partition, kinds[i], none, none, names[i]));
		redis_command_add(&commands[i], (struct slice){ bytes, sizeof(bytes) });
	}
	int r = redis_link_pipeline(link, commands, 2, replies, error);
	if (r < 0)
		return r;
	const struct slice current = redis_reply_text(replies[0]);
	*ret_is = counted_unpack(current.len ? current : redis_reply_text(replies[1]), &earlier) &&
		  counted_is_old_news(&earlier, counted);
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return 0;
}
