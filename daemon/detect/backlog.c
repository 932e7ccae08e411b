/* backlog.c - see backlog.h. */
#include "backlog.h"

#include "clock.h"
#include "planned.h"

enum { BACK = 6, LONGEST = 12, HOUR_MINUTES = 60 };
static const double HEARD = 0.25; /* of the usual comments */
static const double LEAST = 6.0;  /* missing */
#define SLACK_US (15 * CLOCK_MINUTE_US)

static double usual_of(const struct baseline *baseline, const struct detect_settings *settings,
		       int64_t hour)
{
	struct baseline_expectation usual = { 0 };

	planned_expect(baseline, settings, hour * CLOCK_HOUR_US, (hour + 1) * CLOCK_HOUR_US,
		       &usual);
	return usual.comments;
}

/* The minute in which something was heard again, in the hour after the silent ones. */
static int64_t find_end(const struct series_counts *counts, int64_t hour)
{
	int64_t minute = hour * HOUR_MINUTES;

	for (unsigned i = 1; i < HOUR_MINUTES; i++, minute++) {
		if (series_counts_sum_minutes(counts, minute, 1).comments > 0)
			break;
	}
	return minute * CLOCK_MINUTE_US;
}

void backlog_find(const struct series_counts *counts, const struct baseline *baseline,
		  const struct detect_settings *settings, int64_t now_us,
		  struct backlog *ret_backlog)
{
	const int64_t now_hour = series_hour_of(now_us);
	const int64_t born = series_hour_of(counts->first_us) + 1;
	const int64_t oldest = now_hour - BACK - LONGEST > born ? now_hour - BACK - LONGEST : born;
	double missing = 0.0;
	int64_t end = 0, begin = 0;

	*ret_backlog = (struct backlog){ 0, 0 };
	for (int64_t hour = now_hour - 1; hour >= oldest; hour--) {
		const double heard = (double)series_counts_hour(counts, hour).comments;
		const double usual = usual_of(baseline, settings, hour);

		if (heard <= HEARD * usual) {
			end = end ? end : hour + 1;
			begin = hour;
			missing += usual - heard;
		} else if (missing >= LEAST || hour <= now_hour - BACK) {
			break;
		} else {
			end = 0;
			missing = 0.0;
		}
	}
	if (missing >= LEAST && end > now_hour - BACK)
		*ret_backlog = (struct backlog){ begin * CLOCK_HOUR_US, find_end(counts, end) };
}

bool backlog_is_in(const struct backlog *backlog, int64_t from_us, uint64_t comments, double usual)
{
	return from_us > backlog->from_us && from_us <= backlog->to_us + SLACK_US &&
	       (double)comments > usual + LEAST;
}
