/*
 * keys.h - how every key in Redis is called; docs/state.md has the list.
 *
 * All keys of a partition begin with its prefix, whose braces are a hash tag: in a Redis Cluster
 * they lie in one slot, so that one function may touch them all. A brand belongs to one partition.
 */
#ifndef LIVVAKT_KEYS_H
#define LIVVAKT_KEYS_H

#include "slice.h"
#include <stddef.h>

enum {
	KEYS_PREFIX_MAX = 24, /* "lv:{p4294967295}:" */
	KEYS_BRAND_MAX = 3 * 256 + 1,
	KEYS_KEY_MAX = 1280,
};

/* "lv:{p0}:" */
void keys_prefix(unsigned partition, char ret_prefix[KEYS_PREFIX_MAX]);

/* A brand's name as it stands in keys: colon, per cent, braces and control bytes are written %XX,
 * so that whatever follows cannot be mistaken. At most 256 bytes of the name are looked at. And
 * back; false when it is no such text. */
struct slice keys_escape(struct slice brand, char ret_text[KEYS_BRAND_MAX]);
bool keys_unescape(struct slice text, char ret_brand[KEYS_BRAND_MAX], size_t *ret_len);

/* prefix kind [":" brand [":" rest]]; terminated; gives it as a slice. Empty slices are left out.
 */
struct slice keys_build(unsigned partition, const char *kind, struct slice brand, struct slice rest,
			char ret_key[KEYS_KEY_MAX]);

/* Which partition a brand belongs to: always the same for the same name and count. */
unsigned keys_partition(struct slice brand, unsigned partitions);

#endif
