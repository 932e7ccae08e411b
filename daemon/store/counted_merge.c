/* counted_merge.c - see counted_merge.h. */
#include "counted_merge.h"

#include "counted.h"
#include "keys.h"
#include "relocate.h"
#include "scan.h"

enum { AT_ONCE = 30, GENERATIONS = 2 };

struct merge_to {
	struct redis_link *link;
	struct slice keys[GENERATIONS]; /* over there */
	uint64_t *rows;
};

/* A page of rows, and what stands behind their names over there in either key. */
struct some_rows {
	size_t count;
	struct slice names[AT_ONCE], rows[AT_ONCE];
	struct redisReply *there[GENERATIONS];
};

/* -1: none of ours, or not there. */
static int64_t received(struct slice row)
{
	struct counted counted;

	return counted_unpack(row, &counted) ? counted.received_us : -1;
}

static bool is_news(const struct some_rows *some, size_t which)
{
	int64_t ours_us = received(some->rows[which]);

	for (size_t i = 0; i < GENERATIONS; i++) {
		if (received(redis_reply_text(redis_reply_at(some->there[i], which))) >= ours_us)
			return false;
	}
	return true;
}

static int write_news(const struct merge_to *to, const struct some_rows *some, struct error *error)
{
	/* Ours come into the generation that ends last: over there they began at other times, and
	 * no row may be forgotten sooner than here. An older row goes. */
	struct redis_command commands[GENERATIONS];

	redis_command_init(&commands[0], "HSET");
	redis_command_add(&commands[0], to->keys[0]);
	redis_command_init(&commands[1], "HDEL");
	redis_command_add(&commands[1], to->keys[1]);
	int nothing = commands[1].count;
	for (size_t i = 0; i < some->count; i++) {
		if (!is_news(some, i))
			continue;
		redis_command_add(&commands[0], some->names[i]);
		redis_command_add(&commands[0], some->rows[i]);
		redis_command_add(&commands[1], some->names[i]);
	}
	return commands[1].count == nothing ? 0 : relocate_do(to->link, commands, 2, error);
}

static int merge_some(const struct merge_to *to, struct some_rows *some, struct error *error)
{
	struct redis_command commands[GENERATIONS];

	for (size_t i = 0; i < GENERATIONS; i++) {
		redis_command_init(&commands[i], "HMGET");
		redis_command_add(&commands[i], to->keys[i]);
		for (size_t k = 0; k < some->count; k++)
			redis_command_add(&commands[i], some->names[k]);
	}
	int r = redis_link_pipeline(to->link, commands, GENERATIONS, some->there, error);
	if (r < 0)
		return r;
	r = write_news(to, some, error);
	for (size_t i = 0; i < GENERATIONS; i++)
		redis_reply_free(some->there[i]);
	*to->rows += some->count;
	some->count = 0;
	return r;
}

static int merge_page(void *context, const struct redisReply *rows, struct error *error)
{
	const struct merge_to *to = context;
	struct some_rows some = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(rows); i += 2) {
		struct slice name = redis_reply_text(redis_reply_at(rows, i));

		if (name.len == 0) /* since when it fills */
			continue;
		some.names[some.count] = name;
		some.rows[some.count++] = redis_reply_text(redis_reply_at(rows, i + 1));
		if (some.count == AT_ONCE)
			r = merge_some(to, &some, error);
	}
	return r == 0 && some.count > 0 ? merge_some(to, &some, error) : r;
}

/* Since when it fills, and until when it is kept: where nothing of the kind stands yet, ours; else
 * the longer of both. */
static int merge_times(struct redis_link *from, const struct merge_to *to, struct slice key,
		       struct error *error)
{
	struct redis_command commands[3];
	struct redisReply *replies[2];
	size_t count = 0;

	redis_command_init(&commands[0], "HGET");
	redis_command_add(&commands[0], key);
	redis_command_add_text(&commands[0], "");
	redis_command_init(&commands[1], "PEXPIRETIME");
	redis_command_add(&commands[1], key);
	int r = redis_link_pipeline(from, commands, 2, replies, error);
	if (r < 0)
		return r;
	int64_t until_ms = redis_reply_integer(replies[1], 0);
	if (!redis_reply_is_nil(replies[0])) {
		redis_command_init(&commands[count], "HSETNX");
		redis_command_add(&commands[count], to->keys[0]);
		redis_command_add_text(&commands[count], "");
		redis_command_add(&commands[count++], redis_reply_text(replies[0]));
	}
	for (int greater = 0; until_ms > 0 && greater < 2; greater++) {
		redis_command_init(&commands[count], "PEXPIREAT");
		redis_command_add(&commands[count], to->keys[0]);
		redis_command_add_integer(&commands[count], until_ms);
		redis_command_add_text(&commands[count++], greater ? "GT" : "NX");
	}
	r = relocate_do(to->link, commands, count, error);
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return r;
}

int counted_merge(struct partitions *partitions, unsigned from, unsigned to, struct slice key,
		  uint64_t *rows, struct error *error)
{
	static const char *const names[GENERATIONS] = { "counted", "counted-before" };
	char keys[GENERATIONS][KEYS_KEY_MAX];
	struct merge_to there = { .rows = rows };
	struct redis_link *here = NULL;

	for (size_t i = 0; i < GENERATIONS; i++)
		there.keys[i] =
			keys_build(to, names[i], (struct slice){ 0 }, (struct slice){ 0 }, keys[i]);
	int r = relocate_link(partitions, from, &here, error);
	if (r == 0)
		r = relocate_link(partitions, to, &there.link, error);
	if (r == 0)
		r = scan_rows(here, SCAN_HASH, key, merge_page, &there, error);
	return r < 0 ? r : merge_times(here, &there, key, error);
}
