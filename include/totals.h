/*
 * totals.h - what happened to a brand's comments since the beginning, as plain numbers.
 *
 * Counted inside of the functions that accept, commit and set aside, so that always and exactly
 *
 *     accepted = judged + edited + duplicates + waiting in the stream + poisoned
 *     judged = negative + neutral + positive = allow + review + hide
 */
#ifndef LIVVAKT_TOTALS_H
#define LIVVAKT_TOTALS_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "verdict.h"
#include <stdint.h>

#define TOTALS(X)                                                                                  \
	X(accepted, "stored in the stream")                                                        \
	X(judged, "judged and committed, each comment once")                                       \
	X(edited, "later versions of a comment, each of which replaced what counted before")       \
	X(duplicates, "delivered again and not counted again")                                     \
	X(poisoned, "in stream entries that could not be read and were set aside")                 \
	X(negative, "of negative polarity")                                                        \
	X(neutral, "of neutral polarity")                                                          \
	X(positive, "of positive polarity")                                                        \
	X(allow, "with verdict allow")                                                             \
	X(review, "with verdict review")                                                           \
	X(hide, "with verdict hide")                                                               \
	X(undecided, "on which a rule hit one of its limits")                                      \
	X(too_old, "older than every series: in these totals only")                                \
	X(queued, "put before a human")                                                            \
	X(kept, "whose action a human's earlier decision stopped")                                 \
	X(unqueued, "dropped from a full queue, oldest first")                                     \
	X(threat, "with points for threat")                                                        \
	X(hate, "with points for hate")                                                            \
	X(insult, "with points for insult")                                                        \
	X(profanity, "with points for profanity")                                                  \
	X(sexual, "with points for sexual")                                                        \
	X(selfharm, "with points for selfharm")                                                    \
	X(spam, "with points for spam")                                                            \
	X(private, "with points for private data")

enum total {
#define X(name, help) TOTAL_##name,
	TOTALS(X)
#undef X
		TOTAL_COUNT
};

struct totals {
	uint64_t values[TOTAL_COUNT];
};

const char *total_name(enum total which);
const char *total_help(enum total which);
enum total total_of_category(enum category category); /* not for CATEGORY_NONE */
enum total total_of_action(enum action action);
enum total total_of_polarity(enum polarity polarity);

/* A brand that was never seen has zeros. */
MUST_CHECK int totals_read(struct redis_link *link, unsigned partition, struct slice brand,
			   struct totals *ret_totals, struct error *error);

/* Every brand of the partition, in no order; `each` gives false to stop. At most
 * STORE_BRANDS_MAX, and beside them those that a configuration names. */
enum { STORE_BRANDS_MAX = 4096 };
MUST_CHECK int totals_brands(struct redis_link *link, unsigned partition,
			     bool (*each)(void *context, struct slice brand), void *context,
			     struct error *error);

#endif
