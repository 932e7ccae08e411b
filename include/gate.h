/*
 * gate.h - what is known at a door (doors.h) of the room behind it: whether a block may go in
 * without a function that looks first, which costs Redis most of what storing it costs. Pure.
 *
 * Never near the limit: up to an eighth of what may wait, as it was heard a moment ago, with what
 * is under way. Of what others put in since then it knows nothing, so each door may exceed the
 * limit by that eighth. And never a brand that was not let in by the function lately, which writes
 * down that it was there.
 */
#ifndef LIVVAKT_GATE_H
#define LIVVAKT_GATE_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* As many as are remembered, a prime, each in a place of its own (180 KiB in all); neither no name
 * nor a longer one is ever. Half of the brands that a partition may have: where few fit, the most
 * of many go through the function each time. */
enum { GATE_BRANDS = 2039, GATE_NAME_MAX = 64 };

struct gate_brand {
	char name[GATE_NAME_MAX];
	size_t len;
	int64_t until_us;
};

/* All zero: nothing is known. Times are monotonic. */
struct gate {
	uint64_t waiting; /* as heard last */
	int64_t until_us; /* that holds */
	uint64_t under_way;
	struct gate_brand brands[GATE_BRANDS];
};

/* `limit`: comments that may wait. */
bool gate_passes(const struct gate *gate, struct slice brand, uint64_t comments, uint64_t limit,
		 int64_t now_us);
void gate_hear_waiting(struct gate *gate, uint64_t waiting, int64_t now_us);
void gate_hear_brand(struct gate *gate, struct slice brand, int64_t now_us);
void gate_forget_brand(struct gate *gate, struct slice brand);
void gate_forget_all(struct gate *gate); /* but what is under way */

#endif
