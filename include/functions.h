/*
 * functions.h - our function library in Redis (daemon/store/livvakt.lua): every change that must be
 * atomic.
 *
 * The text is part of the program. A link loads it when Redis has none or an older one; a newer one
 * is left alone and used, because functions never change what an older caller may rely on.
 */
#ifndef LIVVAKT_FUNCTIONS_H
#define LIVVAKT_FUNCTIONS_H

#include "slice.h"
#include <stdint.h>

extern const char functions_begin[]; /* the file's text, terminated */

struct slice functions_text(void);
/* As livvakt_version() in the text says. */
int64_t functions_version(void);

#endif
