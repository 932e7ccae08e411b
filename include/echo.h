/*
 * echo.h - what is asked back: "Elves are rats? That's disgusting." repeats what somebody said, and
 * answers it.
 */
#ifndef LIVVAKT_ECHO_H
#define LIVVAKT_ECHO_H

#include "context_inside.h"

/* Is the hit's whole sentence repeated as a question, with an answer behind it that objects, and
 * does not agree? */
bool echo_is_answered(const struct place_of_hit *place);

/* Is what the hit names one place of several? "Women belong in the kitchen, on the board and in
 * parliament" */
bool echo_is_enumerated(const struct place_of_hit *place);

#endif
