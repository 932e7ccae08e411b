/*
 * fuzz_series_pack.c - any bytes as a series and as a journal: refused, or read, counted and packed
 * to what is read again as the same.
 */
#include "series_pack.h"

#include <stdint.h>
#include <stdlib.h>

enum { PACKED_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void there_and_back(const struct series_counts *counts)
{
	static struct series_counts again;
	struct buffer first, second;

	buffer_init(&first, PACKED_MAX);
	buffer_init(&second, PACKED_MAX);
	series_pack(counts, &first);
	if (!series_unpack(buffer_slice(&first), &again))
		abort();
	series_pack(&again, &second);
	if (!slice_equal(buffer_slice(&first), buffer_slice(&second)))
		abort();
	buffer_done(&first);
	buffer_done(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct series_counts counts;
	const struct slice bytes = { (const char *)data, size };
	struct journal_entry entry;
	struct journal journal;
	struct slice rest;

	if (series_unpack(bytes, &counts))
		there_and_back(&counts);
	if (!journal_open(bytes, &journal) || !journal_from(&journal, journal.from, &rest))
		return 0;
	series_counts_init(&counts);
	while (journal_next(&rest, &entry))
		journal_apply(journal.entries, entry.scope, INT64_MAX, &counts);
	there_and_back(&counts);
	return 0;
}
