/* poison_move.c - see poison_move.h. */
#include "poison_move.h"

#include "keys.h"
#include "relocate.h"

#include <stdio.h>

enum { FIELDS = 6, BRAND = 3, PAGE = 32, PLACE_MAX = 64 };
static const char *const names[FIELDS] = { "id", "at", "reason", "brand", "count", "block" };

static struct slice key_in(unsigned partition, char key[KEYS_KEY_MAX])
{
	static const struct slice none = { NULL, 0 };

	return keys_build(partition, "poison", none, none, key);
}

static struct slice field(const struct redisReply *entry, size_t which)
{
	return redis_reply_text(redis_reply_field(redis_reply_at(entry, 1), names[which]));
}

static bool is_same(const struct redisReply *a, const struct redisReply *b)
{
	bool same = true;

	for (size_t i = 0; i < FIELDS; i++)
		same &= slice_equal(field(a, i), field(b, i));
	return same;
}

/* --- one entry after the other --- */

/* Below 0 ends the walk, and is its result. */
typedef int take_entry(void *context, const struct redisReply *entry, struct error *error);

static int read_page(struct redis_link *link, unsigned partition, const char *from,
		     struct redisReply **ret_page, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "XRANGE");
	redis_command_add(&command, key_in(partition, key));
	redis_command_add_text(&command, from);
	redis_command_add_text(&command, "+");
	redis_command_add_text(&command, "COUNT");
	redis_command_add_integer(&command, PAGE);
	return redis_link_command(link, &command, ret_page, error);
}

static int walk(struct redis_link *link, unsigned partition, take_entry *take, void *context,
		struct error *error)
{
	char from[PLACE_MAX] = "-"; /* then "(" and an id */
	size_t count;
	int r = 0;

	do {
		struct redisReply *page = NULL;

		r = read_page(link, partition, from, &page, error);
		count = r == 0 ? redis_reply_count(page) : 0;
		for (size_t i = 0; r == 0 && i < count; i++) {
			struct slice id =
				redis_reply_text(redis_reply_at(redis_reply_at(page, i), 0));

			r = take(context, redis_reply_at(page, i), error);
			(void)snprintf(from, sizeof(from), "(%.*s", (int)id.len, id.data);
		}
		redis_reply_free(page);
	} while (r == 0 && count > 0);
	return r;
}

/* --- moving --- */

struct moving {
	const struct poison_move *move;
	struct redis_link *here;
	uint64_t *copied;
};

struct search {
	const struct redisReply *wanted;
	bool found;
};

static int compare(void *context, const struct redisReply *entry, struct error *error)
{
	struct search *search = context;

	(void)error;
	search->found |= is_same(entry, search->wanted);
	return 0;
}

/* Unless a change that was broken off has copied it already. */
static int copy(const struct moving *moving, const struct redisReply *entry, unsigned to,
		struct error *error)
{
	struct search search = { entry, false };
	char key[KEYS_KEY_MAX];
	struct redis_link *link = NULL;
	struct redis_command command;
	int r = relocate_link(moving->move->partitions, to, &link, error);

	if (r == 0)
		r = walk(link, to, compare, &search, error);
	if (r < 0 || search.found)
		return r;
	redis_command_init(&command, "XADD");
	redis_command_add(&command, key_in(to, key));
	redis_command_add_text(&command, "*");
	for (size_t i = 0; i < FIELDS; i++) {
		redis_command_add_text(&command, names[i]);
		redis_command_add(&command, field(entry, i));
	}
	++*moving->copied;
	return relocate_do(link, &command, 1, error);
}

static int take_away(const struct moving *moving, const struct redisReply *entry,
		     struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "XDEL");
	redis_command_add(&command, key_in(moving->move->from, key));
	redis_command_add(&command, redis_reply_text(redis_reply_at(entry, 0)));
	return relocate_do(moving->here, &command, 1, error);
}

static int move_entry(void *context, const struct redisReply *entry, struct error *error)
{
	const struct moving *moving = context;
	const struct poison_move *move = moving->move;
	unsigned to = move->home(move->context, field(entry, BRAND));

	if (to == move->from)
		return 0;
	return move->clear ? take_away(moving, entry, error) : copy(moving, entry, to, error);
}

int poison_move(const struct poison_move *move, uint64_t *copied, struct error *error)
{
	struct moving moving = { .move = move, .copied = copied };
	int r = relocate_link(move->partitions, move->from, &moving.here, error);

	return r < 0 ? r : walk(moving.here, move->from, move_entry, &moving, error);
}
