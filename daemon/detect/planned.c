/* planned.c - see planned.h. */
#include "planned.h"

#include <math.h>

static const double EVENT_DOUBT = 0.3; /* of what a planned event adds, one standard deviation */

/* The largest factor of the events at a moment, 1 when there is none, and until when that holds. */
static double factor_at(const struct detect_settings *settings, int64_t at_us, int64_t *until_us)
{
	double factor = 1.0;

	for (size_t i = 0; i < settings->event_count; i++) {
		const struct detect_event *event = &settings->events[i];

		if (at_us < event->from_us && event->from_us < *until_us)
			*until_us = event->from_us;
		if (at_us < event->from_us || at_us >= event->to_us)
			continue;
		if (event->to_us < *until_us)
			*until_us = event->to_us;
		factor = fmax(factor, event->factor);
	}
	return factor;
}

/* As baseline_expect, times what is planned; how much that brings is a guess. */
void planned_expect(const struct baseline *baseline, const struct detect_settings *settings,
		    int64_t from_us, int64_t to_us, struct baseline_expectation *sum)
{
	while (from_us < to_us) {
		int64_t until_us = to_us;
		const double factor = factor_at(settings, from_us, &until_us);
		struct baseline_expectation part = { 0 };

		if (factor <= 1.0) {
			baseline_expect(baseline, from_us, until_us, sum);
		} else {
			baseline_expect(baseline, from_us, until_us, &part);
			const double doubt = sqrt(sum->doubt) + factor * sqrt(part.doubt) +
					     EVENT_DOUBT * (factor - 1.0) * part.negative;

			sum->negative += factor * part.negative;
			sum->comments += factor * part.comments;
			sum->doubt = doubt * doubt;
		}
		from_us = until_us;
	}
}
