/* due.c - the due-time sets of a partition. Claims are made in livvakt.lua, due_claim. */
#include "due.h"

#include "effects.h"
#include "keys.h"

#include <stdbool.h>

enum { SETS = 2 };
static const char *const sets[SETS] = { "due", "due-deliveries" };

static int check_row(struct slice row, struct error *error)
{
	if (row.len > 0 && row.len <= DUE_ROW_MAX && !memchr(row.data, '\0', row.len))
		return 0;
	return error_set(error, ERROR_INVALID, "a due row has 1 to %d bytes, none of them NUL",
			 DUE_ROW_MAX);
}

int due_set(struct redis_link *link, unsigned partition, struct slice row, int64_t due_us,
	    struct error *error)
{
	struct effect_row set = { row, due_us };
	struct effects effects = { .set = &set, .set_count = 1 };
	int r = check_row(row, error);

	return r < 0 ? r : effects_apply(link, partition, &effects, 0, error);
}

int due_remove(struct redis_link *link, unsigned partition, struct slice row, struct error *error)
{
	struct effects effects = { .remove = &row, .remove_count = 1 };
	int r = check_row(row, error);

	return r < 0 ? r : effects_apply(link, partition, &effects, 0, error);
}

/* {row, due, token, row …}; what is none of ours (too long, a NUL in it) is left out, and its lease
 * passes again and again. */
static size_t read_rows(const struct redisReply *reply, size_t max, struct due_row *ret_rows)
{
	size_t count = 0;

	for (size_t i = 0; i + 2 < redis_reply_count(reply) && count < max; i += 3) {
		struct slice text = redis_reply_text(redis_reply_at(reply, i));
		struct due_row *row = &ret_rows[count];
		if (check_row(text, NULL) < 0)
			continue;
		memcpy(row->text, text.data, text.len);
		row->text[text.len] = '\0';
		row->len = text.len;
		row->due_us = redis_reply_integer(redis_reply_at(reply, i + 1), 0);
		row->token = (uint64_t)redis_reply_integer(redis_reply_at(reply, i + 2), 0);
		count++;
	}
	return count;
}

int due_claim(struct redis_link *link, unsigned partition, const struct due_claim *claim,
	      struct due_row *ret_rows, size_t *ret_count, struct error *error)
{
	static const char *const kinds[] = {
		[DUE_ANY] = "", [DUE_STEPS] = "steps", [DUE_DELIVERIES] = "deliveries"
	};
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	size_t max = claim->max < DUE_CLAIM_MAX ? claim->max : DUE_CLAIM_MAX;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_due_claim", prefix);
	redis_command_add_integer(&command, claim->now_us);
	redis_command_add_integer(&command, claim->lease_us);
	redis_command_add_integer(&command, (int64_t)max);
	redis_command_add_text(&command, kinds[claim->kind]);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	*ret_count = read_rows(reply, max, ret_rows);
	redis_reply_free(reply);
	return 0;
}

int due_complete(struct redis_link *link, unsigned partition, const struct due_row *row,
		 struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_due_complete", prefix);
	redis_command_add(&command, (struct slice){ row->text, row->len });
	redis_command_add_integer(&command, (int64_t)row->token);
	return redis_link_carry_out(link, &command, error);
}

int due_renew(struct redis_link *link, unsigned partition, const struct due_row *row,
	      int64_t now_us, int64_t lease_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_due_renew", prefix);
	redis_command_add(&command, (struct slice){ row->text, row->len });
	redis_command_add_integer(&command, (int64_t)row->token);
	redis_command_add_integer(&command, now_us + lease_us);
	return redis_link_carry_out(link, &command, error);
}

/* Some rows at a time, so that nobody waits for long. */
int due_shift(struct redis_link *link, unsigned partition, int64_t now_us, int64_t back_us,
	      struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	int64_t more = 1;
	int r = 0;

	keys_prefix(partition, prefix);
	while (r == 0 && more == 1) {
		struct redis_command command;

		redis_command_call(&command, "livvakt_due_shift", prefix);
		redis_command_add_integer(&command, now_us);
		redis_command_add_integer(&command, back_us);
		r = redis_link_ask_number(link, &command, &more, error);
	}
	return r;
}

int due_when(struct redis_link *link, unsigned partition, struct slice row, int64_t *ret_due_us,
	     struct error *error)
{
	static const struct slice none = { 0 };
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "ZSCORE");
	redis_command_add(&command, keys_build(partition, sets[0], none, none, key));
	redis_command_add(&command, row);
	return redis_link_ask_number(link, &command, ret_due_us, error);
}

int due_next(struct redis_link *link, unsigned partition, int64_t *ret_due_us, struct error *error)
{
	static const struct slice none = { 0 };
	char keys[SETS][KEYS_KEY_MAX];
	struct redis_command commands[SETS];
	struct redisReply *replies[SETS];

	for (size_t i = 0; i < SETS; i++) {
		redis_command_init(&commands[i], "ZRANGE");
		redis_command_add(&commands[i],
				  keys_build(partition, sets[i], none, none, keys[i]));
		redis_command_add_integer(&commands[i], 0);
		redis_command_add_integer(&commands[i], 0);
		redis_command_add_text(&commands[i], "WITHSCORES");
	}
	int r = redis_link_pipeline(link, commands, SETS, replies, error);
	if (r < 0)
		return r;
	*ret_due_us = INT64_MAX;
	for (size_t i = 0; i < SETS; i++) {
		int64_t due_us = redis_reply_integer(redis_reply_at(replies[i], 1), INT64_MAX);

		*ret_due_us = due_us < *ret_due_us ? due_us : *ret_due_us;
		redis_reply_free(replies[i]);
	}
	return 0;
}
