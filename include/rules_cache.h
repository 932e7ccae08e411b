/*
 * rules_cache.h - compiled rules, and their literals, on disk between one start and the next.
 *
 * They lie in .cache within the rule folder when that is the caller's own, else in a folder of the
 * state or of the user's cache. They are machine data that is believed as it stands, so only what
 * the caller's own user wrote, and nobody else may write, is taken up. Whatever is wrong with it,
 * rules are compiled as if there were none: a cache is never a reason to fail.
 */
#ifndef LIVVAKT_RULES_CACHE_H
#define LIVVAKT_RULES_CACHE_H

#include "scanner.h"

enum { RULES_CACHE_PLACES = 4, RULES_CACHE_KEPT = 9 /* files in a place; the oldest go */ };

struct rules_cache_place {
	char *folder;
	const char *owner; /* borrowed: the rule folder it lies in; NULL: it is made as needed */
};

struct rules_cache {
	struct rules_cache_place places[RULES_CACHE_PLACES];
	size_t count;
	struct scanner_store store; /* points to its cache, which must stay where it is */
};

/* `rules` are borrowed. `state` is where to keep what the rule folders cannot: NULL is the user's
 * own cache, as the XDG base directories have it. crypto_init must have been called before the
 * store is used. */
void rules_cache_init(struct rules_cache *cache, const char *const *rules, size_t count,
		      const char *state);
void rules_cache_done(struct rules_cache *cache);

#endif
