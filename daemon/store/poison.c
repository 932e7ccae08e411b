/* poison.c - see poison.h. */
#include "poison.h"

#include "keys.h"
#include "stream.h"

#include <stdio.h>

enum { PAGE = 64 };

static int read_page(struct redis_link *link, unsigned partition, const char *from,
		     struct redisReply **ret_reply, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "XRANGE");
	redis_command_add(&command, keys_build(partition, "poison", (struct slice){ 0 },
					       (struct slice){ 0 }, key));
	redis_command_add_text(&command, from);
	redis_command_add_text(&command, "+");
	redis_command_add_text(&command, "COUNT");
	redis_command_add_integer(&command, PAGE);
	return redis_link_command(link, &command, ret_reply, error);
}

static struct poison poison_of(const struct redisReply *entry)
{
	const struct redisReply *fields = redis_reply_at(entry, 1);

	return (struct poison){
		.id = redis_reply_text(redis_reply_at(entry, 0)),
		.reason = redis_reply_text(redis_reply_field(fields, "reason")),
		.brand = redis_reply_text(redis_reply_field(fields, "brand")),
		.at_us = redis_reply_integer(redis_reply_field(fields, "at"), 0),
		.comments = redis_reply_integer(redis_reply_field(fields, "count"), 0),
	};
}

int poison_each(struct redis_link *link, unsigned partition,
		void (*each)(void *context, const struct poison *poison), void *context,
		struct error *error)
{
	char from[STREAM_ID_MAX + 1] = "-"; /* then "(" and an id */
	size_t count;

	do {
		struct redisReply *reply = NULL;
		int r = read_page(link, partition, from, &reply, error);

		if (r < 0)
			return r;
		count = redis_reply_count(reply);
		for (size_t i = 0; i < count; i++) {
			struct poison poison = poison_of(redis_reply_at(reply, i));

			(void)snprintf(from, sizeof(from), "(%.*s", (int)poison.id.len,
				       poison.id.data);
			each(context, &poison);
		}
		redis_reply_free(reply);
	} while (count > 0);
	return 0;
}

int poison_again(struct redis_link *link, unsigned partition, struct slice id, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_poison_again", prefix);
	redis_command_add(&command, id);
	return redis_link_carry_out(link, &command, error);
}
