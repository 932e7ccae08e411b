/*
 * series_pack.h - a series as bytes, and what was counted in series since those bytes were written:
 * the journal of a brand. Pure.
 *
 * A commit adds to the end of the journal, which costs the same however many series a brand has;
 * now and then the journal is folded into the series (series_fold.h). So a series is what its bytes
 * say and what the journal says of it (series.h reads both).
 */
#ifndef LIVVAKT_SERIES_PACK_H
#define LIVVAKT_SERIES_PACK_H

#include "buffer.h"
#include "series_counts.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SERIES_SCOPE_MAX = 256, /* bytes of a scope's name */
	SERIES_HEADER_BYTES = 40,
	/* As version 1 wrote them: rings as they are. They are still read. */
	SERIES_RING_BYTES =
		SERIES_HEADER_BYTES + 4 * SERIES_COLUMNS * (SERIES_MINUTES + SERIES_HOURS),
};

/* Slots with nothing in them take no room: some 1 KiB for a quiet series, 8 for a busy one. */
void series_pack(const struct series_counts *counts, struct buffer *to);
/* False, and nothing changed, when the bytes are none of ours. */
bool series_unpack(struct slice bytes, struct series_counts *ret_counts);

/* --- the journal --- */

enum {
	JOURNAL_HEADER_BYTES = 16,
	JOURNAL_FOLD_BYTES =
		32768, /* one that is longer, and than 1 KiB a series, is to be folded */
};

/* What some comments counted in one minute of one series. */
struct journal_entry {
	struct slice scope;
	int64_t minute;
	int64_t amount[SERIES_COLUMNS]; /* below zero: an edited comment takes back what it was */
};

void journal_add(struct buffer *to, const struct journal_entry *entry);
/* Takes the first one off; false when none is left, or what is left is none of ours. */
bool journal_next(struct slice *rest, struct journal_entry *ret_entry);

/* A whole journal: the header is its creation and how many bytes were folded since; so each byte
 * has a place for good, and who has read up to one reads on from there. */
struct journal {
	int64_t created_us; /* 0: there is none */
	uint64_t from, to;  /* places of its first entry, and behind its last */
	struct slice entries;
};
/* False, and an empty one, when it is none of ours. Nothing at all is an empty one. */
bool journal_open(struct slice bytes, struct journal *ret_journal);
/* The entries from a place on; false when they are not in it. */
bool journal_from(const struct journal *journal, uint64_t place, struct slice *ret_entries);

/* Adds what entries say of one scope, up to a minute (series_counts_limit; INT64_MAX: all). */
void journal_apply(struct slice entries, struct slice scope, int64_t limit,
		   struct series_counts *counts);

#endif
