/*
 * preload.c - for LD_PRELOAD: the world as a test wants it, for Livvakt and the redis-server that
 * it starts. Real calls are system calls, since the library's own functions are what is replaced.
 *
 * TEST_CLOCK names a file of four doubles: the wall clock was `wall` when the monotonic one was
 * `begun`, goes `speed` times as fast since, and `shift` seconds ahead. A test writes them anew
 * while the program runs. The monotonic clock is left alone, as it is by whoever sets a clock.
 *
 * TEST_POWER (anything): what redis-server writes into its append-only file reaches the file when
 * it is synced, not before. So SIGKILL does what a power cut does.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* --- the clock --- */

struct test_clock {
	double wall, begun, speed, shift;
};

static const volatile struct test_clock *test_clock;

static __attribute__((constructor)) void map_clock(void)
{
	const char *path = getenv("TEST_CLOCK");
	int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *map;

	if (file < 0)
		return;
	map = mmap(NULL, sizeof(*test_clock), PROT_READ, MAP_SHARED, file, 0);
	if (map == MAP_FAILED)
		abort();
	test_clock = map;
	close(file);
}

int clock_gettime(clockid_t which, struct timespec *time)
{
	bool wall = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
	long r = syscall(SYS_clock_gettime, wall && test_clock ? CLOCK_MONOTONIC : which, time);

	if (r == 0 && wall && test_clock) {
		double monotonic = (double)time->tv_sec + (double)time->tv_nsec / 1e9;
		double now = test_clock->wall + test_clock->shift +
			     (monotonic - test_clock->begun) * test_clock->speed;

		time->tv_sec = (time_t)now;
		time->tv_nsec = (long)((now - (double)time->tv_sec) * 1e9);
	}
	return (int)r;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*time = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}

time_t time(time_t *to)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (to)
		*to = now.tv_sec;
	return now.tv_sec;
}

/* --- the disk --- */

/* What was written and not synced; of one file, as redis-server has one open. */
static struct {
	pthread_mutex_t lock;
	char *bytes;
	size_t len, size;
} unsynced = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool is_append_only(int fd)
{
	char link[64], path[4096];
	ssize_t len;

	if (!getenv("TEST_POWER"))
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	path[len > 0 ? len : 0] = '\0';
	return strstr(path, ".incr.aof") != NULL;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	if (!is_append_only(fd))
		return syscall(SYS_write, fd, bytes, len);
	pthread_mutex_lock(&unsynced.lock);
	if (unsynced.len + len > unsynced.size) {
		unsynced.size = 2 * (unsynced.len + len);
		unsynced.bytes = realloc(unsynced.bytes, unsynced.size);
		if (!unsynced.bytes)
			abort();
	}
	memcpy(unsynced.bytes + unsynced.len, bytes, len);
	unsynced.len += len;
	pthread_mutex_unlock(&unsynced.lock);
	return (ssize_t)len;
}

int fdatasync(int fd)
{
	if (is_append_only(fd)) {
		pthread_mutex_lock(&unsynced.lock);
		if (syscall(SYS_write, fd, unsynced.bytes, unsynced.len) != (long)unsynced.len)
			abort();
		unsynced.len = 0;
		pthread_mutex_unlock(&unsynced.lock);
	}
	return (int)syscall(SYS_fdatasync, fd);
}
