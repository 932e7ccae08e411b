/* watch.c - the table of watch.h as code. */
#include "watch.h"

static void take(const char *reason, unsigned severity, struct watch *watch)
{
	if (watch->reason && watch->severity <= severity)
		return;
	*watch = (struct watch){ reason, severity };
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
	if (verdict->action == ACTION_HIDE && threat > 0 && threat >= line)
		take("a threat", threat >= 2 * line ? 2 : 3, &watch);
	if (bad &&
	    (comment->reach >= WATCH_REACH_MIN || comment->author.followers >= WATCH_REACH_MIN))
		take("a very large reach", 3, &watch);
	if (!watch.reason)
		return false;
	*ret_watch = watch;
	return true;
}
