/*
 * log.h - one line an event, to stderr, for a person and for the journal.
 *
 * Under systemd the line begins with its priority (<3> … <7>); in a terminal with the time. Of a
 * kind of line (its place in the code) ten pass a second, and the next one that passes says how
 * many were swallowed. Never a secret; a comment's text only at debug.
 */
#ifndef LIVVAKT_LOG_H
#define LIVVAKT_LOG_H

#include "attributes.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level); /* info unless said otherwise */

void log_error(const char *format, ...) PRINTF_LIKE(1, 2);
void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_info(const char *format, ...) PRINTF_LIKE(1, 2);
void log_debug(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
