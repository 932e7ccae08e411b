/*
 * check_points.h - points that cannot do what they seem to: more than the cap of their group, or
 * enough to hide in a category that never hides.
 */
#ifndef LIVVAKT_CHECK_POINTS_H
#define LIVVAKT_CHECK_POINTS_H

#include "complaint.h"
#include "pack.h"
#include "thresholds.h"

/* Warnings: over-cap, never-hides. */
void check_points(const struct pack *pack, const struct pack_rule *rule,
		  const struct thresholds *thresholds, struct complaints *complaints);

#endif
