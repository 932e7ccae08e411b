/*
 * managed_launch.h - one start of a redis-server of our own: its configuration, its process, its
 * last words.
 *
 * Used by managed.c only; apart, because it is the part that knows fork, exec and Redis'
 * configuration file.
 */
#ifndef LIVVAKT_MANAGED_LAUNCH_H
#define LIVVAKT_MANAGED_LAUNCH_H

#include "attributes.h"
#include "buffer.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define MANAGED_SOCKET "redis.sock"

struct managed_launch {
	char *program;	    /* name or path; owned */
	char *folder;	    /* absolute; owned */
	const char *socket; /* its path */
	uint64_t memory_bytes;
	bool sync_always;
};

/* Writes the configuration and starts the process: in a session of its own, so that neither a
 * terminal's Ctrl-C nor the end of Livvakt reaches it, and with no descriptor of ours. Does not
 * wait for an answer. */
MUST_CHECK int managed_launch_start(const struct managed_launch *launch, pid_t *ret_pid,
				    struct error *error);

/* True while a server that was started in this folder lives, answering or not. */
bool managed_launch_is_running(const struct managed_launch *launch);

/* The last thing its log says that sounds like a reason; never empty. */
void managed_launch_last_words(const struct managed_launch *launch, char *ret_text, size_t size);

/* The configuration file's text. Pure. */
void managed_launch_configure(const struct managed_launch *launch, struct buffer *to);

#endif
