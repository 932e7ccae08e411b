/*
 * deliver.h - one try to deliver one message, by e-mail, webhook or a platform's hide call.
 *
 * Takes a message as it stands in the outbox and the configuration of this moment, and reports what
 * came of it: sent, to be tried again after a wait, or given up with a reason. Keeping messages,
 * claiming them and marking them is duty's business. Belongs to one thread.
 */
#ifndef LIVVAKT_DELIVER_H
#define LIVVAKT_DELIVER_H

#include "config.h"
#include "error.h"
#include "message.h"
#include <stddef.h>
#include <stdint.h>

struct deliver;

struct deliver_settings {
	const char *ca_file;  /* trusted certificates instead of the system's; NULL: the system's */
	unsigned running_max; /* at once; 0: 16 */
};

enum deliver_result { DELIVER_SENT, DELIVER_RETRY, DELIVER_GIVEN_UP };

struct deliver_outcome {
	enum deliver_result result;
	int64_t wait_us;    /* DELIVER_RETRY: from now */
	const char *reason; /* one sentence; "" when sent */
};

/* The outcome is borrowed for the time of the call. */
typedef void deliver_done(void *context, const struct deliver_outcome *outcome);

MUST_CHECK struct deliver *deliver_new(const struct deliver_settings *settings,
				       struct error *error);

/* Stops what is running without calling back: those messages stay as they are in the outbox and are
 * tried again when their lease ends. Always NULL; NULL is fine. */
struct deliver *deliver_free(struct deliver *deliver);

/*
 * Starts a try; message.attempts counts the earlier ones. `done` is called exactly once: from
 * deliver_poll(), or before this returns when the message cannot be sent as it is. Message and
 * config are not needed afterwards. Only call while deliver_room() is not 0.
 */
void deliver_start(struct deliver *deliver, const struct config *config,
		   const struct message *message, int64_t now_us, deliver_done *done,
		   void *context);

/* Waits at most `timeout_us` for something to happen and moves everything. */
MUST_CHECK int deliver_poll(struct deliver *deliver, int64_t timeout_us, struct error *error);

/* The two halves of it, each by itself. */
MUST_CHECK int deliver_move(struct deliver *deliver, struct error *error);
MUST_CHECK int deliver_wait(struct deliver *deliver, int64_t timeout_us, struct error *error);

/* Nothing was moved for so long, which is no receiver's fault: what runs may take as much longer.
 */
void deliver_allow(struct deliver *deliver, int64_t more_us);

/* Ends the try that was started with this context without calling back. */
void deliver_drop(struct deliver *deliver, const void *context);

/* Ends a wait of deliver_poll() or deliver_wait(); other threads may call it. */
void deliver_wake(struct deliver *deliver);

size_t deliver_room(const struct deliver *deliver); /* how many may be started now */
size_t deliver_running(const struct deliver *deliver);

#endif
