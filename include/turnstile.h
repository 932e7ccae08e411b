/*
 * turnstile.h - lets one thread through at a time, and for a pause nobody after it.
 *
 * For work that gathers while nobody fetches it: who fetches often brings little each time.
 */
#ifndef LIVVAKT_TURNSTILE_H
#define LIVVAKT_TURNSTILE_H

#include "attributes.h"
#include <stdbool.h>
#include <stdint.h>

struct turnstile;

struct turnstile *turnstile_new(int64_t pause_us); /* NULL when out of memory */
/* Nobody may be within or waiting. Always NULL; NULL is fine. */
struct turnstile *turnstile_free(struct turnstile *turnstile);

/* Waits until nobody is within and the pause is over. False when that takes longer than `wait_us`;
 * then there is nothing to leave. */
MUST_CHECK bool turnstile_enter(struct turnstile *turnstile, int64_t wait_us);

/* The pause begins; not with `next_at_once`, which is for who saw that there is more. */
void turnstile_leave(struct turnstile *turnstile, bool next_at_once);

#endif
