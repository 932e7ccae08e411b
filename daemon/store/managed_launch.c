/* managed_launch.c - configuration, process and last words of our own redis-server. */
#include "managed_launch.h"

#include "file.h"
#include "slice.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_TAIL = 4096 };

/* As Redis reads it: in double quotes, with escapes. */
static void add_quoted(struct buffer *to, const char *text)
{
	buffer_add_char(to, '"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			buffer_printf(to, "\\%c", byte);
		else if (byte < ' ' || byte == 0x7f)
			buffer_printf(to, "\\x%02x", byte);
		else
			buffer_add_char(to, (char)byte);
	}
	buffer_add_char(to, '"');
}

static void add_setting(struct buffer *to, const char *name, const char *value)
{
	buffer_printf(to, "%s ", name);
	add_quoted(to, value);
	buffer_add_char(to, '\n');
}

void managed_launch_configure(const struct managed_launch *launch, struct buffer *to)
{
	buffer_add_text(to, "# Written by Livvakt at each start; changes are lost.\n");
	add_setting(to, "dir", launch->folder);
	add_setting(to, "unixsocket", launch->socket);
	buffer_add_text(to, "unixsocketperm 600\n"
			    "port 0\n"
			    "daemonize no\n"
			    "supervised no\n"
			    "logfile redis.log\n"
			    "pidfile redis.pid\n"
			    "databases 1\n"
			    "save \"\"\n"
			    "appendonly yes\n"
			    "aof-load-truncated yes\n"
			    "aof-use-rdb-preamble yes\n"
			    "auto-aof-rewrite-min-size 64mb\n"
			    /* Sketches of authors: few are kept as a list that is walked for each
			     * author, some hundreds and more as 12 KiB (docs/state.md). */
			    "hll-sparse-max-bytes 512\n"
			    "latency-tracking no\n" /* a histogram for each of our calls */
			    "maxmemory-policy noeviction\n"
			    "timeout 0\n"
			    "tcp-backlog 128\n"
			    "always-show-logo no\n");
	buffer_printf(to, "appendfsync %s\n", launch->sync_always ? "always" : "everysec");
	buffer_printf(to, "maxmemory %" PRIu64 "\n", launch->memory_bytes);
}

static int write_configuration(const struct managed_launch *launch, struct error *error)
{
	struct buffer text;
	AUTO_FREE char *path = file_join(launch->folder, "redis.conf");
	int r;

	buffer_init(&text, 65536);
	managed_launch_configure(launch, &text);
	if (!path || buffer_failed(&text))
		r = error_set(error, ERROR_MEMORY, "out of memory");
	else
		r = file_write(path, buffer_slice(&text), 0600, error);
	buffer_done(&text);
	return r;
}

/*
 * Two servers on one append-only file would ruin it, and Redis itself does not look. So the process
 * inherits a locked descriptor: the lock lasts as long as it (or a child that rewrites the file)
 * lives, whatever happens to us.
 */
static int lock_for_server(const struct managed_launch *launch, struct error *error)
{
	AUTO_FREE char *path = file_join(launch->folder, "server.lock");

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(error, "cannot write %s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return error_set(error, ERROR_CONFLICT, "an earlier redis-server in %s has not ended yet",
			 launch->folder);
}

bool managed_launch_is_running(const struct managed_launch *launch)
{
	struct error error = { 0 };
	int fd = lock_for_server(launch, &error);

	if (fd >= 0)
		close(fd);
	return error.code == ERROR_CONFLICT;
}

/* Without its manifest redis-server would begin a new one beside the old, and start empty. */
static int check_manifest(const struct managed_launch *launch, struct error *error)
{
	static const char manifest[] = "appendonly.aof.manifest";
	AUTO_FREE char *folder = file_join(launch->folder, "appendonlydir");
	struct file_names names;
	bool holds = false, known = false;

	if (!folder)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (!file_is_folder(folder))
		return 0;
	int r = file_list(folder, &names, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.count; i++) {
		holds |= strncmp(names.names[i], "appendonly.aof.", 15) == 0;
		known |= strcmp(names.names[i], manifest) == 0;
	}
	file_names_free(&names);
	if (!holds || known)
		return 0;
	return error_set(
		error, ERROR_SYSTEM,
		"%s holds state, but no %s, without which redis-server would start empty: "
		"restore the folder from a backup, or write that file anew with a line "
		"\"file NAME seq N type b\" for NAME appendonly.aof.N.base.rdb and one with "
		"type i for each NAME appendonly.aof.N.incr.aof",
		folder, manifest);
}

/* In the child, after fork: only calls that are safe there. What fails is told through the pipe. */
static void become_redis(const struct managed_launch *launch, const char *configuration,
			 const int keep[2])
{
	char *const arguments[] = { launch->program, (char *)configuration, NULL };
	sigset_t none;
	int cause;

	(void)setsid();
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	int null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		(void)dup2(null, STDERR_FILENO);
	}
	/* The report pipe closes by itself when exec succeeds; so does all else of ours. */
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	(void)fcntl(keep[1], F_SETFD, 0); /* but for the lock */
	(void)execvp(launch->program, arguments);
	cause = errno;
	while (write(keep[0], &cause, sizeof(cause)) < 0 && errno == EINTR)
		;
	_exit(127);
}

static int explain(const struct managed_launch *launch, int cause, struct error *error)
{
	if (cause == ENOENT)
		return error_set(
			error, ERROR_SYSTEM,
			"%s is not installed (apt-get install redis-server), or set redis: to "
			"the URL of one that runs",
			launch->program);
	errno = cause;
	return error_errno(error, "cannot start %s", launch->program);
}

/* 0 when exec succeeded: the pipe ends without a word. */
static int read_report(int report)
{
	int cause = 0;
	ssize_t got;

	do {
		got = read(report, &cause, sizeof(cause));
	} while (got < 0 && errno == EINTR);
	return got == (ssize_t)sizeof(cause) ? cause : 0;
}

static int fork_and_exec(const struct managed_launch *launch, const char *configuration, int lock,
			 pid_t *ret_pid, struct error *error)
{
	int report[2];

	if (pipe2(report, O_CLOEXEC) < 0)
		return error_errno(error, "cannot start %s", launch->program);
	pid_t pid = fork();
	if (pid < 0) {
		int r = error_errno(error, "cannot start %s", launch->program);
		close(report[0]);
		close(report[1]);
		return r;
	}
	if (pid == 0)
		become_redis(launch, configuration, (const int[]){ report[1], lock });
	close(report[1]);
	int cause = read_report(report[0]);
	close(report[0]);
	if (cause != 0) {
		(void)waitpid(pid, NULL, 0);
		return explain(launch, cause, error);
	}
	*ret_pid = pid;
	return 0;
}

int managed_launch_start(const struct managed_launch *launch, pid_t *ret_pid, struct error *error)
{
	AUTO_FREE char *configuration = file_join(launch->folder, "redis.conf");

	if (!configuration)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int r = write_configuration(launch, error);
	if (r == 0)
		r = check_manifest(launch, error);
	if (r < 0)
		return r;
	int lock = lock_for_server(launch, error);
	if (lock < 0)
		return lock;
	r = fork_and_exec(launch, configuration, lock, ret_pid, error);
	close(lock); /* the child has it too, and there it stays locked */
	return r;
}

/* The last `size` bytes of the log at most. */
static size_t read_tail(const char *path, char *ret_text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	off_t end = lseek(fd, 0, SEEK_END);
	off_t from = end > (off_t)size ? end - (off_t)size : 0;
	ssize_t got = pread(fd, ret_text, size, from);
	close(fd);
	return got > 0 ? (size_t)got : 0;
}

/* "1234:M 22 Nov 2026 10:00:00.000 # Can't open …": the part behind the mark. */
static struct slice words_of_line(struct slice line)
{
	static const char marks[] = "#*";

	for (size_t i = 0; i + 2 < line.len; i++) {
		if (line.data[i] == ' ' && strchr(marks, line.data[i + 1]) && line.data[i + 1] &&
		    line.data[i + 2] == ' ')
			return slice_cut(line, i + 3, line.len);
	}
	return line;
}

void managed_launch_last_words(const struct managed_launch *launch, char *ret_text, size_t size)
{
	char tail[LOG_TAIL];
	AUTO_FREE char *path = file_join(launch->folder, "redis.log");
	size_t len = path ? read_tail(path, tail, sizeof(tail)) : 0;

	while (len > 0 && (tail[len - 1] == '\n' || tail[len - 1] == '\r'))
		len--;
	const char *start = len ? memrchr(tail, '\n', len) : NULL;
	size_t from = start ? (size_t)(start - tail) + 1 : 0;
	struct slice words = words_of_line((struct slice){ tail + from, len - from });
	if (words.len == 0)
		(void)snprintf(ret_text, size, "its log %s/redis.log says nothing", launch->folder);
	else
		(void)snprintf(ret_text, size, "%.*s", (int)words.len, words.data);
}
