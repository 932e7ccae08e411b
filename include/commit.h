/*
 * commit.h - the one atomic step in which judging takes effect.
 *
 * One function call per batch: if every entry is still pending, they are acknowledged and deleted
 * and the whole delta is applied; if some are not (another judge reclaimed and committed them),
 * nothing is changed, and the answer says which, so that the judge sums again without them and
 * repeats. The acknowledgement is the commit: nothing is counted twice, whatever is repeated.
 */
#ifndef LIVVAKT_COMMIT_H
#define LIVVAKT_COMMIT_H

#include "attributes.h"
#include "delta.h"
#include "error.h"
#include "link.h"
#include "stream.h"

/* A comment of which something else is remembered than the delta took to be. */
struct commit_known {
	uint64_t key;
	struct slice known; /* empty: nothing */
	struct commit_known *next;
};

/* Why nothing was changed. */
struct commit_gone {
	size_t count;		     /* of entries that are gone */
	bool gone[STREAM_BATCH_MAX]; /* by the entry's place in what was handed in */
	struct commit_known *known;  /* in the delta's arena */
};

/* What one call commits. */
struct commit {
	unsigned partition;
	const char *consumer; /* the reader that holds the entries */
	const char *const *entries;
	size_t entry_count; /* at most STREAM_BATCH_MAX */
	uint64_t comments;  /* that the entries hold together */
	const struct delta *delta;
};

/*
 * 0                the whole batch has taken effect
 * ERROR_CONFLICT   nothing has; ret_gone says which entries are not this reader's any more, and
 *                  which comments were counted before: sum again with that and repeat
 * ERROR_UNCERTAIN  repeat the same call: if it had happened, it says that all entries are gone
 */
MUST_CHECK int commit_batch(struct redis_link *link, const struct commit *commit,
			    struct commit_gone *ret_gone, struct error *error);

/* Whether a comment with this key was counted before, and this version of it is nothing new
 * (counted.h). For the rare one that is acted on before its commit. */
MUST_CHECK int commit_is_repeat(struct redis_link *link, unsigned partition, uint64_t key,
				const struct counted *counted, bool *ret_is, struct error *error);

#endif
