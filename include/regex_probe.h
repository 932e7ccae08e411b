/*
 * regex_probe.h - is a pattern dangerous? Tried on short texts that are made to be hard, before
 * anybody's comments are.
 */
#ifndef LIVVAKT_REGEX_PROBE_H
#define LIVVAKT_REGEX_PROBE_H

#include "slice.h"
#include <stdbool.h>

enum { REGEX_PROBE_BYTES = 120 }; /* a square of it is within the limits of a match */

/* False also for what is no regex at all. */
bool regex_probe_is_hard(struct slice pattern);

#endif
