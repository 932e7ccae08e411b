/*
 * terminal.h - strangers' text for a person's terminal, and times.
 *
 * A comment may hold escape sequences that retitle the window, move the cursor over what stood
 * there, or have the terminal answer as if somebody had typed.
 */
#ifndef LIVVAKT_TERMINAL_H
#define LIVVAKT_TERMINAL_H

#include "slice.h"

#include <stdint.h>
#include <stdio.h>

/* On one line: blanks for breaks and tabs, U+FFFD for all other control characters, for those that
 * turn the direction of writing, and for bytes that are no UTF-8. */
void terminal_print(FILE *to, struct slice text);

/* "2026-11-22 02:00 UTC" */
void terminal_print_minute(FILE *to, int64_t wall_us);

#endif
