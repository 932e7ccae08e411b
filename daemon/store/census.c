/* census.c - see census.h. */
#include "census.h"

#include "clock.h"
#include "keys.h"
#include "poison.h"
#include "scan.h"
#include "units.h"

#include <assert.h>
#include <stdio.h>

enum { AT_ONCE = 64 };

static const char *const kind_keys[] = {
#define X(name, key, help) key,
	CENSUS_KINDS(X)
#undef X
};

static const char *const kind_helps[] = {
#define X(name, key, help) help,
	CENSUS_KINDS(X)
#undef X
};

const char *census_kind_key(enum census_kind kind)
{
	assert(kind >= 0 && kind < CENSUS_KIND_COUNT);
	return kind_keys[kind];
}

const char *census_kind_help(enum census_kind kind)
{
	assert(kind >= 0 && kind < CENSUS_KIND_COUNT);
	return kind_helps[kind];
}

/* --- keys --- */

struct count {
	struct redis_link *link;
	struct census *census;
};

static struct census_row *row_of(struct census *census, struct slice key)
{
	struct slice kind = scan_kind(key);
	size_t i = 0;

	while (i < CENSUS_foreign && !slice_is(kind, kind_keys[i]))
		i++;
	return &census->rows[i];
}

static int count_some(struct count *count, const struct slice *keys, size_t many,
		      struct error *error)
{
	struct redis_command commands[AT_ONCE];
	struct redisReply *replies[AT_ONCE];

	for (size_t i = 0; i < many; i++) {
		redis_command_init(&commands[i], "MEMORY");
		redis_command_add_text(&commands[i], "USAGE");
		redis_command_add(&commands[i], keys[i]);
	}
	int r = redis_link_pipeline(count->link, commands, many, replies, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < many; i++) {
		struct census_row *row = row_of(count->census, keys[i]);

		row->keys++;
		row->bytes += (uint64_t)redis_reply_integer(replies[i], 0);
		redis_reply_free(replies[i]);
	}
	return 0;
}

static int count_page(void *context, const struct slice *keys, size_t many, struct error *error)
{
	int r = 0;

	for (size_t from = 0; r == 0 && from < many; from += AT_ONCE)
		r = count_some(context, keys + from, many - from < AT_ONCE ? many - from : AT_ONCE,
			       error);
	return r;
}

/* --- the server --- */

/* "name:value" of a line of INFO. */
static struct slice info_value(struct slice info, const char *name)
{
	size_t len = strlen(name);

	while (info.len > 0) {
		const char *newline = memchr(info.data, '\n', info.len);
		size_t end = newline ? (size_t)(newline - info.data) : info.len;
		struct slice line = slice_cut(info, 0, end);

		if (line.len > 0 && line.data[line.len - 1] == '\r')
			line = slice_cut(line, 0, line.len - 1);
		if (line.len > len && memcmp(line.data, name, len) == 0 && line.data[len] == ':')
			return slice_cut(line, len + 1, line.len);
		info = slice_cut(info, newline ? end + 1 : end, info.len);
	}
	return (struct slice){ 0 };
}

static uint64_t info_number(struct slice info, const char *name)
{
	uint64_t value = 0;

	return units_parse_unsigned(info_value(info, name), UINT64_MAX, &value) ? value : 0;
}

static void copy(struct slice text, char *to, size_t size)
{
	size_t len = text.len < size - 1 ? text.len : size - 1;

	if (len)
		memcpy(to, text.data, len);
	to[len] = '\0';
}

int census_server(struct redis_link *link, struct census *ret_census, struct error *error)
{
	struct census *census = ret_census;
	struct redis_command commands[2];
	struct redisReply *replies[2];

	redis_command_init(&commands[0], "INFO");
	redis_command_init(&commands[1], "CONFIG");
	redis_command_add_text(&commands[1], "GET");
	redis_command_add_text(&commands[1], "append*");
	int r = redis_link_pipeline(link, commands, 2, replies, error);
	if (r < 0)
		return r;
	struct slice info = redis_reply_text(replies[0]);
	census->used_bytes = info_number(info, "used_memory");
	census->limit_bytes = info_number(info, "maxmemory");
	census->file_bytes = info_number(info, "aof_current_size");
	copy(info_value(info, "run_id"), census->server, sizeof(census->server));
	census->keeps_file = info_number(info, "aof_enabled") != 0;
	copy(info_value(info, "maxmemory_policy"), census->full_policy,
	     sizeof(census->full_policy));
	copy(info_value(info, "redis_version"), census->version, sizeof(census->version));
	copy(redis_reply_text(redis_reply_field(replies[1], "appendonly")), census->append_only,
	     sizeof(census->append_only)); /* a Redis of others may not let us ask: then empty */
	copy(redis_reply_text(redis_reply_field(replies[1], "appendfsync")), census->append_sync,
	     sizeof(census->append_sync));
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return 0;
}

/* --- lists --- */

enum { ASK_COUNT, ASK_OLDEST, ASK_LEAVES, ASKS };

static int ask_list(struct redis_link *link, struct slice key, int64_t leaves_before_us,
		    struct census_list *ret_list, struct error *error)
{
	struct redis_command commands[ASKS];
	struct redisReply *replies[ASKS];

	redis_command_init(&commands[ASK_COUNT], "ZCARD");
	redis_command_add(&commands[ASK_COUNT], key);
	redis_command_init(&commands[ASK_OLDEST], "ZRANGE");
	redis_command_add(&commands[ASK_OLDEST], key);
	redis_command_add_text(&commands[ASK_OLDEST], "0");
	redis_command_add_text(&commands[ASK_OLDEST], "0");
	redis_command_add_text(&commands[ASK_OLDEST], "WITHSCORES");
	redis_command_init(&commands[ASK_LEAVES], "ZCOUNT");
	redis_command_add(&commands[ASK_LEAVES], key);
	redis_command_add_text(&commands[ASK_LEAVES], "-inf");
	redis_command_add_integer(&commands[ASK_LEAVES], leaves_before_us);
	int r = redis_link_pipeline(link, commands, ASKS, replies, error);
	if (r < 0)
		return r;
	*ret_list = (struct census_list){
		.count = (uint64_t)redis_reply_integer(replies[ASK_COUNT], 0),
		.leaves = (uint64_t)redis_reply_integer(replies[ASK_LEAVES], 0),
		.oldest_us = redis_reply_integer(redis_reply_at(replies[ASK_OLDEST], 1), 0),
	};
	for (size_t i = 0; i < ASKS; i++)
		redis_reply_free(replies[i]);
	return 0;
}

struct counting {
	struct census_list *list;
	int64_t leaves_before_us;
};

static void count_poison(void *context, const struct poison *poison)
{
	const struct counting *counting = context;
	struct census_list *list = counting->list;

	list->count++;
	list->leaves += poison->at_us < counting->leaves_before_us;
	if (list->oldest_us == 0 || poison->at_us < list->oldest_us)
		list->oldest_us = poison->at_us;
}

static int ask_lists(struct redis_link *link, unsigned partition, const struct census_keep *keep,
		     int64_t now_us, struct census *census, struct error *error)
{
	const struct {
		const char *kind, *state;
		int64_t keep_us;
		struct census_list *list;
	} lists[] = {
		{ "queue", "", keep->comments_us, &census->queue },
		{ "messages", "sent", keep->messages_us, &census->sent },
		{ "messages", "failed", keep->messages_us, &census->failed },
		{ "incidents-over", "", keep->incidents_us, &census->over },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		char key[KEYS_KEY_MAX];

		r = ask_list(link,
			     keys_build(partition, lists[i].kind, slice_from(lists[i].state),
					(struct slice){ 0 }, key),
			     now_us - lists[i].keep_us + CLOCK_DAY_US, lists[i].list, error);
	}
	struct counting poison = { &census->poison, now_us - keep->poison_us + CLOCK_DAY_US };

	return r < 0 ? r : poison_each(link, partition, count_poison, &poison, error);
}

static int ask_waiting(struct redis_link *link, unsigned partition, uint64_t *ret_waiting,
		       struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	int64_t number;

	redis_command_init(&command, "GET");
	redis_command_add(&command, keys_build(partition, "waiting", (struct slice){ 0 },
					       (struct slice){ 0 }, key));
	int r = redis_link_ask_number(link, &command, &number, error);
	if (r == 0)
		*ret_waiting = (uint64_t)number;
	return r;
}

int census_take(struct redis_link *link, unsigned partition, const struct census_keep *keep,
		int64_t now_us, struct census *ret_census, struct error *error)
{
	struct census census = { 0 };
	struct count count = { link, &census };
	int r = census_server(link, &census, error);

	if (r == 0)
		r = scan_keys(link, partition, NULL, count_page, &count, error);
	if (r == 0)
		r = ask_lists(link, partition, keep, now_us, &census, error);
	if (r == 0)
		r = ask_waiting(link, partition, &census.waiting, error);
	if (r == 0)
		*ret_census = census;
	return r;
}

bool census_meet(struct census_servers *servers, const struct census *census)
{
	for (size_t i = 0; i < servers->count; i++) {
		if (strcmp(servers->names[i], census->server) == 0)
			return false;
	}
	assert(servers->count < CENSUS_SERVERS_MAX);
	memcpy(servers->names[servers->count++], census->server, CENSUS_NAME_MAX);
	return true;
}

/* What one of them does not have, all of them together have not. */
static void add_server(struct census *sum, const struct census *other, bool first)
{
	bool limited = first || (sum->limit_bytes && other->limit_bytes);

	sum->used_bytes += other->used_bytes;
	sum->limit_bytes = limited ? sum->limit_bytes + other->limit_bytes : 0;
	sum->file_bytes += other->file_bytes;
	if (first || strcmp(other->append_only, "yes") != 0) {
		memcpy(sum->append_only, other->append_only, sizeof(sum->append_only));
		memcpy(sum->append_sync, other->append_sync, sizeof(sum->append_sync));
	}
	if (first) {
		memcpy(sum->server, other->server, sizeof(sum->server));
		memcpy(sum->version, other->version, sizeof(sum->version));
	}
}

static void add_list(struct census_list *sum, const struct census_list *other)
{
	if (other->count && (sum->count == 0 || other->oldest_us < sum->oldest_us))
		sum->oldest_us = other->oldest_us;
	sum->count += other->count;
	sum->leaves += other->leaves;
}

void census_add(struct census *sum, const struct census *other, struct census_servers *servers)
{
	bool first = servers->count == 0;

	if (census_meet(servers, other))
		add_server(sum, other, first);
	for (size_t i = 0; i < CENSUS_KIND_COUNT; i++) {
		sum->rows[i].keys += other->rows[i].keys;
		sum->rows[i].bytes += other->rows[i].bytes;
	}
	sum->waiting += other->waiting;
	add_list(&sum->queue, &other->queue);
	add_list(&sum->sent, &other->sent);
	add_list(&sum->failed, &other->failed);
	add_list(&sum->over, &other->over);
	add_list(&sum->poison, &other->poison);
}
