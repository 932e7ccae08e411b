/* identity.c - see identity.h. */
#include "identity.h"

#include "functions.h"
#include "keys.h"
#include "presence.h"
#include "redis_failure.h"
#include "spread.h"

#include <inttypes.h>
#include <stdio.h>

enum { SET_KEY, SET_VERSION, READ, READ_LAYOUT, COMMANDS, MARK_BYTES = 17 };

/* Tells keys apart and tells nothing of them. */
static void mark_of(const uint8_t key[CRYPTO_KEY_BYTES], char ret_mark[MARK_BYTES])
{
	(void)snprintf(ret_mark, MARK_BYTES, "%016" PRIx64,
		       crypto_author_hash(key, slice_from("livvakt"), slice_from("identity")));
}

/* Ours stands there from now on, and after it the one that served until now, if it goes on. */
static int replace(struct redis_link *link, struct slice where, const struct author_keys *keys,
		   struct error *error)
{
	char mark[MARK_BYTES], before[MARK_BYTES] = "";
	struct redis_command command;

	mark_of(keys->current, mark);
	if (keys->until_us)
		mark_of(keys->before, before);
	redis_command_init(&command, "HSET");
	redis_command_add(&command, where);
	redis_command_add_text(&command, "author_key");
	redis_command_add_text(&command, mark);
	redis_command_add_text(&command, "author_key_before");
	redis_command_add_text(&command, before);
	redis_command_add_text(&command, "author_key_until");
	redis_command_add_integer(&command, keys->until_us);
	return redis_link_carry_out(link, &command, error);
}

static void prepare(struct redis_command commands[COMMANDS], struct slice where, const char *mark)
{
	redis_command_init(&commands[SET_KEY], "HSETNX");
	redis_command_add(&commands[SET_KEY], where);
	redis_command_add_text(&commands[SET_KEY], "author_key");
	redis_command_add_text(&commands[SET_KEY], mark);
	redis_command_init(&commands[SET_VERSION], "HSETNX");
	redis_command_add(&commands[SET_VERSION], where);
	redis_command_add_text(&commands[SET_VERSION], "state");
	redis_command_add_integer(&commands[SET_VERSION], IDENTITY_STATE_VERSION);
	redis_command_init(&commands[READ], "HMGET");
	redis_command_add(&commands[READ], where);
	redis_command_add_text(&commands[READ], "author_key");
	redis_command_add_text(&commands[READ], "state");
	redis_command_add_text(&commands[READ], "author_key_before");
	redis_command_add_text(&commands[READ], "author_key_until");
}

/* By `livvakt rotate-key`: things keep the first key that there was. */
static bool was_changed(const struct author_keys *keys)
{
	return memcmp(keys->things, keys->current, sizeof(keys->things)) != 0;
}

/* What stands there beside what we came with; false: they have nothing to do with each other. */
static bool compare(const struct redisReply *known, const struct identity_claimant *claimant,
		    enum identity_key *ret_key)
{
	const struct author_keys *keys = claimant->keys;
	struct slice stands = redis_reply_text(redis_reply_at(known, 0));
	char mark[MARK_BYTES], before[MARK_BYTES] = "";

	mark_of(keys->current, mark);
	if (keys->until_us)
		mark_of(keys->before, before);
	*ret_key = IDENTITY_SAME;
	if (slice_is(stands, mark))
		return true;
	*ret_key = IDENTITY_NEW;
	if ((claimant->own && was_changed(keys)) || slice_is(stands, before))
		return true;
	*ret_key = IDENTITY_OLD;
	return slice_is(redis_reply_text(redis_reply_at(known, 2)), mark) &&
	       claimant->now_us < redis_reply_integer(redis_reply_at(known, 3), 0);
}

static int refuse_key(const struct identity_claimant *claimant, const char *where,
		      struct error *error)
{
	if (claimant->own)
		return error_set(
			error, ERROR_CONFLICT,
			"author.key in the state folder is new, and not the one that "
			"authors stand with in its Redis: restore that one from a backup. Is "
			"it gone for good, run `livvakt rotate-key` and start again; authors "
			"seen before then count as new, and `forget` does not find them");
	return error_set(
		error, ERROR_CONFLICT,
		"another Livvakt uses this Redis with another author.key; copy its "
		"author.key into this state folder, or give this one another database. Was "
		"the key replaced by hand on purpose, take author_key out of %s first "
		"(HDEL)",
		where);
}

/* What the first one said who came with several. */
static int claim_partitions(struct redis_link *link, struct slice where, unsigned ours,
			    struct error *error)
{
	struct redis_command commands[2];
	struct redisReply *replies[2];
	struct spread spread = { 0 };

	redis_command_init(&commands[0], "HSETNX");
	redis_command_add(&commands[0], where);
	redis_command_add_text(&commands[0], "partitions");
	redis_command_add_integer(&commands[0], ours);
	redis_command_init(&commands[1], "HGET");
	redis_command_add(&commands[1], where);
	redis_command_add_text(&commands[1], "partitions");
	int r = redis_link_pipeline(link, commands, 2, replies, error);
	if (r < 0)
		return r;
	spread.partitions = (unsigned)redis_reply_integer(replies[1], 0);
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return spread_compare(&spread, ours, error);
}

/* It is this version's from now on: what is written into it those before would not understand. */
static int migrate(struct redis_link *link, struct slice where, unsigned partitions,
		   struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "HSET");
	redis_command_add(&command, where);
	redis_command_add_text(&command, "state");
	redis_command_add_integer(&command, IDENTITY_STATE_VERSION);
	redis_command_add_text(&command, "partitions"); /* version 1 did not say it */
	redis_command_add_integer(&command, partitions);
	return redis_link_carry_out(link, &command, error);
}

int identity_check_partitions(struct redis_link *link, unsigned partitions, struct error *error)
{
	struct spread spread;
	int r = spread_read(link, 0, &spread, error);

	return r < 0 ? r : spread_compare(&spread, partitions, error);
}

/* 0: there are none. */
static int read_functions(struct redis_link *link, struct slice where, int64_t *ret_functions,
			  int64_t *ret_state, struct error *error)
{
	struct redis_command commands[2];
	struct redisReply *replies[2];

	redis_command_init(&commands[0], "FCALL");
	redis_command_add_text(&commands[0], "livvakt_version");
	redis_command_add_text(&commands[0], "0");
	redis_command_init(&commands[1], "HGET");
	redis_command_add(&commands[1], where);
	redis_command_add_text(&commands[1], "state");
	int r = redis_link_pipeline(link, commands, 2, replies, error);
	if (r < 0)
		return r;
	*ret_functions = redis_reply_integer(replies[0], 0);
	*ret_state = redis_reply_integer(replies[1], 0);
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return 0;
}

int identity_check_version(struct redis_link *link, unsigned partition, struct error *error)
{
	static const struct slice none = { NULL, 0 };
	char where[KEYS_KEY_MAX], name[PRESENCE_NAME_MAX] = "";
	int64_t functions = 0, state = 0;
	size_t present = 0;
	int r = read_functions(link, keys_build(partition, "identity", none, none, where),
			       &functions, &state, error);

	if (r == 0)
		r = spread_understood(&(struct spread){ .version = state }, error);
	if (r < 0 || functions == 0 || functions >= functions_version())
		return r;
	r = presence_look(link, partition, &present, name, error);
	if (r < 0 || (present == 0 && (state == 0 || state >= IDENTITY_STATE_VERSION)))
		return r;
	return error_set(error, ERROR_REFUSED,
			 "an older Livvakt works here%s%s; restart it with this version first",
			 present ? ": " : "", name);
}

static bool has_mark(const struct author_keys *keys, struct slice stands)
{
	char current[MARK_BYTES], before[MARK_BYTES] = "";

	mark_of(keys->current, current);
	if (keys->until_us)
		mark_of(keys->before, before);
	return slice_is(stands, current) || slice_is(stands, before);
}

int identity_check_key(struct redis_link *link, unsigned partition, const struct author_keys *keys,
		       struct error *error)
{
	static const struct slice none = { NULL, 0 };
	char where[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "HGET");
	redis_command_add(&command, keys_build(partition, "identity", none, none, where));
	redis_command_add_text(&command, "author_key");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	/* Empty where nobody was yet. */
	if (!has_mark(keys, redis_reply_text(reply)) && redis_reply_text(reply).len > 0)
		r = error_set(error, ERROR_CONFLICT,
			      "authors stand in this Redis under another key than ours, which "
			      "finds none of them: copy author.key from the state folder of a "
			      "Livvakt that was restarted with the new one, and restart; was it "
			      "changed in this folder, restart first");
	redis_reply_free(reply);
	return r;
}

int identity_claim(struct redis_link *link, unsigned partition,
		   const struct identity_claimant *claimant, enum identity_key *ret_key,
		   struct error *error)
{
	char where_text[KEYS_KEY_MAX], spread_key[KEYS_KEY_MAX], mark[MARK_BYTES];
	struct slice where = keys_build(partition, "identity", (struct slice){ 0 },
					(struct slice){ 0 }, where_text);
	struct redis_command commands[COMMANDS];
	struct redisReply *replies[COMMANDS];
	struct spread spread;

	mark_of(claimant->keys->current, mark);
	prepare(commands, where, mark);
	spread_question(&commands[READ_LAYOUT], partition, spread_key);
	int r = redis_link_pipeline(link, commands, COMMANDS, replies, error);
	if (r < 0)
		return r;
	int64_t version = redis_reply_integer(redis_reply_at(replies[READ], 1), 0);
	struct slice refusal = redis_reply_error(replies[READ]);
	spread_answer(replies[READ_LAYOUT], &spread);
	if (redis_failure_is_passing(refusal))
		r = redis_failure_set(error, refusal);
	else if (refusal.len > 0)
		r = error_set(error, ERROR_REFUSED,
			      "other data stands in this Redis under %s (%.*s); give Livvakt a "
			      "database of its own",
			      where_text, (int)refusal.len, refusal.data);
	else if (spread.next || version == SPREAD_ONE)
		r = spread_compare(&spread, claimant->partitions, error);
	else
		r = spread_understood(&spread, error);
	if (r == 0 && !compare(replies[READ], claimant, ret_key))
		r = refuse_key(claimant, where_text, error);
	if (r == 0 && redis_reply_integer(replies[SET_VERSION], 0) == 1)
		*ret_key = IDENTITY_FIRST;
	for (size_t i = 0; i < COMMANDS; i++)
		redis_reply_free(replies[i]);
	if (r == 0 && version > SPREAD_ONE)
		r = claim_partitions(link, where, claimant->partitions, error);
	if (r == 0 && version < IDENTITY_STATE_VERSION)
		r = migrate(link, where, claimant->partitions, error);
	if (r < 0 || *ret_key != IDENTITY_NEW)
		return r;
	return replace(link, where, claimant->keys, error);
}

int identity_rights(struct redis_link *link, unsigned partition,
		    char ret_missing[IDENTITY_RIGHTS_MAX], struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_rights", prefix);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	const struct slice text = redis_reply_text(reply);
	(void)snprintf(ret_missing, IDENTITY_RIGHTS_MAX, "%.*s", (int)text.len, text.data);
	redis_reply_free(reply);
	return 0;
}
