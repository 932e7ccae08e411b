/*
 * pulse.h - whether the whole process stood still: stopped by a signal, frozen, or asleep with its
 * machine. Its threads say now and then that they go on; where none said so for long, none did.
 */
#ifndef LIVVAKT_PULSE_H
#define LIVVAKT_PULSE_H

#include "clock.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* No thread may be held up for so long by anything but that. */
#define PULSE_STILL_US (10 * CLOCK_SECOND_US)

struct pulse {
	pthread_mutex_t lock;
	bool begun;
	struct clock_moment last;
	bool stood;	    /* still, at least once */
	int64_t went_on_us; /* boot clock */
};

/* The lock is all that is set up, and needs no end. */
#define PULSE_INIT                                                                                 \
	{                                                                                          \
		.lock = PTHREAD_MUTEX_INITIALIZER                                                  \
	}

/* Any thread, at least once a second as a rule. Says in the log, once, when all stood still. Gives
 * how long ago that ended; INT64_MAX: never heard of. */
int64_t pulse_beat(struct pulse *pulse, struct clock_moment now);

#endif
