/*
 * poison.h - stream entries that were set aside (stream.h), to be looked at and to be judged once
 * more: after an upgrade that can read them, or when what ended their judges is mended.
 */
#ifndef LIVVAKT_POISON_H
#define LIVVAKT_POISON_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "slice.h"
#include <stdint.h>

/* Slices live during the call. */
struct poison {
	struct slice id, reason;
	struct slice brand; /* escaped (keys.h), as the entry had it */
	int64_t at_us;
	int64_t comments; /* as the entry said */
};

/* All of them, the oldest first. */
MUST_CHECK int poison_each(struct redis_link *link, unsigned partition,
			   void (*each)(void *context, const struct poison *poison), void *context,
			   struct error *error);

/* Back into the stream, as if it had come now, and no longer counted as poisoned. ERROR_NOT_FOUND:
 * it is not there any more. */
MUST_CHECK int poison_again(struct redis_link *link, unsigned partition, struct slice id,
			    struct error *error);

#endif
