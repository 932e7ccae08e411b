/* series.c - reading the series that the commit function wrote (livvakt.lua, series_add). */
#include "series.h"

#include "clock.h"
#include "keys.h"
#include "utf8.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t number_at(const char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return (int64_t)le64toh(value);
}

static void read_slots(const char *bytes, uint32_t (*slots)[SERIES_COLUMNS], size_t count)
{
	memcpy(slots, bytes, count * sizeof(slots[0]));
	for (size_t i = 0; i < count; i++) {
		for (size_t column = 0; column < SERIES_COLUMNS; column++)
			slots[i][column] = le32toh(slots[i][column]);
	}
}

bool series_unpack(struct slice bytes, struct series_counts *ret_counts)
{
	static const char magic[] = { 'L', 'V', 'S', 1, 0, 0, 0, 0 };

	if (bytes.len != SERIES_BYTES || memcmp(bytes.data, magic, sizeof(magic)) != 0)
		return false;
	int64_t first_us = number_at(bytes.data + 8);
	int64_t last_minute = number_at(bytes.data + 16);
	int64_t last_hour = number_at(bytes.data + 24);
	if (first_us < 0 || last_minute < -1 || last_hour < -1 ||
	    last_minute > INT64_MAX / CLOCK_MINUTE_US || last_hour > INT64_MAX / CLOCK_HOUR_US)
		return false;

	ret_counts->first_us = first_us;
	ret_counts->last_minute = last_minute;
	ret_counts->last_hour = last_hour;
	const char *slots = bytes.data + SERIES_HEADER_BYTES;
	read_slots(slots, ret_counts->minutes, SERIES_MINUTES);
	read_slots(slots + sizeof(ret_counts->minutes), ret_counts->hours, SERIES_HOURS);
	return true;
}

static void ask(struct redis_command *command, unsigned partition, struct slice brand,
		struct slice scope, char key[KEYS_KEY_MAX])
{
	redis_command_init(command, "GET");
	scope = utf8_cut(scope, SERIES_SCOPE_MAX); /* as delta.c does */
	redis_command_add(command, keys_build(partition, "series", brand, scope, key));
}

static int take(const struct redisReply *reply, const char *key, struct series_counts *ret_counts,
		struct error *error)
{
	if (redis_reply_is_nil(reply))
		series_counts_init(ret_counts);
	else if (!series_unpack(redis_reply_text(reply), ret_counts))
		return error_set(error, ERROR_INVALID, "%s holds no series of ours", key);
	return 0;
}

int series_read(struct redis_link *link, unsigned partition, struct slice brand, struct slice scope,
		struct series_counts *ret_counts, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	ask(&command, partition, brand, scope, key);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = take(reply, key, ret_counts, error);
	redis_reply_free(reply);
	return r;
}

/* As many as one exchange asks for: all their bytes are held at once. */
static int read_some(struct redis_link *link, const struct series_query *query, size_t first,
		     size_t count, struct error *error)
{
	char keys[SERIES_AT_ONCE][KEYS_KEY_MAX];
	struct redis_command commands[SERIES_AT_ONCE];
	struct redisReply *replies[SERIES_AT_ONCE];
	struct series_counts counts;

	for (size_t i = 0; i < count; i++)
		ask(&commands[i], query->partition, query->brand, query->scopes[first + i],
		    keys[i]);
	int r = redis_link_pipeline(link, commands, count, replies, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		if (r == 0)
			r = take(replies[i], keys[i], &counts, error);
		if (r == 0)
			r = query->each(query->context, query->scopes[first + i], &counts, error);
		redis_reply_free(replies[i]);
	}
	return r;
}

int series_read_many(struct redis_link *link, const struct series_query *query, struct error *error)
{
	int r = 0;

	for (size_t at = 0; at < query->count && r == 0; at += SERIES_AT_ONCE) {
		size_t left = query->count - at;

		r = read_some(link, query, at, left < SERIES_AT_ONCE ? left : SERIES_AT_ONCE,
			      error);
	}
	return r;
}

static int64_t authors_set_of(int64_t us)
{
	return us / (SERIES_AUTHORS_MINUTES * CLOCK_MINUTE_US);
}

int series_authors(struct redis_link *link, unsigned partition, struct slice brand,
		   struct slice scope, int64_t from_us, int64_t to_us, uint64_t *ret_authors,
		   struct error *error)
{
	char keys[SERIES_AUTHORS_SETS][KEYS_KEY_MAX], rest[SERIES_SCOPE_MAX + 24];
	struct redis_command command;
	struct redisReply *reply = NULL;
	int64_t last = authors_set_of(to_us), first = authors_set_of(from_us);

	if (first <= last - SERIES_AUTHORS_SETS)
		first = last - SERIES_AUTHORS_SETS + 1;
	scope = utf8_cut(scope, SERIES_SCOPE_MAX);
	redis_command_init(&command, "PFCOUNT");
	for (int64_t set = first; set <= last; set++) {
		int len = snprintf(rest, sizeof(rest), "%" PRId64 ":%.*s", set, (int)scope.len,
				   scope.data);
		redis_command_add(&command, keys_build(partition, "authors", brand,
						       (struct slice){ rest, (size_t)len },
						       keys[set - first]));
	}
	if (first > last) {
		*ret_authors = 0;
		return 0;
	}
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	*ret_authors = (uint64_t)redis_reply_integer(reply, 0);
	redis_reply_free(reply);
	return 0;
}

int series_scopes(struct redis_link *link, unsigned partition, struct slice brand, int64_t since_us,
		  bool (*each)(void *context, struct slice scope), void *context,
		  struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "ZRANGE");
	redis_command_add(&command,
			  keys_build(partition, "scopes", brand, (struct slice){ 0 }, key));
	redis_command_add_integer(&command, since_us - CLOCK_HOUR_US); /* noted once an hour */
	redis_command_add_text(&command, "+inf");
	redis_command_add_text(&command, "BYSCORE");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < redis_reply_count(reply); i++) {
		if (!each(context, redis_reply_text(redis_reply_at(reply, i))))
			break;
	}
	redis_reply_free(reply);
	return 0;
}
