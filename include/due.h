/*
 * due.h - everything that waits for a time: two sorted sets per partition, of deliveries and of all
 * the rest.
 *
 * A row is a short text, kind:argument ("escalate:inc-…", "deliver:msg-…"), and stands in the set
 * once. Whoever claims a row has it for the length of the lease; if it is not completed by then
 * (the node died), the next one claims it. Setting a row's time anew takes it away from whoever
 * holds it.
 */
#ifndef LIVVAKT_DUE_H
#define LIVVAKT_DUE_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

enum { DUE_ROW_MAX = 512, DUE_CLAIM_MAX = 100 };

struct due_row {
	char text[DUE_ROW_MAX + 1]; /* terminated; may hold no NUL */
	size_t len;
	int64_t due_us; /* when it was due */
	uint64_t token; /* of this claim */
};

/* Adds a row, or moves it. ERROR_INVALID: empty or too long. */
MUST_CHECK int due_set(struct redis_link *link, unsigned partition, struct slice row,
		       int64_t due_us, struct error *error);
MUST_CHECK int due_remove(struct redis_link *link, unsigned partition, struct slice row,
			  struct error *error);

enum due_kind { DUE_ANY, DUE_STEPS, DUE_DELIVERIES };
struct due_claim {
	int64_t now_us, lease_us;
	size_t max; /* at most DUE_CLAIM_MAX */
	enum due_kind kind;
};
/* Rows due at now that nobody else holds: steps first, of each kind the earliest first. */
MUST_CHECK int due_claim(struct redis_link *link, unsigned partition, const struct due_claim *claim,
			 struct due_row *ret_rows, size_t *ret_count, struct error *error);

/* The work of a claimed row is done: the row goes. ERROR_CONFLICT when the row was set anew or the
 * lease passed and somebody else has it: nothing is changed then. */
MUST_CHECK int due_complete(struct redis_link *link, unsigned partition, const struct due_row *row,
			    struct error *error);

/* The row is worked on still: its lease begins anew. ERROR_CONFLICT as above. */
MUST_CHECK int due_renew(struct redis_link *link, unsigned partition, const struct due_row *row,
			 int64_t now_us, int64_t lease_us, struct error *error);

/* The clock went back by so much, and says `now_us`: what is ahead of it comes as much earlier.
 * Once, however many see it; one that was not brought to its end goes on with the same times. */
MUST_CHECK int due_shift(struct redis_link *link, unsigned partition, int64_t now_us,
			 int64_t back_us, struct error *error);

/* When this row, none of a delivery, is due (or its lease ends); 0: it does not stand there. */
MUST_CHECK int due_when(struct redis_link *link, unsigned partition, struct slice row,
			int64_t *ret_due_us, struct error *error);

/* When the next row is due (or a lease ends); INT64_MAX when there is none. */
MUST_CHECK int due_next(struct redis_link *link, unsigned partition, int64_t *ret_due_us,
			struct error *error);

#endif
