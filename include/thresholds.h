/* thresholds.h - the points at which a person looks at a comment, and at which it is hidden. */
#ifndef LIVVAKT_THRESHOLDS_H
#define LIVVAKT_THRESHOLDS_H

#include "verdict.h"
#include <stdint.h>

/* By category, in thousandths of points; THRESHOLD_NEVER never does. */
#define THRESHOLD_NEVER INT32_MAX
struct thresholds {
	int32_t review[CATEGORY_COUNT], hide[CATEGORY_COUNT];
};
extern const struct thresholds thresholds_default; /* the table in docs/rules.md */

#endif
