/* test_series_pack.c - series and journals come back as they were; other bytes are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "clock.h"
#include "series_pack.h"

#include <string.h>

#define NOW_MINUTE INT64_C(29922420)
static struct series_counts counts, again;

static void fill(unsigned every)
{
	series_counts_init(&counts);
	for (int64_t minute = NOW_MINUTE - INT64_C(60) * SERIES_HOURS; minute <= NOW_MINUTE;
	     minute++) {
		if ((uint64_t)minute % every == 0)
			assert_true(series_counts_change(
				&counts, minute,
				(const int64_t[]){ 1 + minute % 300, minute % 3, minute % 2 }));
	}
}

static size_t there_and_back(void)
{
	struct buffer bytes;

	buffer_init(&bytes, 1 << 20);
	series_pack(&counts, &bytes);
	assert_false(buffer_failed(&bytes));
	memset(&again, 0x55, sizeof(again));
	assert_true(series_unpack(buffer_slice(&bytes), &again));
	assert_memory_equal(&again, &counts, sizeof(counts));
	for (size_t cut = 0; cut < bytes.len; cut++)
		assert_false(series_unpack(slice_cut(buffer_slice(&bytes), 0, cut), &again));
	buffer_add_char(&bytes, 0);
	assert_false(series_unpack(buffer_slice(&bytes), &again));
	const size_t len = bytes.len - 1;
	buffer_done(&bytes);
	return len;
}

static void test_there_and_back(void **state)
{
	static const unsigned every[] = { 1, 2, 59, 61, 1000, 7000 };

	(void)state;
	series_counts_init(&counts);
	assert_in_range(there_and_back(), 9, 9);
	for (size_t i = 0; i < sizeof(every) / sizeof(every[0]); i++) {
		fill(every[i]);
		(void)there_and_back();
	}
}

/* A quiet post is small, and one of many comments a minute is not large. */
static void test_sizes(void **state)
{
	(void)state;
	fill(600);
	assert_in_range(there_and_back(), 300, 600);
	fill(1);
	assert_in_range(there_and_back(), 5000, 9000);
}

static void put(char *at, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (char)(unsigned char)(value >> 8 * i);
}

/* As the functions of version 12 wrote them. */
static void test_rings_of_before(void **state)
{
	static char bytes[SERIES_RING_BYTES];
	const struct slice whole = { bytes, sizeof(bytes) };

	(void)state;
	again.first_us = 77;
	assert_false(series_unpack(whole, &again));
	memcpy(bytes, "LVS\1", 4);
	assert_true(series_unpack(whole, &again));
	put(bytes + 8, 60000000 * UINT64_C(5000), 8);
	put(bytes + 16, 5100, 8);
	put(bytes + 24, 85, 8);
	put(bytes + SERIES_HEADER_BYTES + (5100 % 360) * 12, 7, 4);
	put(bytes + SERIES_HEADER_BYTES + 360 * 12 + 85 * 12 + 4, 3, 4);
	assert_true(series_unpack(whole, &again));
	assert_int_equal(series_counts_minute(&again, 5100).comments, 7);
	assert_int_equal(series_counts_hour(&again, 85).negative, 3);
	assert_int_equal(again.all_hours.negative, 3);
	assert_int_equal(again.first_us, 60000000 * INT64_C(5000));
	counts = again;
	(void)there_and_back();
	again.first_us = 77;
	assert_false(series_unpack((struct slice){ bytes, sizeof(bytes) - 1 }, &again));
	memset(bytes + 16, 0x7f, 8); /* a last minute beyond all times */
	assert_false(series_unpack(whole, &again));
	memset(bytes + 16, 0x80, 8);
	assert_false(series_unpack(whole, &again));
	assert_int_equal(again.first_us, 77);
}

static void test_journal(void **state)
{
	const struct journal_entry entries[] = {
		{ slice_from("brand"), NOW_MINUTE, { 3, 1, 0 } },
		{ slice_from("post:7"), NOW_MINUTE, { 1, 0, 0 } },
		{ slice_from("brand"), NOW_MINUTE - 100, { -1, -1, -1 } },
	};
	struct journal_entry entry;
	struct journal journal;
	struct buffer bytes;
	struct slice rest;

	(void)state;
	buffer_init(&bytes, 1 << 16);
	buffer_add_u64(&bytes, 77);   /* made, */
	buffer_add_u64(&bytes, 1000); /* and so much of it is folded */
	for (size_t i = 0; i < 3; i++)
		journal_add(&bytes, &entries[i]);
	assert_true(journal_open(buffer_slice(&bytes), &journal));
	assert_int_equal(journal.created_us, 77);
	assert_int_equal(journal.from, 1000);
	assert_int_equal(journal.to, 1000 + bytes.len - JOURNAL_HEADER_BYTES);
	assert_true(journal_from(&journal, 1000, &rest));
	for (size_t i = 0; i < 3; i++) {
		assert_true(journal_next(&rest, &entry));
		assert_true(slice_equal(entry.scope, entries[i].scope));
		assert_int_equal(entry.minute, entries[i].minute);
		assert_memory_equal(entry.amount, entries[i].amount, sizeof(entry.amount));
	}
	assert_false(journal_next(&rest, &entry));
	assert_true(journal_from(&journal, journal.to, &rest));
	assert_int_equal(rest.len, 0);
	assert_false(journal_from(&journal, 999, &rest));
	assert_false(journal_from(&journal, journal.to + 1, &rest));
	series_counts_init(&again);
	journal_apply(journal.entries, slice_from("brand"), INT64_MAX, &again);
	assert_int_equal(series_counts_minute(&again, NOW_MINUTE).comments, 3);
	assert_int_equal(series_counts_minute(&again, NOW_MINUTE - 100).comments, 0);
	assert_true(journal_open((struct slice){ 0 }, &journal));
	assert_int_equal(journal.created_us, 0);
	assert_false(journal_open(slice_from("nothing"), &journal));
	assert_false(
		journal_open(slice_from("\xff\xff\xff\xff\xff\xff\xff\xff of others"), &journal));
	buffer_done(&bytes);
}

/* Whoever reads on reckons with the end of the minute. */
static void test_minute_without_end(void **state)
{
	struct journal_entry entry = { slice_from("brand"),
				       INT64_MAX / CLOCK_MINUTE_US - 1,
				       { 1 } };
	struct buffer bytes;

	(void)state;
	buffer_init(&bytes, 1 << 16);
	journal_add(&bytes, &entry);
	entry.minute++;
	journal_add(&bytes, &entry);
	struct slice rest = buffer_slice(&bytes);
	assert_true(journal_next(&rest, &entry));
	assert_true((entry.minute + 1) * CLOCK_MINUTE_US > 0);
	assert_false(journal_next(&rest, &entry));
	buffer_done(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),	   cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_rings_of_before),	   cmocka_unit_test(test_journal),
		cmocka_unit_test(test_minute_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
