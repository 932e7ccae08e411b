/* rules_path.h - where the shipped rules are: beside a checkout's build/livvakt, else where `make
 * install` put them. */
#ifndef LIVVAKT_RULES_PATH_H
#define LIVVAKT_RULES_PATH_H

#include "attributes.h"
#include "error.h"

/* The caller frees. NULL: neither place has any; the error names both. */
MUST_CHECK char *rules_path_shipped(struct error *error);

#endif
