/*
 * who.h - a person who says that it was they, in an answer or an order.
 */
#ifndef LIVVAKT_WHO_H
#define LIVVAKT_WHO_H

#include "attributes.h"
#include "config.h"
#include "error.h"
#include "slice.h"

/* One of the configuration's people, by short or full name or address; whoever says so where it has
 * none. Borrowed from the configuration or from `by`. ERROR_INVALID says who may have been meant.
 */
MUST_CHECK int who_is_meant(const struct config *config, struct slice by, struct slice *ret_name,
			    struct error *error);

#endif
