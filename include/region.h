/*
 * region.h - memory at an address of one's choice: what was built there can be kept, pointers and
 * all, and stand there again another day.
 */
#ifndef LIVVAKT_REGION_H
#define LIVVAKT_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct region {
	char *memory; /* NULL: none */
	size_t bytes;
};

/* Cleared memory that costs nothing until it is touched. False when something stands there already,
 * or the system has no such place. `address` and `bytes` are whole pages. */
bool region_claim(struct region *region, uint64_t address, size_t bytes);
/* What lies behind the first `bytes` goes back to the system, and nobody writes any more. */
void region_settle(struct region *region, size_t bytes);
void region_done(struct region *region);

#endif
