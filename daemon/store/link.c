/*
 * link.c - the blocking connection to Redis.
 *
 * Sending and reading are two steps here, not hiredis' one, because between them lies the
 * difference between "certainly not done" and "nobody knows". What is done over the link is the
 * other modules' business.
 */
#include "link.h"

#include "functions.h"
#include "keys.h"
#include "redis_failure.h"
#include "redis_guide.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

enum { CONNECT_TIMEOUT_US = 2000000, COMMAND_TIMEOUT_US = 5000000 };

struct redis_link {
	struct redis_address address;
	char place[REDIS_HOST_MAX + 32]; /* for messages */
	unsigned replicas;
	int64_t connect_timeout_us, command_timeout_us, retry_us;
	int64_t socket_timeout_us; /* as set on the socket */
	redisContext *context;	   /* NULL: not connected */
	bool greeted;		   /* our functions were seen to on this connection */
	unsigned failures;
	int64_t retry_at_us;
	bool passing; /* Redis sent us away: wait before the next try */
	struct error trouble;
};

int64_t redis_backoff_us(unsigned failures, int64_t last_us)
{
	unsigned doublings = failures > 0 ? failures - 1 : 0;
	int64_t wait_us = REDIS_BACKOFF_FIRST_US << (doublings < 6 ? doublings : 6);

	return wait_us < last_us ? wait_us : last_us;
}

static struct timeval timeval_of(int64_t us)
{
	return (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
}

struct redis_link *redis_link_new(const struct redis_settings *settings, struct error *error)
{
	struct redis_link *link = calloc(1, sizeof(*link));

	if (!link) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	if (redis_address_parse(settings->url, &link->address, error) < 0)
		return redis_link_free(link);

	redis_address_complete(&link->address, settings);
	redis_address_print(&link->address, link->place, sizeof(link->place));
	link->replicas = settings->replicas;
	link->retry_us = settings->retry_us ? settings->retry_us : REDIS_RETRY_US;
	link->connect_timeout_us =
		settings->connect_timeout_us ? settings->connect_timeout_us : CONNECT_TIMEOUT_US;
	link->command_timeout_us =
		settings->command_timeout_us ? settings->command_timeout_us : COMMAND_TIMEOUT_US;
	return link;
}

struct redis_link *redis_link_free(struct redis_link *link)
{
	if (!link)
		return NULL;
	redis_link_close(link);
	explicit_bzero(&link->address, sizeof(link->address)); /* holds the password */
	free(link);
	return NULL;
}

void redis_link_close(struct redis_link *link)
{
	if (link->context)
		redisFree(link->context);
	link->context = NULL;
	link->greeted = false;
}

bool redis_link_connected(const struct redis_link *link)
{
	return link->context != NULL;
}

int redis_link_descriptor(const struct redis_link *link)
{
	return link->context ? link->context->fd : -1;
}

int64_t redis_link_retry_at(const struct redis_link *link)
{
	return link->context ? 0 : link->retry_at_us;
}

/* --- one exchange --- */

static int set_socket_timeout(struct redis_link *link, int64_t us, struct error *error)
{
	if (link->socket_timeout_us == us)
		return 0;
	if (redisSetTimeout(link->context, timeval_of(us)) != REDIS_OK) {
		redis_link_close(link);
		(void)error_set(error, ERROR_AWAY, "%s: cannot set a time-out", link->place);
		return ERROR_AWAY;
	}
	link->socket_timeout_us = us;
	return 0;
}

/* A command of which a part was not written cannot have been carried out. */
static int send_all(struct redis_link *link, struct error *error)
{
	int done = 0;

	while (!done) {
		if (redisBufferWrite(link->context, &done) == REDIS_OK)
			continue;
		(void)error_set(error, ERROR_AWAY, "%s: connection lost: %s", link->place,
				link->context->errstr);
		redis_link_close(link);
		return ERROR_AWAY;
	}
	return 0;
}

static int read_one(struct redis_link *link, struct redisReply **ret_reply, struct error *error)
{
	void *reply = NULL;

	if (redisGetReply(link->context, &reply) == REDIS_OK && reply) {
		*ret_reply = reply;
		return 0;
	}
	const redisContext *context = link->context;
	bool late = context->err == REDIS_ERR_IO && errno == EAGAIN;
	if (context->err == REDIS_ERR_PROTOCOL)
		(void)error_set(error, ERROR_UNCERTAIN, "%s: what answers is no Redis (%s)",
				link->place, context->errstr);
	else
		(void)error_set(error, ERROR_UNCERTAIN, "%s: no answer: %s", link->place,
				late ? "it took too long" : context->errstr);
	redis_link_close(link);
	return ERROR_UNCERTAIN;
}

static int append(struct redis_link *link, const struct redis_command *command, struct error *error)
{
	if (redisAppendCommandArgv(link->context, command->count, (const char **)command->arguments,
				   command->lengths) == REDIS_OK)
		return 0;
	redis_link_close(link); /* nothing of it was sent */
	(void)error_set(error, ERROR_MEMORY, "out of memory for a command to Redis");
	return ERROR_MEMORY;
}

static int not_connected(const struct redis_link *link, struct error *error)
{
	if (link->trouble.code)
		return error_set(error, ERROR_AWAY, "%s", link->trouble.text);
	return error_set(error, ERROR_AWAY, "%s: not connected", link->place);
}

/* Gives any reply, errors too. */
static int exchange(struct redis_link *link, const struct redis_command *command, int64_t wait_us,
		    struct redisReply **ret_reply, struct error *error)
{
	if (!link->context)
		return not_connected(link, error);

	int r = set_socket_timeout(link, link->command_timeout_us + wait_us, error);
	if (r == 0)
		r = append(link, command, error);
	if (r == 0)
		r = send_all(link, error);
	if (r == 0)
		r = read_one(link, ret_reply, error);
	return r;
}

/* An error that says "not here, not now" ends the connection; any other is left alone: 0. */
static int heed(struct redis_link *link, struct slice text, struct error *error)
{
	if (!redis_failure_is_passing(text))
		return 0;
	link->passing = true;
	redis_link_close(link);
	return redis_failure_set(error, text);
}

/* An error reply becomes a code. */
static int fail(struct redis_link *link, struct redisReply *reply, struct error *error)
{
	struct slice text = redis_reply_error(reply);
	int r = redis_failure_set(error, text);

	(void)heed(link, text, error);
	redis_reply_free(reply);
	return r;
}

/* --- getting ready --- */

static int simple(struct redis_link *link, const struct redis_command *command, struct error *error)
{
	struct redisReply *reply = NULL;
	int r = exchange(link, command, 0, &reply, error);

	if (r < 0)
		return r;
	if (redis_reply_error(reply).len > 0)
		return fail(link, reply, error);
	redis_reply_free(reply);
	return 0;
}

static int authenticate(struct redis_link *link, struct error *error)
{
	const struct redis_address *address = &link->address;
	struct redis_command command;

	if (!redis_command_login(&command, address->user, address->password))
		return 0;
	return simple(link, &command, error);
}

static int select_database(struct redis_link *link, struct error *error)
{
	struct redis_command command;

	if (link->address.database == 0)
		return 0;
	redis_command_init(&command, "SELECT");
	redis_command_add_integer(&command, link->address.database);
	return simple(link, &command, error);
}

static int load_functions(struct redis_link *link, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "FUNCTION");
	redis_command_add_text(&command, "LOAD");
	redis_command_add_text(&command, "REPLACE");
	redis_command_add(&command, functions_text());
	return simple(link, &command, error);
}

/* Whether the library is there, and no older one. What is none of our Redis's says so here. */
static int ask_version(struct redis_link *link, bool *ret_current, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "FCALL");
	redis_command_add_text(&command, "livvakt_version");
	redis_command_add_text(&command, "0");
	int r = exchange(link, &command, 0, &reply, error);
	if (r < 0)
		return r;

	struct slice text = redis_reply_error(reply);
	bool missing = redis_failure_is_missing_function(text);
	if (text.len > 0 && !missing)
		return fail(link, reply, error);
	*ret_current = redis_reply_integer(reply, 0) >= functions_version();
	redis_reply_free(reply);
	return 0;
}

static int connect_socket(struct redis_link *link, struct error *error)
{
	struct redis_address *address = &link->address;
	struct timeval timeout = timeval_of(link->connect_timeout_us);
	redisContext *context;

	redis_address_refresh(address);
	if (address->guide != REDIS_GUIDE_NONE &&
	    redis_guide_find(address, link->connect_timeout_us, error) < 0)
		return ERROR_AWAY;
	context = address->is_unix ? redisConnectUnixWithTimeout(address->host, timeout)
				   : redisConnectWithTimeout(address->host, address->port, timeout);
	if (!context)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (context->err) {
		(void)error_set(error, ERROR_AWAY, "%s: cannot connect: %s", link->place,
				context->errstr);
		redisFree(context);
		return ERROR_AWAY;
	}
	(void)fcntl(context->fd, F_SETFD, FD_CLOEXEC); /* hiredis does not */
	if (!address->is_unix)
		(void)redisEnableKeepAlive(context);
	link->context = context;
	link->socket_timeout_us = 0;
	return 0;
}

int redis_link_connect(struct redis_link *link, struct error *error)
{
	if (link->context)
		return 0;

	int r = connect_socket(link, error);
	if (r == 0)
		r = authenticate(link, error);
	if (r == 0)
		r = select_database(link, error);
	if (r < 0)
		redis_link_close(link);
	return r == ERROR_UNCERTAIN ? ERROR_AWAY : r; /* a greeting changes nothing */
}

static int connect_and_ask(struct redis_link *link, bool *ret_current, struct error *error)
{
	int r = redis_link_connect(link, error);

	if (r == 0)
		r = ask_version(link, ret_current, error);
	if (r < 0)
		redis_link_close(link);
	return r == ERROR_UNCERTAIN ? ERROR_AWAY : r;
}

static int connect_only(struct redis_link *link, struct error *error)
{
	bool current = false;

	return connect_and_ask(link, &current, error);
}

static int connect_and_greet(struct redis_link *link, struct error *error)
{
	bool current = false;
	int r = connect_and_ask(link, &current, error);

	if (r == 0 && !current)
		r = load_functions(link, error);
	link->greeted = r == 0;
	if (r < 0)
		redis_link_close(link);
	return r == ERROR_UNCERTAIN ? ERROR_AWAY : r;
}

/* When the next try is allowed, after one that failed at `now_us`. */
static void back_off(struct redis_link *link, int64_t now_us)
{
	link->failures++;
	link->retry_at_us = now_us + redis_backoff_us(link->failures, link->retry_us);
}

/* At most once per back-off. */
static int try_to(int (*connect)(struct redis_link *link, struct error *error),
		  struct redis_link *link, int64_t monotonic_us, struct error *error)
{
	struct error trouble = { 0 };

	if (link->passing) {
		link->passing = false;
		back_off(link, monotonic_us);
	}
	if (monotonic_us < link->retry_at_us)
		return not_connected(link, error);

	int r = connect(link, &trouble);
	if (r < 0) {
		back_off(link, monotonic_us);
		link->passing = false;
		trouble.code = r;
		link->trouble = trouble;
		return error_set(error, r, "%s", trouble.text);
	}
	link->trouble = (struct error){ 0 };
	link->failures = 0;
	link->retry_at_us = 0;
	return 0;
}

int redis_link_ready(struct redis_link *link, int64_t monotonic_us, struct error *error)
{
	return link->context && link->greeted
		       ? 0
		       : try_to(connect_and_greet, link, monotonic_us, error);
}

int redis_link_reach(struct redis_link *link, int64_t monotonic_us, struct error *error)
{
	return link->context ? 0 : try_to(connect_only, link, monotonic_us, error);
}

/* --- commands --- */

int redis_link_command_waiting(struct redis_link *link, const struct redis_command *command,
			       int64_t wait_us, struct redisReply **ret_reply, struct error *error)
{
	struct redisReply *reply = NULL;
	bool loaded = false;

	for (;;) {
		int r = exchange(link, command, wait_us, &reply, error);
		if (r < 0)
			return r;
		struct slice text = redis_reply_error(reply);
		if (text.len == 0)
			break;
		if (loaded || !command->function || !redis_failure_is_missing_function(text))
			return fail(link, reply, error);
		redis_reply_free(reply);
		r = load_functions(link, error);
		if (r < 0)
			return r == ERROR_UNCERTAIN ? ERROR_AWAY
						    : r; /* the call itself was not made */
		loaded = true;
	}
	*ret_reply = reply;
	return 0;
}

int redis_link_command(struct redis_link *link, const struct redis_command *command,
		       struct redisReply **ret_reply, struct error *error)
{
	return redis_link_command_waiting(link, command, 0, ret_reply, error);
}

int redis_link_carry_out(struct redis_link *link, const struct redis_command *command,
			 struct error *error)
{
	struct redisReply *reply = NULL;
	int r = redis_link_command(link, command, &reply, error);

	if (r == 0)
		redis_reply_free(reply);
	return r;
}

int redis_link_ask_number(struct redis_link *link, const struct redis_command *command,
			  int64_t *ret_number, struct error *error)
{
	struct redisReply *reply = NULL;
	int r = redis_link_command(link, command, &reply, error);

	if (r < 0)
		return r;
	*ret_number = redis_reply_integer(reply, 0);
	redis_reply_free(reply);
	return 0;
}

/* A connection that wrote nothing may be told that every replica has all of that. */
static int write_something(struct redis_link *link, struct error *error)
{
	const struct slice none = { NULL, 0 };
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "INCR");
	redis_command_add(&command,
			  keys_build(link->address.partition, "due-token", none, none, key));
	return redis_link_carry_out(link, &command, error);
}

int redis_link_settle(struct redis_link *link, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;
	int64_t have;
	int r;

	if (link->replicas == 0)
		return 0;
	redis_command_init(&command, "WAIT");
	redis_command_add_integer(&command, link->replicas);
	redis_command_add_integer(&command, link->command_timeout_us / REDIS_COPIES_PART / 1000);
	r = write_something(link, error);
	if (r == 0)
		r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return error_set(error, ERROR_UNCERTAIN,
				 "%s: how many replicas have it is not known", link->place);
	have = redis_reply_integer(reply, 0);
	redis_reply_free(reply);
	if (have >= link->replicas)
		return 0;
	return error_set(error, ERROR_UNCERTAIN, REDIS_COPIES_FEW, (long long)have, link->replicas);
}

static int send_many(struct redis_link *link, const struct redis_command *commands, size_t count,
		     struct error *error)
{
	int r = set_socket_timeout(link, link->command_timeout_us, error);

	for (size_t i = 0; r == 0 && i < count; i++)
		r = append(link, &commands[i], error);
	if (r < 0)
		return r;
	r = send_all(link, error);
	if (r < 0 && count > 1) /* the first ones may have arrived */
		r = error_set(error, ERROR_UNCERTAIN, "%s: connection lost", link->place);
	return r;
}

int redis_link_pipeline(struct redis_link *link, const struct redis_command *commands, size_t count,
			struct redisReply **ret_replies, struct error *error)
{
	size_t have = 0;

	if (!link->context)
		return not_connected(link, error);
	if (count == 0)
		return 0;

	int r = send_many(link, commands, count, error);
	while (r == 0 && have < count) {
		r = read_one(link, &ret_replies[have], error);
		have += r == 0;
	}
	for (size_t i = 0; r == 0 && i < count; i++)
		r = heed(link, redis_reply_error(ret_replies[i]), error);
	while (r < 0 && have > 0)
		redis_reply_free(ret_replies[--have]);
	return r;
}
