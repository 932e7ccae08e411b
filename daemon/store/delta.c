/*
 * delta.c - sums what a batch changes, and packs it for the commit function.
 *
 * Short lists, searched from the front: a batch touches few brands and series, and mostly the slot
 * that was touched last. What is packed here is read by livvakt.lua, commit_delta.
 */
#include "delta.h"

#include "block.h"
#include "clock.h"
#include "delta_history.h"
#include "delta_voices.h"
#include "keys.h"
#include "messagepack.h"
#include "recent.h"
#include "series.h"
#include "series_pack.h"
#include "utf8.h"

#include <inttypes.h>

struct delta_slot {
	int64_t minute;
	struct series_sum sum;
	struct delta_slot *next; /* later */
};

struct delta_author {
	int64_t set; /* which ten minutes */
	uint64_t hash;
	struct delta_author *next; /* later, or the same set */
};

struct delta_recent {
	struct recent_comment comment;
	struct delta_recent *next;
};

struct delta_queued {
	struct delta_question question;
	struct delta_queued *next;
};

struct delta_message {
	struct effect_message effect;
	struct delta_message *next;
};

/* A comment whose earlier version goes. */
struct delta_gone {
	int64_t ts_us;
	struct slice id, channel;
	struct delta_gone *next;
};

struct delta_seen {
	uint64_t key;
	struct slice known;
	struct counted counted;
	struct delta_seen *next;
};

enum { SEEN_AT_ONCE = 500 }; /* Lua hands over a few thousand values at most */
#define KEEP_COMMENTS_US (30 * CLOCK_DAY_US)

void delta_init(struct delta *delta, struct arena *arena, int64_t now_us)
{
	*delta = (struct delta){ .arena = arena, .now_us = now_us };
	delta->messages_end = &delta->messages;
}

void *delta_piece(struct delta *delta, size_t bytes)
{
	void *piece = delta->failed ? NULL : arena_calloc(delta->arena, 1, bytes);

	delta->failed = !piece;
	return piece;
}

struct delta_brand *delta_brand(struct delta *delta, struct slice name)
{
	struct delta_brand **end = &delta->brands;

	for (; *end; end = &(*end)->next) {
		if (slice_equal((*end)->name, name))
			return *end;
	}
	struct delta_brand *brand = delta_piece(delta, sizeof(*brand));
	if (!brand)
		return NULL;
	brand->name = name;
	brand->recent_end = &brand->recent;
	brand->queue_end = &brand->queue;
	brand->voices_end = &brand->voices;
	*end = brand;
	return brand;
}

void delta_add_total(struct delta_brand *brand, enum total which, uint64_t amount)
{
	if (brand)
		brand->totals.values[which] += amount;
}

/* Unsigned sums wrap around and come right again when they are packed as signed. */
static void add_counted(struct delta_brand *brand, const struct counted *counted, uint64_t amount)
{
	delta_add_total(brand, TOTAL_judged, amount);
	delta_add_total(brand, total_of_polarity(counted->polarity), amount);
	delta_add_total(brand, total_of_action(counted->action), amount);
	delta_add_total(brand, TOTAL_undecided, counted->undecided ? amount : 0);
	for (unsigned i = 0; i < CATEGORY_COUNT; i++)
		delta_add_total(brand, total_of_category((enum category)i),
				counted->categories >> i & 1 ? amount : 0);
}

void delta_add_verdict(struct delta_brand *brand, const struct verdict *verdict)
{
	struct counted counted = counted_of(verdict, 0);

	add_counted(brand, &counted, 1);
}

void delta_take_back(struct delta_brand *brand, const struct counted *earlier)
{
	add_counted(brand, earlier, (uint64_t)-1);
	delta_add_total(brand, TOTAL_edited, 1);
}

/* --- series --- */

static struct delta_series *series_of(struct delta *delta, struct delta_brand *brand,
				      struct slice scope)
{
	struct delta_series **end = &brand->series;

	for (; *end; end = &(*end)->next) {
		if (slice_equal((*end)->scope, scope))
			return *end;
	}
	struct delta_series *series = delta_piece(delta, sizeof(*series));
	if (!series)
		return NULL;
	series->scope = scope;
	*end = series;
	return series;
}

static void add_to_slot(struct delta *delta, struct delta_series *series, int64_t minute,
			const struct delta_point *point)
{
	struct delta_slot **at = &series->slots;

	while (*at && (*at)->minute < minute)
		at = &(*at)->next;
	struct delta_slot *slot = *at;
	if (!slot || slot->minute != minute) {
		slot = delta_piece(delta, sizeof(*slot));
		if (!slot)
			return;
		slot->minute = minute;
		slot->next = *at;
		*at = slot;
	}
	uint64_t amount = point->undo ? (uint64_t)-1 : 1; /* as in add_counted */
	slot->sum.comments += amount;
	slot->sum.negative += point->negative ? amount : 0;
	slot->sum.abuse += point->abuse ? amount : 0;
}

/* Not looked whether the author is there already: Redis does that, and better. */
static void add_author(struct delta *delta, struct delta_series *series, int64_t minute,
		       uint64_t hash)
{
	int64_t set = minute / SERIES_AUTHORS_MINUTES;
	struct delta_author **at = &series->authors;

	while (*at && (*at)->set < set)
		at = &(*at)->next;
	struct delta_author *author = delta_piece(delta, sizeof(*author));
	if (!author)
		return;
	*author = (struct delta_author){ .set = set, .hash = hash, .next = *at };
	*at = author;
}

/* Older than any slot can be. An empty ring would take it, and believe itself that old. */
static bool is_too_old(const struct delta *delta, int64_t ts_us)
{
	return series_hour_of(delta->now_us) - series_hour_of(ts_us) >= SERIES_HOURS;
}

void delta_add_point(struct delta *delta, struct delta_brand *brand,
		     const struct delta_point *point)
{
	int64_t ts_us = point->ts_us < delta->now_us ? point->ts_us : delta->now_us;

	if (!brand || ts_us < 0)
		return;
	if (is_too_old(delta, ts_us)) {
		if (slice_is(point->scope, "brand"))
			delta_add_total(brand, TOTAL_too_old, point->undo ? (uint64_t)-1 : 1);
		return;
	}
	struct delta_series *series =
		series_of(delta, brand, utf8_cut(point->scope, SERIES_SCOPE_MAX));
	if (!series)
		return;
	int64_t minute = series_minute_of(ts_us);
	add_to_slot(delta, series, minute, point);
	series->negatives += point->negative && !point->undo;
	int64_t age = series_minute_of(delta->now_us) - minute;
	if (point->negative && point->author && !point->undo && age < SERIES_MINUTES)
		add_author(delta, series, minute, point->author);
}

/* --- what is filed --- */

uint64_t delta_negatives(const struct delta_brand *brand)
{
	for (const struct delta_series *series = brand->series; series; series = series->next) {
		if (slice_is(series->scope, "brand"))
			return series->negatives;
	}
	return 0;
}

bool delta_wants_recent(const struct delta *delta, const struct delta_brand *brand,
			const struct recent_comment *comment)
{
	return brand && brand->recent_count < DELTA_RECENT_MAX &&
	       comment->ts_us >= delta->now_us - RECENT_AGE_US;
}

void delta_add_recent(struct delta *delta, struct delta_brand *brand,
		      const struct recent_comment *comment)
{
	if (!delta_wants_recent(delta, brand, comment))
		return;
	struct delta_recent *recent = delta_piece(delta, sizeof(*recent));
	if (!recent)
		return;
	recent->comment = *comment;
	brand->recent_count++;
	*brand->recent_end = recent;
	brand->recent_end = &recent->next;
}

void delta_add_queued(struct delta *delta, struct delta_brand *brand,
		      const struct delta_question *question)
{
	struct delta_queued *queued = brand ? delta_piece(delta, sizeof(*queued)) : NULL;

	if (!queued)
		return;
	queued->question = *question;
	*brand->queue_end = queued;
	brand->queue_end = &queued->next;
}

static void add_gone(struct delta *delta, struct delta_gone **list, const struct comment *comment,
		     int64_t ts_us)
{
	struct delta_gone *gone = delta_piece(delta, sizeof(*gone));

	if (!gone)
		return;
	*gone = (struct delta_gone){ ts_us, comment->id, comment->channel, *list };
	*list = gone;
}

void delta_replace_recent(struct delta *delta, struct delta_brand *brand,
			  const struct comment *comment, int64_t earlier_ts_us)
{
	if (brand && earlier_ts_us >= delta->now_us - RECENT_AGE_US)
		add_gone(delta, &brand->replaced, comment, earlier_ts_us);
}

void delta_withdraw(struct delta *delta, struct delta_brand *brand, const struct comment *comment)
{
	if (brand)
		add_gone(delta, &brand->withdrawn, comment, 0);
}

void delta_add_seen(struct delta *delta, uint64_t key, struct slice known,
		    const struct counted *counted)
{
	struct delta_seen *seen = delta_piece(delta, sizeof(*seen));

	if (!seen)
		return;
	*seen = (struct delta_seen){ key, known, *counted, delta->seen };
	delta->seen = seen;
}

void delta_add_message(struct delta *delta, const struct message *message, int64_t due_us)
{
	struct delta_message *added = delta_piece(delta, sizeof(*added));

	if (!added)
		return;
	added->effect = (struct effect_message){ .message = *message, .due_us = due_us };
	*delta->messages_end = added;
	delta->messages_end = &added->next;
}

/* --- packing --- */

static void pack_totals(const struct totals *totals, struct buffer *to)
{
	size_t count = 0;

	for (size_t i = 0; i < TOTAL_COUNT; i++)
		count += totals->values[i] != 0;
	messagepack_map(to, count);
	for (size_t i = 0; i < TOTAL_COUNT; i++) {
		if (totals->values[i] == 0)
			continue;
		messagepack_text(to, total_name((enum total)i));
		messagepack_digits(to, (int64_t)totals->values[i]);
	}
}

/* A piece that is itself packed, through a buffer of its own. */
static void pack_through(struct buffer *piece, struct buffer *to)
{
	messagepack_bytes(to, buffer_slice(piece));
	to->failed |= buffer_failed(piece);
	buffer_clear(piece);
}

/* What is counted, for the end of the brand's journal (series_pack.h). */
static void pack_counts(const struct delta_series *series, struct buffer *piece, struct buffer *to)
{
	for (; series; series = series->next) {
		for (const struct delta_slot *slot = series->slots; slot; slot = slot->next) {
			const struct journal_entry entry = { series->scope,
							     slot->minute,
							     { (int64_t)slot->sum.comments,
							       (int64_t)slot->sum.negative,
							       (int64_t)slot->sum.abuse } };

			journal_add(piece, &entry);
		}
	}
	pack_through(piece, to);
}

static void pack_hash(uint64_t hash, struct buffer *to)
{
	char bytes[8];

	memcpy(bytes, &hash, sizeof(bytes));
	messagepack_bytes(to, (struct slice){ bytes, sizeof(bytes) });
}

static size_t count_sets(const struct delta_author *authors)
{
	size_t sets = 0;

	for (const struct delta_author *a = authors; a; a = a->next)
		sets += !a->next || a->next->set != a->set;
	return sets;
}

/* Authors of one set follow each other: { set and scope, as the key says them; author … }. */
static void pack_sets(struct slice scope, const struct delta_author *authors, struct buffer *piece,
		      struct buffer *to)
{
	while (authors) {
		const struct delta_author *first = authors;
		size_t count = 0;
		for (; authors && authors->set == first->set; authors = authors->next)
			count++;
		messagepack_array(to, 1 + count);
		buffer_printf(piece, "%" PRId64 ":%.*s", first->set, (int)scope.len, scope.data);
		pack_through(piece, to);
		for (; first != authors; first = first->next)
			pack_hash(first->hash, to);
	}
}

static void pack_authors(const struct delta_series *series, struct buffer *piece, struct buffer *to)
{
	size_t sets = 0;

	for (const struct delta_series *s = series; s; s = s->next)
		sets += count_sets(s->authors);
	messagepack_array(to, sets);
	for (; series; series = series->next)
		pack_sets(series->scope, series->authors, piece, to);
}

static void pack_recent(const struct delta_brand *brand, struct buffer *piece, struct buffer *to)
{
	messagepack_array(to, 2 * brand->recent_count);
	for (const struct delta_recent *recent = brand->recent; recent; recent = recent->next) {
		messagepack_digits(to, recent->comment.ts_us);
		recent_pack(&recent->comment, piece);
		pack_through(piece, to);
	}
}

static void pack_question(const struct delta_question *question, struct buffer *piece,
			  struct buffer *to)
{
	struct error error;
	const struct comment *comment = &question->comment;

	messagepack_array(to, question->hide.author ? 7 : question->edited ? 6 : 5);
	messagepack_bytes(to, comment->id);
	if (block_pack(comment->brand, comment, 1, piece, &error) < 0)
		to->failed = true; /* it came out of a block: cannot be */
	pack_through(piece, to);
	messagepack_bytes(to, question->verdict);
	messagepack_text(to, action_name(question->action));
	messagepack_bytes(to, question->reason);
	if (question->edited || question->hide.author)
		messagepack_integer(to, question->edited);
	if (question->hide.author)
		delta_pack_hide(&question->hide, to);
}

static void pack_queue(const struct delta_brand *brand, struct buffer *piece, struct buffer *to)
{
	size_t count = 0;

	for (const struct delta_queued *queued = brand->queue; queued; queued = queued->next)
		count++;
	messagepack_array(to, count);
	for (const struct delta_queued *queued = brand->queue; queued; queued = queued->next)
		pack_question(&queued->question, piece, to);
}

static size_t count_gone(const struct delta_gone *list)
{
	size_t count = 0;

	for (; list; list = list->next)
		count++;
	return count;
}

/* A flat list of times, and what a packed recent comment has behind its fixed part. */
static void pack_replaced(const struct delta_gone *list, struct buffer *piece, struct buffer *to)
{
	messagepack_array(to, 2 * count_gone(list));
	for (; list; list = list->next) {
		messagepack_integer(to, list->ts_us);
		recent_pack_name(list->id, list->channel, piece);
		pack_through(piece, to);
	}
}

static void pack_withdrawn(const struct delta_gone *list, struct buffer *to)
{
	messagepack_array(to, count_gone(list));
	for (; list; list = list->next)
		messagepack_bytes(to, list->id);
}

static void pack_brand(const struct delta_brand *brand, struct buffer *piece, struct buffer *to)
{
	char name[KEYS_BRAND_MAX];

	messagepack_map(to, 8 + (brand->arrivals != NULL) + (brand->voices != NULL));
	messagepack_text(to, "name");
	messagepack_bytes(to, keys_escape(brand->name, name));
	messagepack_text(to, "totals");
	pack_totals(&brand->totals, to);
	messagepack_text(to, "counts");
	pack_counts(brand->series, piece, to);
	messagepack_text(to, "authors");
	pack_authors(brand->series, piece, to);
	messagepack_text(to, "recent");
	pack_recent(brand, piece, to);
	messagepack_text(to, "queue");
	pack_queue(brand, piece, to);
	messagepack_text(to, "replaced");
	pack_replaced(brand->replaced, piece, to);
	messagepack_text(to, "withdrawn");
	pack_withdrawn(brand->withdrawn, to);
	if (brand->voices)
		delta_pack_voices(brand->voices, to);
	if (brand->arrivals)
		delta_pack_arrivals(brand->arrivals, to);
}

static void pack_brands(const struct delta *delta, struct buffer *to)
{
	struct buffer piece;
	size_t count = 0;

	for (const struct delta_brand *brand = delta->brands; brand; brand = brand->next)
		count++;
	buffer_init(&piece, DELTA_BYTES);
	messagepack_array(to, count);
	for (const struct delta_brand *brand = delta->brands; brand; brand = brand->next)
		pack_brand(brand, &piece, to);
	buffer_done(&piece);
}

static void pack_messages(const struct delta *delta, struct buffer *to)
{
	size_t count = 0;

	for (const struct delta_message *m = delta->messages; m; m = m->next)
		count++;
	messagepack_array(to, count);
	for (const struct delta_message *m = delta->messages; m; m = m->next)
		effects_pack_message(&m->effect, to);
}

/* One chunk: the keys, what is to be remembered behind each, and, by place, what is taken to be
 * known where that is anything: mostly it is not. */
static const struct delta_seen *pack_seen_chunk(const struct delta_seen *first,
						struct buffer *piece, struct buffer *to)
{
	const struct delta_seen *end = first;
	size_t count = 0, known = 0;
	int64_t place = 0;

	for (; end && count < SEEN_AT_ONCE; end = end->next) {
		count++;
		known += end->known.len > 0;
	}
	messagepack_array(to, 3);
	messagepack_array(to, count);
	for (const struct delta_seen *seen = first; seen != end; seen = seen->next)
		pack_hash(seen->key, to);
	messagepack_array(to, 2 * count);
	for (const struct delta_seen *seen = first; seen != end; seen = seen->next) {
		pack_hash(seen->key, to);
		counted_pack(&seen->counted, piece);
		pack_through(piece, to);
	}
	messagepack_array(to, 2 * known);
	for (const struct delta_seen *seen = first; seen != end; seen = seen->next) {
		place++;
		if (seen->known.len == 0)
			continue;
		messagepack_integer(to, place);
		messagepack_bytes(to, seen->known);
	}
	return end;
}

static void pack_seen(const struct delta *delta, struct buffer *to)
{
	const struct delta_seen *seen = delta->seen;
	struct buffer piece;
	size_t count = 0;

	for (const struct delta_seen *each = seen; each; each = each->next)
		count++;
	buffer_init(&piece, DELTA_PIECE_BYTES);
	messagepack_array(to, (count + SEEN_AT_ONCE - 1) / SEEN_AT_ONCE);
	while (seen)
		seen = pack_seen_chunk(seen, &piece, to);
	buffer_done(&piece);
}

static void pack_window(const struct delta *delta, struct buffer *to)
{
	messagepack_text(to, "window");
	messagepack_integer(to, delta->window_us);
	messagepack_text(to, "window_comments");
	messagepack_integer(to, delta->window_comments);
	messagepack_text(to, "seen");
	pack_seen(delta, to);
}

bool delta_encode(const struct delta *delta, struct buffer *to)
{
	if (delta->failed)
		return false;
	messagepack_map(to, 8);
	messagepack_text(to, "keep_comments");
	messagepack_integer(to, delta->keep_comments_us > 0 ? delta->keep_comments_us
							    : KEEP_COMMENTS_US);
	messagepack_text(to, "keep_messages");
	messagepack_integer(to, effects_keep_messages_us(delta->keep_messages_us));
	messagepack_text(to, "brands");
	pack_brands(delta, to);
	messagepack_text(to, "messages");
	pack_messages(delta, to);
	pack_window(delta, to);
	messagepack_text(to, "arrivals_kept");
	messagepack_integer(to, delta->arrivals_kept);
	return !buffer_failed(to);
}
