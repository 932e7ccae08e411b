/* feedback.c - see feedback.h. */
#include "feedback.h"

#include "clock.h"

#define REMEMBERED_US (56 * CLOCK_DAY_US)
enum { MOST = 1500, LEAST = -300 };

static const int32_t moves[INCIDENT_FEEDBACK_COUNT] = {
	[INCIDENT_FEEDBACK_REAL] = -150,
	[INCIDENT_FEEDBACK_FALSE] = 300,
	[INCIDENT_FEEDBACK_EXPECTED] = 150,
};

void feedback_count(struct feedback *feedback, const struct incident *incident, struct slice scope,
		    int64_t now_us)
{
	if (slice_is(scope, incident->scope) && now_us - incident->opened_at_us <= REMEMBERED_US)
		feedback->sum += moves[incident->feedback];
}

int32_t feedback_margin(const struct feedback *feedback)
{
	if (feedback->sum > MOST)
		return MOST;
	return feedback->sum < LEAST ? LEAST : feedback->sum;
}
