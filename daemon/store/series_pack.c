/* series_pack.c - see series_pack.h. */
#include "series_pack.h"

#include "clock.h"
#include "varint.h"

#include <endian.h>
#include <string.h>

enum { MAGIC_BYTES = 4 };
static const char RINGS[MAGIC_BYTES] = { 'L', 'V', 'S', 1 };
static const char SPARSE[MAGIC_BYTES] = { 'L', 'V', 'S', 2 };

static bool is_time(int64_t first_us, int64_t last_minute, int64_t last_hour)
{
	return first_us >= 0 && last_minute >= -1 && last_hour >= -1 &&
	       last_minute <= INT64_MAX / CLOCK_MINUTE_US && last_hour <= INT64_MAX / CLOCK_HOUR_US;
}

/* --- rings, as version 1 had them --- */

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

static bool unpack_rings(struct slice bytes, struct series_counts *ret_counts)
{
	if (bytes.len != SERIES_RING_BYTES || number_at(bytes.data) >> 32 != 0)
		return false;
	const int64_t first_us = number_at(bytes.data + 8),
		      last_minute = number_at(bytes.data + 16),
		      last_hour = number_at(bytes.data + 24);
	if (!is_time(first_us, last_minute, last_hour))
		return false;

	ret_counts->first_us = first_us;
	ret_counts->last_minute = last_minute;
	ret_counts->last_hour = last_hour;
	const char *slots = bytes.data + SERIES_HEADER_BYTES;
	read_slots(slots, ret_counts->minutes, SERIES_MINUTES);
	read_slots(slots + sizeof(ret_counts->minutes), ret_counts->hours, SERIES_HOURS);
	series_counts_sum_up(ret_counts);
	return true;
}

/* --- only what is counted --- */

static bool is_empty(const uint32_t slot[SERIES_COLUMNS])
{
	return (slot[SERIES_COMMENTS] | slot[SERIES_NEGATIVE] | slot[SERIES_ABUSE]) == 0;
}

/* The slot that lies so far behind the oldest one. */
static size_t slot_at(int64_t last, size_t size, size_t behind)
{
	return (size_t)(last + 1 + (int64_t)behind) %
	       size; /* the oldest is the one after the last */
}

/* How many are counted, then each with how many empty ones lie before it, the oldest first. */
static void pack_slots(const uint32_t (*slots)[SERIES_COLUMNS], size_t size, int64_t last,
		       struct buffer *to)
{
	size_t count = 0, empty = 0;

	for (size_t i = 0; i < size; i++)
		count += !is_empty(slots[i]);
	varint_add(to, count);
	for (size_t i = 0; i < size; i++) {
		const uint32_t *slot = slots[slot_at(last, size, i)];

		if (is_empty(slot)) {
			empty++;
			continue;
		}
		varint_add(to, empty);
		for (size_t column = 0; column < SERIES_COLUMNS; column++)
			varint_add(to, slot[column]);
		empty = 0;
	}
}

static bool take_slot(struct slice *from, uint32_t slot[SERIES_COLUMNS])
{
	uint64_t value;

	for (size_t column = 0; column < SERIES_COLUMNS; column++) {
		if (!varint_take(from, &value) || value > UINT32_MAX)
			return false;
		slot[column] = (uint32_t)value;
	}
	return true;
}

static bool unpack_slots(struct slice *from, uint32_t (*slots)[SERIES_COLUMNS], size_t size,
			 int64_t last)
{
	uint64_t count, empty;
	size_t at = 0;

	if (!varint_take(from, &count) || count > (last < 0 ? 0 : size))
		return false;
	for (; count > 0; count--, at++) {
		if (!varint_take(from, &empty) || empty >= size - at)
			return false;
		at += (size_t)empty;
		if (!take_slot(from, slots[slot_at(last, size, at)]) ||
		    (count > 1 && at + 1 == size))
			return false;
	}
	return true;
}

void series_pack(const struct series_counts *counts, struct buffer *to)
{
	buffer_add(to, SPARSE, sizeof(SPARSE));
	varint_add(to, (uint64_t)(counts->first_us / CLOCK_MINUTE_US));
	varint_add(to, (uint64_t)(counts->last_minute + 1));
	varint_add(to, (uint64_t)(counts->last_hour + 1));
	pack_slots(counts->minutes, SERIES_MINUTES, counts->last_minute, to);
	pack_slots(counts->hours, SERIES_HOURS, counts->last_hour, to);
}

/* A time that begins a minute or an hour, or the one before the first. */
static bool take_time(struct slice *from, int64_t unit_us, int64_t *ret_time)
{
	uint64_t value;

	if (!varint_take(from, &value) || value > (uint64_t)(INT64_MAX / unit_us))
		return false;
	*ret_time = (int64_t)value;
	return true;
}

static bool unpack_sparse(struct slice bytes, struct series_counts *ret_counts)
{
	struct slice rest = slice_cut(bytes, sizeof(SPARSE), bytes.len);
	struct series_counts counts;
	int64_t first, minute, hour;

	if (!take_time(&rest, CLOCK_MINUTE_US, &first) ||
	    !take_time(&rest, CLOCK_MINUTE_US, &minute) || !take_time(&rest, CLOCK_HOUR_US, &hour))
		return false;
	series_counts_init(&counts);
	counts.first_us = first * CLOCK_MINUTE_US;
	counts.last_minute = minute - 1;
	counts.last_hour = hour - 1;
	if (!unpack_slots(&rest, counts.minutes, SERIES_MINUTES, counts.last_minute) ||
	    !unpack_slots(&rest, counts.hours, SERIES_HOURS, counts.last_hour) || rest.len > 0)
		return false;
	series_counts_sum_up(&counts);
	*ret_counts = counts;
	return true;
}

bool series_unpack(struct slice bytes, struct series_counts *ret_counts)
{
	if (bytes.len < MAGIC_BYTES)
		return false;
	if (memcmp(bytes.data, SPARSE, MAGIC_BYTES) == 0)
		return unpack_sparse(bytes, ret_counts);
	return memcmp(bytes.data, RINGS, MAGIC_BYTES) == 0 && unpack_rings(bytes, ret_counts);
}

/* --- the journal --- */

void journal_add(struct buffer *to, const struct journal_entry *entry)
{
	varint_add(to, entry->scope.len);
	buffer_add_slice(to, entry->scope);
	varint_add(to, (uint64_t)entry->minute);
	for (size_t column = 0; column < SERIES_COLUMNS; column++)
		varint_add_signed(to, entry->amount[column]);
}

bool journal_next(struct slice *rest, struct journal_entry *ret_entry)
{
	struct journal_entry entry;
	struct slice from = *rest;
	uint64_t len;

	if (!varint_take(&from, &len) || len > SERIES_SCOPE_MAX || len > from.len)
		return false;
	entry.scope = slice_cut(from, 0, (size_t)len);
	from = slice_cut(from, (size_t)len, from.len);
	if (!take_time(&from, CLOCK_MINUTE_US, &entry.minute) ||
	    entry.minute == INT64_MAX / CLOCK_MINUTE_US)
		return false; /* of which the end is no time any more */
	for (size_t column = 0; column < SERIES_COLUMNS; column++) {
		if (!varint_take_signed(&from, &entry.amount[column]))
			return false;
	}
	*rest = from;
	*ret_entry = entry;
	return true;
}

bool journal_open(struct slice bytes, struct journal *ret_journal)
{
	*ret_journal = (struct journal){ 0 };
	if (bytes.len == 0)
		return true;
	if (bytes.len < JOURNAL_HEADER_BYTES)
		return false;
	const int64_t created_us = number_at(bytes.data), from = number_at(bytes.data + 8);
	if (created_us <= 0 || from < 0)
		return false;
	ret_journal->created_us = created_us;
	ret_journal->entries = slice_cut(bytes, JOURNAL_HEADER_BYTES, bytes.len);
	ret_journal->from = (uint64_t)from;
	ret_journal->to = (uint64_t)from + ret_journal->entries.len;
	return true;
}

bool journal_from(const struct journal *journal, uint64_t place, struct slice *ret_entries)
{
	if (place < journal->from || place > journal->to)
		return false;
	*ret_entries =
		slice_cut(journal->entries, (size_t)(place - journal->from), journal->entries.len);
	return true;
}

void journal_apply(struct slice entries, struct slice scope, int64_t limit,
		   struct series_counts *counts)
{
	struct journal_entry entry;

	while (journal_next(&entries, &entry)) {
		if (entry.minute <= limit && slice_equal(entry.scope, scope))
			(void)series_counts_change(counts, entry.minute, entry.amount);
	}
}
