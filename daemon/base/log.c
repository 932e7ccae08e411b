/* log.c - see log.h. The level and the limits per kind are the process's: one of two modules with
 * state of their own. */
#include "log.h"

#include "clock.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { KINDS = 64, PASS_PER_SECOND = 10 };

struct limit {
	int64_t since_us;
	unsigned passed, swallowed;
};

static _Atomic int level = LOG_LEVEL_INFO;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct limit limits[KINDS];

void log_set_level(enum log_level to)
{
	atomic_store(&level, (int)to);
}

/* Kinds are told apart by their format string's address; two that share a slot share its limit. */
static bool pass(const char *format, unsigned *ret_swallowed)
{
	struct limit *limit = &limits[((uintptr_t)format >> 3) % KINDS];
	int64_t now_us = clock_monotonic_us();

	*ret_swallowed = 0;
	if (limit->since_us == 0 || now_us - limit->since_us >= CLOCK_SECOND_US) {
		*ret_swallowed = limit->swallowed;
		*limit = (struct limit){ .since_us = now_us, .passed = 1 };
		return true;
	}
	if (limit->passed < PASS_PER_SECOND) {
		limit->passed++;
		return true;
	}
	limit->swallowed++;
	return false;
}

static void print_line(enum log_level at, const char *text, unsigned swallowed)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	static const char *const priorities[] = { "<3>", "<4>", "<6>", "<7>" };
	char time_text[CLOCK_TEXT_MAX];
	int64_t seconds_us = clock_wall_us() / CLOCK_SECOND_US * CLOCK_SECOND_US;

	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "%s%s", priorities[at], text);
	else
		fprintf(stderr, "%s %s: %s", clock_format(seconds_us, time_text), names[at], text);
	if (swallowed)
		fprintf(stderr, " (and %u more of this kind before)", swallowed);
	fputc('\n', stderr);
}

static void log_at(enum log_level at, const char *format, va_list arguments)
{
	char text[1024];
	unsigned swallowed;

	if ((int)at > atomic_load(&level))
		return;
	if (vsnprintf(text, sizeof(text), format, arguments) < 0)
		return;
	slice_flatten(text); /* one line an event, whatever a name holds */
	pthread_mutex_lock(&lock);
	if (pass(format, &swallowed))
		print_line(at, text, swallowed);
	pthread_mutex_unlock(&lock);
}

#define DEFINE(name, at)                                                                           \
	void log_##name(const char *format, ...)                                                   \
	{                                                                                          \
		va_list arguments;                                                                 \
                                                                                                   \
		va_start(arguments, format);                                                       \
		log_at(at, format, arguments);                                                     \
		va_end(arguments);                                                                 \
	}
DEFINE(error, LOG_LEVEL_ERROR)
DEFINE(warning, LOG_LEVEL_WARNING)
DEFINE(info, LOG_LEVEL_INFO)
DEFINE(debug, LOG_LEVEL_DEBUG)
