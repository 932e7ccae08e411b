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
	const uint8_t *author_key; /* CRYPTO_KEY_BYTES */
	struct delta *delta;
};

/* The comment and the verdict must live as long as the delta. Memory running out shows in
 * delta->failed. */
void tally_comment(const struct tally *tally, const struct comment *comment,
		   const struct verdict *verdict);

/* The same for an edited comment, whose earlier version counted as `earlier`: that is taken back.
 */
void tally_edit(const struct tally *tally, const struct comment *comment,
		const struct verdict *verdict, const struct counted *earlier);

/* Why a person should look, as "threat: sv-threat/kill-you (quoted)"; in the arena, or empty. */
struct slice tally_reason(const struct verdict *verdict, struct arena *arena);

/* The messages that have a comment hidden where it was posted, for every action of the
 * configuration that is meant for its channel. The ids follow from comment and action, so that the
 * same wish is one message. Gives how many; at most `max`. */
size_t tally_hide_messages(const struct config *config, const struct comment *comment,
			   struct slice reason, struct slice rule, struct arena *arena,
			   int64_t now_us, struct message *ret_messages, size_t max);

#endif
