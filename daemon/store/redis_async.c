/*
 * redis_async.c - the event loop's connection: hiredis' asynchronous side, with deadlines.
 *
 *          connect           told            greeted
 *     DOWN ───────► (ASKING ───────►) GREETING ───────► READY
 *      ▲  after back-off  │              │                │
 *      └──────────────────┴──────────────┴────────────────┘  lost, refused, or the oldest answer is
 *                                                            overdue
 *
 * ASKING a guide (redis_guide.h) where our Redis is; after a failure the next one.
 *
 * Answers come in the order of the commands, so one timer suffices: it watches the oldest. Whoever
 * waits when the connection goes gets ERROR_UNCERTAIN. go_down is the only way down.
 */
#include "redis_async.h"

#include "clock.h"
#include "functions.h"
#include "link.h"
#include "redis_copies.h"
#include "redis_failure.h"
#include "redis_guide.h"

#include <assert.h>
#include <fcntl.h>
#include <hiredis/adapters/libevent.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_TIMEOUT_US = 2000000, COMMAND_TIMEOUT_US = 5000000, REFUSAL_MAX = 320 };

enum state { DOWN, ASKING, GREETING, READY };

struct waiting {
	struct redis_async *redis;
	redis_async_done *done;
	void *context;
	int64_t deadline_us;
	struct waiting *next;	   /* asked later */
	char refusal[REFUSAL_MAX]; /* of the first of several that was not taken */
};

struct redis_async {
	struct event_base *base;
	struct redis_address address;
	char place[REDIS_HOST_MAX + 32];
	int64_t connect_timeout_us, command_timeout_us, retry_us;
	enum state state;
	redisAsyncContext *context; /* NULL when down */
	struct event *retry, *overdue, *flush;
	int64_t greeting_deadline_us;
	unsigned failures;
	size_t asked; /* guides so far */
	struct waiting *first, *last;
	struct redis_copies *copies;
	size_t pending;
	bool calling;		      /* a done function is under way */
	redis_async_call *ready_call; /* NULL: nobody wants to know */
	void *ready_context;
	struct error trouble;
};

static void greet(struct redis_async *redis);
static void ask(struct redis_async *redis);
static void connect_now(struct redis_async *redis);

/* --- timers --- */

static void start_timer(struct event *timer, int64_t us)
{
	int64_t wait_us = us > 0 ? us : 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };

	(void)event_add(timer, &wait);
}

/* When the thing that is waited for longest is overdue; INT64_MAX when nothing is. */
static int64_t next_deadline(const struct redis_async *redis)
{
	if (redis->state == ASKING || redis->state == GREETING)
		return redis->greeting_deadline_us;
	return redis->first ? redis->first->deadline_us : INT64_MAX;
}

static void watch_deadline(struct redis_async *redis)
{
	int64_t deadline_us = next_deadline(redis);

	if (deadline_us == INT64_MAX)
		(void)event_del(redis->overdue);
	else
		start_timer(redis->overdue, deadline_us - clock_monotonic_us());
}

/* What was asked in this turn is written at its end, and not when the next one has found the socket
 * writable. */
static void on_flush(evutil_socket_t fd, short what, void *argument)
{
	struct redis_async *redis = argument;

	(void)fd;
	(void)what;
	if (redis->state == READY)
		redisAsyncHandleWrite(redis->context);
}

/* --- down --- */

static void set_trouble(struct redis_async *redis, const char *what, const char *why)
{
	(void)error_set(&redis->trouble, ERROR_AWAY, "%s: %s%s%s", redis->place, what,
			why[0] ? ": " : "", why);
}

/* hiredis calls back everybody who waits, with no reply, while the context is freed. */
static void go_down(struct redis_async *redis, bool free_context)
{
	redisAsyncContext *context = redis->context;

	redis->state = DOWN;
	redis->context = NULL;
	if (context) {
		context->data = NULL;
		if (free_context)
			redisAsyncFree(context);
	}
	(void)event_del(redis->overdue);
	redis->failures++;
	start_timer(redis->retry, redis_backoff_us(redis->failures, redis->retry_us));
}

static void on_retry(evutil_socket_t fd, short what, void *argument)
{
	struct redis_async *redis = argument;

	(void)fd;
	(void)what;
	if (redis->state == DOWN)
		connect_now(redis);
}

static void on_overdue(evutil_socket_t fd, short what, void *argument)
{
	struct redis_async *redis = argument;

	(void)fd;
	(void)what;
	if (next_deadline(redis) > clock_monotonic_us()) { /* the oldest has been answered */
		watch_deadline(redis);
		return;
	}
	set_trouble(redis, "no answer in time", "");
	go_down(redis, true);
}

static void on_disconnect(const redisAsyncContext *context, int status)
{
	struct redis_async *redis = context->data;

	(void)status;
	if (!redis || redis->context != context) /* our own doing */
		return;
	set_trouble(redis, "connection lost", context->errstr);
	go_down(redis, false); /* hiredis frees it after this */
}

static void on_connect(const redisAsyncContext *context, int status)
{
	struct redis_async *redis = context->data;

	if (!redis || redis->context != context)
		return;
	if (status == REDIS_OK) {
		if (redis->state == ASKING)
			ask(redis);
		else
			greet(redis);
		return;
	}
	set_trouble(redis, "cannot connect", context->errstr);
	go_down(redis, false);
}

/* --- up --- */

static bool attach(struct redis_async *redis, redisAsyncContext *context)
{
	context->data = redis;
	(void)fcntl(context->c.fd, F_SETFD, FD_CLOEXEC);
	return redisLibeventAttach(context, redis->base) == REDIS_OK &&
	       redisAsyncSetDisconnectCallback(context, on_disconnect) == REDIS_OK &&
	       redisAsyncSetConnectCallback(context, on_connect) == REDIS_OK;
}

static void connect_to(struct redis_async *redis, enum state state, redisAsyncContext *context)
{
	redis->context = context;
	if (!context || context->err || !attach(redis, context)) {
		set_trouble(redis, "cannot connect", context ? context->errstr : "out of memory");
		go_down(redis, true);
		return;
	}
	redis->state = state;
	redis->greeting_deadline_us = clock_monotonic_us() + redis->connect_timeout_us;
	watch_deadline(redis);
}

static void connect_to_master(struct redis_async *redis)
{
	const struct redis_address *address = &redis->address;

	connect_to(redis, GREETING,
		   address->is_unix ? redisAsyncConnectUnix(address->host)
				    : redisAsyncConnect(address->host, address->port));
}

static const struct redis_place *asked_now(const struct redis_async *redis)
{
	return &redis->address.guides[redis->asked % redis->address.guide_count];
}

/* Each try begins with another guide. */
static void connect_now(struct redis_async *redis)
{
	const struct redis_place *guide;

	redis_address_refresh(&redis->address);
	if (redis->address.guide == REDIS_GUIDE_NONE) {
		connect_to_master(redis);
		return;
	}
	redis->asked++;
	guide = asked_now(redis);
	connect_to(redis, ASKING, redisAsyncConnect(guide->host, guide->port));
}

/* Takes our end of a greeting that failed. True when the reply is fine. */
static bool greeted(redisAsyncContext *context, const struct redisReply *reply)
{
	struct redis_async *redis = context->data;
	struct error error;

	if (!redis || !reply)
		return false; /* it is going down already */
	struct slice text = redis_reply_error(reply);
	if (text.len == 0)
		return true;
	(void)redis_failure_set(&error, text);
	set_trouble(redis, error.text, "");
	go_down(redis, true);
	return false;
}

static void on_greeting(redisAsyncContext *context, void *reply, void *unused)
{
	(void)unused;
	(void)greeted(context, reply);
}

static void become_ready(struct redis_async *redis)
{
	redis->state = READY;
	redis->failures = 0;
	redis->trouble = (struct error){ 0 };
	watch_deadline(redis);
	if (redis->ready_call)
		redis->ready_call(redis->ready_context);
}

static void on_loaded(redisAsyncContext *context, void *reply, void *unused)
{
	(void)unused;
	if (greeted(context, reply))
		become_ready(context->data);
}

static bool say(struct redis_async *redis, const struct redis_command *command,
		redisCallbackFn *callback, struct waiting *waiting)
{
	return redisAsyncCommandArgv(redis->context, callback, waiting, command->count,
				     (const char **)command->arguments,
				     command->lengths) == REDIS_OK;
}

/* Sends a command of our own; what fails here is a lost connection, which is told elsewhere. */
static void send_own(struct redis_async *redis, const struct redis_command *command,
		     redisCallbackFn *callback)
{
	if (redis->context)
		(void)say(redis, command, callback, NULL);
}

static void log_in(struct redis_async *redis)
{
	struct redis_command command;

	if (redis_command_login(&command, redis->address.user, redis->address.password))
		send_own(redis, &command, on_greeting);
}

/* The guide's connection has done its work, whatever it said. */
static void on_told(redisAsyncContext *context, void *reply, void *unused)
{
	struct redis_async *redis = context->data;
	struct error error = { 0 };

	(void)unused;
	if (!redis || !reply)
		return; /* it is going down already */
	if (redis_guide_answer(reply, asked_now(redis), &redis->address, &error) < 0) {
		set_trouble(redis, error.text, "");
		go_down(redis, true);
		return;
	}
	redis->context = NULL;
	context->data = NULL;
	redisAsyncFree(context);
	connect_to_master(redis);
}

static void ask(struct redis_async *redis)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	if (redis->address.guide == REDIS_GUIDE_CLUSTER)
		log_in(redis); /* Sentinels have passwords of their own */
	redis_guide_question(&redis->address, &command, prefix);
	send_own(redis, &command, on_told);
}

static void load_functions(struct redis_async *redis)
{
	struct redis_command command;

	redis->state = GREETING;
	redis->greeting_deadline_us = clock_monotonic_us() + redis->command_timeout_us;
	watch_deadline(redis);
	redis_command_init(&command, "FUNCTION");
	redis_command_add_text(&command, "LOAD");
	redis_command_add_text(&command, "REPLACE");
	redis_command_add(&command, functions_text());
	send_own(redis, &command, on_loaded);
}

static void on_version(redisAsyncContext *context, void *reply, void *unused)
{
	struct redis_async *redis = context->data;

	(void)unused;
	if (redis && redis_failure_is_missing_function(redis_reply_error(reply))) {
		load_functions(redis);
		return;
	}
	if (!greeted(context, reply))
		return;
	if (redis_reply_integer(reply, 0) < functions_version())
		load_functions(redis);
	else
		become_ready(redis);
}

static void greet(struct redis_async *redis)
{
	const struct redis_address *address = &redis->address;
	struct redis_command command;

	log_in(redis);
	if (address->database) {
		redis_command_init(&command, "SELECT");
		redis_command_add_integer(&command, address->database);
		send_own(redis, &command, on_greeting);
	}
	redis_command_init(&command, "FCALL");
	redis_command_add_text(&command, "livvakt_version");
	redis_command_add_text(&command, "0");
	send_own(redis, &command, on_version);
}

/* --- commands --- */

static void unlink_first(struct redis_async *redis, struct waiting *waiting)
{
	assert(redis->first == waiting); /* answers come in order */
	redis->first = waiting->next;
	if (!redis->first)
		redis->last = NULL;
	redis->pending--;
}

/* What an error reply means beyond this one command. */
static int judge_error(struct redis_async *redis, struct slice text, struct error *error)
{
	int code = redis_failure_set(error, text);

	if (redis_failure_is_missing_function(text)) {
		code = error_set(error, ERROR_AWAY,
				 "Redis was emptied; our functions are loaded again");
		if (redis->state == READY)
			load_functions(redis);
	} else if (redis_failure_is_passing(text) && redis->context) {
		set_trouble(redis, error->text, "");
		go_down(redis, true);
	}
	return code;
}

/* One of several; what comes of it is told with the last. Without an answer nobody may be waiting
 * any more: where there was no memory for the last, hiredis may call back only after we were freed.
 */
static void on_queued(redisAsyncContext *context, void *answer, void *argument)
{
	struct waiting *waiting = argument;
	struct slice refusal = answer ? redis_reply_error(answer) : (struct slice){ 0 };

	(void)context;
	if (refusal.len > 0 && !waiting->refusal[0])
		(void)snprintf(waiting->refusal, REFUSAL_MAX, "%.*s", (int)refusal.len,
			       refusal.data);
}

static void on_reply(redisAsyncContext *context, void *answer, void *argument)
{
	struct waiting waiting = *(struct waiting *)argument;
	struct redis_async *redis = waiting.redis;
	const struct redisReply *reply = answer;
	struct slice refusal = reply ? redis_failure_among(reply, waiting.refusal) : slice_from("");
	struct error error = { 0 };
	int code = 0;

	(void)context;
	unlink_first(redis, argument);
	free(argument);
	if (!reply)
		code = error_set(&error, ERROR_UNCERTAIN, "%s: the answer was lost", redis->place);
	else if (refusal.len > 0)
		code = judge_error(redis, refusal, &error);
	redis->calling = true;
	waiting.done(waiting.context, code, code == 0 ? reply : NULL, &error);
	redis->calling = false;
}

/* NULL: `ret_code` says why. */
static struct waiting *waiting_new(struct redis_async *redis, redis_async_done *done, void *context,
				   int *ret_code, struct error *error)
{
	const char *trouble =
		redis->trouble.code ? redis->trouble.text : "not connected to Redis yet";
	struct waiting *waiting = NULL;

	if (redis->state != READY)
		*ret_code = error_set(error, ERROR_AWAY, "%s", trouble);
	else if (redis->pending >= REDIS_ASYNC_PENDING_MAX)
		*ret_code = error_set(error, ERROR_LIMIT,
				      "%s: too many commands wait for an answer", redis->place);
	else if ((waiting = calloc(1, sizeof(*waiting))) == NULL)
		*ret_code = error_set(error, ERROR_MEMORY, "out of memory");
	if (waiting)
		*waiting =
			(struct waiting){ redis,   done,
					  context, clock_monotonic_us() + redis->command_timeout_us,
					  NULL,	   "" };
	return waiting;
}

static int append(struct redis_async *redis, struct waiting *waiting, bool sent,
		  struct error *error)
{
	if (!sent) {
		free(waiting);
		return error_set(error, ERROR_AWAY, "%s: the connection is closing", redis->place);
	}
	if (redis->last)
		redis->last->next = waiting;
	else
		redis->first = waiting;
	redis->last = waiting;
	redis->pending++;
	if (redis->first == waiting)
		watch_deadline(redis);
	event_active(redis->flush, EV_TIMEOUT, 0);
	return 0;
}

int redis_async_command(struct redis_async *redis, const struct redis_command *command,
			redis_async_done *done, void *context, struct error *error)
{
	int r = 0;
	struct waiting *waiting = waiting_new(redis, done, context, &r, error);

	return waiting ? append(redis, waiting, say(redis, command, on_reply, waiting), error) : r;
}

int redis_async_together(struct redis_async *redis, const struct redis_command *commands,
			 size_t count, redis_async_done *done, void *context, struct error *error)
{
	int r = 0;
	struct waiting *waiting = waiting_new(redis, done, context, &r, error);
	struct redis_command frame;

	if (!waiting)
		return r;
	redis_command_init(&frame, "MULTI");
	bool begun = say(redis, &frame, on_queued, waiting), sent = begun;
	for (size_t i = 0; sent && i < count; i++)
		sent = say(redis, &commands[i], on_queued, waiting);
	redis_command_init(&frame, "EXEC");
	sent = sent && say(redis, &frame, on_reply, waiting);
	if (begun && !sent) { /* what has a beginning and no end must not be */
		set_trouble(redis, "out of memory", "");
		go_down(redis, true);
	}
	return append(redis, waiting, sent, error);
}

bool redis_async_ready(const struct redis_async *redis)
{
	return redis->state == READY;
}

void redis_async_on_ready(struct redis_async *redis, redis_async_call *call, void *context)
{
	redis->ready_call = call;
	redis->ready_context = context;
}

struct redis_copies *redis_async_copies(const struct redis_async *redis)
{
	return redis->copies;
}

size_t redis_async_pending(const struct redis_async *redis)
{
	return redis->pending;
}

const char *redis_async_trouble(const struct redis_async *redis)
{
	return redis->state == READY ? "" : redis->trouble.text;
}

/* --- life --- */

static int set_up(struct redis_async *redis, const struct redis_settings *settings,
		  struct error *error)
{
	int r = redis_address_parse(settings->url, &redis->address, error);

	if (r < 0)
		return r;
	redis_address_complete(&redis->address, settings);
	redis_address_print(&redis->address, redis->place, sizeof(redis->place));
	redis->connect_timeout_us =
		settings->connect_timeout_us ? settings->connect_timeout_us : CONNECT_TIMEOUT_US;
	redis->command_timeout_us =
		settings->command_timeout_us ? settings->command_timeout_us : COMMAND_TIMEOUT_US;
	redis->retry_us = settings->retry_us ? settings->retry_us : REDIS_RETRY_US;
	redis->retry = event_new(redis->base, -1, 0, on_retry, redis);
	redis->overdue = event_new(redis->base, -1, 0, on_overdue, redis);
	redis->flush = event_new(redis->base, -1, 0, on_flush, redis);
	redis->copies = redis_copies_new(redis, settings->replicas,
					 redis->command_timeout_us / REDIS_COPIES_PART);
	if (!redis->retry || !redis->overdue || !redis->flush || !redis->copies)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

struct redis_async *redis_async_new(struct event_base *base, const struct redis_settings *settings,
				    struct error *error)
{
	struct redis_async *redis = calloc(1, sizeof(*redis));

	if (!redis) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	redis->base = base;
	if (set_up(redis, settings, error) < 0)
		return redis_async_free(redis);
	connect_now(redis);
	return redis;
}

struct redis_async *redis_async_free(struct redis_async *redis)
{
	if (!redis)
		return NULL;
	assert(!redis->calling);
	if (redis->context)
		go_down(redis, true); /* calls back whoever waits */
	redis_copies_free(redis->copies);
	struct event *events[] = { redis->retry, redis->overdue, redis->flush };
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (events[i])
			event_free(events[i]);
	}
	explicit_bzero(&redis->address, sizeof(redis->address)); /* holds the password */
	free(redis);
	return NULL;
}
