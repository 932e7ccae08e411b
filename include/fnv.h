/*
 * fnv.h - FNV-1a (draft-eastlake-fnv): a hash for tables and names of our own, where two that are
 * taken for one cost little.
 *
 * Whoever may choose the bytes can make two alike; where that would help a stranger stands
 * crypto_short_hash.
 */
#ifndef LIVVAKT_FNV_H
#define LIVVAKT_FNV_H

#include "slice.h"
#include <stdint.h>

#define FNV_START UINT64_C(14695981039346656037)
#define FNV32_START UINT32_C(2166136261)

static inline uint64_t fnv_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * UINT64_C(1099511628211);
}

/* Goes on from FNV_START or from what came before. */
static inline uint64_t fnv_add(uint64_t hash, struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = fnv_byte(hash, (unsigned char)bytes.data[i]);
	return hash;
}

static inline uint32_t fnv32(struct slice bytes)
{
	uint32_t hash = FNV32_START;

	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.data[i]) * UINT32_C(16777619);
	return hash;
}

#endif
