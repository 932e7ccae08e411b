/*
 * duty.h - the thread that never sleeps through an alarm: takes the steps that are due and delivers
 * what is in the outbox.
 *
 * It has a Redis link, deliveries and time of its own, so that alarm work is never behind comment
 * work. Every row is claimed with a lease: when this node dies, another one (or the same after a
 * restart) goes on where it stopped. Hide calls may take only a part of what runs at once; e-mails
 * and webhooks never wait for them.
 */
#ifndef LIVVAKT_DUTY_H
#define LIVVAKT_DUTY_H

#include "config.h"
#include "counter.h"
#include "due.h"
#include "error.h"
#include "pulse.h"
#include "redis_address.h"
#include <stdint.h>

struct duty;

struct duty_settings {
	const struct config *config; /* borrowed */
	struct redis_settings redis;
	struct counters *counters;
	struct pulse *pulse; /* borrowed */
	const char *ca_file; /* trusted certificates instead of the system's; NULL: the system's */
	unsigned partition;
	enum due_kind kind; /* what it does of all that is due */
};

/* Starts the thread; Redis need not be there yet. http_client_init() must have been called. */
MUST_CHECK struct duty *duty_start(const struct duty_settings *settings, struct error *error);

/* Asks it to end, so that several end at once; duty_stop, with the same time, waits for it. */
void duty_end(struct duty *duty, int64_t grace_us);

/* Ends the thread, giving running deliveries up to `grace_us` to end and be marked; what is cut off
 * is tried again when its lease ends. Always NULL; NULL is fine. */
struct duty *duty_stop(struct duty *duty, int64_t grace_us);

#endif
