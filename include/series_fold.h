/*
 * series_fold.h - a brand's journal, written into its series (series_pack.h).
 *
 * Now and then, by whoever made it long. What the journal says is summed here and put into Redis in
 * one atomic change, together with the journal's new beginning: it counts once, whoever folds at
 * the same time and whenever this process dies.
 */
#ifndef LIVVAKT_SERIES_FOLD_H
#define LIVVAKT_SERIES_FOLD_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "slice.h"

/* Folds what is there, of a long one all but the end, without what a clock counted that was ahead
 * of now. ERROR_CONFLICT: somebody else did. */
MUST_CHECK int series_fold(struct redis_link *link, unsigned partition, struct slice brand,
			   int64_t now_us, struct error *error);

#endif
