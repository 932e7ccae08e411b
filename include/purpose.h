/*
 * purpose.h - what somebody else wanted: "the Nazis wanted to exterminate the Jews" is history and
 * news, "I want to" is a threat.
 */
#ifndef LIVVAKT_PURPOSE_H
#define LIVVAKT_PURPOSE_H

#include "context_inside.h"

/* Is what the hit says wanted, planned or decided by a third person, of a third, and not agreed
 * with? */
bool purpose_is_of_others(const struct place_of_hit *place);

#endif
