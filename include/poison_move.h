/*
 * poison_move.h - what was set aside (poison.h), to the partition of its brand, when the number of
 * partitions changes (move.h). Done twice, it is there once.
 */
#ifndef LIVVAKT_POISON_MOVE_H
#define LIVVAKT_POISON_MOVE_H

#include "attributes.h"
#include "error.h"
#include "partitions.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

struct poison_move {
	struct partitions *partitions;
	unsigned from;
	bool clear; /* what belongs elsewhere is taken away, not copied */
	unsigned (*home)(void *context, struct slice brand); /* as it stands in keys */
	void *context;
};

/* Adds how many were copied. */
MUST_CHECK int poison_move(const struct poison_move *move, uint64_t *copied, struct error *error);

#endif
