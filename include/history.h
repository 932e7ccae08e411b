/*
 * history.h - what is remembered of authors, links and texts: how many comments came within a time,
 * and which comments of an author were hidden.
 *
 * Behind each of them, as a keyed hash, stands a row in Redis (docs/state.md), little endian:
 *
 *   arrivals  {slot:4 count:4} …      the same slot may stand there more than once
 *   hidden    {comment:8 seconds:4} … each comment once, at most HISTORY_HIDDEN_MAX
 *
 * A slot is a 32nd of the time that a rule asks for, numbered modulo 2^32. A time is counted by its
 * whole slots, so never something older than it is counted, and what lies at its far end may be
 * missed for a 32nd of it.
 *
 * Rows are written by the commit (delta_history.h) and by people's decisions (queue.h); reading is
 * here.
 */
#ifndef LIVVAKT_HISTORY_H
#define LIVVAKT_HISTORY_H

#include "arena.h"
#include "attributes.h"
#include "error.h"
#include "link.h"
#include "slice.h"
#include <stdint.h>

enum {
	HISTORY_SLOTS = 32,
	HISTORY_HIDDEN_MAX = 32,
	HISTORY_ARRIVAL_BYTES = 8,
	HISTORY_HIDDEN_BYTES = 12,
	HISTORY_AT_ONCE = 500, /* rows that Lua is handed at once */
	HISTORY_REST_MAX = 32,
};

/* A brand has one list for each time that is asked for, and one of hidden comments. */
struct history_list {
	const char *of; /* "author", "link", "text"; NULL: comments of an author that were hidden */
	int64_t within_us; /* of hidden ones: how long they are remembered */
};

/* How the list is called behind the brand in keys: "text:600000000", or nothing. */
struct slice history_rest(const struct history_list *list, char ret_text[HISTORY_REST_MAX]);

/* --- rows --- */

uint32_t history_slot(int64_t ts_us, int64_t within_us);

/* How many came in the slots up to this one that make the time; later ones do not count. */
int64_t history_arrivals(struct slice row, uint32_t slot);

int64_t history_arrivals_all(struct slice row); /* of whatever slot */

/* What a comment is in a row of hidden ones. */
struct slice history_hidden_entry(uint64_t comment, int64_t ts_us,
				  char ret_bytes[HISTORY_HIDDEN_BYTES]);

/* How many were hidden that were written within the time before `ts_us`, `comment` itself left out.
 */
int64_t history_hidden(struct slice row, uint64_t comment, int64_t ts_us, int64_t within_us);
bool history_holds(struct slice row, uint64_t comment);

/* --- reading --- */

struct history_query {
	struct slice brand;
	struct history_list list;
	const uint64_t *keys; /* at least one */
	size_t count;
	struct slice *ret_rows; /* as many; empty: nothing is remembered */
};

/* All of them in one round trip. Rows live in the arena. */
MUST_CHECK int history_read(struct redis_link *link, unsigned partition,
			    const struct history_query *queries, size_t count, struct arena *arena,
			    struct error *error);

#endif
