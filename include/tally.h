/*
 * tally.h - what one judged comment changes: counts, series, recent comments, the human's queue,
 * hide calls.
 *
 * Pure: configuration, comment and verdict in, additions to a delta out. The commit (store) makes
 * them true at once.
 */
#ifndef LIVVAKT_TALLY_H
#define LIVVAKT_TALLY_H

#include "config.h"
#include "crypto.h"
#include "delta.h"
#include "effects.h"

struct tally {
	const struct config *config;
	const struct author_keys *keys;
	struct delta *delta;
	int64_t remember_hides_us; /* how long it is remembered whose comments were hidden; 0: not
				    */
};

/* The comment and the verdict must live as long as the delta. Memory running out shows in
 * delta->failed. */
void tally_comment(const struct tally *tally, const struct comment *comment,
		   const struct verdict *verdict);

/* The same for an edited comment, whose earlier version counted as `earlier`: that is taken back.
 */
void tally_edit(const struct tally *tally, const struct comment *comment,
		const struct verdict *verdict, const struct counted *earlier);

/* The hash by which an author is known; 0: nobody known. */
uint64_t tally_author(const uint8_t key[CRYPTO_KEY_BYTES], const struct comment *comment);

/* By whom the comment is, should it be hidden or shown again. */
struct delta_hide tally_hide(const struct author_keys *keys, const struct comment *comment,
			     int64_t window_us, int64_t now_us);

/* Why a person should look, as "threat: sv-threat/kill-you (quoted)"; in the arena, or empty. */
struct slice tally_reason(const struct verdict *verdict, struct arena *arena);

/* That a comment be hidden where it was posted, and why. */
struct tally_wish {
	const struct comment *comment;
	struct slice reason, rule; /* the rule is empty where a person wishes it */
	int64_t now_us;
};

/* What carries a wish out: messages that are due at once. */
struct tally_messages {
	struct effect_message *items; /* in the arena */
	size_t count;
};

/* One for every action of the configuration that is meant for the comment's channel. The ids follow
 * from comment and action, so that the same wish is one message. ERROR_MEMORY when not all of them
 * could be made. */
MUST_CHECK int tally_hide_messages(const struct config *config, const struct tally_wish *wish,
				   struct arena *arena, struct tally_messages *ret_messages,
				   struct error *error);

#endif
