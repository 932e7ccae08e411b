/*
 * backoff.h - when a delivery that failed is tried again.
 *
 * 5 s, 30 s, 2 m, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 20 h: about three days, after the example
 * of Standard Webhooks 1.0.0. What is no use tomorrow (the page of a running incident, a hide call)
 * is urgent: 5 s, 30 s, every minute ten times, every two to the hour and every five to the end of
 * the day, so that it goes out soon after its server is back; then 10 h, 14 h, 20 h, 20 h. Each
 * wait is up to a tenth longer, by a number derived from the message's id and the try, so that what
 * failed together is not tried together, and every node computes the same time.
 */
#ifndef LIVVAKT_BACKOFF_H
#define LIVVAKT_BACKOFF_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* What a receiver may ask for at most: one that says "tomorrow" is still asked again within the
 * hour, for an alarm is no use tomorrow. */
#define BACKOFF_ASKED_MAX_US (INT64_C(3600) * 1000000)

enum backoff_table { BACKOFF_USUAL, BACKOFF_URGENT };

/*
 * The wait after a failed try; `attempts` counts the tries so far, this one included (from 1).
 * Never shorter than `asked_us` (Retry-After; 0: nothing was asked; bounded as above). False when
 * it is time to give up.
 */
bool backoff_wait_us(enum backoff_table table, struct slice message_id, unsigned attempts,
		     int64_t asked_us, int64_t *ret_wait_us);

#endif
