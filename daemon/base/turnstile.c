/* turnstile.c - see turnstile.h. */
#include "turnstile.h"

#include "clock.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct turnstile {
	pthread_mutex_t lock;
	pthread_cond_t left;
	int64_t pause_us, open_at_us; /* monotonic */
	bool occupied;
};

static bool set_up(struct turnstile *turnstile)
{
	pthread_condattr_t monotonic;

	if (pthread_condattr_init(&monotonic) != 0)
		return false;
	bool done = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
		    pthread_cond_init(&turnstile->left, &monotonic) == 0;
	pthread_condattr_destroy(&monotonic);
	if (done && pthread_mutex_init(&turnstile->lock, NULL) != 0) {
		pthread_cond_destroy(&turnstile->left);
		done = false;
	}
	return done;
}

struct turnstile *turnstile_new(int64_t pause_us)
{
	struct turnstile *turnstile = calloc(1, sizeof(*turnstile));

	if (!turnstile)
		return NULL;
	turnstile->pause_us = pause_us;
	if (set_up(turnstile))
		return turnstile;
	free(turnstile);
	return NULL;
}

struct turnstile *turnstile_free(struct turnstile *turnstile)
{
	if (!turnstile)
		return NULL;
	assert(!turnstile->occupied);
	pthread_cond_destroy(&turnstile->left);
	pthread_mutex_destroy(&turnstile->lock);
	free(turnstile);
	return NULL;
}

static void wait_until(struct turnstile *turnstile, int64_t until_us)
{
	const struct timespec until = { .tv_sec = until_us / CLOCK_SECOND_US,
					.tv_nsec = until_us % CLOCK_SECOND_US * 1000 };

	(void)pthread_cond_timedwait(&turnstile->left, &turnstile->lock, &until);
}

bool turnstile_enter(struct turnstile *turnstile, int64_t wait_us)
{
	int64_t now_us = clock_monotonic_us();
	const int64_t deadline_us = now_us + wait_us;

	pthread_mutex_lock(&turnstile->lock);
	while (turnstile->occupied || now_us < turnstile->open_at_us) {
		int64_t until_us = deadline_us;

		if (now_us >= deadline_us)
			break;
		if (!turnstile->occupied && turnstile->open_at_us < deadline_us)
			until_us = turnstile->open_at_us;
		wait_until(turnstile, until_us);
		now_us = clock_monotonic_us();
	}
	bool through = !turnstile->occupied && now_us >= turnstile->open_at_us;
	turnstile->occupied |= through;
	if (!through) /* somebody else may be meant by what woke us */
		pthread_cond_signal(&turnstile->left);
	pthread_mutex_unlock(&turnstile->lock);
	return through;
}

void turnstile_leave(struct turnstile *turnstile, bool next_at_once)
{
	pthread_mutex_lock(&turnstile->lock);
	turnstile->occupied = false;
	turnstile->open_at_us = next_at_once ? 0 : clock_monotonic_us() + turnstile->pause_us;
	pthread_cond_signal(&turnstile->left);
	pthread_mutex_unlock(&turnstile->lock);
}
