/* series.c - reading series: their bytes, and the journal that the commit writes (livvakt.lua). */
#include "series.h"

#include "clock.h"
#include "keys.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct slice journal_key(unsigned partition, struct slice brand, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "journal", brand, (struct slice){ 0 }, key);
}

/* --- reading on --- */

/* Asks for the byte before the place and what stands behind it, and then for the header: no fold
 * can be between the two when the header is still the one that was known. */
static int read_tail(struct redis_link *link, struct slice key, const struct series_place *place,
		     struct redisReply *replies[2], struct error *error)
{
	struct redis_command commands[2];

	redis_command_init(&commands[0], "GETRANGE");
	redis_command_add(&commands[0], key);
	redis_command_add_integer(&commands[0],
				  JOURNAL_HEADER_BYTES - 1 + (int64_t)(place->to - place->from));
	redis_command_add_integer(&commands[0], -1);
	redis_command_init(&commands[1], "GETRANGE");
	redis_command_add(&commands[1], key);
	redis_command_add_integer(&commands[1], 0);
	redis_command_add_integer(&commands[1], JOURNAL_HEADER_BYTES - 1);
	return redis_link_pipeline(link, commands, 2, replies, error);
}

/* The whole journal; `ret_reply` holds it. What is none of ours reads as empty. */
static int read_journal(struct redis_link *link, struct slice key, struct redisReply **ret_reply,
			struct journal *ret_journal, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "GET");
	redis_command_add(&command, key);
	int r = redis_link_command(link, &command, ret_reply, error);
	if (r == 0)
		(void)journal_open(redis_reply_text(*ret_reply), ret_journal);
	return r;
}

static bool is_same(const struct journal *journal, const struct series_place *place)
{
	return place->known && journal->created_us == place->created_us;
}

static void hand_on(struct slice entries,
		    void (*each)(void *context, const struct journal_entry *entry), void *context)
{
	struct journal_entry entry;

	while (each && journal_next(&entries, &entry))
		each(context, &entry);
}

/* When it is not told by the tail: from the whole. */
static int follow_whole(struct redis_link *link, struct slice key, struct series_place *place,
			void (*each)(void *context, const struct journal_entry *entry),
			void *context, bool *ret_lost, struct error *error)
{
	struct redisReply *reply = NULL;
	struct journal journal = { 0 };
	struct slice entries;
	int r = read_journal(link, key, &reply, &journal, error);

	if (r < 0)
		return r;
	*ret_lost = !is_same(&journal, place) || !journal_from(&journal, place->to, &entries);
	if (!*ret_lost)
		hand_on(entries, each, context);
	*place = (struct series_place){ true, journal.created_us, journal.from, journal.to };
	redis_reply_free(reply);
	return 0;
}

int series_follow(struct redis_link *link, unsigned partition, struct slice brand,
		  struct series_place *place,
		  void (*each)(void *context, const struct journal_entry *entry), void *context,
		  bool *ret_lost, struct error *error)
{
	char key_text[KEYS_KEY_MAX];
	struct slice key = journal_key(partition, brand, key_text);
	struct redisReply *replies[2];
	struct journal header = { 0 };

	*ret_lost = false;
	if (!place->known)
		return follow_whole(link, key, place, each, context, ret_lost, error);
	int r = read_tail(link, key, place, replies, error);
	if (r < 0)
		return r;
	const struct slice tail = redis_reply_text(replies[0]);
	(void)journal_open(redis_reply_text(replies[1]), &header);
	/* Without that byte the journal has lost its end, or there never was one. */
	const bool same = is_same(&header, place) && header.from == place->from && tail.len > 0;
	if (same) {
		hand_on(slice_cut(tail, 1, tail.len), each, context);
		place->to += tail.len - 1;
	}
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return same ? 0 : follow_whole(link, key, place, each, context, ret_lost, error);
}

/* --- whole series --- */

/* MGET is one moment: no fold can be between the journal and the series. */
static void ask(struct redis_command *command, const struct series_query *query, size_t first,
		size_t count, char (*keys)[KEYS_KEY_MAX])
{
	redis_command_init(command, "MGET");
	redis_command_add(command, journal_key(query->partition, query->brand, keys[count]));
	for (size_t i = 0; i < count; i++) {
		struct slice scope = utf8_cut(query->scopes[first + i], SERIES_SCOPE_MAX);

		redis_command_add(command, keys_build(query->partition, "series", query->brand,
						      scope, keys[i])); /* cut as delta.c does */
	}
}

/* The journal up to the place, if that can be told. */
static bool cut_at_place(struct journal *journal, const struct series_place *place)
{
	if (!place || !is_same(journal, place) || place->to < journal->from ||
	    place->to > journal->to)
		return false;
	journal->to = place->to;
	journal->entries = slice_cut(journal->entries, 0, (size_t)(place->to - journal->from));
	return true;
}

static int take(const struct redisReply *reply, const char *key, struct slice entries,
		struct slice scope, int64_t limit, struct series_counts *ret_counts,
		struct error *error)
{
	if (redis_reply_is_nil(reply))
		series_counts_init(ret_counts);
	else if (!series_unpack(redis_reply_text(reply), ret_counts))
		return error_set(error, ERROR_INVALID, "%s holds no series of ours", key);
	series_counts_set_back(ret_counts, limit);
	journal_apply(entries, utf8_cut(scope, SERIES_SCOPE_MAX), limit, ret_counts);
	return 0;
}

/* As many as one exchange asks for: all their bytes are held at once. */
static int read_some(struct redis_link *link, const struct series_query *query, size_t first,
		     size_t count, struct error *error)
{
	char keys[SERIES_AT_ONCE + 1][KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct series_counts counts;
	struct journal journal = { 0 };

	ask(&command, query, first, count, keys);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	(void)journal_open(redis_reply_text(redis_reply_at(reply, 0)), &journal);
	const bool at_place = cut_at_place(&journal, query->place);
	for (size_t i = 0; i < count && r == 0; i++) {
		const struct slice scope = query->scopes[first + i];

		r = take(redis_reply_at(reply, i + 1), keys[i], journal.entries, scope,
			 query->limit ? query->limit : INT64_MAX, &counts, error);
		if (r == 0)
			r = query->each(query->context, scope, &counts, at_place, error);
	}
	redis_reply_free(reply);
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

static int copy(void *context, struct slice scope, const struct series_counts *counts,
		bool at_place, struct error *error)
{
	(void)scope;
	(void)at_place;
	(void)error;
	*(struct series_counts *)context = *counts;
	return 0;
}

static int read_one(struct redis_link *link, struct series_query *query,
		    struct series_counts *ret_counts, struct error *error)
{
	query->count = 1;
	query->each = copy;
	query->context = ret_counts;
	return series_read_many(link, query, error);
}

int series_read(struct redis_link *link, unsigned partition, struct slice brand, struct slice scope,
		struct series_counts *ret_counts, struct error *error)
{
	struct series_query query = { .partition = partition, .brand = brand, .scopes = &scope };

	return read_one(link, &query, ret_counts, error);
}

int series_read_at(struct redis_link *link, unsigned partition, struct slice brand,
		   struct slice scope, int64_t now_us, struct series_counts *ret_counts,
		   struct error *error)
{
	struct series_query query = { .partition = partition,
				      .brand = brand,
				      .scopes = &scope,
				      .limit = series_counts_limit(now_us) };

	return read_one(link, &query, ret_counts, error);
}

/* --- who wrote --- */

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
	int64_t number;
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
	int r = redis_link_ask_number(link, &command, &number, error);
	if (r == 0)
		*ret_authors = (uint64_t)number;
	return r;
}

/* --- which there are --- */

struct names {
	struct slice items[SERIES_MAX + 1];
	size_t count;
	size_t last; /* that was found: a journal has the same ones over and over, mostly in turn */
};

static bool is_new(struct names *names, struct slice scope)
{
	for (size_t i = 1; i <= names->count; i++) {
		const size_t at = (names->last + i) % names->count;

		if (!slice_equal(names->items[at], scope))
			continue;
		names->last = at;
		return false;
	}
	return names->count <= SERIES_MAX;
}

/* Those that are noted, and those that only the journal knows yet. */
static void list_names(const struct redisReply *noted, struct slice journal, int64_t since_us,
		       struct names *ret_names)
{
	struct journal_entry entry;
	struct journal open = { 0 };

	ret_names->count = ret_names->last = 0;
	for (size_t i = 0; i < redis_reply_count(noted) && i <= SERIES_MAX; i++)
		ret_names->items[ret_names->count++] = redis_reply_text(redis_reply_at(noted, i));
	(void)journal_open(journal, &open);
	while (journal_next(&open.entries, &entry)) {
		if ((entry.minute + 1) * CLOCK_MINUTE_US > since_us &&
		    is_new(ret_names, entry.scope))
			ret_names->items[ret_names->count++] = entry.scope;
	}
}

int series_scopes(struct redis_link *link, unsigned partition, struct slice brand, int64_t since_us,
		  bool (*each)(void *context, struct slice scope), void *context,
		  struct error *error)
{
	char keys[2][KEYS_KEY_MAX];
	struct redis_command commands[2];
	struct redisReply *replies[2];
	struct names names;

	redis_command_init(&commands[0], "ZRANGE");
	redis_command_add(&commands[0],
			  keys_build(partition, "scopes", brand, (struct slice){ 0 }, keys[0]));
	redis_command_add_integer(&commands[0], since_us);
	redis_command_add_text(&commands[0], "+inf");
	redis_command_add_text(&commands[0], "BYSCORE");
	redis_command_init(&commands[1], "GET");
	redis_command_add(&commands[1], journal_key(partition, brand, keys[1]));
	int r = redis_link_pipeline(link, commands, 2, replies, error);
	if (r < 0)
		return r;
	list_names(replies[0], redis_reply_text(replies[1]), since_us, &names);
	for (size_t i = 0; i < names.count; i++) {
		if (!each(context, names.items[i]))
			break;
	}
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	return 0;
}
