/* spread.c - see spread.h. */
#include "spread.h"

#include "identity.h"

static const struct slice none = { NULL, 0 };

static struct slice where(unsigned partition, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "identity", none, none, key);
}

void spread_question(struct redis_command *command, unsigned partition, char key[KEYS_KEY_MAX])
{
	redis_command_init(command, "HMGET");
	redis_command_add(command, where(partition, key));
	redis_command_add_text(command, "state");
	redis_command_add_text(command, "partitions");
	redis_command_add_text(command, "next");
	redis_command_add_text(command, "copied");
}

void spread_answer(const struct redisReply *reply, struct spread *ret_spread)
{
	const int64_t version = redis_reply_integer(redis_reply_at(reply, 0), 0);
	const int64_t several = redis_reply_integer(redis_reply_at(reply, 1), 0);

	*ret_spread = (struct spread){
		.version = version,
		.partitions = several > 0 ? (unsigned)several : version != 0,
		.next = (unsigned)redis_reply_integer(redis_reply_at(reply, 2), 0),
		.copied = !redis_reply_is_nil(redis_reply_at(reply, 3)),
	};
}

int spread_read(struct redis_link *link, unsigned partition, struct spread *ret_spread,
		struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	spread_question(&command, partition, key);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	spread_answer(reply, ret_spread);
	redis_reply_free(reply);
	return 0;
}

int spread_compare(const struct spread *spread, unsigned ours, struct error *error)
{
	if (spread->next)
		return error_set(error, ERROR_CONFLICT,
				 "the brands on this Redis are being spread over %u partition%s, "
				 "and that was not brought to its end; run livvakt repartition "
				 "with partitions: %u",
				 spread->next, spread->next == 1 ? "" : "s", spread->next);
	if (spread->partitions == ours || spread->partitions == 0)
		return 0;
	return error_set(error, ERROR_CONFLICT,
			 "the brands on this Redis are spread over %u partition%s, the "
			 "configuration says %u; write partitions: %u, or stop every Livvakt and "
			 "run livvakt repartition, which moves them",
			 spread->partitions, spread->partitions == 1 ? "" : "s", ours,
			 spread->partitions);
}

int spread_understood(const struct spread *spread, struct error *error)
{
	if (spread->version <= IDENTITY_STATE_VERSION)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "the state in Redis was written by a newer Livvakt (version %lld of it, "
			 "this one knows %d); install that one",
			 (long long)spread->version, IDENTITY_STATE_VERSION);
}

/* --- changing it --- */

/* Whoever comes first says to how many; gives whether that were we. */
static int claim_change(struct redis_link *link, struct slice key, unsigned next, bool *ret_ours,
			struct error *error)
{
	struct redis_command command;
	int64_t done;

	redis_command_init(&command, "HSETNX");
	redis_command_add(&command, key);
	redis_command_add_text(&command, "next");
	redis_command_add_integer(&command, next);
	int r = redis_link_ask_number(link, &command, &done, error);
	if (r < 0)
		return r;
	*ret_ours = done == 1;
	return 0;
}

/* They came to another end between our look and our mark, which goes again. */
static int drop_claim(struct redis_link *link, struct slice key, unsigned partitions,
		      struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "HDEL");
	redis_command_add(&command, key);
	redis_command_add_text(&command, "next");
	int r = redis_link_carry_out(link, &command, error);
	return r < 0 ? r
		     : error_set(error, ERROR_CONFLICT,
				 "the brands were spread over %u partition%s meanwhile; run this "
				 "again",
				 partitions, partitions == 1 ? "" : "s");
}

int spread_begin(struct redis_link *link, unsigned partition, unsigned from, unsigned next,
		 struct error *error)
{
	char key_text[KEYS_KEY_MAX];
	struct slice key = where(partition, key_text);
	struct redis_command command;
	struct spread now;
	bool ours = false;
	int r = claim_change(link, key, next, &ours, error);

	if (r == 0)
		r = spread_read(link, partition, &now, error);
	if (r < 0)
		return r;
	if (now.next != next)
		return error_set(error, ERROR_CONFLICT,
				 "another livvakt repartition, to %u partition%s, has begun; "
				 "let it come to its end",
				 now.next, now.next == 1 ? "" : "s");
	if (ours && partition == 0 && now.partitions != from)
		return drop_claim(link, key, now.partitions, error);
	redis_command_init(&command, "HSET");
	redis_command_add(&command, key);
	redis_command_add_text(&command, "state");
	redis_command_add_integer(&command, SPREAD_CHANGING);
	return redis_link_carry_out(link, &command, error);
}

int spread_copied(struct redis_link *link, unsigned partition, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "HSET");
	redis_command_add(&command, where(partition, key));
	redis_command_add_text(&command, "copied");
	redis_command_add_text(&command, "1");
	return redis_link_carry_out(link, &command, error);
}

int spread_copy_marks(struct redis_link *first, struct redis_link *link, unsigned partition,
		      struct error *error)
{
	static const char *const marks[] = { "author_key", "author_key_before",
					     "author_key_until" };
	enum { MARKS = sizeof(marks) / sizeof(marks[0]) };
	char key[KEYS_KEY_MAX];
	struct redis_command ask, set;
	struct redisReply *reply = NULL;
	int r;

	redis_command_init(&ask, "HMGET");
	redis_command_add(&ask, where(0, key));
	for (size_t i = 0; i < MARKS; i++)
		redis_command_add_text(&ask, marks[i]);
	r = redis_link_command(first, &ask, &reply, error);
	if (r < 0)
		return r;
	redis_command_init(&set, "HSET");
	redis_command_add(&set, where(partition, key));
	int nothing = set.count;
	for (size_t i = 0; i < MARKS; i++) {
		if (redis_reply_is_nil(redis_reply_at(reply, i)))
			continue;
		redis_command_add_text(&set, marks[i]);
		redis_command_add(&set, redis_reply_text(redis_reply_at(reply, i)));
	}
	if (set.count > nothing)
		r = redis_link_carry_out(link, &set, error);
	redis_reply_free(reply);
	return r;
}

/* `next` goes last: until then the change goes on when it is begun again. */
static int settle(struct redis_link *link, struct slice key, unsigned partitions,
		  struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "HSET");
	redis_command_add(&command, key);
	redis_command_add_text(&command, "partitions");
	redis_command_add_integer(&command, partitions);
	redis_command_add_text(&command, "state");
	redis_command_add_integer(&command, IDENTITY_STATE_VERSION);
	int r = redis_link_carry_out(link, &command, error);
	if (r < 0)
		return r;
	redis_command_init(&command, "HDEL");
	redis_command_add(&command, key);
	redis_command_add_text(&command, "next");
	redis_command_add_text(&command, "copied");
	return redis_link_carry_out(link, &command, error);
}

int spread_end(struct redis_link *link, unsigned partition, unsigned partitions, bool stays,
	       struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct slice name = where(partition, key);
	struct redis_command command;

	if (stays)
		return settle(link, name, partitions, error);
	redis_command_init(&command, "UNLINK");
	redis_command_add(&command, name);
	return redis_link_carry_out(link, &command, error);
}
