/*
 * managed.h - Livvakt's own redis-server: started, watched and stopped by it, for everybody who
 * does not want to know.
 *
 * It lives in <state>/redis with an append-only file (synced every second), listens only on a Unix
 * socket that nobody else may open, and outlives a killed Livvakt: the next one takes it over. A
 * lock file keeps two Livvakts from one state folder. The owner polls managed_tick; nothing here
 * runs in the background.
 */
#ifndef LIVVAKT_MANAGED_H
#define LIVVAKT_MANAGED_H

#include "attributes.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

struct managed;

struct managed_settings {
	const char *state_folder; /* made when missing */
	const char *program;	  /* NULL: "redis-server" from PATH */
	uint64_t memory_bytes;	  /* maxmemory; 0: no limit */
	bool sync_always;	  /* appendfsync always instead of everysec */
	int64_t start_timeout_us; /* for its first answer; 0: 10 s (a long append-only file is
				     waited for as long as it loads) */
	int64_t stop_timeout_us;  /* 0: 10 s */
	/* Called while a start is waited for, many times a second; may be NULL. */
	void (*waits)(void *context);
	void *context;
};

enum managed_event {
	MANAGED_WELL,	   /* nothing to say */
	MANAGED_DIED,	   /* it ended by itself: the error says how; it will be started again */
	MANAGED_RESTARTED, /* it answers again */
	MANAGED_FAILED,	   /* could not be started again, will be tried: the error says why */
};

/* Starts it, or takes over the one that runs already in this folder, and waits until it answers.
 * NULL with one line that says what to do: not installed, too old, folder not writable, disk full,
 * in use by another Livvakt. */
MUST_CHECK struct managed *managed_start(const struct managed_settings *settings,
					 struct error *error);

/* Looks whether it still lives; starts it again when its back-off has passed, and waits for that
 * as managed_start does. To be called about once a second with the monotonic clock. The error is
 * filled for DIED and FAILED.
 */
MUST_CHECK enum managed_event managed_tick(struct managed *managed, int64_t monotonic_us,
					   struct error *error);

/* SHUTDOWN (the append-only file is synced), then waits for its end, then insists. */
int managed_stop(struct managed *managed, struct error *error);

/* Frees without stopping it: what kill -9 does, in an orderly way. Always NULL. */
struct managed *managed_free(struct managed *managed);

const char *managed_url(const struct managed *managed); /* "unix:///…/redis.sock" */
int managed_pid(const struct managed *managed);		/* 0 while it is down */
bool managed_taken_over(const struct managed *managed);

/* "7.0.15" as 70015; 0 for what is no version. Pure. */
unsigned managed_parse_version(const char *text);
enum { MANAGED_VERSION_LEAST = 70000 };

#endif
