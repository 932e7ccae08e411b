/* series_fold.c - see series_fold.h. The place of each series is livvakt.lua's business (fold). */
#include "series_fold.h"

#include "buffer.h"
#include "clock.h"
#include "keys.h"
#include "messagepack.h"
#include "series.h"

#include <stdlib.h>

enum { FOLD_BYTES = 64 << 20 }; /* all series of a brand, packed */
enum { STAYS = 4 };		/* of a long journal the last part of so many */

/* One entry, and its place among the others of its scope. */
struct part {
	struct journal_entry entry;
	size_t place;
};

struct fold {
	struct part *parts;
	size_t count, done;
	int64_t now_us;
	struct buffer piece, packed;
};

static int by_scope(const void *left, const void *right)
{
	const struct part *a = left, *b = right;
	const size_t len =
		a->entry.scope.len < b->entry.scope.len ? a->entry.scope.len : b->entry.scope.len;
	const int order = len ? memcmp(a->entry.scope.data, b->entry.scope.data, len) : 0;

	if (order != 0)
		return order;
	if (a->entry.scope.len != b->entry.scope.len)
		return a->entry.scope.len < b->entry.scope.len ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* Entries by scope, each scope's in the order in which they came. */
static int sort_entries(struct slice entries, struct fold *fold, struct error *error)
{
	struct slice rest = entries;
	struct journal_entry entry;
	size_t count = 0;

	while (journal_next(&rest, &entry))
		count++;
	fold->parts = calloc(count + 1, sizeof(fold->parts[0]));
	if (!fold->parts)
		return error_set(error, ERROR_MEMORY, "out of memory");
	for (; fold->count < count && journal_next(&entries, &entry); fold->count++)
		fold->parts[fold->count] = (struct part){ entry, fold->count };
	qsort(fold->parts, fold->count, sizeof(fold->parts[0]), by_scope);
	return 0;
}

/* The next scopes, as many as go in. */
static size_t list_scopes(const struct fold *fold, struct slice scopes[SERIES_AT_ONCE])
{
	size_t count = 0;

	for (size_t at = fold->done; at < fold->count; at++) {
		const struct slice scope = fold->parts[at].entry.scope;

		if (count > 0 && slice_equal(scopes[count - 1], scope))
			continue;
		if (count == SERIES_AT_ONCE)
			break;
		scopes[count++] = scope;
	}
	return count;
}

static uint64_t comments_of(const struct journal_entry *entry)
{
	const int64_t comments = entry->amount[SERIES_COMMENTS];

	return comments < 0 ? 0 : comments > UINT32_MAX ? UINT32_MAX : (uint64_t)comments;
}

/* What is ahead of now was counted by a clock that was ahead, or ours is behind: that one is wrong
 * by which less was counted. So a machine that starts with a clock of long ago takes nothing away.
 */
static int64_t limit_of(const struct fold *fold, struct slice scope,
			const struct series_counts *counts)
{
	const int64_t hours = counts->last_hour - series_hour_of(fold->now_us),
		      limit = series_counts_limit(fold->now_us);
	uint64_t comments = 0, ahead = 0;

	if (counts->last_minute > limit)
		ahead = series_counts_sum_hours(counts, counts->last_hour,
						hours < SERIES_HOURS ? (unsigned)hours
								     : SERIES_HOURS)
				.comments;
	for (size_t i = fold->done; i < fold->count; i++) {
		const struct journal_entry *entry = &fold->parts[i].entry;

		if (!slice_equal(entry->scope, scope))
			break;
		*(entry->minute > limit ? &ahead : &comments) += comments_of(entry);
	}
	return ahead <= comments ? limit : INT64_MAX;
}

/* One series with its entries, which are the next ones. */
static void add_series(struct fold *fold, struct slice scope, struct slice bytes)
{
	struct series_counts counts;
	int64_t latest = 0;

	if (!series_unpack(bytes, &counts))
		series_counts_init(&counts); /* none yet, or whatever it was */
	const int64_t limit = limit_of(fold, scope, &counts);
	series_counts_set_back(&counts, limit);
	for (; fold->done < fold->count; fold->done++) {
		const struct journal_entry *entry = &fold->parts[fold->done].entry;

		if (!slice_equal(entry->scope, scope))
			break;
		if (entry->minute > limit)
			continue;
		(void)series_counts_change(&counts, entry->minute, entry->amount);
		latest = entry->minute > latest ? entry->minute : latest;
	}
	messagepack_bytes(&fold->packed, scope);
	messagepack_digits(&fold->packed, (latest + 1) * CLOCK_MINUTE_US);
	buffer_clear(&fold->piece);
	series_pack(&counts, &fold->piece);
	messagepack_bytes(&fold->packed, buffer_slice(&fold->piece));
	fold->packed.failed |= buffer_failed(&fold->piece);
}

static int fold_some(struct redis_link *link, unsigned partition, struct slice brand,
		     struct fold *fold, struct error *error)
{
	struct slice scopes[SERIES_AT_ONCE];
	char keys[SERIES_AT_ONCE][KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	const size_t count = list_scopes(fold, scopes);

	redis_command_init(&command, "MGET");
	for (size_t i = 0; i < count; i++)
		redis_command_add(&command,
				  keys_build(partition, "series", brand, scopes[i], keys[i]));
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		add_series(fold, scopes[i], redis_reply_text(redis_reply_at(reply, i)));
	redis_reply_free(reply);
	return 0;
}

static size_t count_scopes(const struct fold *fold)
{
	size_t count = 0;

	for (size_t i = 0; i < fold->count; i++)
		count += i == 0 ||
			 !slice_equal(fold->parts[i - 1].entry.scope, fold->parts[i].entry.scope);
	return count;
}

/* The end of a long one stays, so that judges who read it a moment ago read on (series_follow), and
 * not all series anew. */
static struct slice choose_entries(struct slice entries)
{
	const size_t stays = entries.len > JOURNAL_FOLD_BYTES ? entries.len / STAYS : 0;
	struct slice rest = entries;
	struct journal_entry entry;

	while (rest.len > stays) {
		if (!journal_next(&rest, &entry))
			return entries; /* none of ours from here on, which goes */
	}
	return slice_cut(entries, 0, entries.len - rest.len);
}

/* Everything for the function: which journal it was, how much of it, and the series. */
static int fill(struct redis_link *link, unsigned partition, struct slice brand,
		struct slice journal, struct fold *fold, struct error *error)
{
	char name[KEYS_BRAND_MAX];
	const struct slice entries =
		choose_entries(slice_cut(journal, JOURNAL_HEADER_BYTES, journal.len));
	int r = sort_entries(entries, fold, error);

	messagepack_array(&fold->packed, 4);
	messagepack_bytes(&fold->packed, keys_escape(brand, name));
	messagepack_bytes(&fold->packed, slice_cut(journal, 0, JOURNAL_HEADER_BYTES));
	messagepack_integer(&fold->packed, (int64_t)entries.len);
	if (r == 0)
		messagepack_array(&fold->packed, 3 * count_scopes(fold));
	while (r == 0 && fold->done < fold->count)
		r = fold_some(link, partition, brand, fold, error);
	if (r == 0 && buffer_failed(&fold->packed))
		r = error_set(error, ERROR_MEMORY, "the brand's series do not fit into memory");
	return r;
}

static int call(struct redis_link *link, unsigned partition, struct slice packed,
		struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_fold", prefix);
	redis_command_add(&command, packed);
	return redis_link_carry_out(link, &command, error);
}

/* Only what a fold changes changes a series, and no two folds begin with the same header: so the
 * series that are read here are those of this journal, or the function refuses. */
int series_fold(struct redis_link *link, unsigned partition, struct slice brand, int64_t now_us,
		struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct fold fold = { .now_us = now_us };

	redis_command_init(&command, "GET");
	redis_command_add(&command,
			  keys_build(partition, "journal", brand, (struct slice){ 0 }, key));
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	buffer_init(&fold.piece, FOLD_BYTES);
	buffer_init(&fold.packed, FOLD_BYTES);
	const struct slice journal = redis_reply_text(reply);
	if (journal.len > JOURNAL_HEADER_BYTES) {
		r = fill(link, partition, brand, journal, &fold, error);
		if (r == 0)
			r = call(link, partition, buffer_slice(&fold.packed), error);
	}
	buffer_done(&fold.piece);
	buffer_done(&fold.packed);
	free(fold.parts);
	redis_reply_free(reply);
	return r;
}
