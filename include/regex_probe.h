/*
 * regex_probe.h - is a pattern dangerous? Tried on short texts that are made to be hard, before
 * anybody's comments are.
 */
#ifndef LIVVAKT_REGEX_PROBE_H
#define LIVVAKT_REGEX_PROBE_H

#include "slice.h"
#include <stdbool.h>

enum { REGEX_PROBE_BYTES = 120 }; /* half a square of words is within a match's limits */

/* False also for what is no regex at all. */
bool regex_probe_is_hard(struct slice pattern);

#endif
