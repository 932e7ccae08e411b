/* history.c - see history.h. */
#include "history.h"

#include "buffer.h"
#include "clock.h"
#include "keys.h"
#include "messagepack.h"

#include <inttypes.h>
#include <stdio.h>

enum { REQUEST_BYTES = 16 << 20 };

struct slice history_rest(const struct history_list *list, char ret_text[HISTORY_REST_MAX])
{
	if (!list->of)
		return (struct slice){ 0 };
	(void)snprintf(ret_text, HISTORY_REST_MAX, "%s:%" PRId64, list->of, list->within_us);
	return slice_from(ret_text);
}

/* --- rows --- */

static uint64_t number_at(struct slice bytes, size_t at, size_t width)
{
	uint64_t value = 0;

	for (size_t i = at + width; i-- > at;)
		value = value << 8 | (unsigned char)bytes.data[i];
	return value;
}

uint32_t history_slot(int64_t ts_us, int64_t within_us)
{
	int64_t width_us = within_us / HISTORY_SLOTS;

	return (uint32_t)((uint64_t)ts_us / (uint64_t)(width_us > 0 ? width_us : 1));
}

int64_t history_arrivals(struct slice row, uint32_t slot)
{
	int64_t sum = 0;

	for (size_t at = 0; at + HISTORY_ARRIVAL_BYTES <= row.len; at += HISTORY_ARRIVAL_BYTES) {
		uint32_t age = slot - (uint32_t)number_at(row, at, 4);

		if (age < HISTORY_SLOTS)
			sum += (int64_t)number_at(row, at + 4, 4);
	}
	return sum;
}

int64_t history_arrivals_all(struct slice row)
{
	int64_t sum = 0;

	for (size_t at = 0; at + HISTORY_ARRIVAL_BYTES <= row.len; at += HISTORY_ARRIVAL_BYTES)
		sum += (int64_t)number_at(row, at + 4, 4);
	return sum;
}

static void put(char *bytes, uint64_t value, size_t width)
{
	for (size_t i = 0; i < width; i++)
		bytes[i] = (char)(unsigned char)(value >> 8 * i);
}

struct slice history_hidden_entry(uint64_t comment, int64_t ts_us,
				  char ret_bytes[HISTORY_HIDDEN_BYTES])
{
	put(ret_bytes, comment, 8);
	put(ret_bytes + 8, (uint64_t)(ts_us / CLOCK_SECOND_US), 4);
	return (struct slice){ ret_bytes, HISTORY_HIDDEN_BYTES };
}

int64_t history_hidden(struct slice row, uint64_t comment, int64_t ts_us, int64_t within_us)
{
	int64_t now = ts_us / CLOCK_SECOND_US, within = within_us / CLOCK_SECOND_US, count = 0;

	for (size_t at = 0; at + HISTORY_HIDDEN_BYTES <= row.len; at += HISTORY_HIDDEN_BYTES) {
		int64_t age = now - (int64_t)number_at(row, at + 8, 4);

		count += age >= 0 && age < within && number_at(row, at, 8) != comment;
	}
	return count;
}

bool history_holds(struct slice row, uint64_t comment)
{
	for (size_t at = 0; at + HISTORY_HIDDEN_BYTES <= row.len; at += HISTORY_HIDDEN_BYTES) {
		if (number_at(row, at, 8) == comment)
			return true;
	}
	return false;
}

/* --- reading --- */

static size_t pieces_of(const struct history_query *query)
{
	return (query->count + HISTORY_AT_ONCE - 1) / HISTORY_AT_ONCE;
}

static void pack_piece(const struct history_query *query, size_t from, struct buffer *to)
{
	char brand[KEYS_BRAND_MAX], rest[HISTORY_REST_MAX];
	size_t many = query->count - from;

	if (many > HISTORY_AT_ONCE)
		many = HISTORY_AT_ONCE;
	messagepack_array(to, 3);
	messagepack_bytes(to, keys_escape(query->brand, brand));
	messagepack_bytes(to, history_rest(&query->list, rest));
	messagepack_array(to, many);
	for (size_t i = from; i < from + many; i++)
		messagepack_bytes(to, (struct slice){ (const char *)&query->keys[i],
						      sizeof(query->keys[i]) });
}

static void pack(const struct history_query *queries, size_t count, struct buffer *to)
{
	size_t pieces = 0;

	for (size_t i = 0; i < count; i++)
		pieces += pieces_of(&queries[i]);
	messagepack_array(to, pieces);
	for (size_t i = 0; i < count; i++) {
		for (size_t from = 0; from < queries[i].count; from += HISTORY_AT_ONCE)
			pack_piece(&queries[i], from, to);
	}
}

/* Places within the piece and rows, in turn. */
static int read_piece(const struct redisReply *reply, const struct history_query *query,
		      size_t from, struct arena *arena, struct error *error)
{
	for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
		int64_t place = redis_reply_integer(redis_reply_at(reply, i), 0);
		struct slice row = redis_reply_text(redis_reply_at(reply, i + 1));

		if (place < 1 || (uint64_t)place > query->count - from)
			continue;
		row = arena_copy(arena, row);
		if (!row.data)
			return error_set(error, ERROR_MEMORY, "out of memory");
		query->ret_rows[from + (size_t)place - 1] = row;
	}
	return 0;
}

static int read_rows(const struct redisReply *reply, const struct history_query *queries,
		     size_t count, struct arena *arena, struct error *error)
{
	size_t piece = 0;
	int r = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < queries[i].count; k++)
			queries[i].ret_rows[k] = (struct slice){ 0 };
		for (size_t from = 0; r == 0 && from < queries[i].count; from += HISTORY_AT_ONCE)
			r = read_piece(redis_reply_at(reply, piece++), &queries[i], from, arena,
				       error);
	}
	return r;
}

int history_read(struct redis_link *link, unsigned partition, const struct history_query *queries,
		 size_t count, struct arena *arena, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct buffer request;
	int r;

	if (count == 0)
		return 0;
	buffer_init(&request, REQUEST_BYTES);
	pack(queries, count, &request);
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_history", prefix);
	redis_command_add(&command, buffer_slice(&request));
	r = buffer_failed(&request) ? error_set(error, ERROR_MEMORY, "out of memory")
				    : redis_link_command(link, &command, &reply, error);
	buffer_done(&request);
	if (r < 0)
		return r;
	r = read_rows(reply, queries, count, arena, error);
	redis_reply_free(reply);
	return r;
}
