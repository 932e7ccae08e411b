/*
 * condition_conflict.h - conditions that say no to each other: what two of them leave no comment
 * for, and what one of them says of another.
 */
#ifndef LIVVAKT_CONDITION_CONFLICT_H
#define LIVVAKT_CONDITION_CONFLICT_H

#include "condition.h"
#include <stdbool.h>
#include <stddef.h>

/* No comment is as this asks: a sentiment below -1. */
bool condition_never_holds(const struct condition *condition);

/* No comment is as both ask. Times of day are the business of condition_times_meet. */
bool condition_excludes(const struct condition *a, const struct condition *b);

/* Where the first holds, the second does: younger than a day, younger than a week. */
bool condition_implies(const struct condition *a, const struct condition *b);

/* Is there a moment at which all of them that are about time hold: times of day, days that begin
 * and expire? Others are passed over. */
bool condition_times_meet(const struct condition *const *conditions, size_t count);

#endif
