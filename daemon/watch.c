/* watch.c - the table of watch.h as code. */
#include "watch.h"

static void take(const char *reason, unsigned severity, struct watch *watch)
{
	if (watch->reason && watch->severity <= severity)
		return;
	*watch = (struct watch){ reason, severity };
}

/* The points for threats that nothing excuses. */
static int64_t threats_meant(const struct verdict *verdict)
{
	int64_t points = 0;

	for (size_t i = 0; i < verdict->match_count; i++)
		if (verdict->matches[i].category == CATEGORY_THREAT && !verdict->matches[i].context)
			points += verdict->matches[i].points;
	return points;
}

/* Who threatens others and himself is not hidden, and no less of a threat. */
static bool is_threat(const struct verdict *verdict, const struct thresholds *thresholds)
{
	const int64_t line = thresholds->hide[CATEGORY_THREAT];
	const int64_t points = verdict->scores[CATEGORY_THREAT];

	if (points <= 0 || points < line)
		return false;
	return verdict->action == ACTION_HIDE ||
	       (thresholds_care(thresholds, verdict->scores) && threats_meant(verdict) >= line);
}

bool watch_comment(const struct comment *comment, const struct verdict *verdict,
		   const struct thresholds *thresholds, struct watch *ret_watch)
{
	const int64_t threat = verdict->scores[CATEGORY_THREAT],
		      line = thresholds->hide[CATEGORY_THREAT];
	const bool bad = verdict->polarity == POLARITY_NEGATIVE || verdict->action != ACTION_ALLOW;
	struct watch watch = { NULL, 0 };

	if (comment->author.staff)
		return false;
	if (is_threat(verdict, thresholds))
		take("a threat", threat >= 2 * line ? 2 : 3, &watch);
	if (bad &&
	    (comment->reach >= WATCH_REACH_MIN || comment->author.followers >= WATCH_REACH_MIN))
		take("a very large reach", 3, &watch);
	if (!watch.reason)
		return false;
	*ret_watch = watch;
	return true;
}
