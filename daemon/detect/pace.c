/* pace.c - see pace.h. */
#include "pace.h"

enum { MINUTES = 5, PART = 16 }; /* a sixteenth more than the last minutes' is much */

int64_t pace_step(int64_t at_us)
{
	return (at_us + PACE_STEP_US - 1) / PACE_STEP_US * PACE_STEP_US;
}

int64_t pace_due(struct pace *pace, uint64_t negatives, int64_t every_us, int64_t now_us)
{
	const bool rests = now_us >= pace->looked_us && now_us - pace->looked_us < every_us;
	const int64_t due_us = rests ? pace->looked_us + every_us : now_us;

	pace->added += negatives;
	if (negatives > 0 && pace->added * PART >= pace->recent)
		return now_us;
	return pace_step(due_us);
}

void pace_looked(struct pace *pace, const struct series_counts *counts, int64_t now_us)
{
	*pace = (struct pace){ .looked_us = now_us,
			       .recent = series_counts_sum_minutes(counts, series_minute_of(now_us),
								   MINUTES)
						 .negative };
}
