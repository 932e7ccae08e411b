/*
 * mutes.h - the silences that people asked for, in the store: added, ended, listed, forgotten in
 * time.
 *
 * The end of one needs no row of its own: what it holds back asks again by then (raise_mute.c).
 * When a person ends it earlier, a row says so at once (MUTES_ROW and its id).
 */
#ifndef LIVVAKT_MUTES_H
#define LIVVAKT_MUTES_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "mute.h"

#define MUTES_ROW "unsilence:"

enum {
	MUTES_RUNNING_MAX = 256, /* of a partition */
	MUTES_KEPT = 1000,	 /* those that are over among them; they go after 30 days */
};

/* ERROR_CONFLICT: too many are in force. */
MUST_CHECK int mutes_add(struct redis_link *link, unsigned partition, const struct mute *mute,
			 int64_t now_us, struct error *error);

/* ERROR_NOT_FOUND; ERROR_INVALID when what stands there is none of ours. */
MUST_CHECK int mutes_load(struct redis_link *link, unsigned partition, struct slice id,
			  struct mute *ret_mute, struct error *error);

/* It ends now, as `ended` says. ERROR_NOT_FOUND; ERROR_CONFLICT: it is over already. */
MUST_CHECK int mutes_end(struct redis_link *link, unsigned partition, const struct mute *ended,
			 int64_t now_us, struct error *error);

/* Those that end after a time, the last first; `each` gives false to stop. One that cannot be read
 * is left out: it must not keep anybody from being told. */
MUST_CHECK int mutes_list(struct redis_link *link, unsigned partition, int64_t after_us,
			  bool (*each)(void *context, const struct mute *mute), void *context,
			  struct error *error);

/* How many are not over. */
MUST_CHECK int mutes_count(struct redis_link *link, unsigned partition, int64_t now_us,
			   int64_t *ret_count, struct error *error);

#endif
