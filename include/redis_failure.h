/*
 * redis_failure.h - what an error that Redis answers means for the caller. Pure: one table.
 */
#ifndef LIVVAKT_REDIS_FAILURE_H
#define LIVVAKT_REDIS_FAILURE_H

#include "error.h"
#include "slice.h"
#include <stdbool.h>

/* Fills the error and gives its code: never 0, never ERROR_UNCERTAIN, because Redis answered. */
int redis_failure_set(struct error *error, struct slice text);

/* True when another connection may do better: loading, a replica, a broken cluster. */
bool redis_failure_is_passing(struct slice text);

/* True when our function library is not there. */
bool redis_failure_is_missing_function(struct slice text);

#endif
