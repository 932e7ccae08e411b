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

/* The messages that have a comment hidden where it was posted, for every action of the
 * configuration that is meant for its channel. The ids follow from comment and action, so that the
 * same wish is one message. Gives how many; at most `max`. */
size_t tally_hide_messages(const struct config *config, const struct comment *comment,
			   struct slice reason, struct slice rule, struct arena *arena,
			   int64_t now_us, struct message *ret_messages, size_t max);

#endif
