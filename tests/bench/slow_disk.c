/*
 * slow_disk.c - for LD_PRELOAD: a disk that takes as long to sync as a slower one, so that what
 * waits for it can be measured on a fast one, too. Nothing else changes: what is synced is synced.
 *
 * SLOW_DISK_US: how long a sync takes at least, in microseconds. Real calls are system calls, since
 * the library's own functions are what is replaced.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int sync_slowly(long call, int file)
{
	const char *least = getenv("SLOW_DISK_US");
	const int64_t until_ns = now_ns() + (least ? strtoll(least, NULL, 10) * 1000 : 0);
	const struct timespec until = { until_ns / 1000000000, until_ns % 1000000000 };
	const long r = syscall(call, file);

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
	return (int)r;
}

int fdatasync(int file)
{
	return sync_slowly(SYS_fdatasync, file);
}

int fsync(int file)
{
	return sync_slowly(SYS_fsync, file);
}
