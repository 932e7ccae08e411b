/* loop.c - see loop.h; libevent behind a small door. */
#include "loop.h"

#include "clock.h"

#include <assert.h>
#include <event2/event.h>
#include <event2/thread.h>

enum { SIGNALS_MAX = 8 };

struct watched_signal {
	struct event *event;
	loop_called *called;
	void *context;
};

struct loop {
	struct event_base *base;
	struct watched_signal signals[SIGNALS_MAX];
	size_t signal_count;
};

struct loop_timer {
	struct event *event;
	loop_called *called;
	void *context;
};

/* With a list of changes, an interest that is given up and taken again within a turn costs no
 * system call: a request does that twice. It forbids to watch one file under two descriptors;
 * nobody does.
 */
static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config && event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST) == 0)
		base = event_base_new_with_config(config);
	if (config)
		event_config_free(config);
	return base;
}

struct loop *loop_new(struct error *error)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (loop && evthread_use_pthreads() == 0)
		loop->base = new_base();
	if (!loop || !loop->base) {
		error_set(error, ERROR_MEMORY,
			  "the event loop cannot start: out of memory or descriptors");
		return loop_free(loop);
	}
	return loop;
}

struct loop *loop_free(struct loop *loop)
{
	if (!loop)
		return NULL;
	for (size_t i = 0; i < loop->signal_count; i++)
		event_free(loop->signals[i].event);
	if (loop->base)
		event_base_free(loop->base);
	free(loop);
	return NULL;
}

struct event_base *loop_base(struct loop *loop)
{
	return loop->base;
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
	struct watched_signal *watched = context;

	(void)number;
	(void)what;
	watched->called(watched->context);
}

int loop_on_signal(struct loop *loop, int signal, loop_called *called, void *context,
		   struct error *error)
{
	struct watched_signal *watched = &loop->signals[loop->signal_count];

	assert(loop->signal_count < SIGNALS_MAX);
	*watched = (struct watched_signal){ .called = called, .context = context };
	watched->event = evsignal_new(loop->base, signal, on_signal, watched);
	if (!watched->event || event_add(watched->event, NULL) != 0) {
		if (watched->event)
			event_free(watched->event);
		return error_set(error, ERROR_MEMORY, "cannot watch for signal %d", signal);
	}
	loop->signal_count++;
	return 0;
}

static void on_timer(evutil_socket_t number, short what, void *context)
{
	struct loop_timer *timer = context;

	(void)number;
	(void)what;
	timer->called(timer->context);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_called *called, void *context)
{
	struct loop_timer *timer = calloc(1, sizeof(*timer));

	if (!timer)
		return NULL;
	timer->called = called;
	timer->context = context;
	timer->event = evtimer_new(loop->base, on_timer, timer);
	return timer->event ? timer : loop_timer_free(timer);
}

struct loop_timer *loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return NULL;
	if (timer->event)
		event_free(timer->event);
	free(timer);
	return NULL;
}

void loop_timer_set(struct loop_timer *timer, int64_t in_us)
{
	struct timeval in;

	if (in_us < 0)
		in_us = 0;
	in.tv_sec = in_us / CLOCK_SECOND_US;
	in.tv_usec = in_us % CLOCK_SECOND_US;
	event_add(timer->event, &in);
}

void loop_timer_set_last(struct loop_timer *timer)
{
	event_active(timer->event, EV_TIMEOUT, 0);
}

void loop_run(struct loop *loop)
{
	event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

void loop_stop(struct loop *loop)
{
	event_base_loopexit(loop->base, NULL);
}
