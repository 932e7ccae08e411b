/* commit.c - hands a batch's delta to the one atomic function (livvakt.lua, commit). */
#include "commit.h"

#include "keys.h"

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
	size_t gone = redis_reply_count(reply);
	if (!redis_reply_is_array(reply))
		r = error_set(error, ERROR_REFUSED, "the commit function gave no list");
	else if (gone > 0)
		r = error_set(error, ERROR_CONFLICT,
			      "%zu of %zu entries were taken by another judge", gone,
			      commit->entry_count);
	if (r == ERROR_CONFLICT)
		mark_gone(reply, commit->entry_count, ret_gone);
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
