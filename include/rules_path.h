/* rules_path.h - where the shipped rules are: beside a checkout's build/livvakt, else in
 * ../share/livvakt as seen from the program, else under the PREFIX it was built for. */
#ifndef LIVVAKT_RULES_PATH_H
#define LIVVAKT_RULES_PATH_H

#include "attributes.h"
#include "error.h"

/* The caller frees. NULL: no place has any; the error says what to do. */
MUST_CHECK char *rules_path_shipped(struct error *error);

#endif
