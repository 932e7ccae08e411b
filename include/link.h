/*
 * link.h - a connection to Redis for code that may wait: judge threads, alarm, commands.
 *
 * One link belongs to one thread. What went wrong is always told apart, because a repeated write
 * can count twice:
 *
 *   ERROR_AWAY       certainly not done: not connected, not wholly sent, Redis is loading
 *   ERROR_UNCERTAIN  sent, but the answer was lost: repeat only what is safe to repeat
 *   ERROR_LIMIT      not done: Redis is out of memory or its disk is full; come back later
 *   ERROR_CONFLICT   not done: a function of ours found that somebody else was first
 *   ERROR_NOT_FOUND  not done: a function of ours found no such thing
 *   ERROR_REFUSED    not done: Redis said no otherwise (wrong password, too old, not ours)
 *
 * The program must ignore SIGPIPE: a lost connection is a result here, not a signal.
 *
 * After ERROR_AWAY and ERROR_UNCERTAIN the link is closed; redis_link_ready opens it again, with
 * back-off by the caller's clock.
 */
#ifndef LIVVAKT_LINK_H
#define LIVVAKT_LINK_H

#include "attributes.h"
#include "error.h"
#include "redis_address.h"
#include "redis_command.h"
#include "redis_reply.h"
#include <stdbool.h>
#include <stdint.h>

struct redis_link;

/* Back-off between two tries, doubled from the first to the last; pure, for anybody who connects.
 */
#define REDIS_BACKOFF_FIRST_US INT64_C(100000)
int64_t redis_backoff_us(unsigned failures, int64_t last_us);

/* Copies the settings; does not connect. NULL: out of memory, or the URL is none (ERROR_INVALID).
 */
MUST_CHECK struct redis_link *redis_link_new(const struct redis_settings *settings,
					     struct error *error);
struct redis_link *redis_link_free(struct redis_link *link); /* always NULL */

/* Connects when it is not connected and the back-off has passed, authenticates, and sees to it that
 * our functions are there in this version or a newer one. 0, or ERROR_AWAY / ERROR_REFUSED /
 * ERROR_INVALID. Cheap when connected. */
MUST_CHECK int redis_link_ready(struct redis_link *link, int64_t monotonic_us, struct error *error);

/* Only connects and authenticates, at once, without functions: for whoever looks at the server
 * itself. 0, ERROR_AWAY or ERROR_REFUSED. */
MUST_CHECK int redis_link_connect(struct redis_link *link, struct error *error);

/* The same with the back-off of redis_link_ready, for whoever does not know yet whose Redis it is:
 * functions replaced under an older Livvakt would count where that one does not look. */
MUST_CHECK int redis_link_reach(struct redis_link *link, int64_t monotonic_us, struct error *error);

/* When redis_link_ready would try again (monotonic); 0 when connected or never tried. */
int64_t redis_link_retry_at(const struct redis_link *link);
bool redis_link_connected(const struct redis_link *link);
/* To be polled for death of the other side; -1 when not connected. */
int redis_link_descriptor(const struct redis_link *link);
void redis_link_close(struct redis_link *link);

/* Runs one command and gives its reply, which is never an error (those become codes); the caller
 * frees it with redis_reply_free. A missing function of ours (Redis was emptied) is loaded once and
 * the call repeated. */
MUST_CHECK int redis_link_command(struct redis_link *link, const struct redis_command *command,
				  struct redisReply **ret_reply, struct error *error);

/* The same where there is nothing in the reply but that it was done. */
MUST_CHECK int redis_link_carry_out(struct redis_link *link, const struct redis_command *command,
				    struct error *error);

/* The same where the reply is a number (0 when it is none). */
MUST_CHECK int redis_link_ask_number(struct redis_link *link, const struct redis_command *command,
				     int64_t *ret_number, struct error *error);

/* The same for a command that may wait on the server's side for `wait_us` (XREADGROUP BLOCK). */
MUST_CHECK int redis_link_command_waiting(struct redis_link *link,
					  const struct redis_command *command, int64_t wait_us,
					  struct redisReply **ret_reply, struct error *error);

/* For what must survive the loss of the master: whether so many replicas as the settings ask for
 * have all that was written until this connection's last command, by whomever; 0 when none are
 * asked for. ERROR_UNCERTAIN: too few have it in time, or the connection that spoke of it is gone;
 * it stands on the master. */
MUST_CHECK int redis_link_settle(struct redis_link *link, struct error *error);

/* Sends all, then reads all answers. For reading: on failure none is given, and what was sent may
 * have happened (ERROR_UNCERTAIN). Single answers may be errors: see redis_reply_error. */
MUST_CHECK int redis_link_pipeline(struct redis_link *link, const struct redis_command *commands,
				   size_t count, struct redisReply **ret_replies,
				   struct error *error);

#endif
