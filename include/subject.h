/* subject.h - whether two episodes are about the same, by the phrases behind them (drivers.h). */
#ifndef LIVVAKT_SUBJECT_H
#define LIVVAKT_SUBJECT_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Each list has the strongest phrase first. They are of one subject where the first of both is the
 * same, or where the first of one is among the leading four of the other and a second of these four
 * is shared, too. Phrases are the same where one holds the other's words that tell something, in
 * any form and order. An empty list is of no subject.
 */
bool subject_same(const struct slice *one, size_t one_count, const struct slice *other,
		  size_t other_count);

#endif
