/*
 * terminal.h - strangers' text for a person's terminal.
 *
 * A comment may hold escape sequences that retitle the window, move the cursor over what stood
 * there, or have the terminal answer as if somebody had typed.
 */
#ifndef LIVVAKT_TERMINAL_H
#define LIVVAKT_TERMINAL_H

#include "slice.h"

#include <stdio.h>

/* On one line: blanks for breaks and tabs, U+FFFD for all other control characters, for those that
 * turn the direction of writing, and for bytes that are no UTF-8. */
void terminal_print(FILE *to, struct slice text);

#endif
