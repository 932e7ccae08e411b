/*
 * scan.h - walking over all keys of a partition, a page at a time, without holding Redis up.
 *
 * What is there from the beginning to the end of the walk is met at least once, perhaps twice.
 */
#ifndef LIVVAKT_SCAN_H
#define LIVVAKT_SCAN_H

#include "attributes.h"
#include "error.h"
#include "keys.h"
#include "link.h"

enum { SCAN_PAGE_MAX = 512 };

/* One page of whole keys, at least one; they live during the call. Anything below 0 ends the walk
 * and is its result. */
typedef int scan_page(void *context, const struct slice *keys, size_t count, struct error *error);

/* Keys of one kind, as "queued" (keys.h); NULL: of every kind. */
MUST_CHECK int scan_keys(struct redis_link *link, unsigned partition, const char *kind,
			 scan_page *page, void *context, struct error *error);

/* The same within a hash or a sorted set, whichever it is of the two: a page is a list of names,
 * each with its value behind it. What is taken away meanwhile does not disturb the walk. */
enum scan_of { SCAN_HASH, SCAN_SORTED_SET };
typedef int scan_rows_page(void *context, const struct redisReply *rows, struct error *error);
MUST_CHECK int scan_rows(struct redis_link *link, enum scan_of of, struct slice key,
			 scan_rows_page *page, void *context, struct error *error);

/* The key of the same name in another partition. */
struct slice scan_key_in(unsigned partition, struct slice key, char ret_key[KEYS_KEY_MAX]);

/* What stands behind the prefix and the kind of such a key, as "acme:c1" of
 * "lv:{p0}:queued:acme:c1"; and the kind, as "queued". Empty when there is none. */
struct slice scan_rest(struct slice key);
struct slice scan_kind(struct slice key);

#endif
