/* watch.c - the table of watch.h as code. */
#include "watch.h"

static void take(struct watch reason, struct watch *watch)
{
	if (!watch->reason || reason.severity < watch->severity)
		*watch = reason;
}

/* Who threatens others and himself is not hidden, and no less of a threat. */
static bool is_threat(const struct verdict *verdict, const struct thresholds *thresholds)
{
	const int64_t line = thresholds->hide[CATEGORY_THREAT];
	const int64_t points = verdict->scores[CATEGORY_THREAT];

	if (points <= 0 || points < line)
		return false;
	return verdict->action == ACTION_HIDE ||
	       (thresholds_care(thresholds, verdict->scores) && verdict->threats_meant >= line);
}

static void take_intents(const struct verdict *verdict, struct watch *watch)
{
	if (verdict->polarity != POLARITY_POSITIVE &&
	    verdict_has_label(verdict, "intent:emergency"))
		take((struct watch){ "an emergency", 3, .by = "intent:emergency", .intent = true },
		     watch);
	if (verdict_has_label(verdict, "intent:journalist"))
		take((struct watch){ "a journalist", 3, .by = "intent:journalist", .intent = true },
		     watch);
}

bool watch_comment(const struct comment *comment, const struct verdict *verdict,
		   const struct watch_settings *settings, struct watch *ret_watch)
{
	const int64_t threat = verdict->scores[CATEGORY_THREAT],
		      line = settings->thresholds->hide[CATEGORY_THREAT];
	const bool bad = verdict->polarity == POLARITY_NEGATIVE || verdict->action != ACTION_ALLOW;
	struct watch watch = { .reason = NULL };

	if (comment->author.staff)
		return false;
	if (is_threat(verdict, settings->thresholds))
		take((struct watch){ "a threat", threat >= 2 * line ? 2 : 3,
				     .by = category_name(CATEGORY_THREAT), .points = threat,
				     .line = line },
		     &watch);
	if (bad &&
	    (comment->reach >= WATCH_REACH_MIN || comment->author.followers >= WATCH_REACH_MIN))
		take((struct watch){ "a very large reach", 3, .by = "reach" }, &watch);
	if (settings->intents)
		take_intents(verdict, &watch);
	if (!watch.reason)
		return false;
	*ret_watch = watch;
	return true;
}
