/*
 * repeats.h - which comments of a batch were there before: the same again, or an edited version.
 *
 * Platforms deliver at least once, and a sender whose answer was lost sends again. A comment is the
 * same when brand, channel and id are; a version of it is told by its text and, where the source
 * says it, the time of the edit. What was counted lately is remembered in Redis (counted.h). The
 * judge first assumes that nothing is; only when the commit says otherwise it learns what is
 * remembered, decides again and sums again: the ordinary comment costs no question.
 *
 * Pure: no Redis here.
 */
#ifndef LIVVAKT_REPEATS_H
#define LIVVAKT_REPEATS_H

#include "arena.h"
#include "attributes.h"
#include "comment.h"
#include "counted.h"
#include "crypto.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum repeat_fate {
	REPEAT_NEW,	  /* counts */
	REPEAT_EDIT,	  /* counts, and what is remembered of the earlier version is taken back */
	REPEAT_DUPLICATE, /* nothing new: counts as duplicate only */
	REPEAT_REPLACED,  /* a newer version of it is in the same batch: counts as edited only */
};

/* One comment of the batch. */
struct repeat {
	uint64_t key;		/* of (brand, channel, id); 0: cannot be recognised, always new */
	struct counted counted; /* what counting it would leave */
	bool dropped;		/* not part of the batch any more */
	/* Learnt from the store: the bytes behind the key (empty: nothing), and what they say. */
	struct slice known;
	bool was_counted;
	struct counted earlier;
	/* Decided. */
	enum repeat_fate fate;
};

struct repeats {
	struct repeat *items;
	size_t count;
	uint32_t *table; /* item + 1 by key, open addressing */
	size_t table_size;
};

/* Room for `count` comments in the arena; items are zero. */
MUST_CHECK int repeats_init(struct repeats *repeats, size_t count, struct arena *arena,
			    struct error *error);

/* What a comment is known by: brand, channel and id, keyed. Never 0. */
uint64_t repeat_key(const struct comment *comment, const uint8_t key[CRYPTO_SHORT_KEY_BYTES]);

/* Fills in key and versions of an item; what counting it would leave besides is said when it is
 * judged. */
void repeat_identify(struct repeat *repeat, const struct comment *comment,
		     const uint8_t key[CRYPTO_SHORT_KEY_BYTES]);
void repeat_judged(struct repeat *repeat, const struct verdict *verdict, int64_t ts_us);

/* Every item of this key is known under these bytes (which are kept, not copied). */
void repeats_learn(struct repeats *repeats, uint64_t key, struct slice known);

/* Sets the fate of all that are not dropped; items are in the order in which they came. */
void repeats_decide(struct repeats *repeats);

/* Fates whose verdict has effect: the item is summed, and remembered when it has a key. */
static inline bool repeat_counts(const struct repeat *repeat)
{
	return !repeat->dropped && (repeat->fate == REPEAT_NEW || repeat->fate == REPEAT_EDIT);
}

#endif
