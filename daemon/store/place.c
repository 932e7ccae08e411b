/* place.c - see place.h. */
#include "place.h"

#include "keys.h"

int place_read(struct redis_link *link, unsigned partition, const char *kind, struct slice member,
	       int64_t *ret_us, struct error *error)
{
	static const struct slice none = { 0 };
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "ZSCORE");
	redis_command_add(&command, keys_build(partition, kind, none, none, key));
	redis_command_add(&command, member);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	if (redis_reply_is_nil(reply))
		r = error_set(error, ERROR_NOT_FOUND,
			      "the page before ended with one that is gone");
	else
		*ret_us = redis_reply_integer(reply, 0);
	redis_reply_free(reply);
	return r;
}
