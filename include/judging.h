/*
 * judging.h - a batch of comments before the judge: by what each is recognised, what else came
 * lately when rules ask for it, the verdict, and whether it counts. And once more, when something
 * was learnt of the batch.
 */
#ifndef LIVVAKT_JUDGING_H
#define LIVVAKT_JUDGING_H

#include "config.h"
#include "counter.h"
#include "judge.h"
#include "lately.h"
#include "repeats.h"
#include "threads.h"

/* A comment of the batch with what the judge said of it. */
struct judged {
	const struct comment *comment;
	const struct config_brand *brand;
	size_t entry;			    /* of the batch, in which it came */
	struct circumstances circumstances; /* by which it was judged, when rules ask for them */
	struct verdict verdict;
	bool done, fresh; /* judged; and nobody has looked at the verdict yet */
};

struct judging {
	/* Set by the caller, for a batch. */
	const struct config *config;
	const struct author_keys *keys;
	struct counters *counters;
	const struct ruleset *ruleset;
	struct judge *judge; /* of these rules */
	struct lately *lately;
	struct threads *threads;
	struct arena *arena;
	/* The comments in the order in which they came. */
	struct judged *judged;
	struct repeats repeats; /* an item for each */
	size_t count;
	bool asked; /* rules ask for more than the text */
};

/* Room for so many. */
MUST_CHECK int judging_begin(struct judging *judging, size_t comments, struct error *error);
void judging_add(struct judging *judging, const struct comment *comment,
		 const struct config_brand *brand, size_t entry);

/* What came lately of the same authors, links and texts, when a rule asks for it. */
MUST_CHECK int judging_look_back(struct judging *judging, struct redis_link *link,
				 unsigned partition, int64_t now_us, struct error *error);

/* Which of them count; those of dropped entries do not. */
void judging_decide(struct judging *judging, const bool *dropped);

/* Pure computing: text to verdict. Done again after something was learnt, it judges only those
 * whose circumstances differ, and nothing when no rule asks for any. */
MUST_CHECK int judging_judge(struct judging *judging, const bool *dropped, struct error *error);

/* How long the commit has to remember whose comments were hidden; 0: nobody asks. */
int64_t judging_remember_hides(const struct judging *judging);

#endif
