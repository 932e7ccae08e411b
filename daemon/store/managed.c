/*
 * managed.c - the life of Livvakt's own redis-server.
 *
 * The state folder holds all there is to know: the lock (one Livvakt at a time), the socket, the
 * configuration, the log and the append-only file. A server that answers on the socket from this
 * folder is ours, whoever started it: then it is taken over. Death is seen through a pidfd, which
 * works for a child and for one that was taken over.
 *
 * How it is launched is managed_launch.c's.
 */
#include "managed.h"

#include "clock.h"
#include "file.h"
#include "link.h"
#include "managed_launch.h"
#include "redis_address.h"
#include "redis_failure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FIRST_ANSWER_US = 10000000,
	STOP_US = 10000000,
	ANSWER_US = 2000000,
	POLL_MS = 20,
	KILL_MS = 5000
};
/* Who has lived for so long dies of something new: the pauses begin anew. */
#define STEADY_US INT64_C(10000000)
#define PAUSE_LAST_US INT64_C(5000000)

struct managed {
	struct managed_launch launch;
	char url[sizeof("unix://") + REDIS_SOCKET_MAX];
	int64_t start_timeout_us, stop_timeout_us;
	void (*waits)(void *context);
	void *context;
	int lock; /* descriptor; -1 */
	pid_t pid;
	int pidfd;  /* -1 while it is down */
	bool child; /* must be waited for */
	bool taken_over;
	unsigned failures;
	int64_t retry_at_us, restarted_at_us;
};

const char *managed_url(const struct managed *managed)
{
	return managed->url;
}

int managed_pid(const struct managed *managed)
{
	return managed->pidfd >= 0 ? managed->pid : 0;
}

bool managed_taken_over(const struct managed *managed)
{
	return managed->taken_over;
}

unsigned managed_parse_version(const char *text)
{
	unsigned part[3] = { 0 };

	for (size_t i = 0; i < 3; i++) {
		if (*text < '0' || *text > '9')
			return 0;
		char *end;
		unsigned long value = strtoul(text, &end, 10);
		if (value > 99 || (i < 2 && *end != '.'))
			return 0;
		part[i] = (unsigned)value;
		text = end + 1;
	}
	return part[0] * 10000 + part[1] * 100 + part[2];
}

/* --- the folder and its lock --- */

static int lock_folder(struct managed *managed, struct error *error)
{
	AUTO_FREE char *path = file_join(managed->launch.folder, "lock");

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(error, "cannot write in %s", managed->launch.folder);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return error_set(error, ERROR_CONFLICT,
				 "%s is in use by another Livvakt; stop it, or give this one a "
				 "state folder of its own",
				 managed->launch.folder);
	}
	managed->lock = fd;
	return 0;
}

static int prepare_folder(struct managed *managed, const char *state_folder, struct error *error)
{
	AUTO_FREE char *folder = file_join(state_folder, "redis");

	if (!folder)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int r = file_make_folder(folder, 0700, error);
	if (r < 0)
		return r;
	if (chmod(folder, 0700) < 0)
		return error_errno(error, "cannot make %s private", folder);
	managed->launch.folder = realpath(folder, NULL); /* as CONFIG GET dir will say it */
	if (!managed->launch.folder)
		return error_errno(error, "%s", folder);

	int len = snprintf(managed->url, sizeof(managed->url), "unix://%s/%s",
			   managed->launch.folder, MANAGED_SOCKET);
	if (len < 0 || (size_t)len >= sizeof(managed->url))
		return error_set(
			error, ERROR_INVALID,
			"the path of %s is too long for a socket in it (%d bytes at most); "
			"choose a shorter state folder",
			managed->launch.folder, REDIS_SOCKET_MAX);
	managed->launch.socket = managed->url + strlen("unix://");
	return lock_folder(managed, error);
}

/* --- asking the one that answers --- */

struct answer {
	pid_t pid;
	unsigned version;
	bool ours; /* its folder is ours */
};

/* The value of `name:` in INFO's text, up to the line's end. */
static struct slice info_field(struct slice info, const char *name)
{
	const char *at = info.len ? memmem(info.data, info.len, name, strlen(name)) : NULL;

	if (!at)
		return (struct slice){ 0 };
	struct slice rest = slice_cut(info, (size_t)(at - info.data) + strlen(name), info.len);
	const char *end = memchr(rest.data, '\r', rest.len);
	return slice_cut(rest, 0, end ? (size_t)(end - rest.data) : rest.len);
}

static void read_info(struct slice info, struct answer *answer)
{
	char text[32];
	struct slice version = info_field(info, "redis_version:");
	struct slice pid = info_field(info, "process_id:");

	(void)snprintf(text, sizeof(text), "%.*s", (int)version.len, version.data);
	answer->version = managed_parse_version(text);
	(void)snprintf(text, sizeof(text), "%.*s", (int)pid.len, pid.data);
	answer->pid = (pid_t)strtol(text, NULL, 10);
}

static int read_answers(struct redisReply *const replies[3], const char *folder,
			struct answer *ret_answer, struct error *error)
{
	struct slice trouble = redis_reply_error(replies[2]);
	struct answer answer = { 0 };

	if (trouble.len > 0) /* INFO answers while it loads, PING does not */
		return redis_failure_set(error, trouble);
	read_info(redis_reply_text(replies[0]), &answer);
	answer.ours = slice_is(redis_reply_text(redis_reply_field(replies[1], "dir")), folder);
	*ret_answer = answer;
	return 0;
}

static int ask(struct redis_link *link, const char *folder, struct answer *ret_answer,
	       struct error *error)
{
	struct redis_command commands[3];
	struct redisReply *replies[3];

	redis_command_init(&commands[0], "INFO");
	redis_command_add_text(&commands[0], "server");
	redis_command_init(&commands[1], "CONFIG");
	redis_command_add_text(&commands[1], "GET");
	redis_command_add_text(&commands[1], "dir");
	redis_command_init(&commands[2], "PING");
	int r = redis_link_pipeline(link, commands, 3, replies, error);
	if (r < 0)
		return r;
	r = read_answers(replies, folder, ret_answer, error);
	for (size_t i = 0; i < 3; i++)
		redis_reply_free(replies[i]);
	return r;
}

/* Connects without loading functions: the version comes first. */
static int connect_and_ask(struct managed *managed, struct answer *ret_answer, struct error *error)
{
	struct redis_settings settings = { .url = managed->url, .command_timeout_us = ANSWER_US };
	struct redis_link *link = redis_link_new(&settings, error);

	if (!link)
		return error ? error->code : ERROR_MEMORY;
	int r = redis_link_connect(link, error);
	if (r == 0)
		r = ask(link, managed->launch.folder, ret_answer, error);
	redis_link_free(link);
	return r;
}

/* One that was taken over runs with the settings of the Livvakt before us. */
static int apply_settings(struct managed *managed, struct error *error)
{
	struct redis_settings settings = { .url = managed->url, .command_timeout_us = ANSWER_US };
	struct redis_link *link = redis_link_new(&settings, error);
	struct redis_command command;
	struct redisReply *reply = NULL;

	if (!link)
		return error ? error->code : ERROR_MEMORY;
	redis_command_init(&command, "CONFIG");
	redis_command_add_text(&command, "SET");
	redis_command_add_text(&command, "appendfsync");
	redis_command_add_text(&command, managed->launch.sync_always ? "always" : "everysec");
	redis_command_add_text(&command, "maxmemory");
	redis_command_add_integer(&command, (int64_t)managed->launch.memory_bytes);
	int r = redis_link_connect(link, error);
	if (r == 0)
		r = redis_link_command(link, &command, &reply, error);
	if (r == 0)
		redis_reply_free(reply);
	redis_link_free(link);
	return r;
}

/* --- watching --- */

static void watch(struct managed *managed, pid_t pid, bool child)
{
	managed->pid = pid;
	managed->pidfd = pidfd_open(pid, 0);
	managed->child = child;
}

static bool has_ended(const struct managed *managed, int wait_ms)
{
	struct pollfd poller = { .fd = managed->pidfd, .events = POLLIN };

	return managed->pidfd < 0 || poll(&poller, 1, wait_ms) == 1;
}

static void describe_end(struct managed *managed, int status, struct error *error)
{
	char cause[256];

	managed_launch_last_words(&managed->launch, cause, sizeof(cause));
	if (WIFSIGNALED(status))
		(void)error_set(error, ERROR_AWAY, "redis-server was ended by signal %d: %s",
				WTERMSIG(status), cause);
	else if (managed->child)
		(void)error_set(error, ERROR_AWAY, "redis-server ended with status %d: %s",
				WEXITSTATUS(status), cause);
	else
		(void)error_set(error, ERROR_AWAY, "redis-server has ended: %s", cause);
}

/* After its end: nothing of it is left. */
static void bury(struct managed *managed, struct error *error)
{
	int status = 0;

	if (managed->child)
		(void)waitpid(managed->pid, &status, 0);
	describe_end(managed, status, error);
	if (managed->pidfd >= 0)
		close(managed->pidfd);
	managed->pidfd = -1;
	managed->child = false;
}

static void insist(struct managed *managed)
{
	static const int signals[] = { SIGTERM, SIGKILL };

	for (size_t i = 0; i < 2 && !has_ended(managed, 0); i++) {
		(void)kill(managed->pid, signals[i]);
		(void)has_ended(managed, KILL_MS);
	}
}

/* --- starting --- */

static int check_version(const struct answer *answer, struct error *error)
{
	if (answer->version >= MANAGED_VERSION_LEAST)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "redis-server is version %u.%u.%u; Livvakt needs 7.0 or later",
			 answer->version / 10000, answer->version / 100 % 100,
			 answer->version % 100);
}

static bool is_loading(const struct error *trouble)
{
	return strstr(trouble->text, "Redis is starting") != NULL;
}

static void tell_waits(const struct managed *managed)
{
	if (managed->waits)
		managed->waits(managed->context);
}

/* Waits for its first answer. Loading a long append-only file is waited for as long as it takes. */
static int wait_for_answer(struct managed *managed, struct answer *ret_answer, struct error *error)
{
	int64_t deadline_us = clock_monotonic_us() + managed->start_timeout_us;

	for (;;) {
		struct error trouble = { 0 };
		int r = connect_and_ask(managed, ret_answer, &trouble);
		if (r == 0)
			return 0;
		if (has_ended(managed, POLL_MS)) {
			bury(managed, error);
			return ERROR_AWAY;
		}
		tell_waits(managed);
		if (!is_loading(&trouble) && clock_monotonic_us() > deadline_us)
			return error_set(error, ERROR_AWAY,
					 "redis-server was started but does not answer: %s",
					 trouble.text);
	}
}

static int launch(struct managed *managed, struct error *error)
{
	struct answer answer = { 0 };
	pid_t pid;

	int r = managed_launch_start(&managed->launch, &pid, error);
	if (r < 0)
		return r;
	watch(managed, pid, true);
	r = wait_for_answer(managed, &answer, error);
	if (r == 0)
		r = check_version(&answer, error);
	if (r < 0 && managed->pidfd >= 0) {
		struct error ignored;
		insist(managed);
		bury(managed, &ignored);
	}
	return r;
}

/* 1 with the answer of one that runs in our folder; 0 when none does. A process that holds the
 * folder's lock but does not answer yet is waited for: starting a second one on the same files
 * would ruin them. */
static int find_running(struct managed *managed, struct answer *ret_answer, struct error *error)
{
	int64_t deadline_us = clock_monotonic_us() + managed->start_timeout_us;

	for (;;) {
		struct error trouble = { 0 };
		if (connect_and_ask(managed, ret_answer, &trouble) == 0)
			return 1;
		if (!managed_launch_is_running(&managed->launch))
			return 0;
		tell_waits(managed);
		if (!is_loading(&trouble) && clock_monotonic_us() > deadline_us)
			return error_set(
				error, ERROR_AWAY,
				"the redis-server that runs in %s does not answer (%s); end it "
				"(its number is in redis.pid there) and start again",
				managed->launch.folder, trouble.text);
		(void)poll(NULL, 0, POLL_MS);
	}
}

/* 1 when one that is ours was taken over; 0 when none runs. */
static int take_over(struct managed *managed, struct error *error)
{
	struct answer answer = { 0 };
	int r = find_running(managed, &answer, error);

	if (r <= 0)
		return r;
	if (!answer.ours || answer.pid <= 0)
		return error_set(
			error, ERROR_CONFLICT,
			"another Redis answers on %s; stop it or choose another state folder",
			managed->launch.socket);
	r = check_version(&answer, error);
	if (r < 0)
		return r;
	r = apply_settings(managed, error);
	if (r < 0)
		return r;
	watch(managed, answer.pid, false);
	managed->taken_over = true;
	return 1;
}

static int copy_settings(struct managed *managed, const struct managed_settings *settings)
{
	managed->lock = managed->pidfd = -1;
	managed->start_timeout_us =
		settings->start_timeout_us ? settings->start_timeout_us : FIRST_ANSWER_US;
	managed->stop_timeout_us = settings->stop_timeout_us ? settings->stop_timeout_us : STOP_US;
	managed->waits = settings->waits;
	managed->context = settings->context;
	managed->launch.memory_bytes = settings->memory_bytes;
	managed->launch.sync_always = settings->sync_always;
	managed->launch.program = strdup(settings->program ? settings->program : "redis-server");
	return managed->launch.program ? 0 : ERROR_MEMORY;
}

struct managed *managed_start(const struct managed_settings *settings, struct error *error)
{
	struct managed *managed = calloc(1, sizeof(*managed));

	if (!managed || copy_settings(managed, settings) < 0) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return managed_free(managed);
	}
	int r = prepare_folder(managed, settings->state_folder, error);
	if (r == 0)
		r = take_over(managed, error);
	if (r == 0)
		r = launch(managed, error);
	return r < 0 ? managed_free(managed) : managed;
}

enum managed_event managed_tick(struct managed *managed, int64_t monotonic_us, struct error *error)
{
	if (managed->pidfd >= 0) {
		if (!has_ended(managed, 0))
			return MANAGED_WELL;
		bury(managed, error);
		if (monotonic_us - managed->restarted_at_us >= STEADY_US)
			managed->failures = 0;
		managed->retry_at_us =
			monotonic_us + redis_backoff_us(++managed->failures, PAUSE_LAST_US);
		return MANAGED_DIED;
	}
	if (monotonic_us < managed->retry_at_us)
		return MANAGED_WELL;
	if (launch(managed, error) < 0) {
		managed->retry_at_us =
			monotonic_us + redis_backoff_us(++managed->failures, PAUSE_LAST_US);
		return MANAGED_FAILED;
	}
	managed->restarted_at_us = monotonic_us;
	managed->taken_over = false;
	return MANAGED_RESTARTED;
}

/* --- stopping --- */

static void ask_to_stop(struct managed *managed)
{
	struct redis_settings settings = { .url = managed->url };
	struct redis_link *link = redis_link_new(&settings, NULL);
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "SHUTDOWN");
	redis_command_add_text(&command,
			       "NOSAVE"); /* the append-only file is synced all the same */
	redis_command_add_text(&command, "NOW");
	if (link && redis_link_connect(link, NULL) == 0 &&
	    redis_link_command(link, &command, &reply, NULL) == 0)
		redis_reply_free(reply); /* the usual answer is the end of the connection */
	redis_link_free(link);
}

int managed_stop(struct managed *managed, struct error *error)
{
	struct error ignored;

	if (managed->pidfd < 0)
		return 0;
	ask_to_stop(managed);
	bool obeyed = has_ended(managed, (int)(managed->stop_timeout_us / 1000));
	if (!obeyed)
		insist(managed);
	bury(managed, &ignored);
	if (obeyed)
		return 0;
	return error_set(error, ERROR_SYSTEM, "redis-server did not stop when asked and was ended");
}

struct managed *managed_free(struct managed *managed)
{
	if (!managed)
		return NULL;
	if (managed->pidfd >= 0)
		close(managed->pidfd);
	if (managed->lock >= 0)
		close(managed->lock);
	free(managed->launch.folder);
	free(managed->launch.program);
	free(managed);
	return NULL;
}
