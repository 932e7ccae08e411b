/* thresholds.h - the points at which a person looks at a comment, and at which it is hidden. */
#ifndef LIVVAKT_THRESHOLDS_H
#define LIVVAKT_THRESHOLDS_H

#include "verdict.h"
#include <stdbool.h>
#include <stdint.h>

/* By category, in thousandths of points; THRESHOLD_NEVER never does. */
#define THRESHOLD_NEVER INT32_MAX
struct thresholds {
	int32_t review[CATEGORY_COUNT], hide[CATEGORY_COUNT];
};
extern const struct thresholds thresholds_default; /* the table in docs/rules.md */

/* Does somebody with these points speak of harming himself, so that a person has to look? Then
 * nothing else that the comment holds hides it. */
static inline bool thresholds_care(const struct thresholds *thresholds,
				   const int32_t scores[CATEGORY_COUNT])
{
	return scores[CATEGORY_SELFHARM] > 0 &&
	       scores[CATEGORY_SELFHARM] >= thresholds->review[CATEGORY_SELFHARM];
}

#endif
