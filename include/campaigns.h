/*
 * campaigns.h - the same text by many people within a day is an incident, also where it is far
 * below what makes an alarm: "campaign:<name>".
 *
 * Follows the voices of each brand (chorus_log.h), a while after negative comments came, and asks
 * what its groups amount to (chorus_judge). A campaign is one incident however its copies differ,
 * for it is known again by the texts that were told. What a person called expected, or a false
 * alarm, is not told again for eight weeks. While the brand has an incident of its own that
 * its people were told of and no silence holds back, they look at it already, and what that
 * incident told of copies is not told once more.
 *
 * What judges remember of a brand is as the log says; losing it costs only time.
 */
#ifndef LIVVAKT_CAMPAIGNS_H
#define LIVVAKT_CAMPAIGNS_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include "raise.h"
#include "story.h"

struct campaigns;
struct campaigns *campaigns_new(void);			       /* NULL: out of memory */
struct campaigns *campaigns_free(struct campaigns *campaigns); /* NULL is fine; always NULL */

/* A negative comment came that may be one of many: it is looked at in so long, with all that came.
 * (What is not negative waits for one that is, so that a recording may be played by hundreds of
 * those at once, and gives the very same.) */
#define CAMPAIGNS_EVERY_US INT64_C(20000000)
void campaigns_await(struct campaigns *campaigns, struct slice brand, int64_t due_us);
/* When the next look is due; INT64_MAX: none is. */
int64_t campaigns_next(const struct campaigns *campaigns);

struct campaigns_case {
	struct redis_link *link;
	const struct raise_settings *raise;
	struct story *story;
	int64_t now_us;
};
/* Looks at the brands whose time has come by `until_us`. Where Redis is away they wait. */
MUST_CHECK int campaigns_look(struct campaigns *campaigns, const struct campaigns_case *what,
			      int64_t until_us, struct error *error);

#endif
