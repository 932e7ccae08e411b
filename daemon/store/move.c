/*
 * move.c - see move.h.
 *
 * Each kind of key (docs/state.md) has its way: it belongs to a brand as a whole, it is a list with
 * rows of many brands, it is a thing that says itself whose it is, or it stays where it is.
 */
#include "move.h"

#include "counted_merge.h"
#include "json.h"
#include "keys.h"
#include "outbox.h"
#include "poison_move.h"
#include "redis_failure.h"
#include "relocate.h"
#include "scan.h"

#include <stdio.h>

static const struct slice none = { NULL, 0 };

/* One way through a partition. */
struct pass {
	const struct move *move;
	unsigned number;
	bool clear;
	struct redis_link *link;
	struct move_report *report;
	struct relocation batch;
	struct slice list; /* whose rows are looked at */
};

/* --- where it belongs --- */

static struct slice until_colon(struct slice text)
{
	const char *colon = text.len ? memchr(text.data, ':', text.len) : NULL;

	return colon ? slice_cut(text, 0, (size_t)(colon - text.data)) : text;
}

/* What is of no brand stays where it is, if that is still there. */
static unsigned home_of_none(const struct pass *pass)
{
	return pass->number < pass->move->to ? pass->number : 0;
}

/* Of a brand as it stands in keys. */
static unsigned home_of(const struct pass *pass, struct slice escaped)
{
	char brand[KEYS_BRAND_MAX];
	size_t len;

	if (escaped.len == 0 || !keys_unescape(escaped, brand, &len))
		return home_of_none(pass);
	return keys_partition((struct slice){ brand, len }, pass->move->to);
}

static int there(const struct pass *pass, unsigned to, struct redis_link **ret_link,
		 struct error *error)
{
	return relocate_link(pass->move->partitions, to, ret_link, error);
}

/* --- whole keys --- */

static int move_whole(struct pass *pass, struct slice key, struct error *error)
{
	unsigned to = home_of(pass, until_colon(scan_rest(key)));

	return to == pass->number ? 0 : relocate_add(&pass->batch, key, to, error);
}

static int stay(struct pass *pass, struct slice key, struct error *error)
{
	(void)pass;
	(void)key;
	(void)error;
	return 0;
}

/* --- rows of lists --- */

static int move_row(struct pass *pass, struct slice row, struct slice score, unsigned to,
		    struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_link *link = pass->link;
	struct redis_command command;

	if (to == pass->number)
		return 0;
	if (pass->clear) {
		redis_command_init(&command, "ZREM");
		redis_command_add(&command, pass->list);
	} else {
		int r = there(pass, to, &link, error);

		if (r < 0)
			return r;
		redis_command_init(&command, "ZADD");
		redis_command_add(&command, scan_key_in(to, pass->list, key));
		redis_command_add(&command, score);
	}
	redis_command_add(&command, row);
	pass->report->rows += !pass->clear;
	return relocate_do(link, &command, 1, error);
}

/* "<brand>:<id>", or the brand alone. */
static int move_brand_rows(void *context, const struct redisReply *rows, struct error *error)
{
	struct pass *pass = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(rows); i += 2) {
		struct slice row = redis_reply_text(redis_reply_at(rows, i));

		r = move_row(pass, row, redis_reply_text(redis_reply_at(rows, i + 1)),
			     home_of(pass, until_colon(row)), error);
	}
	return r;
}

static int move_list(struct pass *pass, struct slice key, struct error *error)
{
	pass->list = key;
	return scan_rows(pass->link, SCAN_SORTED_SET, key, move_brand_rows, pass, error);
}

static int count_brands(void *context, const struct redisReply *rows, struct error *error)
{
	struct pass *pass = context;
	struct move_report *report = pass->report;

	(void)error;
	for (size_t i = 0; i + 1 < redis_reply_count(rows); i += 2) {
		unsigned to = home_of(pass, redis_reply_text(redis_reply_at(rows, i)));

		report->moved += !pass->clear && to != pass->number;
		report->brands += pass->clear && to == pass->number; /* in one place by now */
		report->in[to] += pass->clear && to == pass->number;
	}
	return 0;
}

static int move_brands(struct pass *pass, struct slice key, struct error *error)
{
	int r = scan_rows(pass->link, SCAN_SORTED_SET, key, count_brands, pass, error);

	return r < 0 ? r : move_list(pass, key, error);
}

/* --- things that say whose they are: incidents and messages --- */

/* Where it belongs. */
static int ask_home(struct pass *pass, const char *kind, struct slice id, unsigned *ret_to,
		    struct error *error)
{
	bool message = strcmp(kind, "message") == 0;
	char key[KEYS_KEY_MAX], escaped[KEYS_BRAND_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct json *json = NULL;

	redis_command_init(&command, "HGET");
	redis_command_add(&command, keys_build(pass->number, kind, none, id, key));
	redis_command_add_text(&command, message ? "json" : "brand");
	int r = redis_link_command(pass->link, &command, &reply, error);
	if (r < 0)
		return r;
	struct slice text = redis_reply_text(reply);
	if (message) {
		json = json_parse(text, NULL);
		text = json ? keys_escape(json_get_string(json, "brand"), escaped) : none;
	}
	*ret_to = home_of(pass, text);
	json_free(json);
	redis_reply_free(reply);
	return 0;
}

/* A list in which it stands, as `before` and its id. */
struct index {
	const char *kind, *state, *before;
};

static const struct index incident_indexes[] = {
	{ "incidents", "", "" },
	{ "incidents-over", "", "" },
	{ "incidents-state", "open", "" },
	{ "incidents-state", "acknowledged", "" },
	{ "incidents-state", "resolved", "" },
};
static const struct index silence_indexes[] = { { "silences", "", "" } };
static const struct index message_indexes[] = {
	{ "messages", "", "" },
	{ "messages", "waiting", "" },
	{ "messages", "sent", "" },
	{ "messages", "failed", "" },
	{ "due-deliveries", "", OUTBOX_ROW },
};

static int move_index_row(struct pass *pass, const struct index *index, struct slice id,
			  unsigned to, struct error *error)
{
	char key[KEYS_KEY_MAX], row[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	int len = snprintf(row, sizeof(row), "%s%.*s", index->before, (int)id.len, id.data);
	struct slice name = { row, len > 0 ? (size_t)len : 0 };

	pass->list = keys_build(pass->number, index->kind, slice_from(index->state), none, key);
	redis_command_init(&command, "ZSCORE");
	redis_command_add(&command, pass->list);
	redis_command_add(&command, name);
	int r = redis_link_command(pass->link, &command, &reply, error);
	if (r == 0 && !redis_reply_is_nil(reply))
		r = move_row(pass, name, redis_reply_text(reply), to, error);
	if (r == 0)
		redis_reply_free(reply);
	return r;
}

static int move_thing(struct pass *pass, struct slice key, const struct index *indexes,
		      size_t index_count, unsigned to, struct error *error)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < index_count; i++)
		r = move_index_row(pass, &indexes[i], scan_rest(key), to, error);
	return r < 0 ? r : relocate_add(&pass->batch, key, to, error);
}

static int move_message(struct pass *pass, struct slice key, struct error *error)
{
	unsigned to;
	int r = ask_home(pass, "message", scan_rest(key), &to, error);

	if (r < 0 || to == pass->number)
		return r;
	return move_thing(pass, key, message_indexes,
			  sizeof(message_indexes) / sizeof(message_indexes[0]), to, error);
}

static int move_silence(struct pass *pass, struct slice key, struct error *error)
{
	unsigned to;
	int r = ask_home(pass, "silence", scan_rest(key), &to, error);

	if (r < 0 || to == pass->number)
		return r;
	return move_thing(pass, key, silence_indexes, 1, to, error);
}

/* It names keys of its brand, which begin with another prefix now. */
static int rename_latest(struct pass *pass, struct slice key, unsigned to, struct error *error)
{
	static const char *const fields[] = { "latest", "narrower" };
	char there_key[KEYS_KEY_MAX], name[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct redis_link *link = NULL;

	redis_command_init(&command, "HMGET");
	redis_command_add(&command, key);
	redis_command_add_text(&command, fields[0]);
	redis_command_add_text(&command, fields[1]);
	int r = redis_link_command(pass->link, &command, &reply, error);
	if (r == 0)
		r = there(pass, to, &link, error);
	for (size_t i = 0; r == 0 && i < 2; i++) {
		struct slice was = redis_reply_text(redis_reply_at(reply, i));

		if (was.len == 0)
			continue;
		redis_command_init(&command, "HSET");
		redis_command_add(&command, scan_key_in(to, key, there_key));
		redis_command_add_text(&command, fields[i]);
		redis_command_add(&command, scan_key_in(to, was, name));
		r = relocate_do(link, &command, 1, error);
	}
	redis_reply_free(reply);
	return r;
}

static int move_incident(struct pass *pass, struct slice key, struct error *error)
{
	unsigned to;
	int r = ask_home(pass, "incident", scan_rest(key), &to, error);

	if (r < 0 || to == pass->number)
		return r;
	r = move_thing(pass, key, incident_indexes,
		       sizeof(incident_indexes) / sizeof(incident_indexes[0]), to, error);
	if (r == 0 && !pass->clear)
		r = relocate_flush(&pass->batch, error);
	return r < 0 || pass->clear ? r : rename_latest(pass, key, to, error);
}

/* --- what is due --- */

#define FEEDS "feeds:" /* a brand as the comments say it; all others are of an incident */

static int home_of_due(struct pass *pass, struct slice row, unsigned *ret_to, struct error *error)
{
	struct slice kind = until_colon(row);
	struct slice id = slice_cut(row, kind.len < row.len ? kind.len + 1 : row.len, row.len);

	if (row.len >= strlen(FEEDS) && memcmp(row.data, FEEDS, strlen(FEEDS)) == 0) {
		*ret_to = keys_partition(id, pass->move->to);
		return 0;
	}
	const char *thing = slice_is(kind, "deliver")	  ? "message"
			    : slice_is(kind, "unsilence") ? "silence"
							  : "incident";
	return ask_home(pass, thing, id, ret_to, error);
}

static int move_due_rows(void *context, const struct redisReply *rows, struct error *error)
{
	struct pass *pass = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(rows); i += 2) {
		struct slice row = redis_reply_text(redis_reply_at(rows, i));
		unsigned to;

		r = home_of_due(pass, row, &to, error);
		if (r == 0)
			r = move_row(pass, row, redis_reply_text(redis_reply_at(rows, i + 1)), to,
				     error);
	}
	return r;
}

static int move_due(struct pass *pass, struct slice key, struct error *error)
{
	pass->list = key;
	return scan_rows(pass->link, SCAN_SORTED_SET, key, move_due_rows, pass, error);
}

/* Whoever had claimed a row is not there any more. */
static int drop(struct pass *pass, struct slice key, struct error *error)
{
	return pass->clear ? relocate_add(&pass->batch, key, pass->number, error) : 0;
}

/* --- what was set aside --- */

static unsigned home_of_poison(void *context, struct slice brand)
{
	return home_of(context, brand);
}

static int move_poison(struct pass *pass, struct slice key, struct error *error)
{
	const struct poison_move move = { pass->move->partitions, pass->number, pass->clear,
					  home_of_poison, pass };

	(void)key;
	return poison_move(&move, &pass->report->rows, error);
}

/* --- what was counted lately --- */

static int move_counted(struct pass *pass, struct slice key, struct error *error)
{
	const struct move *move = pass->move;
	int r = 0;

	for (unsigned to = 0; r == 0 && !pass->clear && to < move->to; to++) {
		if (to != pass->number)
			r = counted_merge(move->partitions, pass->number, to, key,
					  &pass->report->counted, error);
	}
	return r;
}

/* --- every kind --- */

static const struct way {
	const char *kind;
	int (*move)(struct pass *pass, struct slice key, struct error *error);
} ways[] = {
	{ "totals", move_whole },
	{ "scopes", move_whole },
	{ "series", move_whole },
	{ "journal", move_whole },
	{ "authors", move_whole },
	{ "recent", move_whole },
	{ "chorus", move_whole },
	{ "rates", move_whole },
	{ "rates-before", move_whole },
	{ "hides", move_whole },
	{ "hides-before", move_whole },
	{ "queue-brand", move_whole },
	{ "queued", move_whole },
	{ "decision", move_whole },
	{ "incidents-brand", move_whole },
	{ "incident-latest", move_whole },
	{ "brands", move_brands },
	{ "queue", move_list },
	{ "due", move_due },
	{ "due-claims", drop },
	{ "incident", move_incident },
	{ "message", move_message },
	{ "silence", move_silence },
	{ "silences", stay },  /* with the silences */
	{ "incidents", stay }, /* with the incidents */
	{ "incidents-over", stay },
	{ "incidents-state", stay },
	{ "messages", stay }, /* with the messages */
	{ "due-deliveries", stay },
	{ "counted", move_counted },
	{ "counted-before", move_counted },
	{ "poison", move_poison },
	{ "stream", stay }, /* empty */
	{ "waiting", stay },
	{ "due-shift", stay },
	{ "due-token", stay },
	{ "audit", stay }, /* in the first one */
	{ "identity", stay },
	{ "present", stay },
	{ "alone", stay }, /* ourselves */
};

static const struct way *way_of(struct slice key)
{
	struct slice kind = scan_kind(key);

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (slice_is(kind, ways[i].kind))
			return &ways[i];
	}
	return NULL;
}

static int not_known(struct slice key, struct error *error)
{
	return error_set(error, ERROR_CONFLICT,
			 "%.*s is a key that this Livvakt does not know; it was left alone",
			 key.len > 200 ? 200 : (int)key.len, key.data);
}

/* --- looking --- */

struct look {
	bool fresh;
	unsigned number;
};

static int look_at(void *context, const struct slice *keys, size_t count, struct error *error)
{
	const struct look *look = context;

	for (size_t i = 0; i < count; i++) {
		const struct way *way = way_of(keys[i]);

		if (!way)
			return not_known(keys[i], error);
		if (look->fresh && strcmp(way->kind, "present") != 0)
			return error_set(error, ERROR_CONFLICT,
					 "there is something in partition %u already, where no "
					 "brand lies (%.*s); is it another installation's, or left "
					 "from an earlier one? Delete it first",
					 look->number, keys[i].len > 200 ? 200 : (int)keys[i].len,
					 keys[i].data);
	}
	return 0;
}

int move_look(const struct move *move, unsigned number, bool fresh, struct error *error)
{
	struct look look = { fresh, number };
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redis_link *link = NULL;
	int64_t blocks;
	int r = relocate_link(move->partitions, number, &link, error);

	if (r == 0)
		r = relocate_whole(link, number, error);
	if (r == 0)
		r = scan_keys(link, number, NULL, look_at, &look, error);
	if (r < 0)
		return r;
	redis_command_init(&command, "XLEN");
	redis_command_add(&command, keys_build(number, "stream", none, none, key));
	r = redis_link_ask_number(link, &command, &blocks, error);
	if (r < 0 || blocks == 0)
		return r;
	return error_set(error, ERROR_CONFLICT,
			 "comments wait to be judged in partition %u (%lld blocks); run Livvakt "
			 "with partitions: %u and without intake among its `roles` until they are, "
			 "then this again",
			 number, (long long)blocks, move->from);
}

/* --- going through --- */

static int move_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	struct pass *pass = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct way *way = way_of(keys[i]);

		r = way ? way->move(pass, keys[i], error) : not_known(keys[i], error);
	}
	return r < 0 ? r : relocate_flush(&pass->batch, error); /* while the keys live */
}

static int go_through(const struct move *move, unsigned number, bool clear,
		      struct move_report *report, struct error *error)
{
	struct pass pass = {
		.move = move,
		.number = number,
		.clear = clear,
		.report = report,
		.batch = { .partitions = move->partitions, .from = number, .clear = clear },
	};
	int r = relocate_link(move->partitions, number, &pass.link, error);

	if (r == 0)
		r = relocate_whole(pass.link, number, error);
	if (r == 0)
		r = scan_keys(pass.link, number, NULL, move_page, &pass, error);
	if (r == 0) /* it may have begun to move meanwhile */
		r = relocate_whole(pass.link, number, error);
	if (r == 0 && !clear)
		report->keys += pass.batch.done;
	return r;
}

int move_copy(const struct move *move, unsigned number, struct move_report *report,
	      struct error *error)
{
	return go_through(move, number, false, report, error);
}

/* What is left of one that is no more: lists of things that are gone, and what is its own. */
static int drop_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	struct relocation *batch = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		if (!slice_is(scan_kind(keys[i]), "identity"))
			r = relocate_add(batch, keys[i], batch->from, error);
	}
	return r < 0 ? r : relocate_flush(batch, error);
}

int move_clear(const struct move *move, unsigned number, struct move_report *report,
	       struct error *error)
{
	struct relocation batch = { .partitions = move->partitions, .from = number, .clear = true };
	struct redis_link *link = NULL;
	int r = go_through(move, number, true, report, error);

	if (r < 0 || number < move->to)
		return r;
	r = relocate_link(move->partitions, number, &link, error);
	if (r == 0)
		r = scan_keys(link, number, NULL, drop_page, &batch, error);
	return r < 0 ? r : relocate_whole(link, number, error);
}
