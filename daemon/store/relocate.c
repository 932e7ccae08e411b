/* relocate.c - see relocate.h. */
#include "relocate.h"

#include "clock.h"
#include "redis_failure.h"
#include "scan.h"

#include <assert.h>

int relocate_link(struct partitions *partitions, unsigned number, struct redis_link **ret_link,
		  struct error *error)
{
	struct partition partition = { 0 };
	int r = partitions_reach(partitions, number, clock_monotonic_us(), &partition, error);

	if (r == 0)
		*ret_link = partition.link;
	return r;
}

int relocate_do(struct redis_link *link, const struct redis_command *commands, size_t count,
		struct error *error)
{
	struct redisReply *replies[RELOCATE_AT_ONCE];
	int r;

	assert(count <= RELOCATE_AT_ONCE);
	r = redis_link_pipeline(link, commands, count, replies, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		struct slice refusal = redis_reply_error(replies[i]);

		if (r == 0 && refusal.len > 0)
			r = redis_failure_set(error, refusal);
		redis_reply_free(replies[i]);
	}
	return r;
}

/* Asked for a key that never is, a node says ASK when it has begun to give the slot away, and MOVED
 * when it has. */
int relocate_whole(struct redis_link *link, unsigned number, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(number, prefix);
	redis_command_init(&command, "EXISTS");
	redis_command_add_text(&command, prefix);
	int r = relocate_do(link, &command, 1, error);
	if (r != ERROR_AWAY)
		return r;
	return error_prefix(error,
			    "not all of partition %u lies on one node; wait until redis-cli "
			    "--cluster check finds no open slot, and run this again",
			    number);
}

/* --- there --- */

enum { GONE = -2 }; /* says PEXPIRETIME */

/* Those that go to one partition; a key that is gone meanwhile has expired, after it was dumped,
 * too: it would come there to stay. */
static int put_in(struct relocation *relocation, unsigned to,
		  struct redisReply *const replies[2 * RELOCATE_AT_ONCE], struct error *error)
{
	struct redis_command commands[RELOCATE_AT_ONCE];
	char keys[RELOCATE_AT_ONCE][KEYS_KEY_MAX];
	struct redis_link *link = NULL;
	size_t count = 0;

	for (size_t i = 0; i < relocation->count; i++) {
		struct redis_command *command = &commands[count];
		int64_t expires_ms = redis_reply_integer(replies[2 * i + 1], GONE);

		if (relocation->items[i].to != to || redis_reply_is_nil(replies[2 * i]) ||
		    expires_ms == GONE)
			continue;
		redis_command_init(command, "RESTORE");
		redis_command_add(command,
				  scan_key_in(to, relocation->items[i].key, keys[count++]));
		redis_command_add_integer(command, expires_ms > 0 ? expires_ms : 0);
		redis_command_add(command, redis_reply_text(replies[2 * i]));
		redis_command_add_text(command, "REPLACE");
		redis_command_add_text(command, "ABSTTL");
	}
	if (count == 0)
		return 0;
	int r = relocate_link(relocation->partitions, to, &link, error);
	return r < 0 ? r : relocate_do(link, commands, count, error);
}

static int put_all(struct relocation *relocation,
		   struct redisReply *const replies[2 * RELOCATE_AT_ONCE], struct error *error)
{
	int r = 0;

	for (unsigned to = 0; r == 0 && to < partitions_count(relocation->partitions); to++)
		r = put_in(relocation, to, replies, error);
	return r;
}

/* --- from here --- */

static int copy(struct relocation *relocation, struct redis_link *link, struct error *error)
{
	struct redis_command commands[2 * RELOCATE_AT_ONCE];
	struct redisReply *replies[2 * RELOCATE_AT_ONCE];
	size_t count = 2 * relocation->count;

	assert(count > 0);
	for (size_t i = 0; i < count; i++) {
		redis_command_init(&commands[i], i % 2 ? "PEXPIRETIME" : "DUMP");
		redis_command_add(&commands[i], relocation->items[i / 2].key);
	}
	int r = redis_link_pipeline(link, commands, count, replies, error);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct slice refusal = redis_reply_error(replies[i]);

		if (refusal.len > 0)
			r = redis_failure_set(error, refusal);
	}
	if (r == 0)
		r = put_all(relocation, replies, error);
	for (size_t i = 0; i < count; i++)
		redis_reply_free(replies[i]);
	return r;
}

static int take_away(struct relocation *relocation, struct redis_link *link, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "UNLINK");
	for (size_t i = 0; i < relocation->count; i++)
		redis_command_add(&command, relocation->items[i].key);
	return relocate_do(link, &command, 1, error);
}

int relocate_flush(struct relocation *relocation, struct error *error)
{
	struct redis_link *link = NULL;
	int r = 0;

	if (relocation->count == 0)
		return 0;
	r = relocate_link(relocation->partitions, relocation->from, &link, error);
	if (r == 0)
		r = relocation->clear ? take_away(relocation, link, error)
				      : copy(relocation, link, error);
	relocation->done += relocation->count;
	relocation->count = 0;
	return r;
}

int relocate_add(struct relocation *relocation, struct slice key, unsigned to, struct error *error)
{
	int r = relocation->count == RELOCATE_AT_ONCE ? relocate_flush(relocation, error) : 0;

	relocation->items[relocation->count++] = (struct relocate_item){ key, to };
	return r;
}
