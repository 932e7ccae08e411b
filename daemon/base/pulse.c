/* pulse.c - see pulse.h. */
#include "pulse.h"

#include "log.h"

/* A machine that was suspended by the one that it runs on may have no clock that went on: then it
 * looks like one that was set. */
static void tell(int64_t wall_us, int64_t boot_us)
{
	const long long seconds =
		(long long)((wall_us > boot_us ? wall_us : boot_us) / CLOCK_SECOND_US);

	if (boot_us >= PULSE_STILL_US)
		log_warning("Livvakt stood still for %lld s: it was stopped, or its machine was "
			    "asleep; what was under way is checked before it goes on",
			    seconds);
	else
		log_warning("the clock went ahead by %lld s: it was set, or this machine was "
			    "suspended; what was under way is checked before it goes on",
			    seconds);
}

int64_t pulse_beat(struct pulse *pulse, struct clock_moment now)
{
	int64_t wall_us = 0, boot_us = 0, since_us;

	pthread_mutex_lock(&pulse->lock);
	if (pulse->begun) {
		wall_us = now.wall_us - pulse->last.wall_us;
		boot_us = now.boot_us - pulse->last.boot_us;
	}
	const bool still = wall_us >= PULSE_STILL_US || boot_us >= PULSE_STILL_US;
	if (still) {
		pulse->stood = true;
		pulse->went_on_us = now.boot_us;
	}
	/* A thread may have looked at the clock before another one, and come here after it. */
	if (!pulse->begun || boot_us > 0)
		pulse->last = now;
	pulse->begun = true;
	since_us = pulse->stood ? now.boot_us - pulse->went_on_us : INT64_MAX;
	pthread_mutex_unlock(&pulse->lock);
	if (still)
		tell(wall_us, boot_us);
	return since_us > 0 ? since_us : 0;
}
