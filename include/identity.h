/*
 * identity.h - whose state stands in this Redis: any number of Livvakts may share it, but only with
 * the same key of author hashes, brands spread in the same way, and a version of the state that
 * each of them understands.
 *
 * A new key is taken from the first who comes with it and with the one that was, and until that
 * one's time is over the others may still come with it: so they change one after the other.
 */
#ifndef LIVVAKT_IDENTITY_H
#define LIVVAKT_IDENTITY_H

#include "attributes.h"
#include "crypto.h"
#include "error.h"
#include "link.h"
#include <stdbool.h>

/* The newest that we understand. 1 to 3: spread.h; since 4 what is counted in series is written to
 * a journal first (series_pack.h). An older state becomes this one with the first who claims it. */
enum { IDENTITY_STATE_VERSION = 4 };

enum identity_key {
	IDENTITY_SAME,
	IDENTITY_FIRST, /* nobody was here before: what stood here, if anything did, is gone */
	IDENTITY_NEW,	/* ours came after the one that stood there, and stands there now */
	IDENTITY_OLD,	/* others have a newer one, and ours serves for a while */
};

struct identity_claimant {
	const struct author_keys *keys;
	/* Nobody else uses this Redis: a key that was changed is taken without the one before,
	 * whose time is over. One that was never changed is not: the one that serves was lost. */
	bool own;
	int64_t now_us;
	unsigned partitions; /* over which the brands are spread; in all of them */
};

/* The first one writes its name, the others compare. ERROR_CONFLICT: another key, or brands spread
 * over another number of partitions; ERROR_REFUSED: written by a newer Livvakt. */
MUST_CHECK int identity_claim(struct redis_link *link, unsigned partition,
			      const struct identity_claimant *claimant, enum identity_key *ret_key,
			      struct error *error);

/* The commands that the Redis user may not give, in words; empty when it may all that we do. */
enum { IDENTITY_RIGHTS_MAX = 256 };
MUST_CHECK int identity_rights(struct redis_link *link, unsigned partition,
			       char ret_missing[IDENTITY_RIGHTS_MAX], struct error *error);

/* For those that only look: over how many partitions the brands of this Redis are spread, as
 * partition 0 says it. ERROR_CONFLICT when that is another number. */
MUST_CHECK int identity_check_partitions(struct redis_link *link, unsigned partitions,
					 struct error *error);

/* For those, too, before our functions come in the place of those that stand there. ERROR_REFUSED
 * when the state is a newer Livvakt's, of which we would see and change but a part, or when the
 * functions are an older one's that works here, or has not yet been followed by one of this
 * version: it would not see what is counted with ours. */
MUST_CHECK int identity_check_version(struct redis_link *link, unsigned partition,
				      struct error *error);

/* For those, too, that look for authors: ERROR_CONFLICT when they stand under a key that is not
 * among ours, so that nobody would be found. */
MUST_CHECK int identity_check_key(struct redis_link *link, unsigned partition,
				  const struct author_keys *keys, struct error *error);

#endif
