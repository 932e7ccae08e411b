/* redis_reply.c - hiredis' replies behind accessors that no shape can surprise. */
#include "redis_reply.h"

#include <hiredis/hiredis.h>

void redis_reply_free(struct redisReply *reply)
{
	if (reply)
		freeReplyObject(reply);
}

static bool is_type(const struct redisReply *reply, int type)
{
	return reply && reply->type == type;
}

bool redis_reply_is_nil(const struct redisReply *reply)
{
	return !reply || reply->type == REDIS_REPLY_NIL;
}

bool redis_reply_is_array(const struct redisReply *reply)
{
	return is_type(reply, REDIS_REPLY_ARRAY);
}

bool redis_reply_is_integer(const struct redisReply *reply)
{
	return is_type(reply, REDIS_REPLY_INTEGER);
}

bool redis_reply_is_text(const struct redisReply *reply)
{
	return is_type(reply, REDIS_REPLY_STRING) || is_type(reply, REDIS_REPLY_STATUS);
}

struct slice redis_reply_error(const struct redisReply *reply)
{
	if (!is_type(reply, REDIS_REPLY_ERROR))
		return (struct slice){ 0 };
	return (struct slice){ reply->str, reply->len };
}

struct slice redis_reply_text(const struct redisReply *reply)
{
	if (!redis_reply_is_text(reply))
		return (struct slice){ 0 };
	return (struct slice){ reply->str, reply->len };
}

static int64_t text_integer(struct slice text, int64_t fallback)
{
	bool minus = text.len > 0 && text.data[0] == '-';
	struct slice digits = slice_cut(text, minus ? 1 : 0, text.len);
	int64_t value = 0;

	if (digits.len == 0 || digits.len > 18)
		return fallback;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return fallback;
		value = value * 10 + (digits.data[i] - '0');
	}
	return minus ? -value : value;
}

int64_t redis_reply_integer(const struct redisReply *reply, int64_t fallback)
{
	if (redis_reply_is_integer(reply))
		return reply->integer;
	return text_integer(redis_reply_text(reply), fallback);
}

size_t redis_reply_count(const struct redisReply *reply)
{
	return redis_reply_is_array(reply) ? reply->elements : 0;
}

const struct redisReply *redis_reply_at(const struct redisReply *reply, size_t index)
{
	return index < redis_reply_count(reply) ? reply->element[index] : NULL;
}

const struct redisReply *redis_reply_field(const struct redisReply *reply, const char *name)
{
	for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
		if (slice_is(redis_reply_text(reply->element[i]), name))
			return reply->element[i + 1];
	}
	return NULL;
}
