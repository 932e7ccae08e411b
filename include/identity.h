/*
 * identity.h - whose state stands in this Redis: any number of Livvakts may share it, but only with
 * the same key of author hashes and a version of the state that each of them understands.
 */
#ifndef LIVVAKT_IDENTITY_H
#define LIVVAKT_IDENTITY_H

#include "attributes.h"
#include "crypto.h"
#include "error.h"
#include "link.h"
#include <stdbool.h>

enum { IDENTITY_STATE_VERSION = 1 };

/* The first one writes its name, the others compare. ERROR_CONFLICT: another key (unless `own`: a
 * Redis that nobody else uses takes the new one), ERROR_REFUSED: written by a newer Livvakt. */
MUST_CHECK int identity_claim(struct redis_link *link, unsigned partition,
			      const uint8_t key[CRYPTO_KEY_BYTES], bool own, struct error *error);

#endif
