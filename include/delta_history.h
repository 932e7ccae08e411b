/*
 * delta_history.h - the part of a delta that is remembered of authors, links and texts
 * (history.h). Pure; lives in the delta's arena and fails with it.
 */
#ifndef LIVVAKT_DELTA_HISTORY_H
#define LIVVAKT_DELTA_HISTORY_H

#include "delta.h"
#include "history.h"

/* What comes to the row of a key; each key once a list. The row is borrowed. */
void delta_add_arrivals(struct delta *delta, struct delta_brand *brand,
			const struct history_list *list, uint64_t key, struct slice row);

/* The member of a brand, as the function in Redis reads them. */
void delta_pack_arrivals(const struct delta_arrivals *lists, struct buffer *to);

/* For queue_add and queue_decide: whose comment it is, when one is hidden or shown again. */
void delta_pack_hide(const struct delta_hide *hide, struct buffer *to);

#endif
