/* loop.h - the event loop of the loop thread: signals and timers; sockets belong to those who hold
 * them. */
#ifndef LIVVAKT_LOOP_H
#define LIVVAKT_LOOP_H

#include "error.h"
#include <stdint.h>

struct loop;
struct loop_timer;
struct event_base;

/* Once before threads use a loop of others. NULL when out of memory. */
struct loop *loop_new(struct error *error);
struct loop *loop_free(struct loop *loop); /* always NULL; timers must be gone */
struct event_base *loop_base(struct loop *loop);

typedef void loop_called(void *context);

MUST_CHECK int loop_on_signal(struct loop *loop, int signal, loop_called *called, void *context,
			      struct error *error);

/* A timer that is not set yet. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_called *called, void *context);
struct loop_timer *loop_timer_free(struct loop_timer *timer); /* NULL is fine; always NULL */
void loop_timer_set(struct loop_timer *timer,
		    int64_t in_us); /* once, in so long; replaces an earlier setting */
/* Once, behind all that this turn of the loop has before it; replaces an earlier setting. */
void loop_timer_set_last(struct loop_timer *timer);

void loop_run(struct loop *loop);  /* until stopped */
void loop_stop(struct loop *loop); /* from any thread */

#endif
